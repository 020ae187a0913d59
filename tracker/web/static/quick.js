// The quick check-in with a script: kept in this browser first, then sent, each once.
import { tell } from "/assets/left_behind.js";
import { accountHere, ask, goneAmong, inTurn, isOurs, keepAccountAlone, lastHere, put, remember, settle, standing, waiting } from "/assets/queue.js";

const find = (selector) => document.querySelector(selector);
const make = (tag, more) => Object.assign(document.createElement(tag), more);
const form = find("#check-in"), said = find("#said"), list = find("#waiting"), alsoPlanned = find("#also-planned"), earlier = find("#earlier");
const { dataset } = form;
dataset.ready = "";
const isOffline = "offline" in dataset;
const AWAY = { is: "away", sentence: "Kept on this phone. It is sent by itself when you are back online and have this page open." };
// `mending` waits here, and is in the form again.
let account = dataset.account, mending;
const underWay = new Set();

const dayOf = (now) => new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
const timeOf = (now) => now.toTimeString().slice(0, 5);
const yesterdayOf = (now) => dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, 12));
const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

function say(sentence, address, words) {
  said.textContent = sentence;
  if (address) said.append(" ", make("a", { href: address, textContent: words }));
  said.scrollIntoView({ block: "center" });
}

// What is wrong is said beside its field, and in the bar with the button.
function refuse(sentence, name = "") {
  forgive();
  const field = form.elements[name], first = field?.length ? field[0] : field;
  if (!first || first.type === "hidden") return say(sentence);
  const fold = first.closest("details"), beside = make("p", { id: "wrong", className: "error", textContent: sentence });
  beside.setAttribute("role", "alert");
  if (fold) fold.open = true;
  first.closest("fieldset, .field").before(beside);
  find(".save").prepend(make("a", { className: "error", href: "#wrong", textContent: "Not saved yet: see what is wrong" }));
  beside.scrollIntoView({ block: "center" });
  first.focus({ preventScroll: true });
}

const forgive = () => form.querySelectorAll(".error").forEach((one) => one.remove());

// The day in the title is the day it is saved under, also past midnight.
let isTouched = "filled" in dataset;
// WebKit may name "C", which is no language.
const inEnglish = /^en(-|$)/.test(navigator.language) ? navigator.language : "en-GB";
const inWords = (day) => new Date(`${day}T12:00`).toLocaleDateString(inEnglish, { weekday: "long", day: "numeric", month: "long" }).replace(",", "");

function showDay(day) {
  const now = new Date(), today = dayOf(now), { on_date, yesterday } = form.elements;
  on_date.value = day || today;
  yesterday.value = yesterdayOf(now);
  yesterday.checked = on_date.value === yesterday.value;
  find("#title").textContent = on_date.value < today ? "How was it?" : "How is it now?";
  find("#day > summary").textContent = inWords(on_date.value);
  find("#past").hidden = on_date.value >= today;
}

function keepUpWithTheDay() {
  if (!isTouched && form.elements.on_date.value !== dayOf(new Date())) showDay();
}

form.addEventListener("input", ({ target }) => {
  isTouched = true;
  if (target.name === "yesterday") showDay(target.checked ? target.value : undefined);
  if (target.name === "on_date") showDay(target.value);
});
setInterval(keepUpWithTheDay, 20000);

// Ticked here: without a network the same empty form stands for every address.
const tickFlare = () => { form.elements.is_flare.checked ||= new URLSearchParams(location.search).has("flare"); };
tickFlare();

function filledIn() {
  const now = new Date(), fields = {};
  for (const [name, value] of new FormData(form)) if (value !== "") fields[name] = value;
  delete fields.yesterday;
  fields.zone = zone();
  fields.on_date ??= dayOf(now);
  if (fields.on_date === dayOf(now)) fields.at_time ??= timeOf(now);
  fields.made_at = mending?.fields.made_at ?? now.toISOString();
  return fields;
}

