// A sign-out first looks whether check-ins wait in this browser, and leaves nothing of the account here.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (new URL(form.action).pathname !== "/sign-out") return;
  event.preventDefault();
  const may = await import("/assets/queue.js").then(({ mayLeave }) => mayLeave(), () => true).catch(() => true);
  if (may) form.submit();
});
// Where everybody ends up without a session, what waits for an account that is gone is told.
if (window.location.pathname === "/sign-in") import("/assets/left_behind.js").then(({ tell }) => tell()).catch(() => {});
