"""A report as one HTML file with charts to point at: Plotly's script is packed into it, and nothing leaves the file."""

import gzip
import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from tracker.charts.plotly.figure import PLOTLY_CONFIG, figure
from tracker.reports.html import charts_of, page_of
from tracker.reports.report import Report

BUNDLE = Path(__file__).parent / "plotly" / "plotly-basic.min.js"
# Runs only in a browser that can unpack; in another the drawings stay as they are.
DRAW = """(async () => {
const unpacked = id => new Response(new Blob([Uint8Array.from(atob(document.getElementById(id).textContent), c => c.charCodeAt(0))])
  .stream().pipeThrough(new DecompressionStream("gzip"))).text();
const script = document.createElement("script");
script.textContent = await unpacked("plotly");
document.head.append(script);
const figures = JSON.parse(await unpacked("figures"));
const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
for (const [id, one] of Object.entries(figures)) {
  const place = document.querySelector(`#chart-${id} .plot`), chart = document.createElement("div");
  place.replaceChildren(chart);
  await Plotly.newPlot(chart, one[theme].data, one[theme].layout, CONFIG);
}
document.body.dataset.drawn = "yes";
})();"""


def report_interactive(report: Report) -> bytes:
    """Return the report as one HTML file whose charts answer to the pointer, and print as they are.

    Grids of tiles stay drawings: on a phone they keep their width and are moved in their frame. The page
    runs the two scripts that its policy names by their hashes, no other.
    """
    figures = {
        chart.chart_id: {theme: json.loads(figure(chart, theme).to_json()) for theme in ("light", "dark")}
        for chart in charts_of(report)
        if not chart.is_grid
    }
    draw = DRAW.replace("CONFIG", json.dumps(PLOTLY_CONFIG))
    packed, bundle_hash = _bundle()
    policy = (
        f"default-src 'none'; script-src {_hash(draw.encode())} {bundle_hash}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    scripts = (
        f'<script type="text/plain" id="plotly">{packed}</script>'
        f'<script type="text/plain" id="figures">{_packed(json.dumps(figures).encode())}</script>'
        f"<script>{draw}</script>"
    )
    return page_of(report, policy=policy, scripts=scripts).encode()


@cache
def _bundle() -> tuple[str, str]:
    script = BUNDLE.read_text("utf-8").encode()
    return _packed(script), _hash(script)


def _packed(data: bytes) -> str:
    return b64encode(gzip.compress(data, 9, mtime=0)).decode()


def _hash(script: bytes) -> str:
    return f"'sha256-{b64encode(sha256(script).digest()).decode()}'"
