const FORBIDDEN = new Set(["script", "foreignobject", "iframe", "object", "embed", "a", "image"]);

function parsed(text) {
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (svg.localName !== "svg" || svg.querySelector("parsererror")) return null;
  for (const element of [svg, ...svg.querySelectorAll("*")]) clean(element);
  if (!svg.hasAttribute("viewBox") && svg.hasAttribute("width") && svg.hasAttribute("height")) {
    const [width, height] = ["width", "height"].map((side) => parseFloat(svg.getAttribute(side)));
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
  svg.removeAttribute("width");
  svg.removeAttribute("height");
  // The words are in the label of the box; read twice they are noise.
  svg.setAttribute("aria-hidden", "true");
  svg.removeAttribute("role");
  return svg;
}

function clean(element) {
  const isScripted = /^(on|href|xlink:href)/i.test(element.getAttribute("attributeName") ?? "");
  if (isScripted || FORBIDDEN.has(element.localName.toLowerCase())) {
    element.remove();
    return;
  }
  for (const { name, value } of [...element.attributes]) {
    const isOutside = /href$/i.test(name) && !value.trim().startsWith("#");
    if (/^on/i.test(name) || name === "tabindex" || isOutside) element.removeAttribute(name);
  }
}

// The browser turns any colour notation into its channels when it fills a pixel with it.
function isDark(color) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}

const shown = new WeakMap();

// Streamlit calls this again when the data change and when the theme does.
export default function ({ parentElement, data }) {
  const box = parentElement.querySelector(".drawing");
  const background = getComputedStyle(box).getPropertyValue("--st-background-color").trim();
  const colors = data.themes[isDark(background) ? "dark" : "light"];
  for (const [name, color] of Object.entries(colors)) box.style.setProperty(`--drawing-${name}`, color);
  box.style.maxWidth = `${data.max_width_px}px`;
  box.setAttribute("aria-label", data.alt);
  if (shown.get(box) === data.svg) return;
  shown.set(box, data.svg);
  const svg = parsed(data.svg);
  box.replaceChildren(svg ? document.importNode(svg, true) : data.alt);
}
