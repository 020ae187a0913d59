// A cookie, since the server draws the first HTML of every page in the look that was chosen; shell.js tells Streamlit.
const A_YEAR = 31536000;
const { dataset } = document.documentElement;

function keep(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${value ? A_YEAR : 0}; samesite=lax${secure}`;
  return (document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "") === value;
}

export default function ({ parentElement }) {
  for (const name of ["theme", "text"]) {
    for (const button of parentElement.querySelectorAll(`[data-${name}]`)) {
      button.setAttribute("aria-pressed", String((dataset[name] ?? "") === button.dataset[name]));
      button.onclick = () => {
        if (keep(name, button.dataset[name])) location.reload();
        else parentElement.querySelector(".note").textContent =
          "This browser does not let a page remember things, so the choice cannot be kept.";
      };
    }
  }
}
