// What a press brings about is scrolled into view, focused and read out, on every page: see "After a press" in docs/architecture.md.
(() => {
  const MAIN = '[data-testid="stMain"]', LEAF = '[data-testid="stElementContainer"]', TOAST = '[data-testid="stToast"]';
  const PRESSED = `${MAIN} [data-testid^="stBaseButton"], ${MAIN} [data-testid="stPageLink-NavLink"], ${MAIN} [data-testid="stFormSubmitButton"] button`;
  const SETTLED_MS = 80, MOST_CHARACTERS = 300;
  let press, hasRun = false, timer, lastOutcome;

  const live = document.createElement("div");
  Object.assign(live, { id: "live", className: "heard-only" });
  live.setAttribute("role", "status");
  if (document.body) document.body.append(live);
  else document.addEventListener("DOMContentLoaded", () => document.body.append(live));

  const leaves = () => [...document.querySelectorAll(`${MAIN} ${LEAF}, ${TOAST}`)].filter((leaf) => leaf.textContent.trim());
  const isToast = (leaf) => leaf.matches(TOAST);

  // An icon is a word in a font of pictures.
  function wordsOf(part) {
    const copy = part.cloneNode(true);
    for (const icon of copy.querySelectorAll('[data-testid*="Icon"], style')) icon.remove();
    return copy.textContent.trim().replace(/\s+/g, " ");
  }

  // The leaves whose words were not on the page before.
  function changedSince(before) {
    const left = new Map();
    for (const words of before) left.set(words, (left.get(words) ?? 0) + 1);
    return leaves().filter((leaf) => {
      const count = left.get(leaf.textContent) ?? 0;
      left.set(leaf.textContent, count - 1);
      return count < 1;
    });
  }

  // The largest container with a key in which everything is new: a receipt rather than its first line.
  function wholeOf(leaf, changed) {
    let whole = leaf;
    for (let block = leaf.parentElement.closest('[class*="st-key-"]'); block; block = block.parentElement.closest('[class*="st-key-"]')) {
      const inside = [...block.querySelectorAll(LEAF)].filter((piece) => piece.textContent.trim());
      if (!inside.every((piece) => changed.includes(piece))) break;
      whole = block;
    }
    return whole;
  }

  function isInView(part) {
    const { top, bottom } = part.getBoundingClientRect(), tabs = document.querySelector(".st-key-tabs")?.getBoundingClientRect();
    const end = tabs && tabs.top > innerHeight / 2 ? tabs.top : innerHeight;
    return top >= 0 && (bottom <= end || (bottom - top > end && top < end / 3));
  }

  function show(part, isFocused) {
    if (!isInView(part)) {
      part.scrollIntoView({ block: part.getBoundingClientRect().height > innerHeight * 0.6 ? "start" : "center" });
    }
    if (!isFocused) return;
    part.tabIndex = -1;
    part.focus({ preventScroll: true });
  }

  // The same words twice are read twice.
  function read(words) {
    const short = words.length > MOST_CHARACTERS ? `${words.slice(0, MOST_CHARACTERS).replace(/\s\S*$/, "")} …` : words;
    live.textContent = live.textContent === short ? `${short}\u00a0` : short;
  }

  function settle() {
    const outcome = document.querySelector(".outcome"), pressed = press;
    const isNew = outcome && outcome.dataset.id !== lastOutcome;
    if (!isNew && !pressed) return;
    const changed = pressed ? changedSince(pressed.before) : [];
    // The press itself moves things too: its answer has yet to come.
    if (!isNew && !hasRun && !changed.length && pressed.element.isConnected) return;
    forget();
    if (isNew) lastOutcome = outcome.dataset.id;
    const within = changed.filter((leaf) => !isToast(leaf) && !leaf.contains(pressed.element));
    const heading = [...document.querySelectorAll(`${MAIN} h1`)].at(-1);
    const alert = within.find((leaf) => leaf.querySelector('[role="alert"], [data-testid="stAlert"]'));
    const isAnotherPage = pressed && (pressed.path !== location.pathname || heading?.textContent !== pressed.heading);
    const named = isNew ? document.querySelector(`.st-key-${CSS.escape(outcome.dataset.key)}`) : null;
    const top = isAnotherPage ? heading?.closest(LEAF) : undefined;
    let target = named ?? top ?? alert;
    if (top && target === top) document.querySelector(MAIN).scrollTop = 0;
    const isLost = !document.activeElement || document.activeElement === document.body;
    const isTold = Boolean(target);
    if (!target && within.length) target = wholeOf(within[0], within);
    if (target) show(target, isTold || isLost);
    else if (isLost && heading) show(target = heading.closest(LEAF), true);
    const toasts = changed.filter(isToast).map(wordsOf), words = (isNew && outcome.dataset.words) || (target ? wordsIn(target) : "");
    if (toasts.length || words) read([...toasts, words].filter(Boolean).join(" "));
  }

  function wordsIn(target) {
    const inside = [...target.querySelectorAll(LEAF)];
    return (inside.length ? inside : [target]).map(wordsOf).filter(Boolean).join(" ");
  }

  document.addEventListener("click", ({ target }) => {
    const element = target.closest?.(PRESSED);
    if (!element || element.closest('[data-testid="stButtonGroup"], [data-testid="stNumberInput"]')) return;
    hasRun = false;
    drawn.observe(document.querySelector(MAIN), { subtree: true, childList: true, characterData: true });
    press = {
      element,
      before: leaves().map((leaf) => leaf.textContent),
      path: location.pathname,
      heading: [...document.querySelectorAll(`${MAIN} h1`)].at(-1)?.textContent,
    };
  }, true);
  // What somebody does meanwhile is not what the press brought about; a field that is emptied by it is no somebody.
  document.addEventListener("input", ({ isTrusted }) => { if (isTrusted) forget(); }, true);

  function forget() {
    press = undefined;
    drawn.disconnect();
  }

  // A run can begin and end between two frames, and only what it drew tells of it.
  const drawn = new MutationObserver(wait);
  const isIdle = () => document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
  function wait() {
    clearTimeout(timer);
    if (isIdle()) timer = setTimeout(() => { if (isIdle()) settle(); }, SETTLED_MS);
  }
  new MutationObserver(() => {
    hasRun = true;
    wait();
  }).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ["data-test-script-state"] });
})();
