// Shows the passkey buttons where the browser knows passkeys, and says so in a sentence when one fails.
if (window.PublicKeyCredential) {
  for (const button of document.querySelectorAll("[data-passkey]")) button.hidden = false;
}

const trouble = document.getElementById("passkey-trouble");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  trouble.hidden = false;
});

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-passkey]")) trouble.hidden = true;
});
