// Runs the scripts of the quick check-in without a browser: as much of one as they ask for, a store of check-ins, and a
// server that answers as a test says: always alike, or with a list each time in turn. `during` says what happens while
// something is sent: another tab writes or discards what waits, or the form is saved. Reads a list of what is to happen
// as JSON, and writes what came of each.
import { readFileSync } from "node:fs";

// Stands for every element: whatever is asked of it is there, and what was set stays.
function anything() {
  const set = {};
  return new Proxy(function () {}, {
    get: (_, name) => {
      if (name in set) return set[name];
      if (name === Symbol.iterator) return [][Symbol.iterator];
      if (name === Symbol.toPrimitive) return () => "";
      return name === "then" || name === "length" ? undefined : (set[name] = anything());
    },
    set: (_, name, value) => { set[name] = value; return true; },
    apply: () => anything(),
  });
}

// What is under way; when nothing is for a few turns, nothing more happens.
let pending = 0;
const later = (work) => { pending += 1; setTimeout(() => { pending -= 1; work(); }); };
async function quiet() {
  for (let calm = 0; calm < 5; calm = pending ? 0 : calm + 1) await new Promise((give) => setTimeout(give, 1));
}

// A store as IndexedDB is asked for: keys are compared as text.
function database({ waiting, who, keepsNothing }) {
  const stores = { waiting: new Map(), who: new Map() };
  for (const item of waiting) stores.waiting.set(JSON.stringify([item.account, item.entry_id]), item);
  if (who) stores.who.set(JSON.stringify("who"), who);
  const answered = (work) => {
    const request = {};
    later(() => keepsNothing ? request.onerror?.() : (request.result = work(), request.onsuccess?.()));
    return request;
  };
  const isIn = (key, range) => !range?.bounds || (key >= range.bounds[0] && key <= range.bounds[1]);
  const objectStore = (name) => ({
    get: (key) => answered(() => stores[name].get(JSON.stringify(key))),
    put: (value, key = [value.account, value.entry_id]) => answered(() => void stores[name].set(JSON.stringify(key), structuredClone(value))),
    delete: (key) => answered(() => [...stores[name].keys()].filter((at) => (key.bounds ? isIn(at, key) : at === JSON.stringify(key))).forEach((at) => stores[name].delete(at))),
    getAll: (range) => answered(() => [...stores[name]].filter(([key]) => isIn(key, range)).map(([, value]) => value)),
    getAllKeys: () => answered(() => [...stores[name].keys()].map((key) => JSON.parse(key))),
  });
  const transaction = () => {
    const made = { objectStore };
    later(() => later(() => later(() => made.oncomplete?.())));
    return made;
  };
  return { stores, indexedDB: { open: () => answered(() => ({ transaction, close: () => {} })) } };
}

// A script by its address, with those that it brings in; one that begins by itself begins anew each time.
const read = new Map();
function addressOf(scripts, name) {
  if (!read.has(name)) {
    const text = readFileSync(`${scripts}/${name}`, "utf8").replace(/"\/assets\/([\w.-]+)"/g, (_, other) => JSON.stringify(addressOf(scripts, other)));
    read.set(name, `data:text/javascript,${encodeURIComponent(text)}`);
  }
  return read.get(name);
}

// As much of the browser's locks as one name asks for: one after another, and never where a frozen tab has the turn.
function locks(frozen = []) {
  const last = new Map();
  return { request: (name, { signal }, work) => {
    if (frozen.includes(name)) return new Promise((_, fail) => signal && later(() => fail(new DOMException("", "TimeoutError"))));
    const turn = (last.get(name) ?? Promise.resolve()).then(work);
    last.set(name, turn.catch(() => {}));
    return turn;
  } };
}

