// Small helpers for all scripts that build parts of a page.

/** Create an element with properties, attributes (aria-, data-, role) and children. */
export const make = (name, properties = {}, children = []) => {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(properties)) {
    if (/^(aria|data)-|^role$/.test(key)) element.setAttribute(key, value)
    else element[key] = value
  }
  element.append(...children)
  return element
}

/** Return the CSRF token of a form, or of the first form of the page. */
export const csrfToken = (form = document) =>
  form.querySelector("input[name=csrfmiddlewaretoken]").value
