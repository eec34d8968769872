// Add a button to the lead photo's field that opens the photo library and shows the chosen photo.

import { choosePhoto } from "desk/photo-picker"
import { make } from "./dom.js"

const select = document.getElementById("id_lead_photo")
const addresses = document.querySelector("textarea[data-photos]")?.dataset
const current = document.querySelector(".field-lead_photo_now .readonly")

const show = (photo) => {
  const image = make("img", { src: photo.thumb, alt: "", className: "desk-photo" })
  const missing = photo.missing.length ? `It has no ${photo.missing.join(" and no ")}.` : ""
  current?.replaceChildren(image, make("span", { className: "help", textContent: missing }))
}

const choose = async () => {
  const photo = await choosePhoto(addresses, { isLead: true, act: "Take this photo" })
  if (!photo) return
  const key = `${photo.photo}`
  const known = [...select.options].find((option) => option.value === key)
  if (known) known.selected = true
  else select.add(new Option(photo.name, key, true, true))
  select.dispatchEvent(new Event("change", { bubbles: true }))
  show(photo)
}

if (select?.tagName === "SELECT" && addresses) {
  const button = make("button", {
    type: "button",
    className: "button lead-photo-choose",
    textContent: "Choose or add a photo",
  })
  button.addEventListener("click", choose)
  select.closest(".related-widget-wrapper").after(button)
}
