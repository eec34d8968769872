// Remove text that the source of pasted HTML marks as deleted, struck through, hidden, or as a margin comment. The server
// does the same with text that does not come from the editor (articles/text/hidden_text.py).
import { COMMENT, FORMULA, FRAME, PASSAGE, PICTURE } from "desk/left-out"

// Elements that browsers do not show, and deletions, also those of Word's and LibreOffice's own formats.
const TAGS = String.raw`del, s, strike, template, noscript, noembed, noframes, title, datalist, rp, object, audio, video, canvas, select, textarea, svg, math, w\:del, w\:deltext, w\:movefrom, text\:deletion, text\:tracked-changes, [role~="deletion" i], [role~="comment" i], [data-mce-bogus="all"]`
const NOT_SHOWN = "[hidden], [popover], dialog:not([open])"
// Classes that editors give to deletions (Word, CKEditor, Froala, ICE, wikis) and to comments.
const CLASSES =
  /^(?:msodel|ice-del|msocom\w*|msocomment(?:text|subject|reference)|trackchange\w*deletion|diff-?del(?:etedline)?|(?!(?:not|no|non|has|with|un)[-_])(?:\w+[-_]+){0,4}(?:deleted|deletion))$/i
// Classes whose style sheet is known although it is missing (Bootstrap, Tailwind, WordPress, Drupal and others).
// Text for screen readers repeats visible text.
const CLASS_STYLES = [
  [
    /^(?:(?:(?!not-)\w+-)?(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only|s-only)?|element-invisible)(?:-focusable)?|show-for-sr|a11y-hidden|hidden|hide|d-none|(?:is|u|uk)-hidden|hidden-print-only|d-print-only)$/,
    { display: "none" },
  ],
  [/^invisible$/, { visibility: "hidden" }],
  [
    /^(?:line-through|strike(?:-?through)?|text-strike(?:-?through)?|ql-strike)$/,
    { "text-decoration-line": "line-through" },
  ],
]
// Shown all the same from some width of the window on: Tailwind's md:block, Bootstrap's d-md-block.
const SHOWN_CLASS =
  /^(?:(?:(?:sm|md|lg|x{1,2}l|\dxl):|d-(?:sm|md|lg|x{1,2}l)-)(?:not-sr-only|block|flex|grid|inline\S*|table\S*|contents|flow-root|list-item)|not-sr-only)$/
