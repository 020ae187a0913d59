// Check-ins that wait in this browser; those of another account are left alone.
const NAME = "quick", WAITING = "waiting", WHO = "who";

const done = (request) =>
  new Promise((give, fail) => {
    request.onsuccess = () => give(request.result);
    request.onerror = () => fail(request.error);
  });

function opened() {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore(WAITING, { keyPath: ["account", "entry_id"] });
    asked.result.createObjectStore(WHO);
  };
  return done(asked);
}

// Resolves when what was written is in the store.
async function within(name, mode, work) {
  const database = await opened();
  try {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const ended = new Promise((give, fail) => Object.assign(transaction, { oncomplete: give, onabort: () => fail(transaction.error) }));
    const result = await work(transaction.objectStore(name));
    await ended;
    return result;
  } finally {
    database.close();
  }
}

const ofAccount = (account) => IDBKeyRange.bound([account, ""], [account, "\uffff"]);
const keyOf = ({ account, entry_id }) => [account, entry_id];

export const waiting = (account) => within(WAITING, "readonly", (store) => done(store.getAll(ofAccount(account))));
export const put = (item) => within(WAITING, "readwrite", (store) => done(store.put(item)));
// Marks a check-in or takes it out, unless something else stands there by now.
export const settle = (item, marks) =>
  within(WAITING, "readwrite", async (store) => {
    const now = await done(store.get(keyOf(item)));
    if (JSON.stringify(now?.fields) === JSON.stringify(item.fields)) await done(marks ? store.put({ ...now, ...marks }) : store.delete(keyOf(item)));
  });
// In all tabs: older values may not arrive after newer ones. Undefined where a frozen tab has the turn.
export const inTurn = (item, work) =>
  navigator.locks?.request(item.entry_id, { signal: after(3 * PATIENCE_MS) }, work).catch(() => {}) ?? work();
export const standing = (item) => within(WAITING, "readonly", (store) => done(store.get(keyOf(item))));
export const lastHere = () => within(WHO, "readonly", (store) => done(store.get(WHO)));
export const remember = (who) => within(WHO, "readwrite", (store) => done(store.put(who, WHO)));

export async function forget(account) {
  await within(WAITING, "readwrite", (store) => done(store.delete(ofAccount(account))));
  if ((await lastHere())?.account === account) await within(WHO, "readwrite", (store) => done(store.delete(WHO)));
}

// What is known of the record goes; whose check-ins wait here stays.
export async function keepAccountAlone() {
  const last = await lastHere().catch(() => {});
  if (last) await remember({ account: last.account, name: last.name, plan: {} });
}

// What was sent may have arrived, and is sent again.
const PATIENCE_MS = 10000;
// As AbortSignal.timeout, which is missing before Safari 16.
const after = (ms, control = new AbortController()) => (setTimeout(() => control.abort(), ms), control.signal);
export const ask = (path, more) => fetch(path, { cache: "no-store", redirect: "error", signal: after(PATIENCE_MS), ...more });

// A web filter or a hotel's network answers too, with any status.
export const isOurs = (answer) => answer.headers.has("x-recovery-tracker");

async function asked(path, more) {
  const answer = await ask(path, more);
  if (!isOurs(answer) || !(answer.ok || answer.status === 401)) throw new Error(path);
  return answer.ok ? answer.json() : { account: null };
}

// Undefined when nobody answers, null when nobody is signed in; else the form without a network is theirs from here on.
export async function accountHere() {
  const now = await asked("/quick/who").catch(() => ({})), { account } = now;
  if (account === null) await keepAccountAlone();
  if (account) {
    const last = await lastHere();
    await remember({ plan: {}, ...(last?.account === account && last), ...now });
  }
  return account;
}

// None when nobody answers.
export async function goneAmong(accounts) {
  const body = new URLSearchParams({ accounts: accounts.join(" ") });
  const { gone = [] } = await asked("/quick/gone", { method: "POST", body }).catch(() => ({}));
  return gone;
}

// Counts what waits for each account that is gone; where nothing does, who was here last goes too.
export async function leftBehind() {
  const counts = new Map(), last = (await lastHere())?.account;
  if (last) counts.set(last, 0);
  for (const [account] of await within(WAITING, "readonly", (store) => done(store.getAllKeys()))) counts.set(account, (counts.get(account) ?? 0) + 1);
  const gone = counts.size ? await goneAmong([...counts.keys()]) : [];
  for (const account of gone) if (!counts.get(account)) await forget(account);
  return gone.map((account) => ({ account, count: counts.get(account) })).filter(({ count }) => count);
}
