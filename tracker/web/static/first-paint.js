// Gives way to the app once it has drawn the same page, at the place where the person has scrolled to. A form that was
// touched stays until it is saved.
(() => {
  const first = document.getElementById("first");
  const LONGEST_WAIT_MS = 20000, STEADY_MS = 300, LOOK_MS = 100;
  // A person who begins at once is not made to wait for the app to start.
  const form = first.querySelector("#check-in"), UNTOUCHED_MS = form ? 1000 : 0;
  let runSince = 0, height = 0, steadySince = 0, isTouched = false;
  const touch = ({ type, target }) => { isTouched ||= type !== "focusin" || target.matches("input, textarea, summary, button"); };
  for (const type of ["pointerdown", "keydown", "input", "focusin"]) form?.addEventListener(type, touch);
  // A slow line may bring this script after the first taps.
  const isFilledIn = () => [...form.querySelectorAll("input:is([type=radio], [type=checkbox]), textarea")].some((field) => field.checked !== field.defaultChecked || (field.type === "textarea" && field.value !== field.defaultValue));
  // What was restored by the browser, waits unsent or was just said is for a person to see.
  const isInUse = () => form && (isTouched || isFilledIn() || "filled" in form.dataset || [...first.querySelectorAll("#waiting, #said")].some((notice) => !notice.hidden && notice.matches("#waiting, :not(:empty)")));

  requestAnimationFrame(() => setTimeout(async () => {
    if (isInUse()) return;
    const app = document.createElement("script"), { src } = document.getElementById("app").attributes;
    Object.assign(app, { type: "module", crossOrigin: "", src: src.value });
    document.head.append(app);
    if (form) return;
    // Tables, articles and charts can be opened before the app is there.
    const { liven } = await import("/assets/answers.js");
    if (first.isConnected) for (const part of first.querySelectorAll(".answers")) liven(part, first.dataset.query);
  }, UNTOUCHED_MS));

  const isRun = () => document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"] .st-key-masthead');
  const isSettled = () => {
    const hosts = [...document.querySelectorAll(".answers-host")];
    if (form) return "ready" in form.dataset;
    return !first.querySelector(".answers") || document.querySelector(".st-key-stop") || (hosts.length > 1 && hosts.every((host) => host.dataset.settled));
  };

  function isSteady(now) {
    const tall = document.querySelector('[data-testid="stMainBlockContainer"]')?.scrollHeight ?? 0;
    if (tall !== height) [height, steadySince] = [tall, now];
    return now - steadySince >= STEADY_MS;
  }

  function giveWay() {
    clearInterval(clock);
    const main = document.querySelector('[data-testid="stMain"]'), scrolled = first.scrollTop;
    first.dispatchEvent(new Event("give-way"));
    first.remove();
    if (main && scrolled) main.scrollTop = scrolled;
  }

  const clock = setInterval(() => {
    const now = performance.now();
    if (isInUse()) return;
    if (isRun()) {
      runSince ||= now;
      const isReady = isSteady(now) && isSettled();
      if (isReady || now - runSince > LONGEST_WAIT_MS) giveWay();
    } else if (now > LONGEST_WAIT_MS && document.querySelector('[data-testid="stApp"]')) {
      // Should the app say something else altogether, it is seen.
      giveWay();
    }
  }, LOOK_MS);
})();
