// "Preview" in a column's form shows what stands there now: it is kept first, and looked at in a window of its own.
import { keepNow } from "desk/keep"

const link = document.querySelector("[data-preview-typed]")

link?.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const room = window.open("", "preview") // before anything is waited for, or it would count as unasked
  const kept = await keepNow().catch(() => null)
  const form = document.querySelector("input[name=form]")?.value
  const address = kept && form ? link.dataset.previewTyped.replace("FORM", form) : link.href
  if (room) room.location = address
  else window.location = address
})
