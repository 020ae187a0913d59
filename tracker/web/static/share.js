// Once opened, the link itself need not stay in this browser's history.
document.getElementById("open").addEventListener("submit", () => {
  window.history.replaceState(null, "", "/s/opened");
});
