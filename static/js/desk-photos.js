// Upload several photos by choosing or dropping files, and add each to the grid when it is done.
import { csrfToken, make } from "./dom.js"
import { dropZone, uploads } from "./photo-upload.js"

const form = document.querySelector("[data-photo-upload]")
const grid = document.querySelector("[data-photo-grid]")

const showCard = (html) => {
  const template = make("template", { innerHTML: html.trim() })
  const card = template.content.firstElementChild
  const address = card.querySelector("a").getAttribute("href")
  grid
    .querySelector(`a[href="${CSS.escape(address)}"]`)
    ?.closest("li")
    .remove()
  grid.prepend(card)
  document.querySelector("[data-no-photos]")?.remove()
}

if (form && grid) {
  const input = form.querySelector("input[type=file]")
  const list = make("ul", { className: "uploads" })
  const statusLine = make("p", { className: "visually-hidden", role: "status" })
  const hint = make("p", {
    className: "drop-hint",
    textContent: "Or drop them anywhere on this page.",
  })
  form.append(hint, list, statusLine)
  form.querySelector("button").hidden = true
  input.required = false
  const add = uploads(list, {
    address: form.action,
    token: () => csrfToken(form),
    mostBytes: Number(form.dataset.mostBytes),
    say: (sentence) => (statusLine.textContent = sentence),
    onDone: ({ card }) => showCard(card),
  })
  input.addEventListener("change", () => {
    add([...input.files])
    input.value = ""
  })
  form.addEventListener("submit", (event) => event.preventDefault())
  dropZone(document.body, add)
}
