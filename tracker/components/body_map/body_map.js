export default function ({ parentElement, data, setStateValue }) {
  const note = noteOf(parentElement, data, setStateValue);
  const find = (selector) => parentElement.querySelector(selector);
  const areas = [...parentElement.querySelectorAll("[data-area]")];
  const [map, clear, list, status] = ["svg", ".clear", "#list", "[role=status]"].map(find);
  const nameOf = (area) => area.getAttribute("aria-label");

  const paint = () => {
    const chosen = areas.filter((area) => note.value.includes(area.dataset.area));
    areas.forEach((area) => area.setAttribute("aria-checked", String(chosen.includes(area))));
    const names = chosen.map(nameOf).join(", ").toLowerCase();
    list.textContent = names ? `Chosen: ${names}.` : "No area chosen yet.";
    list.classList.toggle("quiet", !names);
    clear.disabled = !names;
  };

  const toggle = (area) => {
    const isChosen = note.value.includes(area.dataset.area);
    const others = note.value.filter((name) => name !== area.dataset.area);
    note.send(isChosen ? others : [...others, area.dataset.area]);
    paint();
  };

  map.onclick = (event) => {
    const area = event.target.closest("[data-area]");
    if (area) toggle(area);
  };

  map.onkeydown = (event) => {
    const area = event.target.closest("[data-area]");
    if (!area || (event.key !== " " && event.key !== "Enter")) return;
    event.preventDefault();
    if (!event.repeat) toggle(area);
  };

  clear.onclick = () => {
    note.send([]);
    paint();
    areas[0].focus();
    say(status, "Cleared: no area chosen.");
  };

  find("#label").textContent = data.label;
  paint();
}
