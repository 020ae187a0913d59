// Gives way to the app once it has drawn the page around the same answers, at the place where the person has scrolled to.
(() => {
  const first = document.getElementById("first");
  const LONGEST_WAIT_MS = 20000, ANSWERS_WAIT_MS = 10000, STEADY_MS = 300, LOOK_MS = 100;
  let runSince = 0, height = 0, steadySince = 0;

  requestAnimationFrame(() => setTimeout(async () => {
    const app = document.createElement("script"), { src } = document.getElementById("app").attributes;
    Object.assign(app, { type: "module", crossOrigin: "", src: src.value });
    document.head.append(app);
    // Tables, articles and charts can be opened before the app is there.
    const { liven } = await import("/assets/answers.js");
    if (first.isConnected) for (const part of first.querySelectorAll(".answers")) liven(part, first.dataset.query);
  }));

  const isRun = () => document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"] .st-key-masthead');
  const isSettled = () => {
    const hosts = [...document.querySelectorAll(".answers-host")];
    return document.querySelector(".st-key-stop") || (hosts.length > 1 && hosts.every((one) => one.dataset.settled));
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
    if (isRun()) {
      runSince ||= now;
      const isReady = isSteady(now) && isSettled();
      if (isReady || now - runSince > ANSWERS_WAIT_MS) giveWay();
    } else if (now > LONGEST_WAIT_MS && document.querySelector('[data-testid="stApp"]')) {
      // Should the app say something else altogether, it is seen.
      giveWay();
    }
  }, LOOK_MS);
})();
