// Keeps the empty form for when there is no network. What anybody logged is never in this cache.
const CACHE = "quick-{{ version }}", SHELL = "/quick/offline", KEPT = {{ kept | list | tojson }}, PATIENCE_MS = 5000;

const isOurs = (answer) => answer.headers.has("x-recovery-tracker");

// A page of a web filter, kept in the form's place, would be all there is without a network: what was kept before stays then.
async function keep(path) {
  const answer = await fetch(path, { cache: "reload", redirect: "error" });
  if (!answer.ok || !isOurs(answer)) throw new Error(path);
  await (await caches.open(CACHE)).put(path, answer);
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(Promise.all([SHELL, ...KEPT].map(keep)));
});

addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("quick-") && name !== CACHE);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

const cached = (path) => caches.open(CACHE).then((cache) => cache.match(path));

// The pages that came from here: their files then do too, and wait no second time for the same silent network.
const offlinePages = new Set();

// A proxy without a server behind it, or a network that never answers, is no network; of what answers in the server's
// place a page is shown, since it may ask to be signed in to, and a script is not run.
async function answered(request, path, pageId) {
  const late = new Promise((_, give) => setTimeout(give, PATIENCE_MS, new Error("late")));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (![502, 503, 504].includes(answer.status) && (request.mode === "navigate" || isOurs(answer))) return answer;
  } catch {}
  offlinePages.add(pageId);
  return (await cached(path)) ?? fetch(request);
}

const ofItsPage = async (request, path, pageId) => (offlinePages.has(pageId) && (await cached(path))) || answered(request, path, pageId);

addEventListener("fetch", (event) => {
  const { request, clientId, resultingClientId } = event, path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && ["/quick", "/check-in"].includes(path)) event.respondWith(answered(request, SHELL, resultingClientId));
  else if (KEPT.includes(path)) event.respondWith(ofItsPage(request, path, clientId));
});
