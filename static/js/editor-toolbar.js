// Make the toolbar usable by keyboard: one tab stop, arrow keys between buttons, accessible names and shortcuts.

import { BUTTONS, keyLabel, named, OTHER_KEYS } from "desk/keys"
import { statusLine } from "desk/left-out"
import { showLength } from "desk/length"
import { crel, Extension } from "django-prose-editor/editor"

const barOf = (editor) => editor.view.dom.parentElement.querySelector(".prose-menubar")
const buttonsOf = (bar) => [...bar.querySelectorAll("button")]
const visibleButtons = (bar) =>
  buttonsOf(bar).filter((button) => !button.classList.contains("hidden"))

const label = (bar) => {
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", "Formatting")
  for (const button of buttonsOf(bar)) {
    const { label: name, keys } = BUTTONS[button.dataset.name] ?? {
      label: button.getAttribute("aria-label"),
    }
    button.setAttribute("aria-label", name)
    button.title = keys ? `${name} (${keyLabel(keys)})` : name
    if (keys) button.setAttribute("aria-keyshortcuts", named(keys))
  }
}

const setTabStop = (bar, chosen) => {
  for (const button of buttonsOf(bar)) button.tabIndex = button === chosen ? 0 : -1
}

const tabStop = (bar) =>
  visibleButtons(bar).find((button) => button.tabIndex === 0) ?? visibleButtons(bar)[0]

const handleArrows = (bar, editor) => {
  setTabStop(bar, buttonsOf(bar)[0])
  bar.addEventListener(
    "focusin",
    ({ target }) => target.matches("button") && setTabStop(bar, target),
  )
  bar.addEventListener("keydown", (event) => {
    const there = visibleButtons(bar)
    const here = there.indexOf(document.activeElement)
    const forward = getComputedStyle(bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight"
    const steps = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: -1 }
    if (forward === "ArrowLeft") [steps.ArrowLeft, steps.ArrowRight] = [here + 1, here - 1]
    if (event.key === "Escape") editor.view.focus()
    else if (event.key in steps) there.at(steps[event.key] % there.length).focus()
    else return
    event.preventDefault()
  })
}

const showState = (bar, editor) => {
  for (const button of buttonsOf(bar)) {
    const on = BUTTONS[button.dataset.name]?.on
    button.setAttribute("aria-disabled", button.classList.contains("disabled"))
    if (!on) continue
    button.classList.toggle("active", editor.isActive(...on))
    button.setAttribute("aria-pressed", button.classList.contains("active"))
  }
  if (tabStop(bar)?.tabIndex !== 0) setTabStop(bar, visibleButtons(bar)[0])
}

const help = (bar) => {
  const offered = buttonsOf(bar).map((button) => BUTTONS[button.dataset.name] ?? {})
  const all = [
    ...offered
      .filter(({ keys }) => keys)
      .map(({ label: name, keys }) => [name.split(":")[0], keys]),
    ...Object.entries(OTHER_KEYS),
  ]
  const rows = all.map(([name, keys]) =>
    crel("div", {}, [
      crel("dt", { textContent: name }),
      crel("dd", {}, [crel("kbd", { textContent: keyLabel(keys) })]),
    ]),
  )
  return crel("details", { className: "editor-keys" }, [
    crel("summary", { textContent: "Keyboard shortcuts" }),
    crel("dl", {}, rows),
  ])
}

// Submit with "Save" of the form, so that other modules see the submit event.
const saveByKey = (form) =>
  form.addEventListener("keydown", (event) => {
    if (
      event.key.toLowerCase() !== "s" ||
      !(event.ctrlKey || event.metaKey) ||
      event.altKey ||
      event.shiftKey
    )
      return
    event.preventDefault()
    form.requestSubmit(form.querySelector("[name=_continue]"))
  })

const press =
  (name) =>
  ({ editor }) => {
    const button = barOf(editor)?.querySelector(`[data-name="${name}"]`)
    button?.click()
    return Boolean(button)
  }

export const Shortcuts = Extension.create({
  name: "shortcuts",

  addKeyboardShortcuts() {
    const ours = ["pullQuote", "photoFigure", "embed", "teaserBreak", "horizontalRule"]
    const keymap = Object.fromEntries(
      ours.map((name) => [
        BUTTONS[name].keys.replace(/[A-Z]$/, (key) => key.toLowerCase()),
        press(name),
      ]),
    )
    return {
      ...keymap,
      "Alt-F10": ({ editor }) => Boolean(tabStop(barOf(editor))?.focus()) || true,
    }
  },
})

const setUp = (editor, textarea) => {
  const bar = barOf(editor)
  label(bar)
  handleArrows(bar, editor)
  showState(bar, editor)
  editor.on("transaction", () => showState(bar, editor))
  const line = document.getElementById(`${textarea.id}_length`)
  if (line) showLength(editor, line)
  const below = line ?? bar.closest(".prose-editor")
  below.after(statusLine(), help(bar))
  if (textarea.form) saveByKey(textarea.form)
}

// Give the editor the accessible name of the textarea that it replaces.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const area = editor.view.dom
  area.setAttribute("role", "textbox")
  area.setAttribute("aria-multiline", "true")
  area.setAttribute("aria-label", textarea.getAttribute("aria-label") || "Text")
  area.setAttribute("spellcheck", "true")
  if (barOf(editor)) setUp(editor, textarea)
  else editor.on("create", () => setUp(editor, textarea)) // the buttons come a moment later
})
