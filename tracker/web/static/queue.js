// Check-ins that wait in this browser until they are sent. Each belongs to one account: another's is
// neither counted, shown, sent nor cleared here.
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

// Resolves when what was written is in the browser's store, not when it was asked for.
async function within(name, mode, work) {
  const database = await opened();
  try {
    const transaction = database.transaction(name, mode, { durability: "strict" });
    const ended = new Promise((give, fail) => {
      transaction.oncomplete = () => give();
      transaction.onabort = () => fail(transaction.error);
    });
    const result = await done(work(transaction.objectStore(name)));
    await ended;
    return result;
  } finally {
    database.close();
  }
}

const ofAccount = (account) => IDBKeyRange.bound([account, ""], [account, "\uffff"]);

export const waiting = (account) => within(WAITING, "readonly", (store) => store.getAll(ofAccount(account)));
export const put = (item) => within(WAITING, "readwrite", (store) => store.put(item));
export const drop = (item) => within(WAITING, "readwrite", (store) => store.delete([item.account, item.entry_id]));
export const lastHere = () => within(WHO, "readonly", (store) => store.get(WHO));
export const remember = (who) => within(WHO, "readwrite", (store) => store.put(who, WHO));

export async function forget(account) {
  await within(WAITING, "readwrite", (store) => store.delete(ofAccount(account)));
  if ((await lastHere())?.account === account) await within(WHO, "readwrite", (store) => store.delete(WHO));
}

// Whose session this is; undefined when nobody answers, null when nobody is signed in.
export async function accountHere() {
  try {
    const answer = await fetch("/quick/who", { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(10000) });
    if (answer.status === 401) return null;
    return answer.ok ? (await answer.json()).account : undefined;
  } catch {
    return undefined;
  }
}

// What stands of the warning signs is known to the form that is kept for when there is no network, however it was answered.
export async function keepTier() {
  const last = await lastHere();
  if (!last) return;
  const answer = await fetch("/quick/who", { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(10000) });
  const { account, tier } = answer.ok ? await answer.json() : {};
  if (account === last.account) await remember({ ...last, tier });
}

// Which of some accounts do not exist any more; none when nobody answers.
export async function goneAmong(accounts) {
  try {
    const body = new URLSearchParams({ accounts: accounts.join(" ") });
    const answer = await fetch("/quick/gone", { method: "POST", body, redirect: "error", signal: AbortSignal.timeout(10000) });
    return answer.ok ? (await answer.json()).gone : [];
  } catch {
    return [];
  }
}

// How many check-ins wait for each account that is gone; who was here last goes too, when that account is and nothing waits.
export async function leftBehind() {
  const counts = new Map(), last = (await lastHere())?.account;
  if (last) counts.set(last, 0);
  for (const [account] of await within(WAITING, "readonly", (store) => store.getAllKeys())) counts.set(account, (counts.get(account) ?? 0) + 1);
  const gone = counts.size ? await goneAmong([...counts.keys()]) : [];
  for (const account of gone) if (!counts.get(account)) await forget(account);
  return gone.map((account) => ({ account, count: counts.get(account) })).filter(({ count }) => count);
}

// Before a sign-out: says what would be lost, then leaves nothing of the account in this browser.
export async function mayLeave() {
  const account = await accountHere();
  if (!account) return true;
  const count = (await waiting(account)).length;
  const warning =
    `${count === 1 ? "A check-in" : `${count} check-ins`} on this phone ${count === 1 ? "is" : "are"} not sent yet. ` +
    "Signing out deletes what waits here. Sign out all the same?";
  if (count && !window.confirm(warning)) return false;
  await forget(account);
  return true;
}
