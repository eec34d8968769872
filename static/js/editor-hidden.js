// Remove text that the source of pasted HTML marks as deleted, struck through, hidden, or as a margin comment. The server
// does the same with text that does not come from the editor (articles/text/hidden_text.py).
import { COMMENT, FORMULA, FRAME, PASSAGE, PICTURE } from "desk/left-out"

const TAGS =
  "del, s, strike, template, noscript, noembed, noframes, title, datalist, rp, object, audio, video, canvas, select, textarea, svg, math, [hidden], dialog:not([open])"
const CLASSES =
  /^(?:msodel|ice-del|msocom\w*|msocomment(?:text|subject|reference)|trackchange\w*deletion|(?:(?!not-)\w+-)?(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only|s-only)?|element-invisible)(?:-focusable)?)$/i
const COMMENT_LINK = /#(?:_msocom_|_msoanchor_|cmnt)/i
const COMMENT_MARK = /#(?:_msocom_|cmnt(?!_ref))/i // from text to comment; others link back
const PLAYERS = "object, audio, video, canvas"
const NOT_MISSED = "template, noscript, noembed, noframes, title, datalist, rp, select, textarea"
const ZERO = /^[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]+|%)?$/
const TINY = /^(?:[+-]?0*(?:[01](?:\.0*)?|\.\d+)(?:px|pt)|[+-]?(?:0+(?:\.0*)?|\.0+)(?:[a-z]+|%)?)$/ // up to one pixel or point
const FONT_SIZE = /(?:^|\s)([\d.]+(?:[a-z]+|%)?)(?=\s*\/|\s)/
const DECLARATION = /(?:[^;"'(]|"[^"]*"|'[^']*'|\([^()]*\)|["'(])+/g
const AWAY = /^-(?:999|\d{4,})/
// Values that hide an element in such a way that no descendant can undo it.
const HIDING = Object.entries({
  display: /^none/,
  "mso-hide": /^all$/,
  "mso-element": /^comment/,
  "mso-special-character": /^comment$/,
  "content-visibility": /^hidden$/,
  "text-decoration": /line-through/,
  "text-decoration-line": /line-through/,
  opacity: ZERO,
  clip: /^rect\((?:[\s,]*[01](?:px|pt)?)+\s*\)/,
  "clip-path": /^(?:inset\((?:[5-9]\d|100)%|circle\(0|polygon\((?:[\s,]*0(?:px|%)?)+\))/,
  transform: /scale\(0\)|-\d{4,}px/,
  ...Object.fromEntries(
    ["left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top"].map((each) => [
      each,
      AWAY,
    ]),
  ),
})
const BOX = ["width", "height", "max-width", "max-height"]
const PADDING = ["padding", "padding-top", "padding-bottom"]
const NO_COLOR =
  /^(?:transparent|(?:rgb|hsl)a?\((?:[^,/]+,){3}\s*0*(?:\.0*)?%?\s*\)|[^,/]+\/\s*0*(?:\.0*)?%?\s*\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)$)/
const SEEN = { isSmall: false, isInvisible: false, isTransparent: false }
const SIMPLE_SELECTOR = /^[\w-]*([.#][\w-]+)$/
const EMPTIED = "p, h1, h2, h3, h4, h5, h6, li, ul, ol, dl, dt, dd, blockquote, aside, sup, tr"

const declarations = (css) =>
  Object.fromEntries(
    (
      css
        .toLowerCase()
        .replaceAll(/\/\*[\s\S]*?(?:\*\/|$)/g, "")
        .match(DECLARATION) ?? []
    ).map((each) => {
      const colon = each.indexOf(":")
      return [
        each.slice(0, colon).trim(),
        each
          .slice(colon + 1)
          .replace("!important", "")
          .trim(),
      ]
    }),
  )

const isHidden = (style) =>
  HIDING.some(([name, value]) => name in style && value.test(style[name])) ||
  (["hidden", "clip"].includes(style.overflow) &&
    BOX.some((side) => side in style && TINY.test(style[side])) &&
    // Padding gives the box its height where a video keeps its proportions.
    !PADDING.some((side) => side in style && !TINY.test(style[side])))

// Transparent text may still be filled with a color or the background.
const hasOtherColor = (style) =>
  "-webkit-text-fill-color" in style ||
  ["background-clip", "-webkit-background-clip", "background"].some((name) =>
    style[name]?.includes("text"),
  )

// Hidden by a declaration that a descendant can undo.
const unseen = (style, { ...made }) => {
  const size = style["font-size"] || FONT_SIZE.exec(style.font ?? "")?.[1]
  if (size) made.isSmall = TINY.test(size)
  if (style.visibility) made.isInvisible = ["hidden", "collapse"].includes(style.visibility)
  if (style.color) made.isTransparent = NO_COLOR.test(style.color) && !hasOtherColor(style)
  return made
}

const isUnseen = (found) => Object.values(found).some(Boolean)

// Yield selectors and declarations of top-level rules; @media blocks are about other media.
const rulesOf = (css) => {
  const rules = []
  let [depth, selectors, before] = [0, "", ""]
  for (const part of css.replaceAll(/<!--|-->/g, "").split(/([{}])/)) {
    if (part === "{") {
      depth += 1
      if (depth === 1) selectors = before
    } else if (part === "}") {
      if (depth === 1) rules.push([selectors.split(";").pop().split("*/").pop(), before])
      depth = Math.max(depth - 1, 0)
    }
    before = part === "{" || part === "}" ? "" : part
  }
  return rules
}

/** Return the classes (".name") and ids ("#name") that a style sheet of the source hides. */
export const hiddenNames = (css) => {
  const names = new Set()
  for (const [selectors, block] of rulesOf(css)) {
    const style = declarations(block)
    if (!isHidden(style) && !isUnseen(unseen(style, SEEN))) continue
    for (const selector of selectors.split(",")) {
      const name = SIMPLE_SELECTOR.exec(selector.trim())?.[1]
      if (name) names.add(name)
    }
  }
  return names
}

// Mark the comments that Google Docs puts below a text as hidden; each links back to its place in the text.
const markReplies = (root) => {
  for (const link of root.querySelectorAll('a[href*="#cmnt_ref" i]')) {
    const block = link.closest("p, div, li")
    const around = block?.parentElement
    if (!block) link.hidden = true
    else if (around?.matches("div") && around.firstElementChild === block) around.hidden = true
    else block.hidden = true
  }
}

const isMarked = (element, style, names) =>
  element.matches(TAGS) ||
  isHidden(style) ||
  [...element.classList].some((each) => CLASSES.test(each) || names.has(`.${each}`)) ||
  names.has(`#${element.id}`) ||
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
  return (
    node.nodeType === Node.COMMENT_NODE ||
    (node.matches("br, td, th, wbr") && !node.textContent.trim() && !node.querySelector("img"))
  )
}

/** Remove hidden text and blocks emptied by that. `styleOf` returns an element's style as text; `count` gets each kind. */
export const dropHidden = (root, names, styleOf, count) => {
  markReplies(root)
  let dropped = false
  const waiting = [[root, SEEN]]
  while (waiting.length) {
    const [node, around] = waiting.pop()
    for (const child of [...node.childNodes]) {
      if (child.nodeType === Node.TEXT_NODE && isUnseen(around) && child.data.trim()) {
        child.remove()
        count(PASSAGE)
        dropped = true
      }
      if (child.nodeType !== Node.ELEMENT_NODE) continue
      const style = declarations(styleOf(child))
      if (isMarked(child, style, names)) {
        count(kindOf(child, styleOf))
        dropWithBlank(child)
        dropped = true
      } else waiting.push([child, unseen(style, around)])
    }
  }
  if (!dropped) return
  for (const block of [...root.querySelectorAll(EMPTIED)].reverse()) {
    if ([...block.childNodes].every(isBlank)) block.remove()
  }
}
