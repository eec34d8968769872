// Replace a video's card with the player at the reader's click; before that, no request goes to the provider.
import { make } from "./dom.js"

const frameOf = (figure, title) =>
  make("iframe", {
    className: "embed-frame",
    title,
    allow: "autoplay; fullscreen",
    referrerPolicy: "strict-origin-when-cross-origin", // players refuse a page that does not say where it stands
    src: figure.dataset.player,
  })

const play = (figure, card) => {
  const link = card.querySelector("a")
  const frame = frameOf(figure, link.textContent)
  card.replaceWith(frame)
  figure.querySelector("figcaption").prepend(link, " · ")
  frame.focus()
}

const offer = (figure) => {
  const { player, provider } = figure.dataset
  const card = figure.querySelector(".embed-card")
  const button = make("button", {
    type: "button",
    className: "embed-play",
  })
  const host = new URL(player).host.replace("www.", "")
  button.append(
    make("span", { className: "embed-play-name", textContent: `Play on ${provider}` }),
    " ",
  )
  button.append(
    make("span", { className: "embed-play-whom", textContent: `Loads the player from ${host}` }),
  )
  button.addEventListener("click", () => play(figure, card))
  card.append(button)
}

for (const figure of document.querySelectorAll("figure.embed[data-player]")) offer(figure)
