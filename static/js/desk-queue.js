// Keyboard shortcuts for moderation: j and k move between the cards, a approves, h goes to the reason for hiding, x ticks.
const cards = [...document.querySelectorAll("[data-card]")]
let at = -1

const go = (to) => {
  at = Math.min(Math.max(to, 0), cards.length - 1)
  cards[at].focus()
  cards[at].scrollIntoView({ block: "nearest" })
}

const hide = (details) => {
  if (!details) return
  details.open = true
  details.querySelector("select").focus()
}

const acts = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  a: () => cards[at]?.querySelector("[data-yes]")?.click(),
  h: () => hide(cards[at]?.querySelector("details")),
  x: () => cards[at]?.querySelector("[name=ticked]")?.click(),
}

// Explain the shortcuts only on devices with a keyboard, not on phones and tablets.
const help = document.querySelector("[data-keys]")
if (help) help.hidden = !window.matchMedia("(hover: hover) and (pointer: fine)").matches

const ticks = [...document.querySelectorAll("[data-cards] [name=ticked]")]
const all = document.querySelector("[data-tick-all]")
const number = document.querySelector("[data-ticked]")

const count = () => {
  const ticked = ticks.filter((each) => each.checked).length
  number.textContent = ticked ? `${ticked} ticked:` : "With the ticked ones:"
  all.control.checked = ticked === ticks.length
}

if (all) {
  all.hidden = false
  all.addEventListener("change", () => {
    for (const each of ticks) each.checked = all.control.checked
    count()
  })
  for (const each of ticks) each.addEventListener("change", count)
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select")
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !acts[event.key]) return
  event.preventDefault()
  acts[event.key]()
})

document.addEventListener("focusin", (event) => {
  const card = event.target.closest("[data-card]")
  if (card) at = cards.indexOf(card)
})
