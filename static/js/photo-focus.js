// Set a photo's focal point by clicking or with the arrow keys, and preview the crops.
import { make } from "./dom.js"

const STEP = 0.01 // of the picture, a key
const LEAP = 0.1 // with Shift

const box = document.querySelector("[data-focal]")
const image = box?.querySelector("[data-focal-picture] img")
const fields = ["focal_x", "focal_y"].map((name) => document.getElementById(`id_${name}`))

const within = (value) => Math.min(1, Math.max(0, value))
const percent = (value) => `${Math.round(value * 100)}%`

/** Return the crop's object-position as a fraction; the server cuts the same box. */
const shift = (focus, visible, whole) => {
  if (whole <= visible) return 0.5
  const start = Math.min(Math.max(focus * whole - visible / 2, 0), whole - visible)
  return start / (whole - visible)
}

const showCrop = (crop, [x, y]) => {
  const ratio = Number(crop.dataset.ratio)
  const [width, height] = [
    Number(image.getAttribute("width")),
    Number(image.getAttribute("height")),
  ]
  const scale = Math.min(width / ratio, height)
  crop.querySelector("img").style.objectPosition =
    `${percent(shift(x, scale * ratio, width))} ${percent(shift(y, scale, height))}`
}

const whole = (crop) => {
  const copy = make("img", { src: image.src, alt: "" })
  crop.querySelector("picture, img").replaceWith(copy)
}

const start = () => {
  const crops = [...box.querySelectorAll("[data-ratio]")]
  const point = make("span", { className: "focal-point" })
  const statusLine = make("span", {
    className: "focal-status",
    id: "focal-status",
  })
  statusLine.setAttribute("role", "status")
  const target = make("button", {
    type: "button",
    className: "focal-target",
  })
  target.setAttribute(
    "aria-label",
    "What must stay in sight: click on it, or move the point with the arrow keys",
  )
  target.setAttribute("aria-describedby", statusLine.id)
  const picture = image.closest("picture")
  picture.replaceWith(target)
  target.append(picture, point)
  target.after(statusLine)
  crops.forEach(whole)

  const now = () => fields.map((field) => within(Number.parseFloat(field.value) || 0))
  const show = () => {
    const [x, y] = now()
    point.style.insetInlineStart = "auto"
    point.style.left = percent(x)
    point.style.top = percent(y)
    statusLine.textContent = `${percent(x)} from the left, ${percent(y)} from the top`
    for (const crop of crops) showCrop(crop, [x, y])
  }
  const set = (x, y) => {
    const values = [x, y].map((value) => String(Math.round(within(value) * 100) / 100))
    for (const [number, field] of fields.entries()) field.value = values[number]
    fields[0].dispatchEvent(new Event("change", { bubbles: true }))
    show()
  }

  target.addEventListener("click", (event) => {
    const box = image.getBoundingClientRect()
    // A click by Enter or Space has no position.
    if (event.detail)
      set((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height)
  })
  target.addEventListener("keydown", (event) => {
    const direction = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    }[event.key]
    if (!direction) return
    event.preventDefault()
    const step = event.shiftKey ? LEAP : STEP
    const [x, y] = now()
    set(x + direction[0] * step, y + direction[1] * step)
  })
  for (const field of fields) field.addEventListener("input", show)
  show()
}

if (image && fields.every(Boolean)) start()
