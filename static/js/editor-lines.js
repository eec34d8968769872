// Preserve what pasted HTML shows without text or <br>: lines of preformatted text, inline elements shown as blocks,
// quotation marks and the sounds in <ruby>. The server does the same with text that does not come from the editor
// (articles/text/source_lines.py and generated_text.py).

const INLINE =
  "a, abbr, acronym, b, bdi, bdo, big, cite, code, data, dfn, em, font, i, img, ins, kbd, label, mark, nobr, q, rb, rt, ruby, s, samp, small, span, strong, sub, sup, time, tt, u, var, wbr"
const WHITE_SPACE = /^(?:(?:-moz-)?pre(?:-wrap|-line)?|break-spaces|preserve(?:-breaks)?)(?:\s|$)/
const AS_BLOCK = /^(?:block|flex|grid|list-item|table|flow-root)/
// Language -> the marks around a quotation, and around one inside of it (CLDR).
const QUOTES = [
  [["de", "cs", "sk", "sl", "bg", "is"], "„“‚‘"],
  [["fr", "it", "fa", "sq", "el", "no", "nb", "nn"], "«»‹›"],
  [["ru", "uk", "be", "hy"], "«»„“"],
  [["sv", "fi"], "””’’"],
  [["es", "pt"], "«»“”"],
  [["pl", "ro", "hu", "hr", "sr"], "„”«»"],
  [["ja", "zh-hant", "zh-tw"], "「」『』"],
  [["da"], "»«›‹"],
  [["nl"], "‘’“”"],
]

const isText = (node) => node?.nodeType === Node.TEXT_NODE
const isInline = (node) => isText(node) || Boolean(node?.matches?.(INLINE))
const makeBreak = (root) => root.ownerDocument.createElement("br")

const isPreformatted = (element, style, around) => {
  const value = style["white-space"] ?? style["white-space-collapse"]
  if (value === undefined || value === "inherit") return around || element.matches("pre, listing")
  return WHITE_SPACE.test(value)
}

const breakText = (root, text) => {
  const { previousSibling: before, nextSibling: after } = text
  if (!text.data.trim() && !isInline(before) && !isInline(after)) return // only sets elements apart
  let words = text.data.replaceAll("\r\n", "\n")
  if (!isInline(text.parentElement)) {
    if (!before) words = words.replace(/^\n+/, "")
    if (!after) words = words.trimEnd()
  }
  const lines = words.split("\n")
  text.replaceWith(...lines.flatMap((line, place) => (place ? [makeBreak(root), line] : [line])))
}

// Return what stands before or after the element in the same line, looking past inline elements around it.
const neighbor = (element, blocks, side) => {
  for (let at = element; at; at = at.parentElement) {
    let beside = at[side]
    while (
      beside &&
      (beside.nodeType === Node.COMMENT_NODE || (isText(beside) && !beside.data.trim()))
    ) {
      beside = beside[side]
    }
    if (beside) return beside
    const around = at.parentElement
    if (!around?.matches(INLINE) || blocks.has(around)) return null
  }
  return null
}

/** Insert <br> where styles make lines. `styles` returns the declarations for an element. */
export const makeLines = (root, styles) => {
  const texts = []
  const blocks = new Set()
  const read = (node, preformatted) => {
    for (const child of node.childNodes) {
      if (isText(child) && preformatted && child.data.includes("\n")) texts.push(child)
      if (child.nodeType !== Node.ELEMENT_NODE) continue
      const style = styles.of(child)
      if (child.matches(INLINE) && AS_BLOCK.test(style.display ?? "")) blocks.add(child)
      read(child, isPreformatted(child, style, preformatted))
    }
  }
  read(root, false)
  for (const text of texts) breakText(root, text)
  for (const block of blocks) {
    if (isInline(neighbor(block, blocks, "previousSibling"))) block.before(makeBreak(root))
    const after = neighbor(block, blocks, "nextSibling")
    if (isInline(after) && !blocks.has(after)) block.after(makeBreak(root))
  }
}

const marksOf = (quote) => {
  const language = (quote.closest("[lang]")?.lang ?? "").toLowerCase().replaceAll("_", "-")
  const known = (name) => QUOTES.find(([names]) => names.includes(name))?.[1]
  const marks = known(language) ?? known(language.split("-")[0]) ?? "“”‘’"
  const isInner =
    quote.parentElement?.closest("q") &&
    !quote.parentElement.closest("q").parentElement?.closest("q")
  return isInner ? marks.slice(2) : marks.slice(0, 2)
}

const numberOf = (element, name, otherwise) => {
  const number = /^\s*([+-]?[0-9]{1,6})(?![0-9])/.exec(element.getAttribute(name) ?? "")
  return number ? Number(number[1]) : otherwise
}

// Begin a new list where the numbers do not go on by one, because a stored list has only a start.
const splitByNumbers = (list) => {
  const items = [...list.children].filter((each) => each.matches("li"))
  const step = list.reversed ? -1 : 1
  let last = numberOf(list, "start", step === 1 ? 1 : items.length) - step
  list.reversed = false
  let part = null
  for (const child of [...list.childNodes]) {
    if (items.includes(child)) {
      const number = numberOf(child, "value", last + step)
      if (part && number !== last + 1) {
        const next = list.cloneNode(false)
        part.after(next)
        part = next
      }
      if (!part || part.childNodes.length === 0) {
        part ??= list
        part.start = number
      }
      last = number
    }
    if (part && part !== list) part.append(child)
  }
}

/** Write out list numbers, quotation marks and the parentheses of sounds, and replace <xmp>, in which tags are text. */
export const writeOut = (root) => {
  for (const sound of root.querySelectorAll("rt"))
    if (sound.textContent.trim()) sound.textContent = ` (${sound.textContent})`
  for (const list of [...root.querySelectorAll("ol[reversed], ol:has(> li[value])")].reverse())
    splitByNumbers(list)
  for (const quote of root.querySelectorAll("q")) {
    const [opening, closing] = marksOf(quote)
    quote.before(opening)
    quote.after(closing)
  }
  for (const raw of root.querySelectorAll("xmp, plaintext")) {
    const made = root.ownerDocument.createElement("pre")
    made.textContent = raw.textContent
    raw.replaceWith(made)
  }
}
