// Nodes of a column's text: pull quotes, and the mark where the teaser ends.

import { depthOfTable, goOnBelow, leaveTable, placesOf } from "desk/caret"
import { HorizontalRule as BaseRule, mergeAttributes, Node } from "django-prose-editor/editor"

// The editor's library would inject a <style>, which the CSP forbids; desk-editor.css has its rules. The library
// injects nothing if it finds this element, and without a namespace browsers do not treat it as a style.
const placeholder = document.createElementNS("", "style")
placeholder.setAttribute("data-tiptap-style", "")
document.head.append(placeholder)

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
    return {
      togglePullQuote:
        () =>
        ({ commands }) =>
          commands.toggleWrap(this.name),
    }
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
      // A text has one mark: setting it again moves it.
      setTeaserBreak:
        () =>
        ({ chain }) =>
          chain()
            .command(({ tr }) => {
              for (const place of placesOf(tr.doc, this.name).reverse()) tr.delete(place, place + 1)
              return true
            })
            .command(leaveTable)
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
      button: buttons.text(
        "Teaser ends here",
        "Teaser ends here: what stands above is free for everyone",
      ),
      active: (editor) => editor.isActive("teaserBreak"),
      enabled: (editor) => editor.can().setTeaserBreak(),
      command: (editor) => editor.chain().focus().setTeaserBreak().run(),
    })
  },
})

export const HorizontalRule = BaseRule.extend({
  addCommands() {
    const { setHorizontalRule } = this.parent()
    return { setHorizontalRule: () => (props) => leaveTable(props) && setHorizontalRule()(props) }
  },

  addInputRules() {
    const rules = this.parent()
    for (const rule of rules) {
      const { handler } = rule
      rule.handler = (props) => (depthOfTable(props.state.selection) ? null : handler(props))
    }
    return rules
  },
})
