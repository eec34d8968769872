// A dialog to choose a photo of the library, to upload new ones, and to edit alt text, caption and credit.
import { csrfToken, make } from "./dom.js"
import { dropZone, uploads } from "./photo-upload.js"

const { media } = document.querySelector("textarea[data-media]")?.dataset ?? {}

/** Selector for photos of this site's library. */
export const OWN_PHOTO = `img[src^="${media}"]`

/** Sizes of a photo in a text: class of the figure, and label. */
export const SIZES = {
  "": "As wide as the text",
  wide: "Wider than the text",
  side: "Half as wide, on the side",
}

const DELAY = 250 // milliseconds after the last key
const WORDS = ["alt", "caption", "credit"]
const MAY_NOT_ADD = "You may not add photos. Choose one that is here already."
const MISSING_WORDS = "Without alternative text and a credit, the column cannot be published."

const field = (label, name) => {
  const input = make("input", { type: "text", name, id: `photo-${name}` })
  return make("p", { className: "desk-dialog-field" }, [
    make("label", { htmlFor: input.id, textContent: label }),
    input,
  ])
}

const sizeField = () => {
  const sizes = Object.entries(SIZES).map(([value, textContent]) =>
    make("option", { value, textContent }),
  )
  const select = make("select", { name: "size", id: "photo-size" }, sizes)
  return make("p", { className: "desk-dialog-field" }, [
    make("label", { htmlFor: select.id, textContent: "Size" }),
    select,
  ])
}

const photoOption = (photo) =>
  make("label", { className: "photo-picker-offer" }, [
    make("input", { type: "radio", name: "photo", value: photo.photo }),
    make("img", { src: photo.thumb, alt: "", loading: "lazy" }),
    make("bdi", { textContent: photo.name }),
    ...(photo.missing.length
      ? [
          make("strong", {
            className: "photo-missing",
            textContent: `No ${photo.missing.join(", no ")}`,
          }),
        ]
      : []),
  ])

const uploadArea = () => {
  const input = make("input", {
    type: "file",
    id: "photo-new",
    multiple: true,
    accept: "image/jpeg,image/png,image/webp",
  })
  const label = make("label", { htmlFor: input.id, textContent: "Add photos, or drop them here" })
  const rows = make("ul", { className: "uploads" })
  return {
    area: make("div", { className: "photo-picker-upload", hidden: true }, [label, input, rows]),
    input,
    rows,
  }
}

const build = ({ act, isLead }) => {
  const list = make("fieldset", { className: "photo-picker-list" })
  const status = make("p", { className: "photo-picker-status", role: "status" })
  const more = make("button", { type: "button", textContent: "Older photos", hidden: true })
  const upload = uploadArea()
  const warning = make("p", { className: "photo-picker-lacking" })
  const wordFields = make("div", { className: "photo-picker-texts" }, [
    field("Alternative text", "alt"),
    field("Caption", "caption"),
    field("Credit", "credit"),
    warning,
    ...(isLead ? [] : [sizeField()]),
  ])
  const insert = make("button", { type: "submit", textContent: act, className: "default" })
  const cancel = make("button", { type: "button", textContent: "Cancel" })
  const form = make("form", { method: "dialog" }, [
    make("h2", { id: "photo-picker-name", textContent: "Choose a photo" }),
    upload.area,
    field("Search", "q"),
    list,
    make("p", {}, [more]),
    status,
    wordFields,
    make("p", { className: "desk-dialog-acts" }, [insert, cancel]),
  ])
  const dialog = make(
    "dialog",
    { className: "desk-dialog photo-picker", "aria-labelledby": "photo-picker-name" },
    [form],
  )
  return { cancel, dialog, form, insert, warning, list, more, status, upload }
}

const fetchPhotos = async (address, words, before) => {
  const query = new URLSearchParams({ q: words, before })
  const answer = await fetch(`${address}?${query}`, {
    headers: { Accept: "application/json" },
  })
  if (!answer.ok) throw new Error(`${answer.status}`)
  return answer.json()
}

/** Save a photo's words in the library; resolve to the saved photo, or throw an error with a message. */
const saveWords = async (photo, words) => {
  const body = new URLSearchParams({ csrfmiddlewaretoken: csrfToken(), ...words })
  const answer = await fetch(photo.words, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
  }).catch(() => null)
  const result = await answer?.json().catch(() => ({}))
  if (!answer?.ok)
    throw new Error(result?.error ?? "The words could not be saved. Try again in a moment.")
  return result.photo
}

