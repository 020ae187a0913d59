const PAUSE_MS = 400;

export default function ({ parentElement, data, setStateValue }) {
  const note = noteOf(parentElement, data, setStateValue);
  const find = (selector) => parentElement.querySelector(selector);
  const [input, signs, error, help] = ["#text", ".signs", "#error", "#help"].map(find);
  const signButtons = [...signs.children];

  // With two buttons for the sign, the field itself holds none.
  const split = (text) => (data.signs && /^[-+]/.test(text) ? [text[0], text.slice(1)] : ["", text]);

  const paint = () => {
    const [sign, text] = split(note.value ?? "");
    if (input.value !== text) input.value = text;
    note.sign = text === "" ? note.sign : sign;
    signButtons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.sign === note.sign)));
  };

  const send = () => {
    clearTimeout(note.timer);
    note.isTyping = false;
    const text = input.value.trim();
    const value = text === "" ? "" : `${data.signs ? note.sign ?? "" : ""}${text}`;
    if (value !== note.value) note.send(value);
  };

  input.oninput = () => {
    note.isTyping = true;
    clearTimeout(note.timer);
    note.timer = setTimeout(send, PAUSE_MS);
  };
  input.onchange = send;
  input.onkeydown = (event) => {
    if (event.key === "Enter") send();
    const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    step(by);
  };

  const step = (by) => {
    const typed = input.value.trim().replace("\u2212", "-");
    const number = typed === "" ? data.begin : Number(/,\d{3}$/.test(typed) ? NaN : typed.replace(",", "."));
    if (!Number.isFinite(number)) return;
    const low = data.signs ? 0 : data.low;
    const next = Math.min(data.high, Math.max(low, number + by * data.step));
    input.value = String(Number(next.toFixed(2))).replace(".", data.mark);
    send();
  };
  parentElement.querySelectorAll(".step").forEach((button) => {
    const by = Number(button.dataset.by);
    button.setAttribute("aria-label", `${data.label}: ${by < 0 ? "less" : "more"}`);
    button.onclick = () => step(by);
  });

  signButtons.forEach((button, place) => {
    button.textContent = data.signs ? data.signs[place] : "";
    button.onclick = () => {
      note.sign = button.dataset.sign;
      send();
      signButtons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
    };
  });
  signs.hidden = !data.signs;
  if (data.signs) signs.setAttribute("aria-label", `${data.label}: ${data.signs.join(" or ")}`);

  find("#label").textContent = data.label;
  input.inputMode = data.is_whole ? "numeric" : "decimal";
  input.placeholder = data.placeholder;
  help.textContent = data.help;
  // A sentence that stands already is not said again at each rerun.
  if (error.textContent !== data.error) error.textContent = data.error;
  input.setAttribute("aria-invalid", String(data.error !== ""));
  // What is being typed while the page is drawn again stays.
  if (!note.isTyping) paint();
}
