// The dock on this device: scan, count, look, shelf, with or without a connection. Where this can't run, the page's own forms do the same.
import "../photo.js";
import { reader, watch } from "./camera.js";
import * as queue from "./queue.js";
import { answered, count, fill, look, pick, shelf } from "./screens.js";
import * as store from "./store.js";

const page = document.querySelector("[data-dock]"), form = document.querySelector("[data-scan-form]"), field = form.querySelector("[data-scan]");
const screen = document.querySelector("#screen"), tray = document.querySelector("#tray"), CACHE = "makegood-dock", FRESH_MS = 300_000;
const shown = new Map(); // by key: the screens that wait for their answer
const folded = (code) => code.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
let parcels = [], stop = null;

function show(element, sound) {
  screen.replaceChildren(element);
  if (sound) beep(sound);
  (element.querySelector("[data-first]") ?? element).focus?.({ preventScroll: true });
  screen.scrollIntoView({ block: "start" });
}

function beep(sound) {
  screen.firstElementChild?.classList.add("flash");
  if (sound === "low") screen.firstElementChild?.classList.add("unknown");
  if (!("AudioContext" in window)) return;
  const audio = new AudioContext(), tone = audio.createOscillator();
  tone.frequency.value = sound === "low" ? 220 : 880;
  tone.connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + (sound === "low" ? 0.35 : 0.12));
  tone.onended = () => audio.close();
}

async function fetchAwaited() {
  const answer = await queue.ask(page.dataset.awaited, {});
  if (!answer?.ok) return;
  const found = await answer.json();
  if (found.who !== queue.person()) return;
  await store.keep("parcels", found.parcels);
  await store.keep("fetched", Date.now());
  parcels = found.parcels;
  const images = new Set(parcels.flatMap((one) => [...one.tiles, ...one.pieces]).map((one) => one.image).filter((one) => one?.startsWith("/")));
  const cache = await caches.open(CACHE);
  for (const image of images) if (!(await cache.match(image))) await cache.add(image).catch(() => {});
}

// {parcel} as this device or the server knows it; {parcel: null} where there is none; {unsure: true} where nobody could be asked.
async function find(code) {
  const known = parcels.find((one) => one.code === folded(code));
  if (known) return { parcel: known };
  const answer = await queue.ask(`${page.dataset.awaited}?code=${encodeURIComponent(code)}`, { signal: AbortSignal.timeout(5000) });
  return answer?.ok ? answer.json() : { parcel: null, unsure: true };
}

async function scanned(code) {
  if (!code) return;
  field.value = "";
  if (!queue.person()) return location.assign(page.dataset.home);
  const before = (await queue.mine()).find((one) => one.entry.code === folded(code) && one.state === "waiting");
  if (before) return show(fill(pick("again"), { code: folded(code) }), "low");
  const found = await find(code);
  if (!found.parcel) return stray(code, found.unsure);
  if (found.parcel.done) return location.assign(`${page.dataset.home}parcel/${found.parcel.id}/`);
  if (found.parcel.received) return looking(found.parcel, null);
  show(count(found.parcel, (said) => looking(found.parcel, said)), "high");
}

function looking(parcel, said) {
  const named = said === null ? [] : Object.entries(said).map(([sku, n]) => `${n} × ${parcel.tiles.find((one) => one.sku === sku)?.title ?? "?"}`);
  let over = false; // a second tap on the same button
  const finish = (looks, pictures) => {
    if (over) return;
    over = true;
    const label = [parcel.code, ...named, ...looks.map((one) => one.words)];
    const entry = { kind: "parcel", code: parcel.code, said, looks: looks.map(({ line, answers, photo }) => ({ line, answers, photo })) };
    keep(shelf(parcel.shelf, parcel.code), "high", entry, label, pictures).then((kept) => {
      over = kept;
      if (!kept) return;
      parcels = parcels.filter((one) => one.code !== parcel.code);
      store.keep("parcels", parcels);
    });
  };
  const next = look(parcel, said, finish);
  if (next.querySelector("[data-pieces]").children.length) show(next, said === null ? "high" : "");
  else finish([], {});
}

// Kept for good first; the shelf is shown then. Where the device can't keep it, it says so and the page stays as it was tapped.
async function keep(place, sound, entry, label, pictures) {
  const key = crypto.randomUUID();
  shown.set(key, place);
  try {
    await queue.add(key, entry, label, pictures);
  } catch {
    screen.firstElementChild.prepend(pick("full"));
    screen.scrollIntoView({ block: "start" });
    return false;
  }
  show(place, sound);
  ready();
  return true;
}

function stray(code, unsure) {
  const asked = pick("stray");
  fill(asked, { typed: code });
  asked.querySelector("[data-unsure]").hidden = !unsure;
  asked.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = new FormData(event.target), pictures = {};
    for (const name of ["label_photo", "content_photo"]) if (typed.get(name)?.size) pictures[name] = typed.get(name);
    const entry = { kind: "stray", typed: code, sender: typed.get("sender"), shop: typed.get("shop") };
    keep(shelf("U", code), "low", entry, [code, "U", typed.get("sender")].filter(Boolean), pictures);
  });
  show(asked, "low");
}

