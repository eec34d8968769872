// Moderating by single keys: j and k move between the cards, a says yes, h goes to the reason for hiding.
const cards = [...document.querySelectorAll("[data-cards] .card")];
let at = -1;

function go(to) {
  at = Math.min(Math.max(to, 0), cards.length - 1);
  cards[at].focus();
  cards[at].scrollIntoView({ block: "nearest" });
}

function hide(details) {
  if (!details) return;
  details.open = true;
  details.querySelector("select").focus();
}

const acts = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  a: () => cards[at]?.querySelector("[data-yes]")?.click(),
  h: () => hide(cards[at]?.querySelector("details")),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !acts[event.key]) return;
  event.preventDefault();
  acts[event.key]();
});

document.addEventListener("focusin", (event) => {
  const card = event.target.closest(".card");
  if (card) at = cards.indexOf(card);
});
