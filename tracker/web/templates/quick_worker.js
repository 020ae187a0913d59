// Keeps the empty form for when there is no network. What anybody logged is never in this cache.
const CACHE = "quick-{{ version }}", SHELL = "/quick/offline", KEPT = {{ kept | list | tojson }}, PATIENCE_MS = 5000;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([SHELL, ...KEPT].map((path) => new Request(path, { cache: "reload" })))));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("quick-") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

const kept = (path) => caches.open(CACHE).then((cache) => cache.match(path));

// The pages that came from here: their files then do too, and wait no second time for the same silent network.
const offlinePages = new Set();

// A proxy without a server behind it, or a network that never answers, is no network.
async function answered(request, path, pageId) {
  const late = new Promise((_, give) => setTimeout(give, PATIENCE_MS, new Error("late")));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (![502, 503, 504].includes(answer.status)) return answer;
  } catch {}
  offlinePages.add(pageId);
  return (await kept(path)) ?? fetch(request);
}

const ofItsPage = async (request, path, pageId) => (offlinePages.has(pageId) && (await kept(path))) || answered(request, path, pageId);

addEventListener("fetch", (event) => {
  const { request, clientId, resultingClientId } = event, path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && ["/quick", "/check-in"].includes(path)) event.respondWith(answered(request, SHELL, resultingClientId));
  else if (KEPT.includes(path)) event.respondWith(ofItsPage(request, path, clientId));
});
