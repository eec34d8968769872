// The photo library: files are dropped or chosen, several at once, and stand in the grid as soon as they are there.
import { dropZone, uploads } from "./photo-upload.js"

const form = document.getElementById("photo-upload")
const grid = document.getElementById("photo-grid")

const showCard = (html) => {
  const holder = document.createElement("template")
  holder.innerHTML = html.trim()
  const card = holder.content.firstElementChild
  const address = card.querySelector("a").getAttribute("href")
  grid
    .querySelector(`a[href="${CSS.escape(address)}"]`)
    ?.closest("li")
    .remove()
  grid.prepend(card)
  document.querySelector(".photo-none")?.remove()
}

if (form && grid) {
  const input = form.querySelector("input[type=file]")
  const list = Object.assign(document.createElement("ul"), { className: "uploads" })
  const said = Object.assign(document.createElement("p"), { className: "visually-hidden" })
  said.setAttribute("role", "status")
  const hint = Object.assign(document.createElement("p"), {
    className: "drop-hint",
    textContent: "Or drop them anywhere on this page.",
  })
  form.append(hint, list, said)
  form.querySelector("button").hidden = true
  input.required = false
  const add = uploads(list, {
    address: form.action,
    token: () => form.elements.csrfmiddlewaretoken.value,
    mostBytes: Number(form.dataset.mostBytes),
    say: (sentence) => (said.textContent = sentence),
    onDone: ({ card }) => showCard(card),
  })
  input.addEventListener("change", () => {
    add([...input.files])
    input.value = ""
  })
  form.addEventListener("submit", (event) => event.preventDefault())
  dropZone(document.body, add)
}
