// Names and keyboard shortcuts of the toolbar's buttons.
const isMac = /Mac|iP(?:hone|ad)/.test(navigator.platform)
const SIGNS = isMac ? { Mod: "⌘", Alt: "⌥", Shift: "⇧", Enter: "↩" } : { Mod: "Ctrl" }
const NAMES = { Mod: isMac ? "Meta" : "Control" }

/** By the button's name in the menu: label, keys, and what marks it as active. */
export const BUTTONS = {
  heading2: { label: "Heading", keys: "Mod-Alt-2", on: ["heading", { level: 2 }] },
  heading3: { label: "Small heading", keys: "Mod-Alt-3", on: ["heading", { level: 3 }] },
  bold: { label: "Bold", keys: "Mod-B", on: ["bold"] },
  italic: { label: "Italic", keys: "Mod-I", on: ["italic"] },
  subscript: { label: "Subscript", keys: "Mod-,", on: ["subscript"] },
  superscript: { label: "Superscript", keys: "Mod-.", on: ["superscript"] },
  link: { label: "Link", keys: "Mod-K", on: ["link"] },
  unlink: { label: "Take the link away" },
  bulletList: { label: "List", keys: "Mod-Shift-8", on: ["bulletList"] },
  orderedList: { label: "Numbered list", keys: "Mod-Shift-7", on: ["orderedList"] },
  blockquote: { label: "Quote", keys: "Mod-Shift-B", on: ["blockquote"] },
  pullQuote: {
    label: "Pull quote: a sentence of the text, set large",
    keys: "Mod-Shift-9",
    on: ["pullQuote"],
  },
  photoFigure: { label: "Photo with caption and credit", keys: "Mod-Shift-F" },
  embed: { label: "Video from YouTube or Vimeo", keys: "Mod-Shift-E" },
  table: { label: "Table" },
  "table:row": { label: "Row below" },
  "table:column": { label: "Column after" },
  "table:deleteRow": { label: "Delete row" },
  "table:deleteColumn": { label: "Delete column" },
  "table:headings": { label: "Headings: the first row names the columns" },
  "table:caption": { label: "Caption of the table" },
  "table:delete": { label: "Delete table" },
  teaserBreak: {
    label: "Teaser ends here: what stands above is free for everyone",
    keys: "Mod-Shift-Enter",
  },
  horizontalRule: { label: "Rule", keys: "Mod-Shift-L" },
  "history:undo": { label: "Undo", keys: "Mod-Z" },
  "history:redo": { label: "Redo", keys: "Mod-Shift-Z" },
}

/** Keys without a button. */
export const OTHER_KEYS = {
  "Save and go on": "Mod-S",
  "To these buttons": "Alt-F10",
  "Back to the text": "Escape",
  "A new line": "Shift-Enter",
}

/** Format keys for people: Ctrl+Shift+8, or ⌘⇧8. */
export const keyLabel = (keys) =>
  keys
    .split("-")
    .map((key) => SIGNS[key] ?? key)
    .join(isMac ? "" : "+")

/** Format keys for aria-keyshortcuts. */
export const named = (keys) =>
  keys
    .split("-")
    .map((key) => NAMES[key] ?? key)
    .join("+")
