// Say below the text what was removed from a paste, by kind. The server shows the same sentence for text that does not
// come from the editor (articles/text/left_out.py).
import { crel } from "django-prose-editor/editor"

export const PICTURE = "picture"
export const FRAME = "embedded frame"
export const FORM = "form"
export const FORMULA = "formula"
export const COMMENT = "comment"
export const PASSAGE = "deleted or hidden passage"
const KINDS = [PICTURE, FRAME, FORM, FORMULA, COMMENT, PASSAGE]

/** Count by kind; `count(null)` counts nothing. */
export const counter = () => {
  const counts = {}
  const count = (kind) => {
    if (kind) counts[kind] = (counts[kind] ?? 0) + 1
  }
  return { count, counts }
}

/** Return for example "Left out: 2 pictures and 1 embedded frame."; "" if nothing was removed. */
export const sentence = (counts) => {
  const parts = KINDS.filter((kind) => counts[kind]).map(
    (kind) => `${counts[kind]} ${kind}${counts[kind] === 1 ? "" : "s"}`,
  )
  const last = parts.pop()
  return last ? `Left out: ${parts.length ? `${parts.join(", ")} and ` : ""}${last}.` : ""
}

/** Create the live region for these sentences, which screen readers announce. */
export const statusLine = () => crel("p", { className: "editor-status", role: "status" })

export const say = (editor, words) => {
  const line = editor.view.dom
    .closest(".prose-editor")
    ?.parentElement.querySelector(".editor-status")
  if (line) line.textContent = words
}
