// Add the passkey buttons if the browser supports passkeys, and show a message when one fails.
// The script adds their labels, because text browsers such as Lynx also show hidden text.
for (const place of document.querySelectorAll("[data-passkey]")) {
  const button = document.createElement("button")
  button.type = place.dataset.form ? "submit" : "button"
  button.id = place.id
  button.className = place.className
  button.textContent = place.dataset.passkey
  button.dataset.passkey = ""
  if (place.dataset.form) button.setAttribute("form", place.dataset.form)
  button.hidden = !window.PublicKeyCredential
  place.replaceWith(button)
}

const trouble = document.getElementById("passkey-trouble")

document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  trouble.textContent = trouble.dataset.text
  trouble.hidden = false
})

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-passkey]")) trouble.hidden = true
})
