// What is pasted from Word and Google Docs, made plain: tags in the place of styles, real lists, no pictures of other
// places. The server does the same to what comes without this (articles/text/paste.py).

import { dropHidden, isPixel } from "desk/hidden"
import { counter, FORM, FRAME, PICTURE, say, sentence } from "desk/left-out"
import { makeLines, writeOut } from "desk/lines"
import { takeApart } from "desk/nesting"
import { OWN_PHOTO } from "desk/photo-picker"
import { isOnScreen, stylesOf } from "desk/styles"
import { Extension } from "django-prose-editor/editor"

const OURS = ["teaser-break", "pullquote", "credit", "embed", "wide", "side"]
const NOTHING = "style, script, xml, meta, link, title, noscript, template, svg, math"
const SAME_AS = { H1: "h2", H4: "h3", H5: "h3", H6: "h3" }
const ORDERED = /^\s*\(?(?:\d+|[a-z]{1,4})[.)]/i
// A number, a letter or a roman number: "Mr." and "1984." begin a sentence.
const LOOSE_MARKER = /^\s*(?:[·•o§▪–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s+/i
// A single one of these may begin a sentence: an initial, "(c) 2026", a dash of a dialogue. Several are a list.
const AMBIGUOUS_MARKER = /^(?:[o–-]|\(?[a-z]{1,5}[.)])$/i
const ROMAN = ["", "x", "xx", "xxx"]
  .flatMap((tens) =>
    ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"].map((ones) => tens + ones),
  )
  .slice(1)
const WEIGHT = /(?<![\w-])font-weight:\s*(\w+)/i
const ALIGN = /(?<![\w-])vertical-align:\s*(sub|super)\b/i
const RAISE = /(?<![\w-])mso-text-raise:\s*(-?)[\d.]*[1-9]/i
const LEVELS = { sub: "sub", super: "sup" } // vertical-align -> tag
const BLOCKS =
  "p, div, ul, ol, li, dl, dt, dd, blockquote, aside, pre, section, h1, h4, h5, h6, table, tbody, tr, figure"
const NOT_IN_CELLS = "img, h2, h3, hr, blockquote" // a table with one of these is a page layout
const SLANT = /(?<![\w-])font-style:\s*(\w+)/i

const styleOf = (element) => element.getAttribute("data-pasted-style") ?? ""

const unwrap = (element) => element.replaceWith(...element.childNodes)

const renamed = (element, tag) => {
  const other = element.ownerDocument.createElement(tag)
  other.append(...element.childNodes)
  element.replaceWith(other)
  return other
}

const dropComments = (root) => {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_COMMENT)
  const comments = []
  while (walker.nextNode()) comments.push(walker.currentNode)
  for (const comment of comments) comment.remove()
}

// Takes the marker that Word wrote out, or the signs that stand for it, and tells it.
const takeMarker = (paragraph) => {
  const span = [...paragraph.querySelectorAll("span")].find((each) =>
    /mso-list:\s*ignore/i.test(styleOf(each)),
  )
  if (span) {
    span.remove()
    return span.textContent
  }
  const signs = LOOSE_MARKER.exec(paragraph.textContent)?.[0]
  if (!signs) return null
  let left = signs.length
  const walker = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  while (left && walker.nextNode()) {
    const { data } = walker.currentNode
    walker.currentNode.data = data.slice(left)
    left = Math.max(0, left - data.length)
  }
  return signs
}

// Return what may follow "a)", "B." or "(iv)": the next letter, and the next roman number.
const nextMarkers = (marker) => {
  const letters = marker.replace(/[(.)]/g, "")
  const after = letters.length === 1 ? [String.fromCharCode(letters.charCodeAt(0) + 1)] : []
  const roman = ROMAN[ROMAN.indexOf(letters.toLowerCase()) + 1]
  if (roman && ROMAN.includes(letters.toLowerCase()))
    after.push(letters === letters.toLowerCase() ? roman : roman.toUpperCase())
  return letters ? after.map((each) => marker.replace(letters, each)) : []
}

const isListed = (paragraph) => /^MsoListParagraph/.test(paragraph.className)

const isNumbered = (paragraph) => /mso-list:\s*\w+ level/i.test(styleOf(paragraph))

// Return the paragraphs whose typed marker has the marker before or after it beside it.
const inSeries = (root) => {
  const paragraphs = new Set()
  let run = []
  const flush = () => {
    const markers = run.map(([, marker]) => marker)
    const preceded = new Set(markers.flatMap(nextMarkers))
    const counts = new Map()
    for (const marker of markers) counts.set(marker, (counts.get(marker) ?? 0) + 1)
    for (const [paragraph, marker] of run) {
      const isRepeated = counts.get(marker) > 1 && ["o", "–", "-"].includes(marker)
      const isContinued = nextMarkers(marker).some((each) => counts.has(each))
      if (isRepeated || preceded.has(marker) || isContinued) paragraphs.add(paragraph)
    }
    run = []
  }
  for (const paragraph of root.querySelectorAll("p")) {
    const marker = isListed(paragraph) && LOOSE_MARKER.exec(paragraph.textContent)?.[0].trim()
    if (!marker || paragraph.previousElementSibling !== run.at(-1)?.[0]) flush()
    if (marker) run.push([paragraph, marker])
  }
  flush()
  return paragraphs
}

const hasMarkerSpan = (paragraph) =>
  [...paragraph.querySelectorAll("span")].some((each) => /mso-list:\s*ignore/i.test(styleOf(each)))

const itemOf = (paragraph, series) => {
  const style = styleOf(paragraph)
  if (!isListed(paragraph) && !isNumbered(paragraph)) return null
  const text = LOOSE_MARKER.exec(paragraph.textContent)?.[0].trim() ?? ""
  const isTyped = !isNumbered(paragraph) && !hasMarkerSpan(paragraph)
  if (isTyped && AMBIGUOUS_MARKER.test(text) && !series.has(paragraph)) return null
  const marker = takeMarker(paragraph)
  if (marker === null) return null
  const level = Number(/mso-list:[^;]*\blevel(\d)/i.exec(style)?.[1] ?? 1)
  const number = Number(marker.match(/\d{1,6}/g)?.at(-1) ?? 1) // of "2.3." the last one
  return { level, number, tag: ORDERED.test(marker) ? "ol" : "ul", paragraph }
}

// Paragraphs that Word numbers or bullets itself, one after the other, become lists; further down, lists in their items.
const makeLists = (root) => {
  let around = []
  let last = null
  const series = inSeries(root)
  for (const paragraph of root.querySelectorAll("p")) {
    const follows = last !== null && paragraph.previousElementSibling === last
    const item = itemOf(paragraph, series)
    if (!item || !follows) around = []
    last = null
    if (!item) continue
    const { level, number, tag } = item
    while (
      around.length &&
      around.at(-1).level >= level &&
      !(around.at(-1).level === level && around.at(-1).tag === tag)
    )
      around.pop()
    if (around.at(-1)?.level !== level) {
      const list = root.ownerDocument.createElement(tag)
      if (tag === "ol" && number !== 1) list.start = number
      const within = around.at(-1)?.list.lastElementChild
      if (within) within.append(list)
      else paragraph.before(list)
      around.push({ level, list, tag })
    }
    const entry = root.ownerDocument.createElement("li")
    around.at(-1).list.append(entry)
    entry.append(paragraph)
    last = around[0].list
  }
}

const isBold = (weight) => /^bold/i.test(weight) || Number(weight) >= 600

// Bold and italic by tags; of all other spans the words stay.
const makeMarks = (root) => {
  for (const element of [...root.querySelectorAll("span, b, strong, i, em, font, u")].reverse()) {
    if (element.classList.contains("credit")) continue
    const [, lowered] = RAISE.exec(styleOf(element)) ?? []
    const raised = lowered === undefined ? undefined : lowered ? "sub" : "sup"
    const level = LEVELS[ALIGN.exec(styleOf(element))?.[1].toLowerCase()] ?? raised
    if (level && !element.closest(level)) {
      const inner = root.ownerDocument.createElement(level)
      inner.append(...element.childNodes)
      element.append(inner)
    }
    const [, weight] = WEIGHT.exec(styleOf(element)) ?? []
    const [, slant] = SLANT.exec(styleOf(element)) ?? []
    const bold = weight ? isBold(weight) : element.matches("b, strong")
    const italic = slant ? /^(italic|oblique)/i.test(slant) : element.matches("i, em")
    if (italic && bold) {
      const inner = root.ownerDocument.createElement("em")
      inner.append(...element.childNodes)
      element.append(inner)
    }
    if (bold || italic) renamed(element, bold ? "strong" : "em")
    else unwrap(element)
  }
}

// Cells may only hold lines of text: turn each block, and each row of an inner table, into a line.
const makeCellLines = (cell) => {
  for (const row of cell.querySelectorAll("tr")) {
    row.textContent = [...row.children]
      .map((each) => each.textContent.trim())
      .filter(Boolean)
      .join(" – ")
  }
  for (const block of cell.querySelectorAll(BLOCKS)) {
    if (block.querySelector(BLOCKS)) unwrap(block)
    else renamed(block, "p")
  }
}

const cellsOf = (table) => [...table.rows].flatMap((row) => [...row.cells])

const isLayout = (table) => {
  if (
    ["presentation", "none"].includes(table.getAttribute("role")) ||
    table.querySelector(NOT_IN_CELLS)
  )
    return true
  const rows = [...table.rows].map((row) =>
    [...row.cells].filter((cell) => cell.textContent.trim()),
  )
  const hasHeading = table.tHead || table.querySelector("th")
  return rows.flat().length <= 1 || (!hasHeading && rows.every((row) => row.length <= 1))
}

// Preserve real tables with their header cells and caption; replace layout tables by the content of their cells.
const makeTables = (root) => {
  for (const table of [...root.querySelectorAll("table")].reverse()) {
    const figure = table.parentElement.closest("figure")
    const captions = [...table.children].filter((each) => each.matches("caption"))
    for (const more of captions.slice(1)) {
      captions[0].append(" – ", ...more.childNodes)
      more.remove()
    }
    const caption = table.caption ?? figure?.querySelector("figcaption")
    if (isLayout(table)) {
      const words = caption ? [renamed(caption, "p")] : []
      table.replaceWith(...words, ...cellsOf(table).map((cell) => renamed(cell, "div")))
      continue
    }
    if (figure && caption) table.createCaption().textContent = caption.textContent.trim()
    if (figure) figure.replaceWith(table)
    for (const cell of table.tHead?.querySelectorAll("td") ?? []) renamed(cell, "th")
    for (const cell of cellsOf(table)) makeCellLines(cell)
  }
}

const normalize = (root) => {
  for (const anchor of root.querySelectorAll('a:not([href]), a[href^="#"]')) unwrap(anchor)
  for (const image of root.querySelectorAll(`img:not(${OWN_PHOTO})`)) image.remove()
  for (const heading of root.querySelectorAll(Object.keys(SAME_AS).join()))
    renamed(heading, SAME_AS[heading.nodeName])
  for (const block of root.querySelectorAll("p, h2, h3, li")) {
    if (!block.textContent.trim() && !block.querySelector("img")) block.remove()
  }
  for (const line of root.querySelectorAll("body > br, b > br, ul > br, ol > br")) line.remove()
  for (const element of root.querySelectorAll("*")) {
    for (const name of ["data-pasted-style", "id", "dir", "lang"]) element.removeAttribute(name)
    element.className = OURS.filter((each) => element.classList.contains(each)).join(" ")
    if (!element.className) element.removeAttribute("class")
  }
}

// Convert embedded players to videos if the editor knows their provider.
const makeVideos = (root, isVideo) => {
  for (const frame of root.querySelectorAll("iframe")) {
    const href = (frame.getAttribute("src") ?? "").trim()
    if (!isVideo(href)) continue
    const around = frame.closest("a") // a link inside of a link is impossible
    if (around) unwrap(around)
    const figure = root.ownerDocument.createElement("figure")
    figure.className = "embed"
    const link = root.ownerDocument.createElement("a")
    link.href = link.textContent = href.replace(/^\/\//, "https://")
    figure.append(link)
    frame.replaceWith(figure)
  }
}

const countForeign = (root, count) => {
  for (const image of root.querySelectorAll(`img:not(${OWN_PHOTO})`))
    if (!isPixel(image)) count(PICTURE)
  for (const _ of root.querySelectorAll("iframe, embed")) count(FRAME)
  for (const _ of root.querySelectorAll("form")) count(FORM)
}

const SHEET = /<style\b([^>]*)>([\s\S]*?)<\/style\s*>/gi
const MEDIA = /\smedia\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i

// Parse it with renamed style attributes and without event handlers: the CSP forbids both and would report each one.
const inert = (html) =>
  html
    .replace(SHEET, "")
    .replace(/<[a-z][^<>]*>/gi, (tag) =>
      tag
        .replace(/([\s"'/])style(?=\s*=)/gi, "$1data-pasted-style")
        .replace(/([\s"'/])on\w+(?=\s*=)/gi, "$1data-pasted-handler"),
    )

/** Convert pasted HTML for the editor. `providers`: video URLs by provider; `count` gets each removed kind. */
export const madePlain = (html, providers, count) => {
  const mediaOf = (attributes) =>
    MEDIA.exec(attributes)
      ?.slice(1)
      .find((each) => each !== undefined) ?? ""
  const sheets = [...html.matchAll(SHEET)]
    .filter(([, attributes]) => isOnScreen(mediaOf(attributes)))
    .map(([, , css]) => css)
  const root = new DOMParser().parseFromString(`<body>${inert(html)}`, "text/html").body
  const styles = stylesOf(root, sheets.join("\n"), styleOf)
  dropHidden(root, styles, styleOf, count)
  const known = Object.values(providers).map((address) => new RegExp(address, "i"))
  const isVideo = (address) => known.some((each) => each.test(address))
  makeVideos(root, isVideo)
  countForeign(root, count)
  if (html.includes("data-pm-slice")) return root.innerHTML // copied from this editor
  dropComments(root)
  for (const each of root.querySelectorAll(NOTHING)) each.remove()
  writeOut(root)
  makeLines(root, styles)
  makeLists(root)
  makeMarks(root)
  makeTables(root)
  takeApart(root, OWN_PHOTO, isVideo)
  normalize(root)
  return root.innerHTML
}

export const PlainPaste = Extension.create({
  name: "plainPaste",

  transformPastedHTML(html) {
    const { editor } = this
    const { providers = {} } =
      editor.extensionManager.extensions.find(({ name }) => name === "embed")?.options ?? {}
    const { count, counts } = counter()
    const plain = madePlain(html, providers, count)
    say(editor, sentence(counts))
    return plain
  },
})