// Fragments of the same page, or of a document at Google; other sites may have such fragments too.
const OWN_PAGE = String.raw`^\s*(?:(?:https?:)?//docs\.google\.com/[^#]*|file:[^#]*)?`
const COMMENT_LINK = new RegExp(`${OWN_PAGE}#(?:_msocom_|_msoanchor_|cmnt)`, "i")
const COMMENT_MARK = new RegExp(`${OWN_PAGE}#(?:_msocom_|cmnt(?!_ref))`, "i") // from text to comment; others link back
const PLAYERS = "object, audio, video, canvas"
const NOT_MISSED = "template, noscript, noembed, noframes, title, datalist, rp, select, textarea"
const ZERO = String.raw`(?:calc\(\s*)?[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]+|%)?(?:\s*\))?`
const TINY = String.raw`[+-]?0*(?:[01](?:\.0*)?|\.\d+)(?:px|pt)|${ZERO}` // up to one pixel or point
const IS_TINY = new RegExp(`^(?:${TINY})$`)
const IS_TINY_FONT = new RegExp(String.raw`^(?:${TINY}|0*\.[01]\d*r?em|0*\d(?:\.\d*)?%)$`)
const INHERITED = ["inherit", "unset", "revert", "revert-layer", "currentcolor"]
const AWAY = String.raw`-(?:999|\d{4,})|\+?9{4,}`
const IS_AWAY = new RegExp(`^(?:${AWAY})`)
// Values that hide an element in such a way that no descendant can undo it.
const HIDING = Object.entries({
  display: /^none/,
  "mso-hide": /^all$/,
  "mso-element": /^comment/,
  "mso-special-character": /^comment$/,
  "content-visibility": /^hidden$/,
  "text-decoration-line": /line-through/,
  "text-line-through": /^(?!none)/,
  opacity: new RegExp(String.raw`^(?:${ZERO}|0*\.0\d*)$`),
  filter: new RegExp(String.raw`opacity\(${ZERO}\)`),
  zoom: new RegExp(`^(?:${ZERO})$`),
  scale: /^(?:\S+\s+)?0*\.?0+%?(?:\s|$)/,
  clip: /^rect\((?:[\s,]*[01](?:px|pt)?)+\s*\)/,
  "clip-path":
    /^(?:inset\((?:49\.\d+|[5-9]\d(?:\.\d+)?|100)%|(?:circle|ellipse)\(0|polygon\((?:[\s,]*0(?:px|%)?)+\))/,
  transform: new RegExp(
    String.raw`matrix\((?:\s*0\s*,){4}|scale(?:3d|x|y)?\((?:[^,()]*,)?\s*0*\.?0+\s*[,)]|\(\s*${ZERO}\s*,\s*(?:${AWAY})|\((?:${AWAY})`,
  ),
  translate: new RegExp(String.raw`^(?:\S+\s+)?(?:${AWAY})`),
  "text-indent": new RegExp(String.raw`^(?:${AWAY}|[1-9]\d\d+%)`),
  ...Object.fromEntries(
    ["left", "right", "top", "bottom", "margin-left", "margin-top"].map((each) => [each, IS_AWAY]),
  ),
})
const POSITIONS = ["left", "right", "top", "bottom"] // without effect on static elements
const MARGINS = ["margin-left", "margin-top"]
const FAR = /^\+?(?:999|\d{4,})/
const BOX = ["width", "height", "max-width", "max-height"]
const NO_COLOR =
  /^(?:transparent|(?:rgb|hsl)a?\((?:[^,/]+,){3}\s*0*(?:\.0*)?%?\s*\)|[^,/]+\/\s*0*(?:\.0*)?%?\s*\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)$)/
const SEEN = { isSmall: false, isInvisible: false, isTransparent: false }
const EMPTIED_INLINE = "a, b, strong, i, em, u, span, font, sub"
const SEEN_WITHOUT_TEXT = "img, iframe" // a video is in a frame
const EMPTIED = "p, h1, h2, h3, h4, h5, h6, li, ul, ol, dl, dt, dd, blockquote, aside, sup, tr"

// Return whether the box has no room, and does not show what does not fit.
const isCutOff = (style) =>
  ["overflow-x", "overflow-y"].some(
    (name) => name in style && !["visible", ...INHERITED].includes(style[name]),
  ) &&
  BOX.some((side) => side in style && IS_TINY.test(style[side])) &&
  // Padding gives the box its height where a video keeps its proportions.
  ["padding-top", "padding-bottom", "min-height"].every(
    (name) => !(name in style) || IS_TINY.test(style[name]),
  )

const isHidden = (style) => {
  const without = style.position === "static" ? [...POSITIONS] : []
  // Moved back: a background as wide as the window.
  if (["padding-left", "padding-top"].some((name) => FAR.test(style[name])))
    without.push(...MARGINS)
  return (
    isCutOff(style) ||
    HIDING.some(
      ([name, value]) => name in style && !without.includes(name) && value.test(style[name]),
    )
  )
}

// Transparent letters may show the background.
const isFilled = (style) =>
  ["background-clip", "-webkit-background-clip", "background"].some((name) =>
    style[name]?.includes("text"),
  )

// Hidden by a declaration that a descendant can undo.
const unseen = (style, { ...made }) => {
  const set = (name) => (name in style && !INHERITED.includes(style[name]) ? style[name] : null)
  const [size, visibility] = [set("font-size"), set("visibility")]
  const color = "-webkit-text-fill-color" in style ? set("-webkit-text-fill-color") : set("color")
  // A part of nothing is nothing: em and % are relative to the size around.
  if (size !== null && !(made.isSmall && /(?<!r)em$|%$/.test(size)))
    made.isSmall = IS_TINY_FONT.test(size)
  if (visibility !== null) made.isInvisible = ["hidden", "collapse"].includes(visibility)
  if (color !== null) made.isTransparent = NO_COLOR.test(color) && !isFilled(style)
  return made
}

const isUnseen = (reasons) => Object.values(reasons).some(Boolean)

// Mark the comments that Google Docs puts below a text; each links back to its place in the text.
const markReplies = (root) => {
  for (const link of root.querySelectorAll('a[href*="#cmnt_ref" i]')) {
    if (!COMMENT_LINK.test(link.getAttribute("href"))) continue
    const block = link.closest("p, div, li")
    const around = block?.parentElement
    if (!block) link.role = "comment"
    else if (around?.matches("div") && around.firstElementChild === block) around.role = "comment"
    else block.role = "comment"
  }
}

const deletions = (names) => (names ?? "").split(",").filter((name) => name.startsWith("deletion"))

// Return the text inside suggested deletions of CKEditor, which may begin and end in different paragraphs.
const suggestedText = (root) => {
  const open = new Set()
  const texts = []
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE && open.size && node.data.trim()) texts.push(node)
    if (node.nodeType !== Node.ELEMENT_NODE) return
    if (node.localName === "suggestion-end") open.delete(node.getAttribute("name"))
    const starts = node.getAttribute(
      node.localName === "suggestion-start" ? "name" : "data-suggestion-start-before",
    )
    for (const name of deletions(starts)) open.add(name)
    node.childNodes.forEach(read)
    for (const name of deletions(node.getAttribute("data-suggestion-end-after"))) open.delete(name)
  }
  if (root.querySelector("suggestion-start, [data-suggestion-start-before]")) read(root)
  return texts
}

