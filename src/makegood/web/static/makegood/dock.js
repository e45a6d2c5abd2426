// The scan field is always ready; a found parcel beeps. Without this file everything still works.
const field = document.querySelector("[data-scan]");
if (field) {
  field.focus();
  document.addEventListener("click", (event) => { if (!event.target.closest("a, button, input, summary, label")) field.focus(); });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
if (document.querySelector("[data-beep]") && "AudioContext" in window) {
  try {
    const audio = new AudioContext(), tone = audio.createOscillator();
    tone.frequency.value = 880;
    tone.connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.12);
  } catch { /* a browser that plays nothing before a touch */ }
}