function fillIn(fields, item) {
  mending = item;
  isTouched = Object.keys(fields).length > 1;
  forgive();
  form.reset();
  for (const field of form.elements) {
    if (field.type === "radio") field.checked = (fields[field.name] ?? "") === field.value;
    else if (field.type === "checkbox") field.checked = field.name in fields;
    else if (field.name) field.value = fields[field.name] ?? "";
  }
  for (const fold of form.querySelectorAll("details:not(#day)")) {
    fold.open = "planned" in fold.dataset || [...fold.querySelectorAll("input, textarea")].some((field) => field.type === "checkbox" ? field.checked : field.value);
  }
  showDay(fields.on_date);
}

// A UUID, also without https.
const newId = () => URL.createObjectURL(new Blob()).slice(-36);
const startAgain = () => fillIn({ entry_id: newId() });

async function send(item, how) {
  let answer;
  try {
    answer = await ask("/quick", {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({ ...item.fields, account: item.account, ...(how && { [how]: "1" }) }),
    });
  } catch {
    return AWAY;
  }
  const told = (await answer.json().catch(() => {})) ?? {};
  if (answer.ok) return told.entry_id === item.entry_id ? { ...told, is: told.deleted ? "refused" : "sent" } : AWAY;
  if (!isOurs(answer)) return AWAY;
  if (answer.status === 401) {
    await keepAccountAlone();
    if ((await goneAmong([item.account])).length) {
      await tell();
      return { is: "kept", sentence: "The account that this was logged under does not exist any more. It is kept on this phone until you delete it." };
    }
    return { is: "kept", sentence: "You are signed out. It is kept on this phone until you sign in again.", address: "/sign-in?next=quick", words: "Sign in" };
  }
  if (answer.status === 422) return { is: "refused", ...told };
  if (answer.status === 413) return { is: "refused", sentence: "That is more than this form takes: shorten the note." };
  if (answer.status === 403 && told.address) return { is: "kept", ...told, words: "Read it" };
  return { is: "kept", sentence: `${told.sentence ?? "The server did not take it now."} It is kept on this phone.` };
}

async function save() {
  const fields = filledIn();
  if (!("leg_pain_nrs" in fields || "back_pain_nrs" in fields)) return refuse("Choose a number from 0 to 10 for leg pain or for back pain; 0 means no pain.", "leg_pain_nrs");
  const length = [...(fields.note ?? "").trim()].length;
  if (length > form.dataset.most) return refuse(`Note may have up to ${form.dataset.most} characters; this has ${length}.`, "note");
  const before = mending, item = { account, entry_id: fields.entry_id, fields, refused: "" };
  // A phone that dies on the way loses nothing.
  const isKept = await put(item).then(() => true, () => false);
  const told = await inTurn(item, () => deliver(item, before && "mended")) ?? AWAY;
  if (told.is === "sent") {
    if (before) await settle(before); // where there was no room for the new
    window.addEventListener("pagehide", startAgain, { once: true }); // Back begins another
    window.location.assign(`/quick/saved/${told.entry_id}`);
  } else if (told.deleted) {
    fillIn({ ...fields, entry_id: newId() });
    say(told.sentence);
    await settle(item);
  } else if (told.is === "refused") refuse(told.sentence, told.field);
  else if (!isKept) say("This browser has no room to keep the check-in, and it could not be sent. It is still in the form: try again when you are back online.");
  else {
    startAgain();
    say(told.sentence, told.address, told.words);
  }
}

// Refused, what was not listed is in the form alone.
async function deliver(item, how) {
  const told = await send(item, how), isRefused = told.is === "refused";
  if (isRefused || told.is === "sent") await settle(item, isRefused && how && { refused: told.sentence }).catch(() => {});
  return told;
}

async function flush() {
  const here = await accountHere();
  if (here === undefined) return;
  if (isOffline) find("#without").hidden = true;
  if (here !== account) return here === null ? askToSignIn() : window.location.reload();
  let count = 0;
  for (const item of await waiting(account)) {
    const told = await inTurn(item, async () => {
      const now = await standing(item);
      return now && !now.refused ? deliver(now, "again") : {};
    }) ?? {};
    count += told.is === "sent";
    if (told.is === "kept") say(told.sentence, told.address, told.words);
    if (told.is === "away" || told.is === "kept") break;
  }
  if (count) say(`${count === 1 ? "A check-in that waited is" : `${count} check-ins that waited are`} now in your record.`, "/progress", "See my progress");
}

