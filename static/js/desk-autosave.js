// Autosave a column's form on the server, and in this browser while the server does not answer.
import { csrfToken, make } from "./dom.js"

const DELAY = 2500 // milliseconds after the last change
const HEARTBEAT = 20000 // milliseconds
const FIRST_HEARTBEAT = 3000 // at a reload, the old page's "closed" may arrive after the new page has opened
const DOUBLE_CLICK = 2000 // milliseconds: a second submit within them is a double click
const box = document.querySelector("[data-autosave-url]")
const form = box?.closest("form") ?? document.querySelector("#column_form")
const formKey = form?.querySelector("input[name=form]")?.value

const statusLine = box?.querySelector("[data-autosave-status]")
const problemLine = box?.querySelector("[data-autosave-error]")
const storageKey = `unsaved ${box?.dataset.user} ${formKey}`

let savedData = "" // the form data that the server has
let timer
let isLeaving = false
let submittedAt = -Infinity
let lastResult = null

const formData = () => {
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form))
    if (name !== "csrfmiddlewaretoken") fields.append(name, value)
  return fields
}

const showStatus = (sentence, problem = "") => {
  box.hidden = !sentence && !problem
  if (statusLine.textContent !== sentence) statusLine.textContent = sentence
  problemLine.hidden = !problem
  if (problem === "signed-out") {
    const link = make("a", {
      href: box.dataset.signIn,
      target: "_blank",
      textContent: "Sign in in a new window",
    })
    problemLine.replaceChildren(
      "You have been signed out. What you type stays in this browser. ",
      link,
      ", then go on here.",
    )
  } else if (problemLine.textContent !== problem) problemLine.textContent = problem
}

const updateTokens = (fresh) => {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]"))
    input.value = fresh
}

// Throws "signed-out", "stale" (the CSRF token is old) or "away" (no answer).
const request = async (body = null) => {
  const query = new URLSearchParams({ form: formKey, column: box.dataset.column })
  const options = { redirect: "manual", headers: { Accept: "application/json" } }
  if (body) {
    body.set("form", formKey)
    body.set("column", box.dataset.column)
    options.method = "POST"
    options.body = body
    options.headers["X-CSRFToken"] = csrfToken(form)
  }
  const response = await fetch(
    body ? box.dataset.autosaveUrl : `${box.dataset.autosaveUrl}?${query}`,
    options,
  ).catch(() => {
    throw new Error("away")
  })
  if (response.type === "opaqueredirect") throw new Error("signed-out")
  if (response.status === 413)
    throw new Error((await response.json().catch(() => ({}))).error ?? "away")
  if (!response.ok) throw new Error(response.status === 403 ? "stale" : "away")
  return response.json()
}

// After signing in again the CSRF token is another: fetch it, and repeat the request.
const requestWithFreshToken = async (body) => {
  try {
    return await request(body)
  } catch (problem) {
    if (problem.message !== "stale") throw problem
    updateTokens((await request()).csrf)
    return request(body)
  }
}

const showOthers = ({ others, newer }) => {
  const presence = document.querySelector("[data-presence]")
  if (presence) {
    presence.hidden = !others.length
    const sentence = others.length
      ? `${others.join(", ")} ${others.length === 1 ? "has" : "have"} this column open too.`
      : ""
    if (presence.textContent !== sentence) presence.textContent = sentence
  }
  const notice = document.querySelector("[data-newer]")
  if (notice && newer && notice.dataset.version !== `${newer.version}`) {
    notice.dataset.version = newer.version
    const link = make("a", {
      href: newer.compare,
      target: "_blank",
      textContent: "Look at what changed",
    })
    notice.replaceChildren(
      `${newer.who} saved this column at ${newer.when}, after you had opened it. `,
      link,
      ".",
    )
    notice.hidden = false
  }
}

const saveInBrowser = (fields) => {
  try {
    localStorage.setItem(
      storageKey,
      JSON.stringify({ at: Date.now(), column: box.dataset.column, typed: [...fields] }),
    )
  } catch {
    // Storage is full or forbidden; the status line already names the problem.
  }
}

const NO_ANSWER =
  "The desk does not answer. What you type stays in this browser, and is autosaved as soon as it answers."
