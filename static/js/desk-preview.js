// Preview a column: autosave its form first, then open the preview in a window of its own.
import { autosaveNow } from "desk/autosave"

const link = document.querySelector("[data-preview-url]")

link?.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const preview = window.open("", "preview") // before the first await, or the browser blocks it as a pop-up
  const autosaved = await autosaveNow().catch(() => null)
  const form = document.querySelector("input[name=form]")?.value
  const address = autosaved && form ? link.dataset.previewUrl.replace("FORM", form) : link.href
  if (preview) preview.location = address
  else window.location = address
})
