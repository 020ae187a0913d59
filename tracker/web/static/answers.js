// Answers in the page: fetched when what they rest on changed, kept until the new ones are there.
import { drawFigures, forget, redrawIn } from "./figures.js";

const NO_ANSWER = "The answers did not come. Your connection may be gone.";
const MOST_KEPT = 8, MOST_TAKEN_AWAY = 2;
// What was fetched, by its address and mark: going back to a question costs nothing.
const fetched = new Map();
const places = new WeakMap();
// What stood in a place that Streamlit took away, until it puts the same place up again, as it may when a notice above goes.
const takenAway = new Map();
const failed = new Map();

function leave() {
  window.location.replace("/sign-in?why=ended");
}

// Returns the text of a path below /progress; rejects with a sentence that may be shown.
async function asked(path, query, signal) {
  let answer;
  try {
    answer = await fetch(`/progress/${path}?${query}`, { cache: "no-store", signal });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Error(NO_ANSWER);
  }
  if (!answer.headers.has("x-recovery-tracker")) throw new Error(NO_ANSWER);
  if (answer.status === 401) leave();
  const text = await answer.text();
  if (answer.ok) return text;
  const isSentence = (answer.headers.get("content-type") ?? "").startsWith("text/plain");
  throw new Error(isSentence ? text : "Something went wrong on our side.");
}

function answersOf({ query, mark }) {
  const key = `${mark} ${query}`;
  const answer = fetched.get(key) ?? asked("answers", query);
  fetched.delete(key);
  fetched.set(key, answer);
  answer.catch(() => fetched.delete(key));
  for (const oldest of [...fetched.keys()].slice(0, -MOST_KEPT)) fetched.delete(oldest);
  return answer;
}

// The style comes with the first HTML; a visit that began on another page fetches it.
let styled;
function style() {
  if (document.getElementById("answers-style")) return Promise.resolve();
  styled ??= new Promise((done) => {
    const link = document.createElement("link");
    Object.assign(link, { id: "answers-style", rel: "stylesheet", href: "/progress/style", onload: done, onerror: done });
    document.head.append(link);
  });
  return styled;
}

async function fill(details, query) {
  const inside = details.querySelector(".inside");
  if (!details.open || inside.dataset.filled) return;
  inside.dataset.filled = "asked";
  const { table, article, door } = details.dataset;
  const [path, chart] = door ? [door, ""] : table ? ["table", table] : ["article", article];
  inside.setAttribute("aria-busy", "true");
  try {
    inside.innerHTML = await asked(path, `${query}&chart=${encodeURIComponent(chart)}`);
  } catch (error) {
    inside.replaceChildren(refusal(error.message, () => { delete inside.dataset.filled; fill(details, query); }));
  }
  inside.removeAttribute("aria-busy");
  if (inside.scrollHeight > inside.clientHeight + 1) {
    // What scrolls must scroll by keys too.
    Object.assign(inside, { tabIndex: 0 });
    inside.setAttribute("role", "region");
    inside.setAttribute("aria-label", details.querySelector("summary").textContent);
  }
}

function refusal(sentence, again) {
  const box = document.createElement("div"), words = document.createElement("p"), button = document.createElement("button");
  box.setAttribute("role", "alert");
  words.textContent = sentence;
  Object.assign(button, { type: "button", textContent: "Try again", onclick: again });
  box.append(words, button);
  return box;
}

// Where there is room for charts to be pointed at, and for their articles beside them.
const isWide = () => window.matchMedia("(min-width: 641px)").matches;

