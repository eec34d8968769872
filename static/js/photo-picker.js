// A dialog that offers the site's photos, newest first, and lets their words be changed for this text.
import { crel } from "django-prose-editor/editor"

/** What a photo's size in a text is called: the class of its figure, and how it is said. */
export const SIZES = { "": "As wide as the text", wide: "Wider than the text", side: "Half as wide, on the side" }

const WAIT = 250 // milliseconds after the last key

const field = (label, name, value = "") => {
  const input = crel("input", { type: "text", name, value, id: `photo-${name}` })
  return crel("p", { className: "photo-picker-field" }, [crel("label", { htmlFor: input.id, textContent: label }), input])
}

const sizeField = () => {
  const sizes = Object.entries(SIZES).map(([value, textContent]) => crel("option", { value, textContent }))
  const select = crel("select", { name: "size", id: "photo-size" }, sizes)
  return crel("p", { className: "photo-picker-field" }, [crel("label", { htmlFor: select.id, textContent: "Size" }), select])
}

const offer = (photo) => {
  const name = photo.alt || photo.caption || `Photo ${photo.photo}`
  const choice = crel("input", { type: "radio", name: "photo", value: photo.photo })
  return crel("label", { className: "photo-picker-offer" }, [
    choice,
    crel("img", { src: photo.thumb, alt: "", loading: "lazy" }),
    crel("span", { textContent: name }),
  ])
}

const build = (place) => {
  const words = field("Search", "q")
  const list = crel("fieldset", { className: "photo-picker-list" }, [])
  const status = crel("p", { role: "status", className: "photo-picker-status" })
  const more = crel("a", { href: `${place}add/`, target: "_blank", rel: "opener", textContent: "Add a photo in a new window" })
  const said = crel("div", { className: "photo-picker-said" }, [
    field("Text instead of the picture", "alt"),
    field("Caption", "caption"),
    field("Credit", "credit"),
    sizeField(),
  ])
  const insert = crel("button", { type: "submit", value: "insert", textContent: "Put in the photo", className: "default" })
  const cancel = crel("button", { type: "button", textContent: "Cancel" })
  const form = crel("form", { method: "dialog" }, [
    crel("h2", { id: "photo-picker-name", textContent: "Choose a photo" }),
    words, list, status, crel("p", {}, [more]), said,
    crel("p", { className: "photo-picker-acts" }, [insert, cancel]),
  ])
  const dialog = crel("dialog", { className: "photo-picker", "aria-labelledby": "photo-picker-name" }, [form])
  return { cancel, dialog, form, insert, list, status }
}

const fetchPhotos = async (place, words) => {
  const answer = await fetch(`${place}choose/?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } })
  if (!answer.ok) throw new Error(`${answer.status}`)
  return (await answer.json()).photos
}

const controller = (place, parts) => {
  const { form, insert, list, status } = parts
  let photos = []
  const chosen = () => photos.find((photo) => `${photo.photo}` === form.elements.photo?.value)
  const show = async () => {
    try {
      photos = await fetchPhotos(place, form.elements.q.value)
      status.textContent = photos.length ? "" : "No photo fits. Try other words, or add one."
    } catch {
      photos = []
      status.textContent = "The photos could not be fetched. Try again in a moment."
    }
    list.replaceChildren(crel("legend", { className: "visually-hidden", textContent: "Photos" }), ...photos.map(offer))
    insert.disabled = true
  }
  const take = () => {
    const photo = chosen()
    insert.disabled = !photo
    for (const name of ["alt", "caption", "credit"]) form.elements[name].value = photo?.[name] ?? ""
  }
  const result = () => {
    const { alt, caption, credit, size } = form.elements
    return { ...chosen(), size: size.value, alt: alt.value.trim(), caption: caption.value.trim(), credit: credit.value.trim() }
  }
  return { result, show, take }
}

/** Resolves to the photo that was chosen, with its words, or to null; `place` is the address of the photos at the desk. */
export const choosePhoto = (place) =>
  new Promise((resolve) => {
    const parts = build(place)
    const { cancel, dialog, form, list } = parts
    const { result, show, take } = controller(place, parts)
    let timer
    form.elements.q.addEventListener("input", () => {
      clearTimeout(timer)
      timer = setTimeout(show, WAIT)
    })
    list.addEventListener("change", take)
    form.elements.q.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault())
    cancel.addEventListener("click", () => dialog.close())
    window.addEventListener("focus", show)
    dialog.addEventListener("close", () => {
      window.removeEventListener("focus", show)
      const photo = dialog.returnValue === "insert" ? result() : null
      dialog.remove()
      resolve(photo)
    })
    document.body.append(dialog)
    dialog.showModal()
    show()
  })
