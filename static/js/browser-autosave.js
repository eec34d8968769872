// Protect unsaved changes at the desk: ask before a changed form is left, and autosave admin forms in this browser. A
// column's form uses desk-autosave.js instead, which autosaves on the server.
import { csrfToken, make } from "./dom.js"

const DELAY = 1000 // milliseconds after the last change
const EDITOR_START = 500 // milliseconds in which the editor rewrites its text when it starts
const MAX_AGE = 30 * 24 * 60 * 60 * 1000
const SENT = "form that was sent"
const TEXT =
  "textarea, input:is([type=text], [type=url], [type=email], [type=number], [type=date], [type=time], :not([type]))"

const { user, zone, autosaves, restored } =
  document.querySelector("script[data-desk-forms]").dataset
const forms = [...document.querySelectorAll('#content form[method="post"]')].filter(
  (form) => !["changelist-form", "column_form"].includes(form.id) && form.querySelector(TEXT),
)

/** Return the fields as they would be submitted, without passwords, files and the page's own hidden fields. */
const fieldsOf = (form) => {
  const secret = new Set(["csrfmiddlewaretoken", "restored"])
  for (const field of form.querySelectorAll("input[type=password], input[type=file]"))
    secret.add(field.name)
  const fields = new FormData(form)
  // Django selects the options of its two-box widget only when the form is submitted.
  for (const select of form.querySelectorAll("select.filtered[id$=_to]")) {
    fields.delete(select.name)
    for (const option of select.options) fields.append(select.name, option.value)
  }
  return JSON.stringify([...fields].filter(([name]) => !secret.has(name)))
}

const when = (at) => {
  const day = at.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: zone,
  })
  return `${day}, ${clock(at)}`
}
const clock = (at) =>
  at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone })

/** Watch one form. `wasRefused`: its present data is already unsaved. */
const watch = (form, { wasRefused, save = () => {} }) => {
  const state = { start: null, leaving: false, ready: false }
  let timer
  const isChanged = () => state.ready && fieldsOf(form) !== state.start
  const changed = (event) => {
    if (!state.ready && event.isTrusted) state.ready = true // typed before the initial state was read: all is unsaved
    clearTimeout(timer)
    timer = setTimeout(() => isChanged() && !state.leaving && save(fieldsOf(form)), DELAY)
  }
  for (const name of ["input", "change", "keyup", "drop", "paste"])
    form.addEventListener(name, changed)
  form.addEventListener("submit", (event) => {
    state.leaving = true
    if (wasRefused || isChanged()) save(fieldsOf(form), { sent: true })
    setTimeout(() => (state.leaving = !event.defaultPrevented))
  })
  window.addEventListener("beforeunload", (event) => {
    if (!state.leaving && isChanged()) event.preventDefault()
  })
  setTimeout(() => {
    if (!state.ready && !wasRefused) state.start = fieldsOf(form)
    state.ready = true
  }, EDITOR_START)
  return state
}

const isRefused = (form) => Boolean(form.querySelector(".errornote, .errorlist, .desk-error"))

// Admin forms that the desk can fill in again from this browser's autosave

const storagePrefix = `unsaved form ${user} ${location.pathname} `

/** Delete old autosaves of all users of this browser, also those of desk-autosave.js. Signing out deletes the others. */
const deleteOld = () => {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith("unsaved "))) {
    const { at } = JSON.parse(localStorage.getItem(key))
    if (!(Date.now() - at < MAX_AGE)) localStorage.removeItem(key)
  }
}

/** Return autosaves of earlier visits, newest first. */
const earlierAutosaves = (own) => {
  const earlier = []
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(storagePrefix))) {
    if (key !== own) earlier.push({ key, ...JSON.parse(localStorage.getItem(key)) })
  }
  return earlier.sort((one, other) => other.at - one.at)
}

const cameFrom = () => document.referrer && new URL(document.referrer).pathname

/** Handle the form that this tab submitted last: it is now saved, or shown again because it was refused or restored. */
const resumeSubmitted = (stands) => {
  const sent = sessionStorage.getItem(SENT)
  sessionStorage.removeItem(SENT)
  if (!sent) return null
  if (stands && sent.startsWith(storagePrefix)) return sent
  // Only a page that follows directly from that form and says "saved" refers to it, not a page after signing in.
  const saved = document.querySelector(".messagelist .success") && sent.includes(` ${cameFrom()} `)
  if (saved) localStorage.removeItem(sent)
  return null
}

const restore = (form, { key, fields, at }) => {
  const again = make("form", { method: "post", action: location.href, hidden: true })
  for (const [name, value] of [
    ...JSON.parse(fields),
    ["csrfmiddlewaretoken", csrfToken(form)],
    ["restored", when(new Date(at))],
  ]) {
    again.append(make("input", { type: "hidden", name, value }))
  }
  document.body.append(again)
  sessionStorage.setItem(SENT, key)
  again.submit()
}

const offerRestore = (form, state, left) => {
  const box = make("div", { className: "desk-unsaved" })
  const again = make("button", { type: "button", className: "button", textContent: "Restore" })
  const discard = make("button", { type: "button", className: "button", textContent: "Discard" })
  const undo = make("button", { type: "button", className: "button", textContent: "Undo" })
  const words = make("p", {
    role: "status",
    textContent: `You have unsaved changes from ${when(new Date(left.at))} in this browser.`,
  })
  const acts = make("p", { className: "desk-unsaved-acts" }, [again, discard])
  again.addEventListener("click", () => {
    state.leaving = true
    restore(form, left)
  })
  discard.addEventListener("click", () => {
    localStorage.removeItem(left.key)
    words.textContent = "Discarded."
    acts.replaceChildren(undo)
    undo.focus()
  })
  undo.addEventListener("click", () => {
    localStorage.setItem(left.key, JSON.stringify({ at: left.at, fields: left.fields }))
    words.textContent = `You have unsaved changes from ${when(new Date(left.at))} in this browser.`
    acts.replaceChildren(again, discard)
    again.focus()
  })
  box.append(words, acts)
  form.prepend(box)
}

const autosave = (form) => {
  const stands = isRefused(form) || restored !== undefined
  const own =
    resumeSubmitted(stands) ??
    `${storagePrefix}${crypto.getRandomValues(new Uint32Array(2)).join("")}`
  const statusLine = make("p", { role: "status" })
  const place = make("div", { className: "desk-autosave", hidden: true }, [statusLine])
  form.append(place)
  const save = (fields, { sent = false } = {}) => {
    try {
      localStorage.setItem(own, JSON.stringify({ at: Date.now(), fields }))
      statusLine.textContent = `Autosaved in this browser at ${clock(new Date())} (not yet saved)`
      if (sent) sessionStorage.setItem(SENT, own)
    } catch {
      statusLine.textContent = "This browser cannot autosave: save the form before you leave it."
    }
    place.hidden = false
  }
  const state = watch(form, { wasRefused: stands, save })
  setTimeout(() => {
    const now = fieldsOf(form)
    for (const left of earlierAutosaves(own)) {
      if (left.fields === now && !stands)
        localStorage.removeItem(left.key) // the saved form has the same data
      else offerRestore(form, state, left)
    }
  }, EDITOR_START)
}

deleteOld()
if (autosaves === undefined) resumeSubmitted(false)
for (const form of forms) {
  if (autosaves !== undefined && form.matches("#content-main > form")) autosave(form)
  else watch(form, { wasRefused: isRefused(form) })
}
if (autosaves !== undefined && !forms.length) resumeSubmitted(false)
