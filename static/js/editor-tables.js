// Tables: put in by a dialog, gone through with Tab, changed by buttons that stand there while the caret is in one.
import {
  Table as BaseTable,
  TableCell as BaseCell,
  TableHeader as BaseHeader,
  Plugin,
  crel,
} from "django-prose-editor/editor"
import { depthOfTable } from "desk/caret"
import { ask } from "desk/dialog"

const MOST = { rows: 300, columns: 24 } // as articles/tables.py takes them

const trouble = (name, typed) => {
  const number = /^\d{1,4}$/.test(typed) ? Number(typed) : 0
  return number < 1 || number > MOST[name] ? { [name]: `From 1 to ${MOST[name]} ${name}.` } : {}
}

const putIn = async (editor) => {
  const said = await ask({
    title: "Put in a table",
    submit: "Put in the table",
    fields: [
      { name: "columns", label: "Columns", value: "3" },
      { name: "rows", label: "Rows", value: "4", help: "With the row of headings" },
      { name: "caption", label: "Caption", help: "What the table shows, in a line above it" },
    ],
    check: ({ columns, rows }) => ({ ...trouble("columns", columns), ...trouble("rows", rows) }),
  })
  if (!said) return
  const size = { rows: Number(said.rows), cols: Number(said.columns), withHeaderRow: true }
  editor.chain().focus().insertTable(size).updateAttributes("table", { caption: said.caption }).run()
}

const changeCaption = async (editor) => {
  const { caption } = editor.getAttributes("table")
  const said = await ask({
    title: "The table’s caption",
    submit: "Change",
    fields: [{ name: "caption", label: "Caption", value: caption, help: "Leave it empty for none" }],
  })
  if (said) editor.chain().focus().updateAttributes("table", said).run()
}

// What is pasted into a cell comes as lines of words; cells of a table stay cells.
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

// What the buttons say, and the command of the editor's library that they give.
const CHANGES = {
  "table:row": ["Row below", (editor) => editor.chain().focus().addRowAfter().run()],
  "table:column": ["Column after", (editor) => editor.chain().focus().addColumnAfter().run()],
  "table:deleteRow": ["Delete row", (editor) => editor.chain().focus().deleteRow().run()],
  "table:deleteColumn": ["Delete column", (editor) => editor.chain().focus().deleteColumn().run()],
  "table:headings": ["Headings", (editor) => editor.chain().focus().toggleHeaderRow().run()],
  "table:caption": ["Caption", changeCaption],
  "table:delete": ["Delete table", (editor) => editor.chain().focus().deleteTable().run()],
}

// Lines of words, and nothing that a reader could not follow across a row.
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
      const dom = crel("div", { className: "table-scroll" }, [crel("table", {}, [caption, contentDOM])])
      const update = (now) => {
        if (now.type !== node.type) return false
        caption.textContent = now.attrs.caption
        caption.hidden = !now.attrs.caption
        return true
      }
      update(node)
      return { dom, contentDOM, update, ignoreMutation: ({ target }) => !contentDOM.contains(target) }
    }
  },

  addProseMirrorPlugins() {
    const transformPasted = (slice, view) => (depthOfTable(view.state.selection) ? linesOf(slice, view.state.schema) : slice)
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
