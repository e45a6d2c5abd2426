// The scan field is always ready; a found parcel beeps high, an unknown one low. Without this file everything still works.
const field = document.querySelector("[data-scan]");
if (field) {
  field.focus();
  document.addEventListener("click", (event) => { if (!event.target.closest("a, button, input, summary, label")) field.focus(); });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
const heard = document.querySelector("[data-beep]");
if (heard && "AudioContext" in window) {
  try {
    const audio = new AudioContext(), tone = audio.createOscillator();
    tone.frequency.value = heard.dataset.beep === "low" ? 220 : 880;
    tone.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + (heard.dataset.beep === "low" ? 0.35 : 0.12));
  } catch { /* a browser that plays nothing before a touch */ }
}