// After a parcel the field waits for the next one.
function ready() { field.focus({ preventScroll: true }); }

async function drawTray() {
  const own = await queue.mine(), others = await queue.others(), waiting = own.filter((one) => one.state === "waiting");
  for (const place of document.querySelectorAll("[data-waiting]")) place.textContent = waiting.length + others.length;
  const rows = own.filter((one) => one.state !== "away").map((one) => {
    const row = fill(pick("kept"), { label: one.label.join(" · "), message: one.refusal?.message, remedy: one.refusal?.remedy });
    row.classList.toggle("alarm", one.state === "refused");
    row.querySelector("[data-again]").hidden = one.state !== "refused";
    row.querySelector("[data-again]").addEventListener("click", () => queue.put(one.seq, "waiting"));
    row.querySelector("[data-away]").addEventListener("click", () => queue.put(one.seq, "away"));
    return row;
  });
  tray.querySelector("[data-list]").replaceChildren(...rows);
  fill(tray, { others: others.length ? String(others.length) : "" });
  tray.querySelector("[data-others]").hidden = !others.length;
  const away = own.filter((one) => one.state === "away");
  tray.querySelector("[data-put-away]").hidden = !away.length;
  tray.querySelector("[data-away-list]").replaceChildren(...away.map((one) => {
    const row = fill(pick("away"), { label: one.label.join(" · ") });
    row.querySelector("button").addEventListener("click", () => queue.put(one.seq, "waiting"));
    return row;
  }));
  tray.hidden = !own.length && !others.length;
  if (own.some((one) => one.state === "refused")) tray.open = true;
}

queue.tell(async (what) => {
  if (what.kind === "changed") await drawTray();
  if (what.kind === "taken" && shown.has(what.key)) { answered(shown.get(what.key), what.answer); shown.delete(what.key); }
  if (what.kind === "taken" && what.answer.code) document.querySelector("[data-undo]").hidden = false;
  if (what.kind === "refused") await drawTray();
  if (what.kind === "counts") {
    document.body.classList.remove("offline");
    for (const place of document.querySelectorAll("[data-count]")) place.textContent = what.counts[place.dataset.count];
  }
  if (what.kind === "offline") document.body.classList.add("offline");
  if (what.kind === "signed_out") { parcels = []; caches.delete(CACHE); document.querySelector("#signed-out").hidden = false; }
});

async function camera(button) {
  const video = document.querySelector("#camera");
  if (stop) { stop(); stop = null; video.hidden = true; return; }
  video.hidden = false;
  try { stop = await watch(video, (code) => { stop = null; video.hidden = true; scanned(code); }); } catch { video.hidden = true; button.hidden = true; document.querySelector("[data-picture]").hidden = false; }
}

async function start() {
  if (!("indexedDB" in window) || !("serviceWorker" in navigator) || !window.isSecureContext) return;
  const person = navigator.onLine ? page.dataset.who : "";
  await queue.begin(person);
  if (!queue.person()) return;
  parcels = (await store.kept("parcels")) ?? [];
  form.addEventListener("submit", (event) => {
    if (form.querySelector("input[type=file]").files.length && !field.value.trim()) return; // the server reads it
    event.preventDefault();
    event.stopPropagation();
    scanned(field.value.trim());
  });
  // A hand scanner types wherever the focus is: its letters belong in the field.
  document.addEventListener("keydown", (event) => {
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== " " && !event.target.closest("input, textarea, select")) field.focus();
  });
  for (const link of document.querySelectorAll("[data-code]")) link.addEventListener("click", (event) => { event.preventDefault(); scanned(link.dataset.code); });
  document.querySelector("[data-no-label]").addEventListener("click", (event) => { event.preventDefault(); stray("", false); });
  for (const out of document.querySelectorAll("form[data-sign-out]")) {
    out.addEventListener("submit", async (event) => {
      event.preventDefault();
      await Promise.all([store.forget(), caches.delete(CACHE)]).catch(() => {});
      out.submit();
    });
  }
  const scan = document.querySelector("[data-camera]");
  if (await reader().catch(() => null)) {
    scan.hidden = false;
    document.querySelector("[data-picture]").hidden = true;
    scan.addEventListener("click", () => camera(scan));
  }
  document.documentElement.dataset.device = "ready";
  await navigator.serviceWorker.register(page.dataset.worker, { scope: page.dataset.home }).catch(() => {});
  if (await queue.hello()) {
    await fetchAwaited();
    await (await caches.open(CACHE)).add(page.dataset.home).catch(() => {});
  }
  document.documentElement.dataset.kept = "ready";
  queue.send();
  setInterval(async () => { if ((await queue.hello()) && Date.now() - ((await store.kept("fetched")) ?? 0) > FRESH_MS) fetchAwaited(); }, 60_000);
}
start();
