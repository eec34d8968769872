// Take apart figures, boxes and headings that hold more than the editor lets them hold; nothing visible is lost. The
// server does the same with text that does not come from the editor (articles/text/nesting.py).

const SIZES = ["wide", "side"]
const OWN_CAPTION = "A video at " // of our own cards
const SEEN_IN_FIGURE = "img, figure, table, blockquote" // a caption may be about any of these
const MARKS = "a, b, strong, i, em, u, span, font, sub, sup" // a figure in one of these is taken out of it
const LINE_BLOCKS = "p, div"
const BLOCKS = "p, div, ul, ol, blockquote, aside, figure, table, hr"

const made = (root, tag, ...nodes) => {
  const element = root.ownerDocument.createElement(tag)
  element.append(...nodes)
  return element
}

// Make the paragraphs in an element lines of it.
const flatten = (root, element) => {
  for (const block of element.querySelectorAll(LINE_BLOCKS)) {
    if (block.previousSibling) block.before(made(root, "br"))
    if (block.nextSibling && !block.nextElementSibling?.matches(LINE_BLOCKS))
      block.after(made(root, "br"))
    block.replaceWith(...block.childNodes)
  }
}

const splitHeading = (root, heading) => {
  const parts = []
  for (const child of [...heading.childNodes]) {
    if (
      child.nodeType === Node.ELEMENT_NODE &&
      child.matches(BLOCKS) &&
      !child.matches(LINE_BLOCKS)
    )
      parts.push(child)
    else if (parts.at(-1)?.localName === heading.localName) parts.at(-1).append(child)
    else parts.push(made(root, heading.localName, child))
  }
  for (const part of parts) if (part.localName === heading.localName) flatten(root, part)
  heading.replaceWith(...parts)
}

const takeCaption = (root, figure) => {
  const caption = made(root, "figcaption")
  for (const each of figure.querySelectorAll("figcaption")) {
    if (each.parentElement.closest("figure, figcaption") !== figure) continue
    caption.append(made(root, "p", ...each.childNodes))
    each.remove()
  }
  for (const block of caption.querySelectorAll("p, div"))
    if (!block.textContent.trim()) block.remove()
  flatten(root, caption)
  return caption.textContent.trim() ? caption : null
}

const video = (root, address, title) => {
  const link = made(root, "a", title)
  link.href = address
  const figure = made(root, "figure", link)
  figure.className = "embed"
  return figure
}

// Return the video of a figure with its caption as its title, or below it where it has another title.
const videoOf = (root, figure, caption, isVideo) => {
  const words = figure.textContent.trim()
  const link = figure.querySelector("a")
  const address = link?.getAttribute("href") ?? words
  const inner = figure.querySelector("figure.embed")
  const isEmbed = figure.classList.contains("embed") || inner?.textContent.trim() === words
  if (figure.querySelector("img") || !isVideo(address) || !(isEmbed || isVideo(words))) return null
  const below = caption && !caption.textContent.startsWith(OWN_CAPTION) ? caption : null
  if (below && !below.querySelector("a") && (!words || isVideo(words)))
    return [video(root, address, below.textContent)]
  return [
    video(root, address, words || address),
    ...(below ? [made(root, "p", ...below.childNodes)] : []),
  ]
}

const partsOf = (root, figure, ownPhoto, isVideo) => {
  const foreign = figure.querySelectorAll(`img:not(${ownPhoto})`)
  for (const image of foreign) image.remove()
  if (foreign.length && !figure.querySelector(SEEN_IN_FIGURE)) {
    for (const caption of figure.querySelectorAll("figcaption")) caption.remove()
  }
  const caption = takeCaption(root, figure)
  const videos = videoOf(root, figure, caption, isVideo)
  if (videos) return videos
  const size = SIZES.find((each) => figure.classList.contains(each))
  const photos = [...figure.querySelectorAll("img")].filter(
    (image) => image.closest("figure") === figure,
  )
  const figures = photos.map((photo) => {
    const each = made(root, "figure", photo)
    if (size) each.className = size
    return each
  })
  if (caption) figures.at(-1)?.append(caption)
  const rest = made(root, "div", ...figure.childNodes)
  for (const block of rest.querySelectorAll("p"))
    if (!block.textContent.trim() && !block.querySelector("img")) block.remove()
  const below = caption && !figures.length ? [made(root, "p", ...caption.childNodes)] : []
  return [
    ...figures,
    ...(rest.textContent.trim() || rest.querySelector("img") ? [rest] : []),
    ...below,
  ]
}

/** `ownPhoto` selects photos of this site; `isVideo` returns whether an address is a video's. */
export const takeApart = (root, ownPhoto, isVideo) => {
  for (const aside of root.querySelectorAll("aside:not(.pullquote)")) {
    aside.replaceWith(made(root, "div", ...aside.childNodes))
  }
  for (const figure of root.querySelectorAll("figure")) {
    while (figure.parentElement.matches(MARKS))
      figure.parentElement.replaceWith(...figure.parentElement.childNodes)
  }
  for (const figure of [...root.querySelectorAll("figure")].reverse()) {
    figure.replaceWith(...partsOf(root, figure, ownPhoto, isVideo))
  }
  for (const heading of root.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (heading.querySelector(BLOCKS)) splitHeading(root, heading)
  }
  for (const box of root.querySelectorAll("div")) {
    if (box.textContent.trim() && isVideo(box.textContent.trim()) && !box.closest("figure")) {
      const address = box.textContent.trim()
      box.replaceWith(video(root, address, address))
    }
  }
  for (const text of root.querySelectorAll("pre, listing"))
    text.replaceWith(made(root, "p", ...text.childNodes))
}