const controller = (addresses, parts, { isLead }) => {
  const { form, insert, warning, list, more, status, upload } = parts
  let photos = []
  let requests = 0
  const chosen = () => photos.find((photo) => `${photo.photo}` === form.elements.photo?.value)
  const wordsInForm = () =>
    Object.fromEntries(WORDS.map((name) => [name, form.elements[name].value.trim()]))
  const updateWarning = () => {
    warning.textContent =
      chosen() && !(form.elements.alt.value.trim() && form.elements.credit.value.trim())
        ? MISSING_WORDS
        : ""
  }
  const showChosen = () => {
    const photo = chosen()
    insert.disabled = !photo
    for (const name of WORDS) {
      form.elements[name].value = photo?.[name] ?? ""
      form.elements[name].readOnly = isLead && !photo?.words
    }
    updateWarning()
  }
  const showList = (key) => {
    list.replaceChildren(
      make("legend", { className: "visually-hidden", textContent: "Photos" }),
      ...photos.map(photoOption),
    )
    if (key) form.querySelector(`[name=photo][value="${key}"]`).checked = true
    showChosen()
  }
  const show = async (before = "") => {
    requests += 1
    const request = requests
    try {
      const answer = await fetchPhotos(addresses.photos, form.elements.q.value, before)
      if (request !== requests) return
      photos = before ? [...photos, ...answer.photos] : answer.photos
      more.hidden = !answer.more
      upload.area.hidden = !answer.mayAdd
      upload.mostBytes = answer.mostBytes
      status.textContent = photos.length ? "" : "No photo fits. Try other words, or add one."
    } catch {
      status.textContent = "The photos could not be fetched. Try again in a moment."
    }
    showList(before && form.elements.photo?.value)
  }
  const showOlder = () => show(photos.at(-1)?.photo ?? "")
  const addUploaded = ({ photo }) => {
    photos = [photo, ...photos.filter((each) => each.photo !== photo.photo)]
    showList(photo.photo)
    form.elements.alt.focus()
  }
  /** Words that the library lacks are saved there, and always those of a lead photo, which has no others. */
  const result = async () => {
    const photo = chosen()
    const words = wordsInForm()
    const differs = WORDS.some((name) => words[name] !== photo[name])
    const stored =
      differs && photo.words && (isLead || photo.missing.length)
        ? await saveWords(photo, words)
        : photo
    return { ...stored, ...(isLead ? {} : { ...words, size: form.elements.size.value }) }
  }
  return { showOlder, updateWarning, result, show, showChosen, addUploaded }
}

/** Let files be chosen or dropped; return a function that accepts files dropped elsewhere. */
const takeUploads = (addresses, { dialog, status, upload }, addUploaded) => {
  const add = uploads(upload.rows, {
    address: addresses.photosUpload,
    token: csrfToken,
    get mostBytes() {
      return upload.mostBytes
    },
    say: (sentence) => (status.textContent = sentence),
    onDone: addUploaded,
  })
  upload.input.addEventListener("change", () => {
    add([...upload.input.files])
    upload.input.value = ""
  })
  dropZone(dialog, add)
  return add
}

/**
 * Open the photo dialog; resolve to the chosen photo with its caption and credit, or to null. `addresses` holds the
 * URLs of the photos (`photos`) and of the upload (`photosUpload`). With `isLead` caption and credit are the library's,
 * otherwise those of one text. `files` are uploaded at once.
 */
export const choosePhoto = (
  addresses,
  { isLead = false, act = "Put in the photo", files = [] } = {},
) =>
  new Promise((resolve) => {
    const parts = build({ act, isLead })
    const { cancel, dialog, form, list, more, status } = parts
    const { showOlder, updateWarning, result, show, showChosen, addUploaded } = controller(
      addresses,
      parts,
      { isLead },
    )
    let timer
    let photo = null
    const add = takeUploads(addresses, parts, addUploaded)
    form.elements.q.addEventListener("input", () => {
      clearTimeout(timer)
      timer = setTimeout(() => show(), DELAY)
    })
    list.addEventListener("change", showChosen)
    form.addEventListener("input", updateWarning)
    more.addEventListener("click", showOlder)
    form.elements.q.addEventListener(
      "keydown",
      (event) => event.key === "Enter" && event.preventDefault(),
    )
    cancel.addEventListener("click", () => dialog.close())
    form.addEventListener("submit", async (event) => {
      event.preventDefault()
      try {
        photo = await result()
        dialog.close()
      } catch (problem) {
        status.textContent = problem.message
      }
    })
    dialog.addEventListener("close", () => {
      dialog.remove()
      resolve(photo)
    })
    document.body.append(dialog)
    dialog.showModal()
    show().then(() => {
      if (files.length && parts.upload.area.hidden) status.textContent = MAY_NOT_ADD
      else add(files)
    })
  })
