// A dialog with a few text fields. Errors appear beside their field, and the input stays.
import { crel } from "django-prose-editor/editor"

const widget = (field, id) => {
  const { name, value = "", type = "text", options } = field
  if (!options) return crel("input", { id, name, type, value, autocomplete: "off" })
  const choices = Object.entries(options).map(([each, label]) =>
    crel("option", { value: each, textContent: label }),
  )
  const select = crel("select", { id, name }, choices)
  select.value = value
  return select
}

const row = (field) => {
  const id = `desk-dialog-${field.name}`
  const input = widget(field, id)
  const wrong = crel("span", { id: `${id}-wrong`, className: "desk-dialog-wrong", role: "alert" })
  const parts = [crel("label", { htmlFor: id, textContent: field.label }), input]
  input.setAttribute("aria-describedby", wrong.id)
  if (field.help) {
    parts.push(
      crel("span", { id: `${id}-help`, className: "desk-dialog-help", textContent: field.help }),
    )
    input.setAttribute("aria-describedby", `${wrong.id} ${id}-help`)
  }
  return { dom: crel("p", { className: "desk-dialog-field" }, [...parts, wrong]), input, wrong }
}

const build = ({ title, fields, submit }) => {
  const rows = fields.map(row)
  const cancel = crel("button", { type: "button", textContent: "Cancel" })
  const form = crel("form", { noValidate: true }, [
    crel("h2", { id: "desk-dialog-asks", textContent: title }),
    ...rows.map(({ dom }) => dom),
    crel("p", { className: "desk-dialog-acts" }, [
      crel("button", { type: "submit", className: "default", textContent: submit }),
      cancel,
    ]),
  ])
  return {
    cancel,
    form,
    rows,
    dialog: crel("dialog", { className: "desk-dialog", "aria-labelledby": "desk-dialog-asks" }, [
      form,
    ]),
  }
}

// Show the errors and focus the first field that has one. Return whether there are any.
const refuse = (rows, wrong) => {
  for (const { input, wrong: errorLine } of rows) {
    errorLine.textContent = wrong[input.name] ?? ""
    input.setAttribute("aria-invalid", input.name in wrong)
  }
  const first = rows.find(({ input }) => input.name in wrong)
  first?.input.focus()
  return Boolean(first)
}

/** Open the dialog; resolve to trimmed values by name, or to null. `check` returns error messages by name. */
export const ask = ({ check = () => ({}), ...content }) =>
  new Promise((resolve) => {
    const { cancel, dialog, form, rows } = build(content)
    const end = (answer) => {
      dialog.remove()
      resolve(answer)
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      const values = Object.fromEntries(rows.map(({ input }) => [input.name, input.value.trim()]))
      if (refuse(rows, check(values))) return
      dialog.close()
      end(values) // at once: the event of closing comes after the next keys
    })
    cancel.addEventListener("click", () => dialog.close())
    dialog.addEventListener("close", () => end(null))
    document.body.append(dialog)
    dialog.showModal()
    rows[0].input.select?.()
  })
