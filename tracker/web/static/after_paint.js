// The form can be filled in, and sent, without its script: that is read once the form is seen and the phone is idle.
const PARTS = ["/assets/queue.js", "/assets/left_behind.js", "/assets/quick.js"];
// An emergency stands in the place of the form until somebody goes on all the same; without a network it must, too.
const stands = () => import(PARTS[0]).then(({ keepTier }) => keepTier()).catch(() => {});
const read = () => document.getElementById("check-in") ? PARTS.forEach((part) => import(part).catch(() => {})) : stands();
const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
requestAnimationFrame(() => requestAnimationFrame(() => whenIdle(read, { timeout: 2000 })));