const dropSuggestions = (root, count) => {
  const texts = suggestedText(root)
  if (texts.length)
    for (const mark of root.querySelectorAll("suggestion-start, suggestion-end")) mark.remove()
  for (const text of texts) {
    count(PASSAGE)
    dropWithBlank(text)
  }
  return texts.length > 0
}

// Return what browsers and well-known style sheets declare for the element.
const defaultStyle = (element, classNames) => {
  const style = element.matches(NOT_SHOWN) ? { display: "none" } : {}
  const classes = [...element.classList].map((each) => each.toLowerCase())
  if (classes.some((each) => SHOWN_CLASS.test(each))) return style
  for (const [name, declared] of CLASS_STYLES) {
    // If the source has a style sheet for the class, that one counts.
    if (classes.some((each) => name.test(each) && !classNames.has(`.${each}`)))
      Object.assign(style, declared)
  }
  return style
}

const isMarked = (element, style) =>
  element.matches(TAGS) ||
  isHidden(style) ||
  [...element.classList].some((each) => CLASSES.test(each)) ||
  (element.matches("a") && COMMENT_LINK.test(element.getAttribute("href") ?? ""))

/** Return whether the picture is a tracking pixel. */
export const isPixel = (image) =>
  ["width", "height"].every((name) => ["0", "1"].includes(image.getAttribute(name)))

// Return the kind to count; null for what nobody would miss, and for the other parts of a comment.
const kindOf = (element, styleOf) => {
  if (element.matches(PLAYERS)) return FRAME
  if (element.matches("math")) return FORMULA
  if (element.matches("svg")) return isPixel(element) ? null : PICTURE
  const links = element.matches("a") ? [element] : [...element.querySelectorAll("a[href]")]
  const leads = links.map((link) => link.getAttribute("href") ?? "")
  if (leads.some((href) => COMMENT_LINK.test(href)))
    return leads.some((href) => COMMENT_MARK.test(href)) ? COMMENT : null
  if (
    element.matches(NOT_MISSED) ||
    /comment/i.test(styleOf(element)) ||
    /msocom/i.test(element.className)
  )
    return null
  return element.textContent.trim() ? PASSAGE : null
}

// Remove the node, and the space before it if another space or a punctuation mark follows.
const dropWithBlank = (element) => {
  const { previousSibling: before, nextSibling: after } = element
  element.remove()
  if (before?.nodeType !== Node.TEXT_NODE || after?.nodeType !== Node.TEXT_NODE) return
  if (/\s$/.test(before.data) && /^[\s.,;:!?)]/.test(after.data))
    before.data = before.data.trimEnd()
}

const isBlank = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return !node.data.trim()
  if (node.nodeType === Node.COMMENT_NODE) return true
  return (
    node.matches("br, td, th, wbr") &&
    !node.textContent.trim() &&
    !node.querySelector(SEEN_WITHOUT_TEXT)
  )
}

const dropEmptied = (root) => {
  for (const element of [...root.querySelectorAll(EMPTIED_INLINE)].reverse()) {
    if (!element.hasChildNodes()) dropWithBlank(element)
  }
  for (const block of [...root.querySelectorAll(EMPTIED)].reverse()) {
    if ([...block.childNodes].every(isBlank)) block.remove()
  }
}

/**
 * Remove hidden text and blocks emptied by that. `styles` returns the declarations for an element, `styleOf` its style
 * attribute; `count` gets each kind.
 */
export const dropHidden = (root, styles, styleOf, count) => {
  let aroundRoot = SEEN
  for (const element of [root.parentElement, root]) {
    const style = styles.of(element, defaultStyle(element, styles.classNames))
    // An animation shows the page: so do AMP pages.
    if (Object.keys(style).some((name) => name.endsWith("animation"))) continue
    if (isMarked(element, style)) {
      root.replaceChildren()
      count(PASSAGE)
      return
    }
    aroundRoot = unseen(style, aroundRoot)
  }
  markReplies(root)
  let dropped = dropSuggestions(root, count)
  const waiting = [[root, aroundRoot]]
  while (waiting.length) {
    const [node, around] = waiting.pop()
    for (const child of [...node.childNodes]) {
      // A browser that knows frames does not show the text inside of one.
      const isUnread = isUnseen(around) || node.localName === "iframe"
      if (child.nodeType === Node.TEXT_NODE && isUnread && child.data.trim()) {
        child.remove()
        count(isUnseen(around) ? PASSAGE : null)
        dropped = true
      }
      if (child.nodeType !== Node.ELEMENT_NODE) continue
      const style = styles.of(child, defaultStyle(child, styles.classNames))
      if (isMarked(child, style)) {
        count(kindOf(child, styleOf))
        dropWithBlank(child)
        dropped = true
      } else waiting.push([child, unseen(style, around)])
    }
  }
  if (dropped) dropEmptied(root)
}
