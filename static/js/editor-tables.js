// Tables in the editor: a dialog inserts one, Tab moves between cells, and buttons appear while the caret is in a table.

import { depthOfTable } from "desk/caret"
import { ask } from "desk/dialog"
import {
  TableCell as BaseCell,
  TableHeader as BaseHeader,
  Table as BaseTable,
  crel,
  Plugin,
} from "django-prose-editor/editor"

const MOST = { rows: 300, columns: 24 } // the limits in articles/text/tables.py

const numberError = (name, input) => {
  const number = /^\d{1,4}$/.test(input) ? Number(input) : 0
  return number < 1 || number > MOST[name] ? { [name]: `From 1 to ${MOST[name]} ${name}.` } : {}
}

const putIn = async (editor) => {
  const answers = await ask({
    title: "Insert a table",
    submit: "Insert the table",
    fields: [
      { name: "columns", label: "Columns", value: "3" },
      { name: "rows", label: "Rows", value: "4", help: "Including the header row" },
      { name: "caption", label: "Caption", help: "What the table shows, in a line above it" },
    ],
    check: ({ columns, rows }) => ({
      ...numberError("columns", columns),
      ...numberError("rows", rows),
    }),
  })
  if (!answers) return
  const size = { rows: Number(answers.rows), cols: Number(answers.columns), withHeaderRow: true }
  editor
    .chain()
    .focus()
    .insertTable(size)
    .updateAttributes("table", { caption: answers.caption })
    .run()
}

const changeCaption = async (editor) => {
  const { caption } = editor.getAttributes("table")
  const answers = await ask({
    title: "The table’s caption",
    submit: "Change",
    fields: [
      { name: "caption", label: "Caption", value: caption, help: "Leave it empty for none" },
    ],
  })
  if (answers) editor.chain().focus().updateAttributes("table", answers).run()
}

// Paste into a cell as lines of text; cells of a copied table stay cells.
const linesOf = (slice, { nodes }) => {
  const isCells = (fragment) => /^table/.test(fragment.firstChild?.type.name ?? "")
  if (isCells(slice.content)) return slice
  const lines = []
  slice.content.descendants((node) => {
    if (!node.isTextblock) return true
    lines.push(nodes.paragraph.create(null, node.content))
    return false
  })
  if (!lines.length) return slice
  const content = slice.content.constructor.from(lines)
  return new slice.constructor(content, 1, 1)
}

// Buttons and the commands of the editor's library that they run.
const CHANGES = {
  "table:row": ["Row below", (editor) => editor.chain().focus().addRowAfter().run()],
  "table:column": ["Column after", (editor) => editor.chain().focus().addColumnAfter().run()],
  "table:deleteRow": ["Delete row", (editor) => editor.chain().focus().deleteRow().run()],
  "table:deleteColumn": ["Delete column", (editor) => editor.chain().focus().deleteColumn().run()],
  "table:headings": ["Headings", (editor) => editor.chain().focus().toggleHeaderRow().run()],
  "table:caption": ["Caption", changeCaption],
  "table:delete": ["Delete table", (editor) => editor.chain().focus().deleteTable().run()],
}

// Cells hold lines of text only, so that a row stays readable.
export const TableCell = BaseCell.extend({ content: "paragraph+" })
export const TableHeader = BaseHeader.extend({ content: "paragraph+" })

export const Table = BaseTable.extend({
  addAttributes() {
    const captionOf = (element) => element.querySelector("caption")?.textContent.trim() ?? ""
    return { ...this.parent?.(), caption: { default: "", rendered: false, parseHTML: captionOf } }
  },

  parseHTML() {
    return [{ tag: "table" }, { tag: "caption", ignore: true }]
  },

  renderHTML({ node }) {
    const { caption } = node.attrs
    return ["table", {}, ...(caption ? [["caption", {}, caption]] : []), ["tbody", 0]]
  },

  addNodeView() {
    return ({ node }) => {
      const caption = crel("caption", { contentEditable: "false" })
      const contentDOM = crel("tbody")
      const dom = crel("div", { className: "table-scroll" }, [
        crel("table", {}, [caption, contentDOM]),
      ])
      const update = (now) => {
        if (now.type !== node.type) return false
        caption.textContent = now.attrs.caption
        caption.hidden = !now.attrs.caption
        return true
      }
      update(node)
      return {
        dom,
        contentDOM,
        update,
        ignoreMutation: ({ target }) => !contentDOM.contains(target),
      }
    }
  },

  addProseMirrorPlugins() {
    const transformPasted = (slice, view) =>
      depthOfTable(view.state.selection) ? linesOf(slice, view.state.schema) : slice
    return [...(this.parent?.() ?? []), new Plugin({ props: { transformPasted } })]
  },

  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: "table",
      groups: "nodes",
      priority: 53,
      button: buttons.text("Table", "Table"),
      hidden: (editor) => editor.isActive("table"),
      command: putIn,
    })
    for (const [place, [name, [label, command]]] of Object.entries(CHANGES).entries()) {
      menu.defineItem({
        name,
        groups: "table",
        priority: 50 - place,
        button: buttons.text(label, label),
        hidden: (editor) => !editor.isActive("table"),
        command,
      })
    }
  },
})
