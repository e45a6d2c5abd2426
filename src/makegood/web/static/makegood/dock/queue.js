// What was made here is kept first and sent then, one at a time, in order, each under a key of its own that was made on this device.
// The server answers a repeated key with its first answer, so sending again does no harm. What it refuses stays, with the reason.
import * as store from "./store.js";

const AGAIN_MS = 10_000, PATIENCE_MS = 20_000, ADDRESS = document.querySelector("[data-dock]")?.dataset ?? {};
const heard = new Set();
let who = "", last = "", going = null, wanted = false;

export const tell = (listener) => heard.add(listener);
const say = (what) => { for (const listener of heard) listener(what); };
export const person = () => who;

export async function begin(person) {
  await store.ready();
  if (person) await become(person);
  who = last = person || (await store.kept("who")) || "";
  setInterval(async () => { if ((await mine()).some((entry) => entry.state === "waiting")) send(); }, AGAIN_MS);
  window.addEventListener("online", () => send());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  say({ kind: "changed" });
}

async function become(person) {
  last = person;
  if ((await store.kept("who")) === person) return;
  await store.forget();
  await store.keep("who", person);
}

// A page that gets no answer of the server may still be signed in: only the server says who is.
export async function hello() {
  const answer = await ask(ADDRESS.hello, {});
  if (!answer) return null;
  if (!answer.ok) {
    if (answer.status === 401 || answer.status === 403 || answer.type === "opaqueredirect") {
      who = "";
      await store.forget();
      say({ kind: "signed_out" });
    }
    return null;
  }
  const said = await answer.json();
  await become(said.who);
  who = said.who;
  say({ kind: "counts", counts: said });
  return said;
}

export async function ask(address, more) {
  try {
    return await fetch(address, {
      redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...more,
      headers: { "HX-Request": "true", ...more.headers },
    });
  } catch {
    return null; // no connection, or none that answers
  }
}

export const mine = async () => (await store.all()).filter((entry) => entry.who === who);
export const others = async () => (await store.all()).filter((entry) => entry.who !== who && entry.state === "waiting");

// `label`: what was scanned and tapped, in words, for a person to see again. `pictures`: {name: File}.
// Who made it is who worked here, also where their session has ended meanwhile: it waits until they sign in again.
export async function add(key, entry, label, pictures = {}) {
  if (!last) throw new Error("nobody is known to work here");
  const kept = { key, who: last, state: "waiting", made: Date.now(), label, entry: { ...entry, key, who: last, at: new Date().toISOString() }, pictures };
  await store.add(kept);
  say({ kind: "changed" });
  send();
}

export async function put(seq, state) {
  const entry = await store.one(seq);
  if (!entry || entry.who !== who) return;
  await store.change({ ...entry, state, refusal: state === "waiting" ? undefined : entry.refusal });
  say({ kind: "changed" });
  if (state === "waiting") send();
}

export function send() {
  wanted = true;
  going ??= alone(async () => {
    while (wanted) {
      wanted = false;
      if (!(await mine()).some((entry) => entry.state === "waiting")) continue;
      const said = await hello();
      if (said) await sendAll(said);
      else say({ kind: "offline" });
    }
  }).finally(() => { going = null; });
  return going;
}

// Two windows of one device take turns; where a browser knows no locks, the keys alone keep everything once.
const alone = (work) => (navigator.locks ? navigator.locks.request("makegood-dock", work) : work());

async function sendAll(said) {
  for (const found of await mine()) {
    const entry = await store.one(found.seq); // another window may have sent it meanwhile
    if (!entry || entry.state !== "waiting") continue;
    const form = new FormData();
    form.append("entry", JSON.stringify(entry.entry));
    for (const [name, file] of Object.entries(entry.pictures)) form.append(name, file, file.name || `${name}.jpg`);
    const answer = await ask(ADDRESS.take, { method: "POST", body: form, headers: { "X-CSRFToken": said.token } });
    const body = answer ? await answer.json().catch(() => null) : null;
    if (answer?.ok && body) {
      await store.remove(entry.seq);
      say({ kind: "taken", key: entry.key, answer: body });
    } else if (body?.code === "not_yours" || !body?.code || answer.status >= 500 || answer.status === 429 || answer.status === 401) {
      say({ kind: "offline" }); // nobody looked at it: it waits, and so does what was made after it
      return;
    } else {
      await store.change({ ...entry, state: "refused", refusal: { message: body.detail, remedy: body.remedy, code: body.code } });
      say({ kind: "refused", key: entry.key });
    }
    say({ kind: "changed" });
  }
  await hello(); // the counts, with what was just taken
}
