const BOUNCE_MS = 350;
const SECOND_DIGIT_MS = 700;

export default function ({ parentElement, data, setStateValue }) {
  const note = noteOf(parentElement, data, setStateValue);
  const find = (selector) => parentElement.querySelector(selector);
  const targets = [...parentElement.querySelectorAll("[role=radio]")];
  const [scale, clear, reading, status] = [".scale", ".clear", "#reading", "[role=status]"].map(find);

  const paint = () => {
    targets.forEach((target, number) => {
      target.setAttribute("aria-checked", String(number === note.value));
      target.tabIndex = number === (note.value ?? 0) ? 0 : -1;
    });
    clear.disabled = note.value === null;
    reading.textContent = note.value === null ? "no answer yet" : `${note.value} of 10`;
    reading.classList.toggle("given", note.value !== null);
  };

  const choose = (value) => {
    if (value === note.value) return;
    note.send(value);
    paint();
    if (value === null) say(status, "Cleared: no answer.");
  };

  const move = (number) => {
    choose(number);
    targets[number].focus();
  };

  scale.onclick = (event) => {
    const number = targets.indexOf(event.target);
    if (number < 0) return;
    // A shaky hand taps twice: the second tap is not a wish to take the answer back.
    const isBounce = number === note.tapped && event.timeStamp - note.tappedAt < BOUNCE_MS;
    note.tapped = number;
    note.tappedAt = event.timeStamp;
    if (isBounce) return;
    choose(number === note.value ? null : number);
    targets[number].focus();
  };

  scale.onkeydown = (event) => {
    const here = targets.indexOf(event.target);
    if (here < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    const destination = {
      ArrowRight: (here + 1) % 11,
      ArrowDown: (here + 1) % 11,
      ArrowLeft: (here + 10) % 11,
      ArrowUp: (here + 10) % 11,
      Home: 0,
      End: 10,
      " ": here,
    }[event.key];
    if (destination !== undefined) move(destination);
    else if (event.key >= "0" && event.key <= "9" && event.key.length === 1) {
      const isSecond = note.typed === "1" && event.timeStamp - note.typedAt < SECOND_DIGIT_MS;
      const isTen = isSecond && event.key === "0";
      note.typed = event.key;
      note.typedAt = event.timeStamp;
      move(isTen ? 10 : Number(event.key));
    } else if (event.key === "Backspace" || event.key === "Delete") choose(null);
    else return;
    event.preventDefault();
  };

  clear.onclick = () => {
    note.tapped = null;
    choose(null);
    targets[0].focus();
  };

  find("#label").textContent = data.label;
  if (data.low) {
    const [low, high] = [`0 ${data.low}`, `10 ${data.high}`];
    parentElement.querySelectorAll(".anchors span").forEach((end, number) => {
      end.textContent = [low, high][number];
    });
    targets[0].setAttribute("aria-label", `0, ${data.low}`);
    targets[10].setAttribute("aria-label", `10, ${data.high}`);
  }
  paint();
}
