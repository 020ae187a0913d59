// The form works without its script, which is read once it is seen and the phone is idle.
const PARTS = ["/assets/queue.js", "/assets/left_behind.js", "/assets/quick.js"];
// An emergency stands in the form's place until somebody goes on; without a network, too.
const stands = () => import(PARTS[0]).then(({ keepTier }) => keepTier()).catch(() => {});
const read = () => document.getElementById("check-in") ? PARTS.forEach((part) => import(part).catch(() => {})) : stands();
const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
requestAnimationFrame(() => requestAnimationFrame(() => whenIdle(read, { timeout: 2000 })));
