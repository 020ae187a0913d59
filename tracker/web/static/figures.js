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

const LETTER_PX = 7;
const aboveOf = ({ legend, height, margin }) => (legend ? (legend.y - 1) * (height - margin.t - margin.b) : 0);

// A figure is made for a size of its own; here it is as large as the drawing it replaces.
function fitted({ data, layout }, { width, height }) {
  const { t, b, l, r } = layout.margin ?? { t: 0, b: 0, l: 0, r: 0 };
  const legend = layout.legend && { ...layout.legend, y: 1 + aboveOf(layout) / (height - t - b) };
  const xaxis = layout.xaxis?.ticktext ? withRoom(layout.xaxis, width - l - r) : layout.xaxis;
  return { data, layout: { ...layout, height, xaxis, ...(legend && { legend }) } };
}

// Leaves words of an axis out where they would cover each other, evenly, so that 0 keeps its own.
function withRoom(axis, width) {
  const room = Math.max(...axis.ticktext.map((words) => words.length)) * LETTER_PX + 8;
  const every = Math.ceil((room * axis.tickvals.length) / width), zero = Math.max(axis.tickvals.indexOf(0), 0);
  const stays = (_, number) => (number - zero) % every === 0;
  return { ...axis, tickvals: axis.tickvals.filter(stays), ticktext: axis.ticktext.filter(stays) };
}

// A legend of more rows takes room from the plot, and would come down on the words below it.
function liftLegend(Plotly, chart, above) {
  const { h } = chart._fullLayout._size, y = 1 + above / h;
  return above && Math.abs(chart.layout.legend.y - y) > 0.001 ? Plotly.relayout(chart, { "legend.y": y }) : chart;
}

async function draw(plot, { figures, config }, theme) {
  const figure = figures[plot.dataset.chart];
  if (!figure || !plot.isConnected) return;
  const Plotly = await plotly();
  const { width, height } = plot.getBoundingClientRect();
  const { data, layout } = fitted(figure, { width, height: Math.round(height) });
  const before = plot.querySelector(".drawn");
  if (before) {
    await Plotly.react(before, data, layout, config);
    await liftLegend(Plotly, before, aboveOf(figure.layout));
    plot.dataset.drawn = theme;
    return;
  }
  const chart = document.createElement("div");
  chart.className = "drawn";
  chart.dataset.hidden = "";
  plot.style.height = `${Math.round(height)}px`;
  plot.append(chart);
  await Plotly.newPlot(chart, data, layout, config);
  chart.on("plotly_click", ({ points }) => plot.dispatchEvent(new CustomEvent("point", { detail: points[0]?.x, bubbles: true })));
  await liftLegend(Plotly, chart, aboveOf(figure.layout));
  delete chart.dataset.hidden;
  plot.dataset.drawn = theme;
}

const breath = () => new Promise((done) => setTimeout(done));

// Draws some plots; `asked` fetches a query's figures. Rejects when they, or Plotly, did not come.
export async function drawFigures(plots, query, asked) {
  const theme = themeOf(plots[0]);
  const [text] = await Promise.all([asked(`${query}&theme=${theme}`), plotly()]);
  const answer = JSON.parse(text);
  for (const plot of plots) {
    await draw(plot, answer, theme);
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
