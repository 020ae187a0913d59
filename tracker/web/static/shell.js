// Without this, a page opened by its address first looks for the server below that address.
window.__streamlit = { BACKEND_BASE_URL: window.location.origin };

// Our rules allow no WebAssembly; the one part that would try it does without when there is none.
delete window.WebAssembly;

// On a system without a language WebKit calls it "C", which is none: each field with a day or a time would fail to be drawn.
(() => {
  const isOne = (tag) => { try { return Intl.getCanonicalLocales(tag).length > 0; } catch { return false; } };
  const given = [navigator.language, ...navigator.languages], languages = given.filter(isOne);
  if (languages.length === given.length) return;
  const [language = "en-GB"] = languages;
  Object.defineProperties(navigator, { language: { value: language }, languages: { value: [language] } });
})();

(() => {
  const deferred = document.getElementById("deferred");
  const afterPaint = (work) => deferred ? requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(work))) : work();
  const secure = location.protocol === "https:" ? "; secure" : "";
  // Light or dark was chosen for the whole app; Streamlit looks for it below each path.
  const { theme } = document.documentElement.dataset, slot = `stActiveTheme-${location.pathname}-v2`;
  try {
    if (theme) localStorage.setItem(slot, JSON.stringify(theme));
    else localStorage.removeItem(slot);
  } catch {}
  // Each cookie takes a phone's browser some milliseconds: what the page shows at once does not wait for them.
  afterPaint(() => {
    // The zone its days are counted in.
    document.cookie = `tracker-zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone ?? "")}; path=/; max-age=31536000; samesite=lax${secure}`;
    if (deferred) document.head.append(deferred.content);
  });
})();

// When the server was last heard of.
let heardAt = 0;

// No answer is said in our words: what is on screen stays, and the quick check-in works without one. A server that is
// slow is no missing connection: only the browser's own word, or an answer that fails, is taken for one at once.
(() => {
  const PATIENCE_MS = 1500, ANSWER_MS = 3500, AGAIN_MS = 3000;
  const box = document.createElement("div");
  Object.assign(box, { id: "away", hidden: true });
  box.setAttribute("role", "alert");
  let told = "", timer;

  function say(words) {
    if (words === told) return;
    told = words;
    document.documentElement.toggleAttribute("data-away", Boolean(words));
    box.hidden = !words;
    box.replaceChildren();
    if (!words) return;
    const quick = document.createElement("a");
    Object.assign(quick, { href: "/quick", textContent: "Quick check-in, also offline" });
    box.append(`${words} What you entered is still here, and goes on by itself. `);
    if (document.querySelector('.st-key-tabs a[href*="check-in"], #first a[href="/check-in"]')) box.append(quick);
    document.body.append(box);
  }

  const ask = () => {
    const control = new AbortController();
    setTimeout(() => control.abort(), ANSWER_MS);
    return fetch("/healthz", { cache: "no-store", signal: control.signal }).then(({ status }) => ![502, 503, 504].includes(status), () => false);
  };
  const look = async () => {
    clearTimeout(timer);
    const askedAt = performance.now();
    const isThere = navigator.onLine && (await ask() || heardAt > askedAt);
    say(isThere ? "" : navigator.onLine ? "Waiting for the server." : "No connection.");
    if (!isThere) timer = setTimeout(look, AGAIN_MS);
  };
  const isConnected = () => document.querySelector('[data-testid="stApp"]')?.dataset.testConnectionState === "CONNECTED";
  window.addEventListener("offline", look);
  window.addEventListener("online", look);
  new MutationObserver((changes) => {
    const isThere = isConnected() && navigator.onLine;
    if (!isThere && !changes.some(({ attributeName }) => attributeName === "data-test-connection-state")) return;
    clearTimeout(timer);
    if (!isThere) return void (timer = setTimeout(look, PATIENCE_MS));
    heardAt = performance.now();
    say("");
  }).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["data-test-connection-state", "data-test-script-state"] });
  // A line that is silently dead looks as it did: a press that nothing answers asks.
  document.addEventListener("click", ({ target }) => {
    if (!target.closest?.('[data-testid="stMain"] button')) return;
    const pressedAt = performance.now();
    setTimeout(() => { if (heardAt < pressedAt) look(); }, PATIENCE_MS);
  }, true);
})();