// Makes what is opened in a part of the answers come, and charts answer to a tap.
export function liven(part, query) {
  if (part.dataset.query === query) return;
  part.dataset.query = query;
  const figures = (path) => asked("figures", path);
  for (const details of part.querySelectorAll("details")) {
    if (details.dataset.beside !== undefined && isWide()) details.open = true;
    details.addEventListener("toggle", () => fill(details, query));
    if (details.open) fill(details, query);
  }
  for (const button of part.querySelectorAll(".point-at")) {
    const plot = button.closest(".picture").querySelector(".plot");
    button.onclick = async () => {
      button.disabled = true;
      try {
        await drawFigures([plot], `${query}&chart=${encodeURIComponent(plot.dataset.chart)}`, figures);
        button.remove();
      } catch {
        button.disabled = false;
      }
    };
    plot.onclick = () => { if (!plot.dataset.drawn) button.click(); };
  }
}

// A dot of one's own chart leads to the entries of its day: at once where its values were seen by pointing at it, by a
// link below the chart where a tap shows them.
const isEnglish = /^en\b/.test(navigator.language);
function lead(plot, day, isSeen = window.matchMedia("(hover: hover)").matches) {
  if (!plot?.closest("[data-own]") || !plot.querySelector("[data-days], [data-year]") || !/^\d{4}-\d\d-\d\d$/.test(day)) return;
  const href = `/history?day=${day}`, under = plot.closest(".picture").querySelector(".under");
  if (isSeen) return window.location.assign(href);
  const link = under.querySelector(".day") ?? document.createElement("a");
  const words = new Date(`${day}T12:00`).toLocaleDateString(isEnglish ? navigator.language : "en-GB", { weekday: "short", day: "numeric", month: "long" });
  Object.assign(link, { className: "day", href, textContent: `${words}: see or change` });
  under.prepend(link);
}

const DOTS = "path:is([data-dots], [data-marks], [data-befores], [data-afters])", FURTHEST_PX = 24, DAY_MS = 86400000;
const later = (day, days) => new Date(Date.parse(day) + DAY_MS * days).toISOString().slice(0, 10);
// Every piece of such a path begins at its centre.
function dotAt(svg, { clientX, clientY }) {
  const { left, top, width } = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / width;
  const centres = [...svg.querySelectorAll(DOTS)].flatMap((path) => [...path.getAttribute("d").matchAll(/M([\d.]+),([\d.]+)/g)]);
  const far = ([, x, y]) => Math.hypot(x - (clientX - left) * scale, y - (clientY - top) * scale);
  const nearest = centres.reduce((best, centre) => (best && far(best) <= far(centre) ? best : centre), undefined);
  if (!nearest || far(nearest) > FURTHEST_PX * scale) return undefined;
  const [first, days, begin, end] = svg.dataset.days.split(" ");
  return later(first, Math.floor(((nearest[1] - begin) / (end - begin)) * days));
}

// The day of the tile of a year: weeks of seven run across or down.
function tileAt(svg, { clientX, clientY }) {
  const { left, top, width } = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / width;
  const [monday, first, last, begin, above, wide, tall, way] = svg.dataset.year.split(" ");
  const column = Math.floor(((clientX - left) * scale - begin) / wide), row = Math.floor(((clientY - top) * scale - above) / tall);
  const [week, weekday] = way === "across" ? [column, row] : [row, column];
  const day = weekday >= 0 && weekday < 7 && later(monday, week * 7 + weekday);
  return day >= first && day <= last ? day : undefined;
}
document.addEventListener("point", ({ target, detail }) => lead(target, String(detail).slice(0, 10)));
document.addEventListener("click", (event) => {
  const svg = event.target instanceof Element && event.target.closest("svg:is([data-days], [data-year])");
  if (svg?.dataset.year) lead(svg.closest(".plot"), tileAt(svg, event), true);
  else if (svg) lead(svg.closest(".plot"), dotAt(svg, event));
});

const keyOf = (details) => JSON.stringify(details.dataset);

function drop(part) {
  forget(part);
  for (const [key, away] of takenAway) if (away === part) takenAway.delete(key);
}

