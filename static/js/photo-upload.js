// Upload files to the photo library, each with a row that shows its name, progress and result.
import { make } from "./dom.js"

const MOST_AT_ONCE = 2 // uploads beside each other; the site cuts pictures on few processors
const SIGNED_OUT = "You are signed out. Sign in in another window, then try again."
const BY_STATUS = {
  403: "The site did not take it: you may not add photos, or this page is too old. Load it again.",
  413: "The server takes no file of this size.",
}

const megabytes = (bytes) => `${(bytes / 1048576).toFixed(1)} MB`

// A redirect to the sign-in page gives HTML instead of JSON.
const read = (request) => {
  try {
    return JSON.parse(request.responseText)
  } catch {
    return {
      error:
        BY_STATUS[request.status] ??
        (request.status < 400 ? SIGNED_OUT : "The site had a fault. Try again in a moment."),
    }
  }
}

/** Upload one file; resolve to the server's answer or to { error, again }; `again` means that a retry may help. */
const send = (address, token, file, onProgress) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest()
    const form = new FormData()
    form.append("csrfmiddlewaretoken", token)
    form.append("picture", file)
    request.upload.addEventListener(
      "progress",
      (event) => event.lengthComputable && onProgress(event.loaded, event.total),
    )
    request.addEventListener("load", () => {
      const answer = read(request)
      resolve(
        request.status === 201 ? answer : { error: answer.error, again: request.status !== 422 },
      )
    })
    request.addEventListener("error", () =>
      resolve({ error: "The connection was lost.", again: true }),
    )
    request.open("POST", address)
    request.setRequestHeader("Accept", "application/json")
    request.send(form)
  })

const row = (file) => {
  const name = make("bdi", { className: "upload-name", textContent: file.name })
  const bar = make("progress", {
    max: 100,
    value: 0,
    "aria-label": `Upload of ${file.name}`,
  })
  const status = make("span", { className: "upload-status", textContent: "Waiting" })
  return { bar, status, item: make("li", { className: "upload" }, [name, bar, status]) }
}

const progressOf =
  ({ bar, status }) =>
  (loaded, total) => {
    bar.value = Math.round((100 * loaded) / total)
    status.textContent =
      loaded < total ? `${bar.value}% of ${megabytes(total)}` : "It has arrived and is being cut"
    if (loaded >= total) bar.removeAttribute("value")
  }

/**
 * Show uploads in a list. `options`: address, token, mostBytes, onDone(answer, row), say(sentence) for a live region.
 * Return add(files); one failed file does not stop the others.
 */
export const uploads = (list, options) => {
  const waiting = []
  let running = 0

  const refuse = (file, parts, { error, again }) => {
    parts.bar.remove()
    parts.item.classList.add("refused")
    parts.status.textContent = error
    options.say(`${file.name}: ${error}`)
    if (!again) return
    const retry = make("button", {
      type: "button",
      className: "button",
      textContent: "Try again",
      "aria-label": `Try again: ${file.name}`,
    })
    retry.addEventListener("click", () => {
      parts.item.remove()
      add([file])
    })
    parts.item.append(retry)
  }

  const finish = (file, parts, answer) => {
    if (answer.error) return refuse(file, parts, answer)
    parts.bar.remove()
    parts.item.classList.add("done")
    parts.status.textContent = answer.message || "Added"
    options.say(answer.message || `${file.name} was added.`)
    return options.onDone(answer, parts.item)
  }

  const next = async () => {
    if (running >= MOST_AT_ONCE || !waiting.length) return
    const [file, parts] = waiting.shift()
    running += 1
    const tooHeavy = file.size > options.mostBytes
    const error = `This file is larger than ${Math.floor(options.mostBytes / 1048576)} MB. Send a smaller one.`
    const answer = tooHeavy
      ? { error }
      : await send(options.address, options.token(), file, progressOf(parts))
    running -= 1
    finish(file, parts, answer)
    next()
  }

  const add = (files) => {
    for (const file of files) {
      const parts = row(file)
      list.append(parts.item)
      waiting.push([file, parts])
      next()
    }
  }
  return add
}

/** Let files be dropped on an element. */
export const dropZone = (place, add) => {
  const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files")
  for (const name of ["dragenter", "dragover"]) {
    place.addEventListener(name, (event) => {
      if (!holdsFiles(event)) return
      event.preventDefault()
      place.classList.add("dropping")
    })
  }
  place.addEventListener(
    "dragleave",
    (event) => place.contains(event.relatedTarget) || place.classList.remove("dropping"),
  )
  place.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return
    event.preventDefault()
    event.stopPropagation()
    place.classList.remove("dropping")
    add(event.dataTransfer.files)
  })
}
