// What the source of pasted HTML marks as deleted, struck, hidden, or a comment in the margin: none of it is printed.
// The server does the same to what comes without this (articles/hidden_text.py).
import { COMMENT, FRAME, PASSAGE } from "desk/left-out"

const TAGS = "del, s, strike, template, noscript, noembed, noframes, title, datalist, rp, object, audio, video, canvas, select, textarea, [hidden], dialog:not([open])"
const CLASSES = /^(?:msodel|ice-del|msocom\w*|msocomment(?:text|subject|reference)|trackchange\w*deletion)$/i
const COMMENT_LINK = /#(?:_msocom_|_msoanchor_|cmnt)/i
const COMMENT_MARK = /#(?:_msocom_|cmnt(?!_ref))/i // in the text; the others lead back to it
const PLAYERS = "object, audio, video, canvas"
const NOT_MISSED = "template, noscript, noembed, noframes, title, datalist, rp, select, textarea"
const ZERO = /^[+-]?0*\.?0*(?:[a-z]+|%)?$/
const SIMPLE_SELECTOR = /^[\w-]*([.#][\w-]+)$/
const EMPTIED = "p, h1, h2, h3, h4, h5, h6, li, ul, ol, dl, dt, dd, blockquote, aside, sup, tr"

const declarations = (css) =>
  Object.fromEntries(
    css.toLowerCase().split(";").map((each) => {
      const colon = each.indexOf(":")
      return [each.slice(0, colon).trim(), each.slice(colon + 1).replace("!important", "").trim()]
    })
  )

// By a declaration that no element inside can take back.
const isHidden = (style) =>
  style.display?.startsWith("none") ||
  style["mso-hide"] === "all" ||
  style["mso-element"]?.startsWith("comment") ||
  style["mso-special-character"] === "comment" ||
  style["content-visibility"] === "hidden" ||
  `${style["text-decoration"]} ${style["text-decoration-line"]}`.includes("line-through") ||
  ZERO.test(style.opacity ?? "1")

// Of these two, an element inside may show itself again.
const ownSize = (style, inherited) => (style["font-size"] ? ZERO.test(style["font-size"]) : inherited)
const ownVisibility = (style, inherited) =>
  style.visibility ? ["hidden", "collapse"].includes(style.visibility) : inherited

// Selectors and declarations at the top of a sheet; what stands in @media is about other media.
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

/** The classes (".name") and ids ("#name") that a style sheet of the source hides. */
export const hiddenNames = (css) => {
  const names = new Set()
  for (const [selectors, block] of rulesOf(css)) {
    const style = declarations(block)
    if (!isHidden(style) && !ownSize(style, false) && !ownVisibility(style, false)) continue
    for (const selector of selectors.split(",")) {
      const name = SIMPLE_SELECTOR.exec(selector.trim())?.[1]
      if (name) names.add(name)
    }
  }
  return names
}

// What Google Docs puts below a text: each comment with a link back to its place in the text.
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

// What it is to whoever pastes; null for what nobody would miss, and for a comment's other parts.
const kindOf = (element, styleOf) => {
  if (element.matches(PLAYERS)) return FRAME
  const links = element.matches("a") ? [element] : [...element.querySelectorAll("a[href]")]
  const leads = links.map((link) => link.getAttribute("href") ?? "")
  if (leads.some((href) => COMMENT_LINK.test(href))) return leads.some((href) => COMMENT_MARK.test(href)) ? COMMENT : null
  if (element.matches(NOT_MISSED) || /comment/i.test(styleOf(element)) || /msocom/i.test(element.className)) return null
  return element.textContent.trim() ? PASSAGE : null
}

// With the blank before it, where one follows too or the sentence ends.
const dropWithBlank = (element) => {
  const { previousSibling: before, nextSibling: after } = element
  element.remove()
  if (before?.nodeType !== Node.TEXT_NODE || after?.nodeType !== Node.TEXT_NODE) return
  if (/\s$/.test(before.data) && /^[\s.,;:!?)]/.test(after.data)) before.data = before.data.trimEnd()
}

const isBlank = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return !node.data.trim()
  return node.nodeType === Node.COMMENT_NODE || (node.matches("br, td, th, wbr") && !node.textContent.trim() && !node.querySelector("img"))
}

/** Drops it, and the blocks that this empties. `styleOf` gives an element's own style as text; `count` takes kinds. */
export const dropHidden = (root, names, styleOf, count) => {
  markReplies(root)
  let dropped = false
  const waiting = [[root, false, false]]
  while (waiting.length) {
    const [node, isSmall, isInvisible] = waiting.pop()
    for (const child of [...node.childNodes]) {
      if (child.nodeType === Node.TEXT_NODE && (isSmall || isInvisible) && child.data.trim()) {
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
      } else waiting.push([child, ownSize(style, isSmall), ownVisibility(style, isInvisible)])
    }
  }
  if (!dropped) return
  for (const block of [...root.querySelectorAll(EMPTIED)].reverse()) {
    if ([...block.childNodes].every(isBlank)) block.remove()
  }
}
