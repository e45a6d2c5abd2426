// A pressed button shows that it works and can't be pressed twice; what is new gets the focus. Without this file everything still works.
const status = document.querySelector("#working");
let slow = 0;

function rest() {
  clearTimeout(slow);
  if (status) status.textContent = "";
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-disabled=true][data-pressed]")) {
    button.removeAttribute("aria-disabled");
    delete button.dataset.pressed;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  const button = event.submitter ?? form.querySelector("button");
  if (button) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.pressed = "1";
  }
  if (!status) return;
  status.textContent = status.dataset.words;
  slow = setTimeout(() => { status.textContent = status.dataset.slow; }, 6000);
});

// Back from the next page: the form can be used again. An answer that is a file leaves this page standing.
window.addEventListener("pageshow", rest);
window.addEventListener("pagehide", () => clearTimeout(slow));

function reveal(event) {
  const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  target?.closest("details")?.setAttribute("open", "");
  if (target?.matches("input, select, textarea, fieldset")) (target.matches("fieldset") ? target.querySelector("input") : target)?.focus();
  // An address with a fragment is kept by the form that is sent from it, and would keep the next page from giving the focus to what is wrong.
  if (event) history.replaceState(null, "", location.pathname + location.search);
}
window.addEventListener("hashchange", reveal);
reveal();

for (const button of document.querySelectorAll("[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  if (!text || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.textContent.trim());
    const said = button.parentElement.querySelector("[role=status]");
    if (said) said.textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("[data-copy-picture]")) {
  if (!navigator.clipboard || !("ClipboardItem" in window)) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const picture = new Image();
    picture.src = button.dataset.copyPicture;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth * 2;
    canvas.height = picture.naturalHeight * 2;
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((done) => canvas.toBlob(done, "image/png"));
    await navigator.clipboard.write([new ClipboardItem({ "image/png": made })]);
    const said = button.parentElement.querySelector("[role=status]");
    if (said) said.textContent = button.dataset.copied;
  });
}

// A block that is drawn anew keeps the focus where it was; another block may be drawn anew meanwhile.
let held = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  if (event.detail.target.contains(active) && active.id) held = active.id;
});
document.addEventListener("htmx:afterSettle", () => {
  const again = held && document.getElementById(held);
  if (!again) return;
  if (document.activeElement === document.body) again.focus();
  held = "";
});