// "Later" for the warning signs lasts the day, on every page that is opened in this browser.
document.addEventListener("click", ({ target }) => {
  if (!target.closest?.(".st-key-signs_later")) return;
  const now = new Date(), day = new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  document.cookie = `signs-later=${day}; path=/; max-age=86400; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
}, true);

// The form for when there is no network is of who opened the app last, with the signs that they answered; the check-in
// page says so itself.
(() => {
  const know = () => import("/assets/queue.js").then(({ accountHere }) => accountHere()).catch(() => {});
  window.addEventListener("load", () => { if (!document.getElementById("check-in")) setTimeout(know, 2000); });
  document.addEventListener("click", ({ target }) => {
    if (location.pathname === "/warning-signs" && target.closest?.('[data-testid="stMain"] button')) setTimeout(know, 2000);
  }, true);
})();

// What is on screen must go when the session or the share it rests on ends, not only when it is touched.
(() => {
  const SESSION_ENDED = 4401, SHARE_ENDED = 4402, ACCOUNT_ERASED = 4403;
  const leave = (why = "ended") => window.location.replace(`/sign-in?why=${why}`);
  // What is typed here goes on our own server's word alone, not on that of a filter or proxy before it.
  const ask = () =>
    fetch("/session", { cache: "no-store" }).then(({ status, headers }) => { if (status === 401 && headers.has("x-recovery-tracker")) leave(); }, () => {});
  // Who erases their account here erases what waits in this browser too; elsewhere they are asked first.
  let isErasing = false;
  document.addEventListener("click", ({ target }) => { isErasing ||= Boolean(target.closest?.(".st-key-erase_button")); }, true);
  const erased = async (account) => {
    if (isErasing) await import("/assets/queue.js").then(({ forget }) => forget(account)).catch(() => {});
    leave("erased");
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      // A short run may be over before the page shows that it began.
      this.addEventListener("message", () => { heardAt = performance.now(); });
      this.addEventListener("close", ({ code, reason }) => {
        if (code === SESSION_ENDED) leave();
        else if (code === ACCOUNT_ERASED) erased(reason);
        else if (code === SHARE_ENDED) window.location.reload();
        else ask();
      });
    }
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
})();

// What the app cannot say of its parts by itself: where the pages are chosen, which of them this is, what a button is about.
(() => {
  const FAILED = "This part cannot be shown here. What you saved is safe. Load the page again, or try another browser.";
  const NAVIGATION = { tabs: "Pages", masthead: "More pages" };
  const set = (element, name, value) => { if (element.getAttribute(name) !== value) element.setAttribute(name, value); };

  function nameEntry(button) {
    const entry = button.closest('[class*="st-key-entry_"]'), words = entry?.querySelector('[data-testid="stText"]')?.textContent;
    const verb = button.querySelector("p")?.textContent;
    if (!words || !verb) return;
    const headings = [...document.querySelectorAll("h2")].filter((heading) => heading.compareDocumentPosition(entry) & Node.DOCUMENT_POSITION_FOLLOWING);
    set(button, "aria-label", `${verb}: ${[headings.at(-1)?.textContent, words].filter(Boolean).join(", ").trim()}`);
  }

  function nameParts() {
    for (const [key, name] of Object.entries(NAVIGATION)) {
      const part = document.querySelector(`.st-key-${key}`);
      if (!part) continue;
      set(part, "role", "navigation");
      set(part, "aria-label", name);
      for (const link of part.querySelectorAll("a[href]")) {
        if (new URL(link.href).pathname === location.pathname) set(link, "aria-current", "page");
        else link.removeAttribute("aria-current");
      }
    }
    document.querySelectorAll('[class*="st-key-edit_"] button, [class*="st-key-delete_"] button').forEach(nameEntry);
  }

  // In place of a part that failed in this browser Streamlit shows its error, with a trace; what we say ourselves is Markdown.
  const TRACE = '[data-testid="stAlertContentError"]:not(:has([data-testid="stMarkdownContainer"]))';
  function sayWhatFailed() {
    for (const part of document.querySelectorAll(TRACE)) if (part.textContent !== FAILED) part.textContent = FAILED;
  }

  // Past the pages, to the title of this one.
  function skip(event) {
    const title = document.querySelector('#first h1, [data-testid="stMain"] h1');
    if (!title) return;
    event.preventDefault();
    title.tabIndex = -1;
    title.focus();
    title.scrollIntoView();
  }

  let isDue = false;
  const later = () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => { isDue = false; nameParts(); });
  };
  document.addEventListener("click", (event) => { if (event.target.closest?.(".skip")) skip(event); });
  new MutationObserver(() => {
    sayWhatFailed();
    later();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
