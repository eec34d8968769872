// What a column's text has beside the usual: pull quotes, the mark where the teaser ends, photos with caption and credit.
import { Mark, Node, mergeAttributes } from "django-prose-editor/editor"
import { choosePhoto } from "desk/photo-picker"

// The editor's library would write its few rules into the page, which the site's policy forbids; desk-editor.css has
// them. It writes nothing where it finds such an element, and this one (of no namespace) is not a style to a browser.
const written = document.createElementNS("", "style")
written.setAttribute("data-tiptap-style", "")
document.head.append(written)

export const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "paragraph+",
  defining: true,

  parseHTML() {
    return [{ tag: "aside" }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["aside", mergeAttributes(HTMLAttributes, { class: "pullquote" }), 0]
  },

  addCommands() {
    return { togglePullQuote: () => ({ commands }) => commands.toggleWrap(this.name) }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "pullQuote",
      groups: "nodes",
      priority: 60,
      button: buttons.text("Pull quote", "Pull quote: a sentence of the text, set large"),
      active: (editor) => editor.isActive("pullQuote"),
      enabled: (editor) => editor.can().togglePullQuote(),
      command: (editor) => editor.chain().focus().togglePullQuote().run(),
    })
  },
})

const placesOf = (doc, name) => {
  const places = []
  doc.descendants((node, place) => {
    if (node.type.name === name) places.push(place)
  })
  return places
}

// What was put in stays selected, or the caret stands in its caption, and the next letter would go there: it goes below.
const goOnBelow = ({ tr, state, dispatch }) => {
  let below = null
  tr.mapping.maps.at(-1)?.forEach((_from, _to, _start, end) => {
    below = end
  })
  if (!dispatch || below === null) return true
  if (!tr.doc.resolve(below).parent.isTextblock) {
    if (!tr.doc.nodeAt(below)?.isTextblock) tr.insert(below, state.schema.nodes.paragraph.create())
    below += 1
  }
  tr.setSelection(tr.selection.constructor.near(tr.doc.resolve(below)))
  return true
}

export const TeaserBreak = Node.create({
  name: "teaserBreak",
  group: "block",
  atom: true,
  selectable: true,

  parseHTML() {
    return [{ tag: "hr.teaser-break", priority: 60 }]
  },

  renderHTML() {
    return ["hr", { class: "teaser-break" }]
  },

  addCommands() {
    return {
      // One mark a text: setting it again moves it.
      setTeaserBreak:
        () =>
        ({ chain }) =>
          chain()
            .command(({ tr }) => {
              for (const place of placesOf(tr.doc, this.name).reverse()) tr.delete(place, place + 1)
              return true
            })
            .insertContent({ type: this.name })
            .command(goOnBelow)
            .run(),
    }
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "teaserBreak",
      groups: "nodes",
      priority: 50,
      button: buttons.text("Teaser ends here", "Teaser ends here: what stands above is free for everyone"),
      active: (editor) => editor.isActive("teaserBreak"),
      enabled: (editor) => editor.can().setTeaserBreak(),
      command: (editor) => editor.chain().focus().setTeaserBreak().run(),
    })
  },
})

const kept = (name, attribute = name, without = null) => ({
  default: without,
  parseHTML: (element) => element.getAttribute(attribute) ?? without,
  renderHTML: (attributes) => (attributes[name] === null ? {} : { [attribute]: attributes[name] }),
})

const PhotoImage = Node.create({
  name: "photoImage",
  atom: true,
  selectable: false,

  addAttributes() {
    return {
      src: kept("src"),
      alt: kept("alt", "alt", ""),
      photo: kept("photo", "data-photo"),
      width: kept("width"),
      height: kept("height"),
    }
  },

  parseHTML() {
    return [{ tag: 'img[src^="/media/"]' }]
  },

  renderHTML({ HTMLAttributes }) {
    return ["img", HTMLAttributes]
  },
})

const PhotoCaption = Node.create({
  name: "photoCaption",
  content: "inline*",

  parseHTML() {
    return [{ tag: "figcaption" }]
  },

  renderHTML() {
    return ["figcaption", 0]
  },
})

const Credit = Mark.create({
  name: "credit",
  inclusive: true,

  parseHTML() {
    return [{ tag: "span.credit" }]
  },

  renderHTML() {
    return ["span", { class: "credit" }, 0]
  },
})

const text = (words, marks = []) => (words ? [{ type: "text", text: words, marks }] : [])

const figure = ({ caption, credit, src, alt, photo, width, height }) => {
  const said = [...text(caption && credit ? `${caption} ` : caption), ...text(credit, [{ type: "credit" }])]
  const image = { type: "photoImage", attrs: { src, alt, photo: `${photo}`, width: `${width}`, height: `${height}` } }
  return {
    type: "photoFigure",
    content: said.length ? [image, { type: "photoCaption", content: said }] : [image],
  }
}

export const PhotoFigure = Node.create({
  name: "photoFigure",
  group: "block",
  content: "photoImage photoCaption?",
  draggable: true,
  isolating: true,

  parseHTML() {
    return [{ tag: "figure" }]
  },

  renderHTML() {
    return ["figure", 0]
  },

  addExtensions() {
    return [PhotoImage, PhotoCaption, Credit]
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "photoFigure",
      groups: "nodes",
      priority: 55,
      button: buttons.text("Photo", "Photo with caption and credit"),
      active: (editor) => editor.isActive("photoFigure"),
      command: async (editor) => {
        const { photos } = editor.view.dom.closest(".prose-editor").querySelector("textarea").dataset
        const chosen = await choosePhoto(photos)
        if (chosen) editor.chain().focus().insertContent(figure(chosen)).command(goOnBelow).run()
      },
    })
  },
})

// The area is nameless to screen readers until it takes the name of the field that it replaces.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const area = editor.view.dom
  area.setAttribute("role", "textbox")
  area.setAttribute("aria-multiline", "true")
  area.setAttribute("aria-label", textarea.getAttribute("aria-label") || "Text")
  area.setAttribute("spellcheck", "true")
  const bar = area.parentElement.querySelector(".prose-menubar")
  bar?.setAttribute("role", "toolbar")
  bar?.setAttribute("aria-label", "Formatting")
})
