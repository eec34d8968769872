// What is typed in a column's form is kept while one writes: at the desk, or in this browser until the desk answers.
import { csrfToken, make } from "./dom.js"

const WAIT = 2500 // milliseconds after the last change
const BEAT = 20000 // milliseconds between signs of life
const FIRST_BEAT = 3000 // at a reload, the old page's "closed" may arrive after the new page has opened
const TWICE = 2000 // milliseconds in which a second click on a button is the first one's
const place = document.querySelector("[data-keep]")
const form = place?.closest("form") ?? document.querySelector("#column_form")
const word = form?.querySelector("input[name=form]")?.value

const said = place?.querySelector("[data-keep-said]")
const trouble = place?.querySelector("[data-keep-trouble]")
const shelf = `unsaved ${place?.dataset.user} ${word}`

let kept = "" // what the desk (or the page as it came) has
let waiting
let leaving = false
let sent = -Infinity
let last = null

const typed = () => {
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form))
    if (name !== "csrfmiddlewaretoken") fields.append(name, value)
  return fields
}

const tell = (sentence, problem = "") => {
  place.hidden = !sentence && !problem
  if (said.textContent !== sentence) said.textContent = sentence
  trouble.hidden = !problem
  if (problem === "signed-out") {
    const way = make("a", {
      href: place.dataset.signIn,
      target: "_blank",
      textContent: "Sign in in a new window",
    })
    trouble.replaceChildren(
      "You have been signed out. What you type stays in this browser. ",
      way,
      ", then go on here.",
    )
  } else if (trouble.textContent !== problem) trouble.textContent = problem
}

const tokens = (fresh) => {
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]"))
    input.value = fresh
}

// Raises "signed-out" where the desk wants to be signed in to first, and "away" where it does not answer.
const ask = async (body = null) => {
  const query = new URLSearchParams({ form: word, column: place.dataset.column })
  const options = { redirect: "manual", headers: { Accept: "application/json" } }
  if (body) {
    body.set("form", word)
    body.set("column", place.dataset.column)
    options.method = "POST"
    options.body = body
    options.headers["X-CSRFToken"] = csrfToken(form)
  }
  const answer = await fetch(
    body ? place.dataset.keep : `${place.dataset.keep}?${query}`,
    options,
  ).catch(() => {
    throw new Error("away")
  })
  if (answer.type === "opaqueredirect") throw new Error("signed-out")
  if (answer.status === 413)
    throw new Error((await answer.json().catch(() => ({}))).trouble ?? "away")
  if (!answer.ok) throw new Error(answer.status === 403 ? "stale" : "away")
  return answer.json()
}

// A session that began anew has another token: fetch it, and ask once more.
const askAgain = async (body) => {
  try {
    return await ask(body)
  } catch (problem) {
    if (problem.message !== "stale") throw problem
    tokens((await ask()).csrf)
    return ask(body)
  }
}

const around = ({ others, newer }) => {
  const there = document.querySelector("[data-presence]")
  if (there) {
    there.hidden = !others.length
    const sentence = others.length
      ? `${others.join(", ")} ${others.length === 1 ? "has" : "have"} this column open too.`
      : ""
    if (there.textContent !== sentence) there.textContent = sentence
  }
  const late = document.querySelector("[data-newer]")
  if (late && newer && late.dataset.version !== `${newer.version}`) {
    late.dataset.version = newer.version
    const way = make("a", {
      href: newer.compare,
      target: "_blank",
      textContent: "Look at what changed",
    })
    late.replaceChildren(
      `${newer.who} saved this column at ${newer.when}, after you had opened it. `,
      way,
      ".",
    )
    late.hidden = false
  }
}

const shelve = (fields) => {
  try {
    localStorage.setItem(
      shelf,
      JSON.stringify({ at: Date.now(), column: place.dataset.column, typed: [...fields] }),
    )
  } catch {
    // A full or forbidden store keeps nothing; the page says that it is not kept.
  }
}