function put(host, part, data) {
  const before = host.firstElementChild;
  const opened = new Map([...(before?.querySelectorAll("details") ?? [])].map((fold) => [keyOf(fold), fold.open]));
  const focused = before?.contains(document.activeElement) && document.activeElement.closest("details");
  if (before) drop(before);
  host.replaceChildren(part);
  liven(part, data.query);
  for (const details of part.querySelectorAll("details")) details.open = opened.get(keyOf(details)) ?? details.open;
  if (focused) [...part.querySelectorAll("details")].find((fold) => keyOf(fold) === keyOf(focused))?.querySelector("summary").focus();
  drawByItself(part, data.query);
}

// On a desktop, charts to point at come by themselves once nothing else waits.
function drawByItself(part, query) {
  const plots = [...part.querySelectorAll(".plot:not([data-drawn])")];
  if (!plots.length || !isWide() || navigator.connection?.saveData) return;
  const whenIdle = window.requestIdleCallback ?? ((then) => setTimeout(then, 500));
  whenIdle(() => {
    if (part.isConnected) drawFigures(plots, query, (path) => asked("figures", path)).catch(() => {});
  }, { timeout: 4000 });
}

function settle(host) {
  host.removeAttribute("aria-busy");
  host.firstElementChild?.removeAttribute("aria-busy");
  host.dataset.settled = "yes";
}

async function show(host, data) {
  const key = `${data.mark} ${data.query} ${data.part}`;
  const place = places.get(host) ?? {};
  places.set(host, place);
  if (place.key === key) {
    for (const part of host.children) redrawIn(part);
    return;
  }
  place.key = key;
  failed.delete(host);
  const before = takenAway.get(key);
  if (before) {
    if (before.parentElement !== host) put(host, before, data);
    redrawIn(before);
    return settle(host);
  }
  const first = document.getElementById("first");
  const waiting = first?.querySelector(`.answers[data-part="${data.part}"]`);
  if (waiting && first.dataset.query === data.query && first.dataset.mark === data.mark) {
    // The same answers stand there already: as much room is kept for them, and they move in when the page is seen.
    host.style.minHeight = `${waiting.getBoundingClientRect().height}px`;
    first.addEventListener("give-way", () => { put(host, waiting, data); host.style.minHeight = ""; }, { once: true });
    return settle(host);
  }
  host.setAttribute("aria-busy", "true");
  host.firstElementChild?.setAttribute("aria-busy", "true");
  delete host.dataset.settled;
  if (!host.firstElementChild && data.part === "sections") host.replaceChildren(waits());
  try {
    const [text] = await Promise.all([answersOf(data), style()]);
    if (place.key !== key) return;
    const holder = document.createElement("template");
    holder.innerHTML = text;
    put(host, document.importNode(holder.content.querySelector(`[data-part="${data.part}"]`), true), data);
  } catch (error) {
    if (place.key !== key) return;
    place.key = undefined;
    if (host.firstElementChild) drop(host.firstElementChild);
    const box = document.createElement("div");
    box.className = "answers";
    if (data.part === "sections") box.append(refusal(error.message, tryAgain));
    failed.set(host, data);
    host.replaceChildren(box);
  }
  settle(host);
}

// One button asks again for everything that did not come.
function tryAgain() {
  const all = [...failed];
  failed.clear();
  for (const [host, data] of all) if (host.isConnected) show(host, data);
}

function waits() {
  const box = document.createElement("div");
  box.className = "answers waits";
  box.innerHTML = '<p class="quiet" role="status">Working out the answers…</p>';
  return box;
}

// Streamlit calls this when the data change and when the theme does; what it returns runs when the page is left.
export function mount({ parentElement, data }) {
  const host = parentElement.querySelector(".answers-host");
  show(host, data);
  return () => {
    const part = host.firstElementChild;
    if (!part || !host.dataset.settled || failed.has(host)) return;
    takenAway.set(places.get(host).key, part);
    const [oldest, gone] = takenAway.entries().next().value;
    if (takenAway.size <= MOST_TAKEN_AWAY) return;
    takenAway.delete(oldest);
    if (!gone.isConnected) forget(gone);
  };
}
