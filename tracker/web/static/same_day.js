// Pointing at a day of one chart marks it on every other chart that has days along its axis.
(() => {
  const DAY = 86_400_000;
  const lines = new Map();

  const axisOf = (chart) => {
    const axis = chart._fullLayout?.xaxis;
    return axis?.type === "date" && axis.showspikes ? axis : null;
  };

  const clear = () => {
    for (const line of lines.values()) line.remove();
    lines.clear();
  };

  const unmark = (chart) => {
    lines.get(chart)?.remove();
    lines.delete(chart);
  };

  const mark = (chart, day) => {
    const axis = axisOf(chart);
    const [first, last] = axis ? axis.range.map((end) => axis.d2c(end)) : [1, 0];
    if (day < first || day > last) return unmark(chart);
    const line = lines.get(chart) ?? chart.appendChild(document.createElement("div"));
    lines.set(chart, line);
    const { t, h } = chart._fullLayout._size;
    line.className = "same-day";
    line.dataset.day = new Date(day).toISOString().slice(0, 10);
    Object.assign(line.style, {
      position: "absolute", pointerEvents: "none", width: "0", top: `${t}px`, height: `${h}px`,
      left: `${axis._offset + axis.c2p(day)}px`, borderLeft: `1px dotted ${axis.spikecolor}`,
    });
  };

  document.addEventListener("pointermove", ({ target, clientX }) => {
    const here = target instanceof Element && target.closest(".js-plotly-plot");
    const axis = here && axisOf(here);
    if (!axis) return clear();
    const along = clientX - here.getBoundingClientRect().left - axis._offset;
    if (along < 0 || along > axis._length) return clear();
    const day = Math.round(axis.p2c(along) / DAY) * DAY;
    unmark(here);
    for (const chart of document.querySelectorAll(".js-plotly-plot")) if (chart !== here) mark(chart, day);
  }, { passive: true });
  document.addEventListener("pointerleave", clear);
})();
