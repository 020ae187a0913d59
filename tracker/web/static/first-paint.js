// Gives way to the app once it has drawn the same page, at the place where the person has scrolled to.
(() => {
  const first = document.getElementById("first");
  const LONGEST_WAIT_MS = 20000, CHARTS_WAIT_MS = 10000, STEADY_MS = 400, LOOK_MS = 100;
  const charts = Number(first.dataset.charts);
  let runSince = 0, height = 0, steadySince = 0;

  requestAnimationFrame(() => setTimeout(() => {
    const app = document.createElement("script"), { src } = document.getElementById("app").attributes;
    Object.assign(app, { type: "module", crossOrigin: "", src: src.value });
    document.head.append(app);
  }));

  const isRun = () => document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"] .st-key-masthead');
  // Charts arrive after the page that holds them: Plotly's on a desktop, drawings on a phone.
  const isDrawn = () =>
    document.querySelector(".st-key-stop") ||
    [...document.querySelectorAll('[data-testid="stPlotlyChart"]:has(.main-svg), [class*="st-key-svg_"]')].filter((one) => one.clientHeight > 100).length >= charts;

  function isSteady(now) {
    const tall = document.querySelector('[data-testid="stMainBlockContainer"]')?.scrollHeight ?? 0;
    if (tall !== height) [height, steadySince] = [tall, now];
    return now - steadySince >= STEADY_MS;
  }

  function giveWay() {
    clearInterval(clock);
    const main = document.querySelector('[data-testid="stMain"]'), scrolled = first.scrollTop;
    first.remove();
    if (main && scrolled) main.scrollTop = scrolled;
  }

  const clock = setInterval(() => {
    const now = performance.now();
    if (isRun()) {
      runSince ||= now;
      const isReady = isSteady(now) && isDrawn();
      if (isReady || now - runSince > CHARTS_WAIT_MS) giveWay();
    } else if (now > LONGEST_WAIT_MS && document.querySelector('[data-testid="stApp"]')) {
      // Should the app say something else altogether, it is seen.
      giveWay();
    }
  }, LOOK_MS);
})();
