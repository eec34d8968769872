// Show the length of the text below the editor. The server counts by the same rule (articles/text/length.py).
const DELAY = 300 // milliseconds after the last change
const CJK = "\\u3040-\\u30ff\\u3400-\\u9fff" // signs of Chinese and Japanese, each a word
const WORD = new RegExp(`[${CJK}]|(?![${CJK}])[\\p{L}\\p{N}_][\\p{L}\\p{N}_’'\\-]*`, "gu")
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
