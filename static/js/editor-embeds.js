// Embed a YouTube or Vimeo video by the URL of its page, typed into a dialog or pasted on a line of its own.

import { goOnBelow, leaveTable } from "desk/caret"
import { ask } from "desk/dialog"
import { crel, Node, Plugin } from "django-prose-editor/editor"

// Also accept the provider's embed code.
const addressIn = (text) => {
  const player = /<iframe\b[^>]*?\ssrc\s*=\s*["']([^"']+)["']/i.exec(text)
  const address = (player?.[1] ?? text).trim()
  return /^(?:\/\/|https?:)/i.test(address)
    ? address.replace(/^\/\//, "https://")
    : address && `https://${address}`
}

const providerOf = (address, providers) =>
  Object.keys(providers).find((name) => new RegExp(providers[name], "i").test(address))

const problemOf = (address, providers) => {
  if (!address) return "Paste the address of a video."
  if (providerOf(address, providers)) return null
  const host = URL.canParse(address) ? new URL(address).hostname.toLowerCase() : ""
  if (!host.includes("."))
    return "This is no address. Copy the video’s from your browser’s address bar."
  const known = Object.keys(providers).find(
    (name) => host.includes(name.toLowerCase()) || host === "youtu.be",
  )
  if (known)
    return `This page of ${known} is not a video’s. Open the video itself and copy its address.`
  return `Only videos of ${Object.keys(providers).join(" and ")} can be put in. To lead to any other page, make a link.`
}

const edit = async (editor, providers) => {
  const now = editor.isActive("embed") ? editor.getAttributes("embed") : null
  const answers = await ask({
    title: now ? "Change the video" : "Put in a video",
    submit: now ? "Change" : "Put in the video",
    fields: [
      {
        name: "href",
        label: "Address of the video",
        value: now?.href,
        help: "From YouTube or Vimeo",
      },
      {
        name: "title",
        label: "What it shows",
        value: now?.title,
        help: "Stands on the card, and names the player",
      },
    ],
    check: ({ href }) => {
      const sentence = problemOf(addressIn(href), providers)
      return sentence ? { href: sentence } : {}
    },
  })
  if (!answers) return
  const attrs = { href: addressIn(answers.href), title: answers.title }
  if (now) editor.chain().focus().updateAttributes("embed", attrs).run()
  else
    editor
      .chain()
      .focus()
      .command(leaveTable)
      .insertContent({ type: "embed", attrs })
      .command(goOnBelow)
      .run()
}

const isOnEmptyLine = ({ $from, empty }) =>
  empty &&
  $from.depth === 1 &&
  $from.parent.type.name === "paragraph" &&
  $from.parent.content.size === 0

export const Embed = Node.create({
  name: "embed",
  group: "block",
  atom: true,
  selectable: true,
  draggable: true,

  addOptions() {
    return { providers: {} }
  },

  addAttributes() {
    const link = (element) => element.querySelector("a")
    const titleOf = (element) => {
      const title = link(element)?.textContent.trim() ?? ""
      return title === link(element)?.getAttribute("href") ? "" : title
    }
    return {
      href: {
        default: "",
        rendered: false,
        parseHTML: (element) => link(element)?.getAttribute("href") ?? "",
      },
      title: { default: "", rendered: false, parseHTML: titleOf },
    }
  },

  parseHTML() {
    return [{ tag: "figure.embed", priority: 70 }]
  },

  renderHTML({ node }) {
    const { href, title } = node.attrs
    return ["figure", { class: "embed" }, ["a", { href }, title || href]]
  },

  // Not a link in the editor: a click selects it.
  addNodeView() {
    return ({ node }) => {
      const { href, title } = node.attrs
      const provider =
        providerOf(href, this.options.providers) ?? "another place: it will become a link"
      const words = [
        crel("p", { className: "embed-named", textContent: title || href }),
        crel("figcaption", {
          textContent: `A video at ${provider}, as a card that plays at a click`,
        }),
      ]
      return { dom: crel("figure", { className: "embed" }, words) }
    }
  },

  addCommands() {
    return {
      editEmbed:
        () =>
        ({ editor }) =>
          Boolean(edit(editor, this.options.providers)),
    }
  },

  addProseMirrorPlugins() {
    const { editor, options } = this
    const handlePaste = (view, event) => {
      const href = addressIn(event.clipboardData?.getData("text/plain") ?? "")
      if (!providerOf(href, options.providers) || !isOnEmptyLine(view.state.selection)) return false
      return editor
        .chain()
        .insertContent({ type: "embed", attrs: { href } })
        .command(goOnBelow)
        .run()
    }
    return [new Plugin({ props: { handlePaste } })]
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "embed",
      groups: "nodes",
      priority: 54,
      button: buttons.text("Video", "Video from YouTube or Vimeo"),
      active: (editor) => editor.isActive("embed"),
      command: (editor) => editor.commands.editEmbed(),
    })
  },
})
