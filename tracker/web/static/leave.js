// A sign-out first looks whether check-ins wait in this browser, and leaves nothing of the account here.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (new URL(form.action).pathname !== "/sign-out") return;
  event.preventDefault();
  const may = await import("/assets/queue.js").then(({ mayLeave }) => mayLeave(), () => true).catch(() => true);
  if (may) form.submit();
});
