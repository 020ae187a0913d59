// A sign-out first says what would be lost of what waits in this browser, then leaves nothing of the account here.
const mayLeave = async ({ accountHere, forget, waiting }) => {
  const account = await accountHere();
  if (!account) return true;
  const count = (await waiting(account)).length;
  const warning =
    `${count === 1 ? "A check-in" : `${count} check-ins`} on this phone ${count === 1 ? "is" : "are"} not sent yet. ` +
    "Signing out deletes what waits here. Sign out all the same?";
  if (count && !window.confirm(warning)) return false;
  await forget(account);
  return true;
};
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (new URL(form.action).pathname !== "/sign-out") return;
  event.preventDefault();
  if (await import("/assets/queue.js").then(mayLeave).catch(() => true)) form.submit();
});
// Where everybody ends up without a session, what was known of the record goes, and what waits for an account that is gone is told.
if (window.location.pathname === "/sign-in") {
  import("/assets/queue.js").then(({ keepAccountAlone }) => keepAccountAlone()).catch(() => {});
  import("/assets/left_behind.js").then(({ tell }) => tell()).catch(() => {});
}
