// Show the length of the text below the editor. The server counts by the same rule (articles/text/length.py).
const DELAY = 300 // milliseconds after the last change
// Where a script has no spaces, each Chinese or Japanese character counts as a word, and so do five letters of others.
const SIGNS = String.raw`\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}\uff66-\uff9f`
const LETTERS = String.raw`\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u0f00-\u0fff`
const SPACED = String.raw`(?![${SIGNS}${LETTERS}])[\p{L}\p{N}_]`
const WORD = new RegExp(
  String.raw`[${SIGNS}]|[${LETTERS}]{1,5}|${SPACED}(?:${SPACED}|[’'\-])*`,
  "gu",
)
const NOT_COUNTED = new Set(["pullQuote", "photoFigure", "embed"])

// Separate words at blocks and line breaks only: half a word may be bold.
const textOf = (node) => {
  const captions = [node.attrs.caption ?? ""]
  node.descendants((each) => void captions.push(each.attrs.caption ?? "")) // captions are an attribute of tables, not part of their content
  return `${captions.join(" ")} ${node.textBetween(0, node.content.size, " ", " ")}`
}

const wordsIn = (doc) => {
  let words = 0
  doc.forEach((node) => {
    if (!NOT_COUNTED.has(node.type.name)) words += textOf(node).match(WORD)?.length ?? 0
  })
  return words
}

const sentence = (words, pace) => {
  if (!words) return "No words yet."
  const minutes = Math.ceil(words / pace)
  return `${words.toLocaleString("en-GB")} word${words === 1 ? "" : "s"}, about ${minutes} minute${minutes === 1 ? "" : "s"} to read.`
}

/** Update the line below the editor; screen readers read it as the editor's description. */
export const showLength = (editor, line) => {
  let waiting
  editor.view.dom.setAttribute("aria-describedby", line.id)
  editor.on("update", () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => {
      line.textContent = sentence(wordsIn(editor.state.doc), Number(line.dataset.pace))
    }, DELAY)
  })
}