const PROBLEMS = { away: NO_ANSWER, stale: NO_ANSWER }

/** Autosave now. Resolves to the server's answer; throws if the server did not store it. */
export const autosaveNow = async () => {
  clearTimeout(timer)
  const fields = formData()
  const now = fields.toString()
  if (now === savedData) return lastResult // nothing has changed since the last autosave
  try {
    lastResult = await requestWithFreshToken(fields)
  } catch (problem) {
    saveInBrowser(fields)
    showStatus(
      "",
      problem.message === "signed-out"
        ? "signed-out"
        : (PROBLEMS[problem.message] ?? problem.message),
    )
    throw problem
  }
  savedData = now
  localStorage.removeItem(storageKey)
  showOthers(lastResult)
  showStatus(
    lastResult.saved_at ? `Autosaved at ${lastResult.saved_at} (not yet saved)` : "",
    lastResult.error ?? "",
  )
  return lastResult
}

const scheduleAutosave = () => {
  if (isLeaving || formData().toString() === savedData) return
  clearTimeout(timer)
  timer = setTimeout(() => autosaveNow().catch(() => {}), DELAY)
}

const sendHeartbeat = async () => {
  if (formData().toString() !== savedData) return autosaveNow().catch(() => {})
  const seen = form.querySelector("input[name=seen_version]")?.value ?? ""
  const sign = new URLSearchParams({ beat: "1", seen_version: seen })
  return requestWithFreshToken(sign).then(
    showOthers,
    (problem) => problem.message === "signed-out" && showStatus("", "signed-out"),
  )
}

// Send autosaves of this browser to the server, and offer to restore them.
const sendBrowserAutosaves = async () => {
  const prefix = `unsaved ${box.dataset.user} `
  for (const key of Object.keys(localStorage).filter(
    (name) => name.startsWith(prefix) && name !== storageKey,
  )) {
    const { column, typed: pairs } = JSON.parse(localStorage.getItem(key))
    if (column !== box.dataset.column) continue
    const body = new URLSearchParams(pairs)
    body.set("form", key.slice(prefix.length))
    body.set("column", column)
    const headers = { "X-CSRFToken": csrfToken(form), Accept: "application/json" }
    const response = await fetch(box.dataset.autosaveUrl, {
      method: "POST",
      body,
      headers,
      redirect: "manual",
    }).catch(() => null)
    if (!response?.ok) continue
    localStorage.removeItem(key)
    if ((await response.json()).saved) continue
    const link = make("a", { href: `?copy=${body.get("form")}`, textContent: "Restore" })
    const notice = document.querySelector("[data-brought]")
    notice.replaceChildren("You have unsaved changes in this browser. ", link)
    notice.hidden = false
  }
}

if (box && form && formKey) {
  window.addEventListener("load", () => {
    setTimeout(() => {
      const isSaved = !("unsaved" in box.dataset)
      if (isSaved) localStorage.removeItem(storageKey) // the saved form supersedes it
      savedData = isSaved ? formData().toString() : "" // read late: the editor rewrites its text when it starts
      sendBrowserAutosaves()
    }, 500)
  })
  for (const name of ["input", "change", "keyup", "drop", "paste"])
    form.addEventListener(name, scheduleAutosave)
  setTimeout(sendHeartbeat, FIRST_HEARTBEAT)
  setInterval(sendHeartbeat, HEARTBEAT)
  window.addEventListener("pagehide", () => {
    if (isLeaving || !box.dataset.column) return // a submitted form is closed by the server
    const fields = {
      form: formKey,
      column: box.dataset.column,
      leave: "1",
      csrfmiddlewaretoken: csrfToken(form),
    }
    navigator.sendBeacon(box.dataset.autosaveUrl, new URLSearchParams(fields))
  })
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - submittedAt < DOUBLE_CLICK) return event.preventDefault()
    submittedAt = event.timeStamp
    isLeaving = true
    clearTimeout(timer)
    if (formData().toString() !== savedData) saveInBrowser(formData()) // also if the save is refused
  })
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && savedData && formData().toString() !== savedData) event.preventDefault()
  })
}
