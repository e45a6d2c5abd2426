{% load static %}// Keeps the dock's page usable when the connection is gone: the network first, what was kept of the page, its style and its pictures else.
// Nothing that is sent goes through here: that waits in the page's own queue.
const CACHE = "makegood-dock", HOME = "{% url 'dock' %}", STATIC = "{% static '' %}", PATIENCE_MS = 4000;
const FILES = ["app.css", "page.js", "photo.js", "dock.js", "dock/app.js", "dock/camera.js", "dock/queue.js", "dock/screens.js", "dock/store.js"];

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([...FILES.map((name) => `${STATIC}makegood/${name}`)])).catch(() => {}));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function first(request, keep) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (keep && answer.ok) await (await caches.open(CACHE)).put(request, answer.clone());
    return answer;
  } catch (gone) {
    const kept = await caches.match(request.mode === "navigate" ? HOME : request, { ignoreVary: true, ignoreSearch: request.mode === "navigate" });
    if (kept) return kept;
    throw gone;
  }
}

self.addEventListener("fetch", (event) => {
  const request = event.request, address = new URL(request.url);
  if (address.origin !== self.location.origin || request.method !== "GET") return;
  if (request.mode === "navigate" && address.pathname.startsWith(HOME)) event.respondWith(first(request, false));
  else if (address.pathname.startsWith(STATIC)) event.respondWith(first(request, true));
});
