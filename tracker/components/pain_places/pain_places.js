export default function ({ parentElement, data, setStateValue }) {
  const note = noteOf(parentElement, data, setStateValue);
  const find = (selector) => parentElement.querySelector(selector);
  const boxes = [...parentElement.querySelectorAll("[data-area]")];
  const views = [...parentElement.querySelectorAll("[data-view]")];
  const [figures, rows, empty, clear, list, status] =
    [".figures", ".marked", ".marked li[hidden]", ".clear", "#list", "[role=status]"].map(find);
  const nameOf = (box) => box.getAttribute("aria-label");
  const placeOf = (text) => text.split(" ")[0];
  const partsOf = (text) => {
    const [place, ...more] = text.split(" ");
    return { place, kind: more.find((part) => isNaN(part)) ?? "", number: more.find((part) => !isNaN(part)) ?? "" };
  };
  const boxOf = (place) => boxes.find((box) => box.dataset.area === place);
  const rowOf = (place) => rows.querySelector(`li[data-place="${place}"]`);
  const chosen = () => boxes.filter((box) => note.value.some((text) => placeOf(text) === box.dataset.area));

  const put = (place, text) => {
    const others = note.value.filter((other) => placeOf(other) !== place);
    note.send(text ? [...others, text] : others);
    paint();
  };

  const fill = (row, text) => {
    const { kind, number } = partsOf(text);
    row.querySelector(".kind").value = kind;
    row.querySelector(".number").value = number;
  };

  const newRow = (box) => {
    const row = empty.cloneNode(true), place = box.dataset.area;
    const [name, off, kind, number] = [".name", ".off", ".kind", ".number"].map((part) => row.querySelector(part));
    row.hidden = false;
    row.dataset.place = place;
    name.textContent = nameOf(box);
    off.setAttribute("aria-label", `Take off: ${nameOf(box)}`);
    kind.setAttribute("aria-label", `${nameOf(box)}: what kind?`);
    number.setAttribute("aria-label", `${nameOf(box)}: how bad, 0 to 10?`);
    return row;
  };

  const paint = () => {
    const marked = chosen();
    boxes.forEach((box) => box.setAttribute("aria-checked", String(marked.includes(box))));
    for (const row of rows.querySelectorAll("li[data-place]")) {
      if (!marked.includes(boxOf(row.dataset.place))) row.remove();
    }
    marked.forEach((box, at) => {
      const place = box.dataset.area;
      const row = rowOf(place) ?? newRow(box);
      // Moved only where it is not there yet: moving a row takes the focus from its fields.
      if (rows.children[at + 1] !== row) rows.insertBefore(row, rows.children[at + 1] ?? null);
      fill(row, note.value.find((text) => placeOf(text) === place));
    });
    list.textContent = marked.length ? "" : "No place marked yet.";
    clear.disabled = !marked.length;
  };

  const toggle = (box) => {
    const place = box.dataset.area, isMarked = chosen().includes(box);
    put(place, isMarked ? "" : place);
    say(status, `${nameOf(box)} ${isMarked ? "taken off" : "marked"}.`);
  };

  const show = (view) => {
    figures.dataset.shown = view;
    views.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.view === view)));
  };

  boxes.forEach((box) => {
    box.onclick = () => toggle(box);
    box.onkeydown = (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) toggle(box);
    };
  });

  views.forEach((button) => {
    button.onclick = () => show(button.dataset.view);
  });

  rows.onchange = (event) => {
    const row = event.target.closest("[data-place]");
    if (!row) return;
    const parts = [row.dataset.place, row.querySelector(".kind").value, row.querySelector(".number").value];
    put(row.dataset.place, parts.filter(Boolean).join(" "));
  };

  rows.onclick = (event) => {
    if (!event.target.closest(".off")) return;
    const box = boxOf(event.target.closest("[data-place]").dataset.place);
    toggle(box);
    (rows.querySelector("[data-place] .off") ?? boxOf("saddle")).focus();
  };

  clear.onclick = () => {
    note.send([]);
    paint();
    boxOf("saddle").focus();
    say(status, "Cleared: no place marked.");
  };

  find("#label").textContent = data.label;
  paint();
}