async function outcome({ scripts, script, path, filled, answers, during = [], isOld, leaves, ...known }, number) {
  const moved = [], sent = [], listeners = {}, elements = new Map(), { stores, indexedDB } = database(known);
  const element = (selector) => elements.get(selector) ?? elements.set(selector, anything()).get(selector);
  const form = element("#check-in");
  form.dataset = { account: "ann", plan: JSON.stringify(known.who?.plan ?? {}), tier: known.who?.tier ?? "", most: "2000" };
  let fields = [];
  const fill = (values = {}) => { fields = Object.entries(values).map(([name, value]) => ({ name, type: "text", value })); };
  form.elements[Symbol.iterator] = () => fields[Symbol.iterator]();
  form.reset = () => fields.forEach((field) => { field.value = ""; });
  form.addEventListener = (name, listener) => { listeners[name] = listener; };
  element("#said").textContent = "";
  element("#earlier").textContent = known.who?.earlier ?? "";
  element("#also-planned").textContent = known.who?.alsoPlanned ?? "";
  const go = (to) => moved.push(to), location = { pathname: path ?? "/quick", search: "", protocol: "http:", assign: go, replace: go, reload: () => go("again") };
  const meanwhile = ({ put, discard, save } = {}) => {
    if (put) stores.waiting.set(JSON.stringify([put.account, put.entry_id]), put);
    if (discard) stores.waiting.delete(JSON.stringify(["ann", discard]));
    if (save) fill(save), listeners.submit({ preventDefault: () => {} });
  };
  const underWay = new Map();
  let together = 0;
  const counted = (id, more) => {
    underWay.set(id, (underWay.get(id) ?? 0) + more);
    together = Math.max(together, underWay.get(id));
  };
  const answer = async (address, { body: given } = {}) => {
    if (address !== "/quick") return answered(address);
    const posted = Object.fromEntries(given);
    counted(posted.entry_id, 1);
    meanwhile(during[sent.push(posted) - 1]);
    for (let turn = 0; turn < 9; turn += 1) await new Promise(later);
    return answered(address).finally(() => counted(posted.entry_id, -1));
  };
  const answered = (address) => new Promise((give, fail) => later(() => {
    const next = Array.isArray(answers[address]) ? answers[address].shift() : answers[address];
    if (!next) return fail(new TypeError("no connection"));
    const { status = 200, headers = {}, body = "" } = next;
    give(new Response(status === 204 ? null : typeof body === "string" ? body : JSON.stringify(body), { status, headers }));
  }));
  const all = {
    location, indexedDB, fetch: answer, navigator: { language: "en-GB", locks: locks(known.frozen) }, setInterval: () => {},
    FormData: class { *[Symbol.iterator]() { yield* fields.map(({ name, value }) => [name, value]); } },
    document: { querySelector: element, getElementById: (id) => (id === "left-behind" ? null : element(`#${id}`)), createElement: anything, addEventListener: () => {}, cookie: "", hidden: false },
    window: { location, addEventListener: (name, listener) => { listeners[name] = listener; }, confirm: () => true },
    IDBKeyRange: { bound: (first, last) => ({ bounds: [JSON.stringify(first), JSON.stringify(last)] }) },
  };
  AbortSignal.timeout = isOld ? undefined : timeout;
  crypto.randomUUID = isOld ? undefined : randomUUID;
  for (const [name, value] of Object.entries(all)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  await import(`${addressOf(scripts, script)}#${number}`);
  await quiet();
  if (filled) fill(filled), listeners.submit({ preventDefault: () => {} });
  await quiet();
  if (leaves) listeners.pagehide();
  return { waiting: [...stores.waiting.values()], who: stores.who.get(JSON.stringify("who")) ?? null, said: element("#said").textContent, moved, sent, together, fields: Object.fromEntries(fields.map(({ name, value }) => [name, value])), earlier: element("#earlier").textContent };
}

const { timeout } = AbortSignal, { randomUUID } = crypto, outcomes = [];
for (const [number, happens] of JSON.parse(readFileSync(0, "utf8")).entries()) outcomes.push(await outcome(happens, number));
process.stdout.write(JSON.stringify(outcomes), () => process.exit(0));
