// Charts to point at: Plotly takes the place of a drawing, without anything moving.
const SCRIPT = "/plotly/4.1.1/plotly-basic.min.js";
const FIGURE = "js-plotly-plot";
// How each drawn part can be drawn again, when the page turns light or dark.
const drawn = new WeakMap();

let loaded;
function plotly() {
  loaded ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.onload = () => done(window.Plotly);
    script.onerror = () => { loaded = undefined; script.remove(); failed(new Error("Plotly did not come")); };
    script.src = SCRIPT;
    document.head.append(script);
  });
  return loaded;
}

const themeOf = (element) => (getComputedStyle(element).colorScheme.includes("dark") ? "dark" : "light");

// A figure is made for a height of its own; here it is as high as the drawing it replaces.
function fitted({ data, layout }, height) {
  const { t, b } = layout.margin ?? { t: 0, b: 0 };
  const legend = layout.legend && { ...layout.legend, y: 1 + ((layout.legend.y - 1) * (layout.height - t - b)) / (height - t - b) };
  return { data, layout: { ...layout, height, ...(legend && { legend }) } };
}

async function draw(plot, { figures, config }, theme) {
  const found = figures[plot.dataset.chart];
  if (!found || !plot.isConnected) return;
  const Plotly = await plotly();
  const height = Math.round(plot.getBoundingClientRect().height);
  const { data, layout } = fitted(found, height);
  const before = plot.querySelector(".drawn");
  if (before) {
    await Plotly.react(before, data, layout, config);
    plot.dataset.drawn = theme;
    return;
  }
  const chart = document.createElement("div");
  chart.className = "drawn";
  chart.dataset.hidden = "";
  plot.style.height = `${height}px`;
  plot.append(chart);
  await Plotly.newPlot(chart, data, layout, config);
  delete chart.dataset.hidden;
  plot.dataset.drawn = theme;
}

const breath = () => new Promise((done) => setTimeout(done));

// Draws some plots; `asked` fetches a query's figures. Rejects when they, or Plotly, did not come.
export async function drawFigures(plots, query, asked) {
  const theme = themeOf(plots[0]);
  const [text] = await Promise.all([asked(`${query}&theme=${theme}`), plotly()]);
  const found = JSON.parse(text);
  for (const plot of plots) {
    await draw(plot, found, theme);
    drawn.set(plot, { query, asked });
    await breath();
  }
  if (themeOf(plots[0]) !== theme && plots[0].isConnected) await drawFigures(plots, query, asked);
}

// Draws again what was drawn for the other theme.
export function redrawIn(part) {
  const byQuery = new Map();
  for (const plot of part.querySelectorAll("[data-drawn]")) {
    const how = drawn.get(plot);
    if (how && plot.dataset.drawn !== themeOf(plot)) byQuery.set(how.query, [...(byQuery.get(how.query) ?? []), plot]);
  }
  for (const [query, plots] of byQuery) drawFigures(plots, query, drawn.get(plots[0]).asked).catch(() => {});
}

// Frees what Plotly holds of charts that go.
export function forget(part) {
  for (const chart of part.querySelectorAll(`.${FIGURE}`)) window.Plotly?.purge(chart);
}