async function askToSignIn() {
  alsoPlanned.textContent = earlier.textContent = "";
  if (!(await waiting(account)).length) return;
  if ((await goneAmong([account])).length) await tell();
  else say("You are signed out. What waits here is kept until you sign in again.", "/sign-in?next=quick", "Sign in");
}

function waitingInWords({ fields }) {
  const parts = [`${inWords(fields.on_date)}${fields.at_time ? ` at ${fields.at_time}` : ""}`];
  for (const part of ["leg", "back"]) if (fields[`${part}_pain_nrs`]) parts.push(`${part} pain ${fields[`${part}_pain_nrs`]}`);
  return parts.join(", ");
}

function pressable(words, label, action) {
  const button = make("button", { type: "button", className: "plain", textContent: words, onclick: () => alone(action) });
  button.setAttribute("aria-label", `${words}: ${label}`);
  return button;
}

function row(item) {
  const line = make("li"), words = waitingInWords(item), actions = make("div", { className: "actions" });
  actions.append(
    pressable("Change", words, async () => {
      fillIn(item.fields, item);
      say(item.refused || "It is back in the form: change it and save.");
      find("#title").scrollIntoView();
    }),
    pressable("Discard", words, async () => {
      if (window.confirm("Discard this check-in? It is not in your record.")) await settle(item);
    }),
  );
  line.append(make("p", { textContent: words }));
  if (item.refused) line.append(make("p", { className: "error", textContent: `Not taken: ${item.refused}` }));
  line.append(actions);
  return line;
}

async function show() {
  const items = account ? await waiting(account) : [];
  list.querySelector("ul").replaceChildren(...items.map(row));
  list.hidden = !items.length;
}

// A second press meanwhile changes nothing; what is being sent keeps nobody from saving.
async function alone(action) {
  if (underWay.has(action)) return;
  underWay.add(action);
  try {
    await action();
    await show();
  } catch {
    say("This browser does not let the page keep check-ins; they can only be sent while you are online.");
  } finally {
    underWay.delete(action);
  }
}

async function beginOffline() {
  const who = await lastHere().catch(() => undefined);
  if (!who) {
    form.hidden = true;
    return say("There is no connection, and nobody has used this page in this browser. Open it once while you are online and signed in.");
  }
  account = who.account;
  if (who.name) find("#without").append(` It is saved for ${who.name}.`);
  const known = Object.entries(who.plan);
  for (const [exercise, words] of known) {
    const tick = form.elements[`did_${exercise}`]?.parentElement;
    if (tick) tick.lastElementChild.textContent = words;
  }
  if (known.length) find("#others").dataset.planned = "";
  alsoPlanned.textContent = who.alsoPlanned ?? "";
  earlier.textContent = who.earlier ?? "";
  for (const stands of document.querySelectorAll("[id^=tier-]")) stands.hidden = stands.id !== `tier-${who.tier}`;
  if (who.tier === "A") {
    const go = find("#go-on");
    form.hidden = true;
    go.hidden = false;
    go.onclick = () => { form.hidden = false; go.hidden = true; };
  }
  startAgain();
  tickFlare();
}

async function begin() {
  document.cookie = `tracker-zone=${encodeURIComponent(zone())}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  if (isOffline) await beginOffline();
  else keepUpWithTheDay(), await remember({ account, plan: JSON.parse(dataset.plan), alsoPlanned: alsoPlanned.textContent, earlier: earlier.textContent, tier: dataset.tier });
  await show();
  await flush();
  if (!isOffline) await tell();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  alone(save);
});
window.addEventListener("online", () => alone(flush));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  keepUpWithTheDay();
  alone(flush);
});
await alone(begin);
for (const scope of new Set(["/quick", window.location.pathname])) navigator.serviceWorker?.register(`${scope}/worker.js`, { scope }).catch(() => {});
