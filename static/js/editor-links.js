// Make links: ask for the URL, and also for the words if none are selected.

import { ask } from "desk/dialog"
import { Link as BaseLink } from "django-prose-editor/editor"

// Accept a path of this site, a mailbox, and a URL without "https://".
const addressIn = (input) => {
  if (/^\/(?!\/)/.test(input) || /^mailto:[^\s@]+@[^\s@]+$/i.test(input)) return input
  if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(input)) return `mailto:${input}`
  const whole = /^https?:\/\//i.test(input) ? input : `https://${input}`
  return /\s/.test(input) || !URL.canParse(whole) || !new URL(whole).hostname.includes(".")
    ? null
    : whole
}

const NO_ADDRESS =
  "This is no address. It looks like https://example.org/page, or /about/ for a page of this site, or like a mailbox’s."

const addLink = async (editor, name) => {
  const { href = "" } = editor.getAttributes(name)
  const isNew = editor.state.selection.empty && !editor.isActive(name)
  const words = isNew ? [{ name: "words", label: "Words of the link" }] : []
  const answers = await ask({
    title: href ? "Change the link" : "Make a link",
    submit: href ? "Change" : "Make the link",
    fields: [...words, { name: "href", label: "Address", value: href }],
    check: (input) => ({
      ...(isNew && !input.words ? { words: "Type the words that lead there." } : {}),
      ...(addressIn(input.href) ? {} : { href: NO_ADDRESS }),
    }),
  })
  if (!answers) return
  const attrs = { href: addressIn(answers.href) }
  const text = { type: "text", text: answers.words, marks: [{ type: name, attrs }] }
  if (isNew) editor.chain().focus().insertContent(text).unsetMark(name).run()
  else editor.chain().focus().extendMarkRange(name).setMark(name, attrs).run()
}

export const Link = BaseLink.extend({
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) =>
          Boolean(addLink(editor, this.name)),
    }
  },

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "link",
      groups: "link",
      command: (editor) => editor.commands.addLink(),
      button: buttons.material("insert_link", "Link"),
      active: (editor) => editor.isActive("link"),
    })
    menu.defineItem({
      name: "unlink",
      groups: "link",
      command: (editor) => editor.chain().focus().extendMarkRange("link").unsetLink().run(),
      button: buttons.material("link_off", "Take the link away"),
      hidden: (editor) => !editor.isActive("link"),
    })
  },
})
