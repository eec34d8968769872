// Add the passkey buttons if the browser supports passkeys, and show a message when one fails.
// The script adds their labels, because text browsers such as Lynx also show hidden text.
import { make } from "./dom.js"

for (const place of document.querySelectorAll("[data-passkey]")) {
  const { passkey, form } = place.dataset
  const button = make("button", {
    type: form ? "submit" : "button",
    id: place.id,
    className: place.className,
    textContent: passkey,
    hidden: !window.PublicKeyCredential,
    "data-passkey": "",
  })
  if (form) button.setAttribute("form", form)
  place.replaceWith(button)
}

const trouble = document.querySelector("[data-passkey-trouble]")

document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  trouble.textContent = trouble.dataset.text
  trouble.hidden = false
})

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-passkey]")) trouble.hidden = true
})
