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

// Once nobody is signed in, what is known of the record goes; whose check-ins wait here stays.
export async function keepAccountAlone() {
  const last = await lastHere().catch(() => {});
  if (last) await remember({ account: last.account, plan: {} });
}

// A network that answers later than this is as good as none: what was sent may have arrived, and is sent again.
const PATIENCE_MS = 10000;
export const ask = (path, more) => fetch(path, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS), ...more });

// A web filter, a maintenance page or the sign-in of a hotel's network answers too, with any status: none of it is our word.
export const isOurs = (answer) => answer.headers.has("x-recovery-tracker");

// Rejects when nobody of ours answers.
async function asked(path, more) {
  const answer = await ask(path, more);
  if (!isOurs(answer) || !(answer.ok || answer.status === 401)) throw new Error(path);
  return answer.ok ? answer.json() : { account: null };
}

const who = () => asked("/quick/who").catch(() => ({}));

// Whose session this is; undefined when nobody answers, null when nobody is signed in.
export async function accountHere() {
  const { account } = await who();
  if (account === null) await keepAccountAlone();
  return account;
}

// What stands of the warning signs is known to the form that is kept for when there is no network, however it was answered.
export async function keepTier() {
  const last = await lastHere();
  if (!last) return;
  const { account, tier } = await who();
  if (account === last.account) await remember({ ...last, tier });
}

// Which of some accounts do not exist any more; none when nobody answers.
export async function goneAmong(accounts) {
  const body = new URLSearchParams({ accounts: accounts.join(" ") });
  const { gone = [] } = await asked("/quick/gone", { method: "POST", body }).catch(() => ({}));
  return gone;
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
