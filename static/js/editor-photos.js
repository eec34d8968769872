// Photos in a text, with a caption and a credit, in one of three sizes.

import { goOnBelow, leaveTable } from "desk/caret"
import { ask } from "desk/dialog"
import { say } from "desk/left-out"
import { choosePhoto, OWN_PHOTO, SIZES } from "desk/photo-picker"
import { Mark, Node, Plugin } from "django-prose-editor/editor"

const asAttribute = (name, attribute = name, without = null) => ({
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
      src: asAttribute("src"),
      alt: asAttribute("alt", "alt", ""),
      photo: asAttribute("photo", "data-photo"),
      width: asAttribute("width"),
      height: asAttribute("height"),
    }
  },

  parseHTML() {
    return [{ tag: OWN_PHOTO }]
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

const captionOf = ({ caption, credit }) => {
  const texts = [
    ...text(caption && credit ? `${caption} ` : caption),
    ...text(credit, [{ type: "credit" }]),
  ]
  return texts.length ? [{ type: "photoCaption", content: texts }] : []
}

const figure = ({ src, alt, photo, width, height, size, ...texts }) => ({
  type: "photoFigure",
  attrs: { size: size || null },
  content: [
    {
      type: "photoImage",
      attrs: { src, alt, photo: `${photo}`, width: `${width}`, height: `${height}` },
    },
    ...captionOf(texts),
  ],
})

// Return the figure that is selected or whose caption has the caret.
const chosen = ({ selection }) => {
  const { $from, node } = selection
  if (node?.type.name === "photoFigure") return { node, place: selection.from }
  const depth = [...Array($from.depth + 1).keys()]
    .reverse()
    .find((each) => $from.node(each).type.name === "photoFigure")
  return depth ? { node: $from.node(depth), place: $from.before(depth) } : null
}

const wordsOf = (node) => {
  const words = { caption: "", credit: "" }
  node.descendants((each) => {
    if (each.isText)
      words[each.marks.some(({ type }) => type.name === "credit") ? "credit" : "caption"] +=
        each.text
  })
  return { caption: words.caption.trim(), credit: words.credit.trim() }
}

// Keep links and italics of the caption unless it was changed here.
const changed = (node, { size, alt, ...texts }) => {
  const {
    content: [image, ...caption],
  } = node.toJSON()
  const before = wordsOf(node)
  const same = before.caption === texts.caption && before.credit === texts.credit
  image.attrs.alt = alt
  return {
    type: "photoFigure",
    attrs: { size: size || null },
    content: [image, ...(same ? caption : captionOf(texts))],
  }
}

const change = async (editor, { node, place }) => {
  const { caption, credit } = wordsOf(node)
  const texts = await ask({
    title: "The photo in this text",
    submit: "Change",
    fields: [
      { name: "alt", label: "Alternative text", value: node.firstChild.attrs.alt },
      { name: "caption", label: "Caption", value: caption },
      { name: "credit", label: "Credit", value: credit },
      { name: "size", label: "Size", value: node.attrs.size ?? "", options: SIZES },
    ],
  })
  if (!texts) return
  const put = ({ tr, state }) =>
    tr.replaceWith(place, place + node.nodeSize, state.schema.nodeFromJSON(changed(node, texts)))
  editor.chain().focus().command(put).setNodeSelection(place).run()
}

const choose = async (editor, files = []) => {
  const addresses = editor.view.dom.closest(".prose-editor").querySelector("textarea").dataset
  const photo = await choosePhoto(addresses, { files })
  if (photo)
    editor.chain().focus().command(leaveTable).insertContent(figure(photo)).command(goOnBelow).run()
}

// Return dropped or pasted files. Some programs add a picture of the copied text to the clipboard; then use the text.
const filesIn = (transfer) => {
  const html = transfer?.getData("text/html") ?? ""
  const holdsWords = new DOMParser()
    .parseFromString(html.replace(/<[^<>]*>/g, " "), "text/html")
    .body.textContent.trim()
  return holdsWords ? [] : [...(transfer?.files ?? [])]
}

// For a file that is not a picture, the browser would leave the form and open the file.
const takeFiles = (editor, transfer) => {
  const files = filesIn(transfer)
  if (!files.length) return false
  const pictures = files.filter(({ type }) => type.startsWith("image/"))
  say(editor, pictures.length < files.length ? "Only photos can be put into a text." : "")
  if (pictures.length) choose(editor, pictures)
  return true
}

const edit = (editor) => {
  const figureHere = chosen(editor.state)
  return figureHere ? change(editor, figureHere) : choose(editor)
}

export const PhotoFigure = Node.create({
  name: "photoFigure",
  group: "block",
  content: "photoImage photoCaption?",
  draggable: true,
  isolating: true,

  addAttributes() {
    return {
      size: {
        default: null,
        parseHTML: (element) =>
          Object.keys(SIZES).find((each) => each && element.classList.contains(each)) ?? null,
        renderHTML: ({ size }) => (size ? { class: size } : {}),
      },
    }
  },

  parseHTML() {
    return [
      {
        tag: "figure",
        getAttrs: (element) => (element.querySelector(OWN_PHOTO) ? {} : false),
      },
    ]
  },

  renderHTML({ HTMLAttributes }) {
    return ["figure", HTMLAttributes, 0]
  },

  addExtensions() {
    return [PhotoImage, PhotoCaption, Credit]
  },

  addCommands() {
    return {
      editPhoto:
        () =>
        ({ editor }) =>
          Boolean(edit(editor)),
    }
  },

  addProseMirrorPlugins() {
    const { editor } = this
    const onPicture = (act) => (_view, _place, node, place, event) =>
      node.type.name === "photoFigure" && event.target.nodeName === "IMG" && act(place)
    const select = (place) => editor.commands.setNodeSelection(place)
    const handlePaste = (_view, event) => takeFiles(editor, event.clipboardData)
    const drop = (view, event) => {
      if (view.dragging || !event.dataTransfer?.files.length) return false
      const place = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos
      if (place !== undefined) editor.commands.setTextSelection(place)
      if (!takeFiles(editor, event.dataTransfer)) return false
      event.preventDefault()
      return true
    }
    const props = {
      handlePaste,
      handleDOMEvents: { drop },
      handleClickOn: onPicture(select),
      handleDoubleClickOn: onPicture((place) => select(place) && editor.commands.editPhoto()),
    }
    return [new Plugin({ props })]
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "photoFigure",
      groups: "nodes",
      priority: 55,
      button: buttons.text("Photo", "Photo with caption and credit"),
      active: (editor) => editor.isActive("photoFigure"),
      command: (editor) => editor.commands.editPhoto(),
    })
  },
})
