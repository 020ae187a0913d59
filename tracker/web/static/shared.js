// When sharing ends, what is on this screen goes too.
const address = "/shared/live" + window.location.search;
const look = () =>
  fetch(address, { cache: "no-store" }).then((answer) => { if (answer.status === 404) window.location.reload(); }, () => {});
window.setInterval(look, 4000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
