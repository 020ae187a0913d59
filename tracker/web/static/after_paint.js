// The form works without its script, which is read once it is seen and the phone is idle.
const PARTS = ["/assets/queue.js", "/assets/left_behind.js", "/assets/quick.js"];
// Where an emergency stands in the form's place, it does without a network too.
const read = () => document.getElementById("check-in") ? PARTS.forEach((part) => import(part).catch(() => {})) : import(PARTS[0]).then(({ accountHere }) => accountHere()).catch(() => {});
const whenIdle = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
requestAnimationFrame(() => requestAnimationFrame(() => whenIdle(read, { timeout: 2000 })));
