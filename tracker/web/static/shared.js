// When sharing ends, what is on this screen goes too, also where another link was opened in this browser since.
const query = "?share=" + document.currentScript.dataset.share;
const look = () =>
  fetch("/shared/live" + query, { cache: "no-store" }).then(({ status, headers }) => { if (status === 404 && headers.has("x-recovery-tracker")) window.location.replace("/shared" + query); }, () => {});
window.setInterval(look, 4000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
