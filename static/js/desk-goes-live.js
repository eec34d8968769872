// Show when a column goes live, while its date is being typed.
const line = document.querySelector("[data-goes-live]")
const fields = [0, 1].map((part) => document.getElementById(`id_published_at_${part}`))

const iso = (day, time) => {
  const [, date, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(day) ?? []
  const isoDate = year ? `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}` : day
  return `${isoDate}T${(time || "00:00").slice(0, 5).padStart(5, "0")}`
}

// Use the site's time zone, not the browser's: format the local time as if it were UTC.
const inWords = (moment) => {
  const at = new Date(`${moment}:00Z`)
  if (Number.isNaN(at.getTime())) return ""
  const day = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }
  if (moment.slice(0, 4) !== line.dataset.now.slice(0, 4)) day.year = "numeric"
  return `${at.toLocaleDateString("en-GB", day).replace(/^(\p{L}+),/u, "$1")}, ${moment.slice(11)}`
}

const update = () => {
  const [day, time] = fields.map((field) => field.value.trim())
  const moment = day && time ? iso(day, time) : ""
  const when = moment && inWords(moment)
  const sentence = moment > line.dataset.now ? line.dataset.goesLive : line.dataset.past
  line.textContent = when ? sentence.replace("{when}", when) : ""
}

if (line && fields.every(Boolean)) {
  // The admin's calendar and clock change the fields without firing an event.
  for (const field of fields)
    for (const kind of ["input", "change", "focus", "blur"]) field.addEventListener(kind, update)
}
