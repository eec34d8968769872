// Show a button that copies the link, if the browser can copy; the field can always be copied by hand.
const field = document.querySelector("[data-copy-from]")
const button = document.querySelector("[data-copy]")
const statusLine = document.querySelector("[data-copied]")

if (navigator.clipboard) button.hidden = false
field.addEventListener("focus", () => field.select())
button.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(field.value)
    statusLine.textContent = "Copied."
  } catch {
    field.focus()
    statusLine.textContent =
      "Your browser would not copy it. The link is selected: copy it by hand."
  }
})
