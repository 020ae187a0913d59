"""A report as one HTML file: no script, nothing from elsewhere, light and dark, and a sheet when printed."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker.charts.adaptive import adaptive, colours
from tracker.charts.chart import Chart
from tracker.charts.svg import fitting_height, render_svg
from tracker.locales import day_words
from tracker.reports.lean_svg import LeanSvg
from tracker.reports.report import Report

CHART_WIDTH, PLOT_HEIGHT = 720, 290
# Nothing may be loaded or run, whatever the words in the file say.
STILL = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def report_html(report: Report) -> bytes:
    """Return the report as one file of HTML that works without a network and without a script."""
    return page_of(report, policy=STILL).encode()


def page_of(report: Report, *, policy: str, scripts: str = "") -> str:
    """Return the page with a content security policy; `scripts` are ours alone and go in as they are."""
    lean = LeanSvg()
    drawings = {chart.chart_id: lean(_drawing(chart)) for chart in charts_of(report)}
    page: str = _template().render(
        report=report, policy=policy, scripts=scripts, colours=colours(), drawings=drawings,
        styles=lean.styles, made_on=day_words(report.made_on),
    )  # fmt: skip
    return page


def charts_of(report: Report) -> Iterator[Chart]:
    """Yield every chart of a report, each once."""
    if report.chart:
        yield report.chart
    for passage in report.passages:
        yield from (one.chart for one in passage.drawn)


def _drawing(chart: Chart) -> str:
    is_plot = not chart.is_grid and not chart.is_turned
    height = PLOT_HEIGHT + (40 if chart.bars else 0) if is_plot else fitting_height(chart, CHART_WIDTH)
    return adaptive(render_svg(chart, "light", CHART_WIDTH, height))


@cache
def _template() -> Any:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")
