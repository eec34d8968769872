// Django's admin leaves some fields nameless to screen readers: dates in two parts, rows of tables, selects that search.
const words = (element) => element?.textContent.replace(/\s+/g, " ").trim().replace(/:$/, "") ?? ""

const labelOf = (field) => words(document.querySelector(`label[for="${CSS.escape(field.id.replace(/_[01]$/, "_0"))}"]`))

const headingOf = (field) => {
  const cell = field.closest("td")
  const head = cell?.closest("table")?.tHead?.rows[0]
  // A row's first cell may hold what stands above it, so headings are counted from the end.
  return head ? words(head.cells[head.cells.length - (cell.parentElement.cells.length - cell.cellIndex)]) : ""
}

const nameOf = (field) => {
  const row = field.closest(".form-row")
  const own = headingOf(field) || labelOf(field) || words(row?.querySelector("label, legend"))
  if (field.matches(".vDateField")) return `${own}: day`
  if (field.matches(".vTimeField")) return `${own}: time`
  return own
}

const nameFields = (place) => {
  for (const field of place.querySelectorAll("input, select, textarea")) {
    if (field.type === "hidden" || field.labels?.length || field.hasAttribute("aria-label")) continue
    const name = nameOf(field)
    if (name) field.setAttribute("aria-label", name)
  }
}

const nameSearchingSelects = (place) => {
  for (const select of place.querySelectorAll("select.select2-hidden-accessible")) {
    const name = select.getAttribute("aria-label") || words(select.labels?.[0]) || nameOf(select)
    for (const part of select.nextElementSibling?.querySelectorAll('[role="combobox"], [role="textbox"]') ?? []) {
      part.removeAttribute("aria-labelledby")
      part.setAttribute("aria-label", words(part) ? `${name}: ${words(part)}` : name)
    }
  }
}

const nameAll = (place) => {
  nameFields(place)
  nameSearchingSelects(place)
  for (const head of place.querySelectorAll("thead th")) {
    if (words(head) || head.querySelector("img, input")) continue
    const name = document.createElement("span")
    name.className = "visually-hidden"
    name.textContent = "Row"
    head.append(name)
  }
}

document.querySelector("#searchbar")?.setAttribute("aria-label", "Search")
// After Django's own scripts, which start when the page is ready.
window.addEventListener("load", () => nameAll(document))
document.addEventListener("formset:added", ({ target }) => setTimeout(() => nameAll(target)))
