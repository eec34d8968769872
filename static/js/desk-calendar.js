// Drag a scheduled column to another day: this fills in the column's form and submits it.
const formOf = (entry) => entry?.querySelector("form")
const dayOf = (place) => place.closest?.("[data-day]")
const calendar = document.querySelector("[data-calendar]")

const unmark = () => calendar.querySelector(".over")?.classList.remove("over")

let dragged = null

for (const entry of document.querySelectorAll("[data-movable]")) {
  entry.draggable = true
  entry.addEventListener("dragstart", (event) => {
    if (entry.querySelector("details")?.contains(document.activeElement))
      return event.preventDefault()
    dragged = entry
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", entry.id)
  })
  entry.addEventListener("dragend", () => {
    dragged = null
    unmark()
  })
}

calendar.addEventListener("dragover", (event) => {
  const day = dragged && dayOf(event.target)
  unmark()
  if (!day || day === dayOf(dragged)) return
  event.preventDefault()
  day.classList.add("over")
})

calendar.addEventListener("drop", (event) => {
  const day = dragged && dayOf(event.target)
  if (!day || day === dayOf(dragged)) return
  event.preventDefault()
  const form = formOf(dragged)
  form.querySelector('input[type="date"]').value = day.dataset.day
  form.requestSubmit()
})

// Focus the form that was refused.
document.querySelector("[data-entry] details[open] input:not([type='hidden'])")?.focus()