const troubles = {
  away: "The desk does not answer. What you type stays in this browser, and is kept as soon as it answers.",
  stale:
    "The desk does not answer. What you type stays in this browser, and is kept as soon as it answers.",
}

/** Keeps what stands in the form now. Resolves to { id, kept_at }; raises where the desk could not keep it. */
export const keepNow = async () => {
  clearTimeout(waiting)
  const fields = typed()
  const now = fields.toString()
  if (now === kept) return last // nothing has changed since the last autosave
  try {
    last = await askAgain(fields)
  } catch (problem) {
    shelve(fields)
    tell(
      "",
      problem.message === "signed-out"
        ? "signed-out"
        : (troubles[problem.message] ?? problem.message),
    )
    throw problem
  }
  kept = now
  localStorage.removeItem(shelf)
  around(last)
  tell(last.kept_at ? `Autosaved at ${last.kept_at} (not yet saved)` : "", last.trouble ?? "")
  return last
}

const later = () => {
  if (leaving || typed().toString() === kept) return
  clearTimeout(waiting)
  waiting = setTimeout(() => keepNow().catch(() => {}), WAIT)
}

const beat = async () => {
  if (typed().toString() !== kept) return keepNow().catch(() => {})
  const seen = form.querySelector("input[name=seen_version]")?.value ?? ""
  const sign = new URLSearchParams({ beat: "1", seen_version: seen })
  return askAgain(sign).then(
    around,
    (problem) => problem.message === "signed-out" && tell("", "signed-out"),
  )
}

// What this browser kept for somebody who could not save goes to the desk first; then it is offered as other work is.
const bringBack = async () => {
  const own = `unsaved ${place.dataset.user} `
  for (const key of Object.keys(localStorage).filter(
    (name) => name.startsWith(own) && name !== shelf,
  )) {
    const { column, typed: pairs } = JSON.parse(localStorage.getItem(key))
    if (column !== place.dataset.column) continue
    const body = new URLSearchParams(pairs)
    body.set("form", key.slice(own.length))
    body.set("column", column)
    const headers = { "X-CSRFToken": csrfToken(form), Accept: "application/json" }
    const answer = await fetch(place.dataset.keep, {
      method: "POST",
      body,
      headers,
      redirect: "manual",
    }).catch(() => null)
    if (!answer?.ok) continue
    localStorage.removeItem(key)
    if ((await answer.json()).saved) continue
    const way = make("a", { href: `?copy=${body.get("form")}`, textContent: "Restore" })
    const brought = document.querySelector("[data-brought]")
    brought.replaceChildren("You have unsaved changes in this browser. ", way)
    brought.hidden = false
  }
}

if (place && form && word) {
  window.addEventListener("load", () => {
    setTimeout(() => {
      const asSaved = !("unsaved" in place.dataset)
      if (asSaved) localStorage.removeItem(shelf) // a save that was refused took nothing typed along
      kept = asSaved ? typed().toString() : "" // read now: the editor writes its text anew as it starts
      bringBack()
    }, 500)
  })
  for (const name of ["input", "change", "keyup", "drop", "paste"])
    form.addEventListener(name, later)
  setTimeout(beat, FIRST_BEAT)
  setInterval(beat, BEAT)
  window.addEventListener("pagehide", () => {
    if (leaving || !place.dataset.column) return // a submitted form is closed by the server
    const fields = {
      form: word,
      column: place.dataset.column,
      leave: "1",
      csrfmiddlewaretoken: csrfToken(form),
    }
    navigator.sendBeacon(place.dataset.keep, new URLSearchParams(fields))
  })
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sent < TWICE) return event.preventDefault()
    sent = event.timeStamp
    leaving = true
    clearTimeout(waiting)
    if (typed().toString() !== kept) shelve(typed()) // also if the save is refused
  })
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && kept && typed().toString() !== kept) event.preventDefault()
  })
}
