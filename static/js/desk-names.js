// Give accessible names to fields that Django's admin leaves without: dates in two parts, table rows, select2 boxes.
import { make } from "./dom.js"

const words = (element) => element?.textContent.replace(/\s+/g, " ").trim().replace(/:$/, "") ?? ""

const labelOf = (field) =>
  words(document.querySelector(`label[for="${CSS.escape(field.id.replace(/_[01]$/, "_0"))}"]`))

const headOf = (field) => {
  const cell = field.closest("td")
  const head = cell?.closest("table")?.tHead?.rows[0]
  // Count headings from the end: a row's first cell may belong to the line above.
  return head?.cells[head.cells.length - (cell.parentElement.cells.length - cell.cellIndex)]
}

const nameOf = (field) => {
  const row = field.closest(".form-row")
  const own = words(headOf(field)) || labelOf(field) || words(row?.querySelector("label, legend"))
  if (!own || !field.closest(".moment")) return own
  return `${own}: ${field.getAttribute("aria-label").toLowerCase()}`
}

const named = new WeakSet()

const nameFields = (place) => {
  for (const field of place.querySelectorAll("input, select, textarea")) {
    const isNamed =
      field.labels?.length ||
      (field.hasAttribute("aria-label") && !field.matches(".form-row .moment *"))
    if (field.type === "hidden" || isNamed || named.has(field)) continue
    named.add(field)
    const name = nameOf(field)
    if (name) field.setAttribute("aria-label", name)
  }
}

// Refer to the selected option instead of copying it: it changes.
const nameSearchingSelects = (place) => {
  for (const select of place.querySelectorAll("select.select2-hidden-accessible")) {
    const source = headOf(select) ?? select.labels?.[0]
    const box = select.nextElementSibling?.querySelector('[role="combobox"]')
    const chosen = box?.querySelector('[role="textbox"]')
    if (!source || !chosen) continue
    source.id ||= `${select.id}-name`
    box.setAttribute("aria-labelledby", `${source.id} ${chosen.id}`)
    chosen.setAttribute("aria-labelledby", source.id)
  }
}

const nameAll = (place) => {
  nameFields(place)
  nameSearchingSelects(place)
  for (const head of place.querySelectorAll("thead th")) {
    if (words(head) || head.querySelector("img, input")) continue
    head.append(make("span", { className: "visually-hidden", textContent: "Row" }))
  }
}

document.querySelector("#searchbar")?.setAttribute("aria-label", "Search")
// After Django's own scripts, which wait for jQuery.
window.addEventListener("load", () =>
  (window.django?.jQuery ?? setTimeout)(() => nameAll(document)),
)
document.addEventListener("formset:added", ({ target }) => setTimeout(() => nameAll(target)))

// Error links lead to their field, also if a custom control replaces the real one.
document.querySelector("[data-error-links]")?.addEventListener("click", (event) => {
  const field = document.getElementById(event.target.closest("a")?.hash.slice(1))
  const control =
    field?.closest(".prose-editor, .form-row")?.querySelector(".ProseMirror") ??
    (field?.matches(".select2-hidden-accessible")
      ? field.nextElementSibling?.querySelector('[role="combobox"]')
      : field)
  if (!control) return
  event.preventDefault()
  control.closest("details")?.setAttribute("open", "")
  control.scrollIntoView({ block: "center" })
  control.focus()
})
