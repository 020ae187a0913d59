// How far down the picture the colour runs at each level, as a share of its height.
const REACH = { none: 0, back: 0.26, buttock: 0.415, thigh: 0.64, calf: 0.87, foot: 1 };

export default function ({ parentElement, data, setStateValue }) {
  const note = noteOf(parentElement, data, setStateValue);
  const find = (selector) => parentElement.querySelector(selector);
  const levels = [...parentElement.querySelectorAll("[role=radio]")];
  const names = levels.map((level) => level.dataset.value);
  const [group, clear, reach, status] = [".levels", ".clear", ".reach", "[role=status]"].map(find);

  const paint = () => {
    const chosen = names.indexOf(note.value);
    levels.forEach((level, index) => {
      level.setAttribute("aria-checked", String(index === chosen));
      level.tabIndex = index === Math.max(chosen, 0) ? 0 : -1;
    });
    parentElement.querySelectorAll("[data-level]").forEach((mark) => {
      mark.classList.toggle("on", mark.dataset.level === note.value);
    });
    reach.style.setProperty("--below", `${100 - 100 * (REACH[note.value] ?? 0)}%`);
    clear.disabled = chosen < 0;
  };

  const choose = (value) => {
    if (value === note.value) return;
    note.send(value);
    paint();
    if (value === null) say(status, "Cleared: no answer.");
  };

  const move = (index) => {
    choose(names[index]);
    levels[index].focus();
  };

  group.onclick = (event) => {
    const level = event.target.closest("[role=radio]");
    if (level) move(levels.indexOf(level));
  };

  group.onkeydown = (event) => {
    const here = levels.indexOf(event.target);
    if (here < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const count = levels.length;
    const destination = {
      ArrowDown: (here + 1) % count,
      ArrowRight: (here + 1) % count,
      ArrowUp: (here + count - 1) % count,
      ArrowLeft: (here + count - 1) % count,
      Home: 0,
      End: count - 1,
      " ": here,
    }[event.key];
    if (destination !== undefined) move(destination);
    else if (event.key === "Backspace" || event.key === "Delete") choose(null);
    else return;
    event.preventDefault();
  };

  clear.onclick = () => {
    choose(null);
    levels[0].focus();
  };

  find("#label").textContent = data.label;
  paint();
}
