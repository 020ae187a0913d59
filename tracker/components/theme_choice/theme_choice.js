// Where Streamlit 1.67 keeps the theme a person chose: one entry per path, "Light", "Dark" or
// "System" as JSON. It has no other door to it, so a browser test watches over this.
const PREFIX = "stActiveTheme-";
const keyOf = (path) => `${PREFIX}${path}-v2`;

function chosenTheme() {
  try {
    return JSON.parse(localStorage.getItem(keyOf(location.pathname))) ?? "System";
  } catch {
    return "System";
  }
}

function keep(theme, paths) {
  const known = Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}/`));
  const keys = new Set([...known, ...[location.pathname, ...paths].map(keyOf)]);
  keys.forEach((key) => localStorage.setItem(key, JSON.stringify(theme)));
}

export default function ({ parentElement, data }) {
  const buttons = parentElement.querySelectorAll("[data-theme]");
  const paint = () => {
    const chosen = chosenTheme();
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.theme === chosen)));
  };
  buttons.forEach((button) => {
    button.onclick = () => {
      try {
        keep(button.dataset.theme, data.paths);
      } catch {
        parentElement.querySelector(".note").textContent =
          "This browser does not let a page remember things, so the choice cannot be kept.";
        return;
      }
      location.reload();
    };
  });
  paint();
}
