// Gives way to the app once it has drawn the same page, at the place where the person has scrolled to.
(() => {
  const first = document.getElementById("first");
  const LONGEST_WAIT_MS = 20000, CHARTS_WAIT_MS = 10000;
  let runSince = 0;

  const isRun = () => document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"] .st-key-masthead');
  const isDrawn = () =>
    document.querySelectorAll('[data-testid="stPlotlyChart"]:has(.main-svg)').length >= Number(first.dataset.plotly) &&
    document.querySelector('[class*="st-key-answer_"], [data-testid="stAlert"], .st-key-stop');

  function giveWay() {
    watch.disconnect();
    clearInterval(clock);
    const main = document.querySelector('[data-testid="stMain"]'), scrolled = first.scrollTop;
    first.remove();
    if (main && scrolled) main.scrollTop = scrolled;
  }

  function look() {
    if (!isRun()) return;
    runSince ||= performance.now();
    if (isDrawn() || performance.now() - runSince > CHARTS_WAIT_MS) requestAnimationFrame(giveWay);
  }

  const watch = new MutationObserver(look);
  watch.observe(document.getElementById("root"), { childList: true, subtree: true, attributes: true, attributeFilter: ["data-test-script-state"] });
  const clock = setInterval(() => {
    // Should the app say something else altogether, it is seen.
    if (performance.now() > LONGEST_WAIT_MS && document.querySelector('[data-testid="stApp"]')) giveWay();
    else look();
  }, 500);
})();
