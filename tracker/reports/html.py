"""A report as one HTML file: no script, nothing from elsewhere, light and dark, and a sheet when printed."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tracker.charts.chart import Chart
from tracker.charts.svg.body_picture import TITLE as PLACES_TITLE
from tracker.charts.svg.body_picture import places_picture, places_table
from tracker.charts.svg.every_width import at_every_width, drawing_style
from tracker.charts.svg.lean import LeanSvg
from tracker.locales import day_words
from tracker.reports.report import Report

# One sheet has its chart in every size. A full report, with a dozen of them, has one size, which on a phone keeps
# letters that can be read and is moved within its frame.
SHEET_WIDTHS, FULL_WIDTHS = (264, 420, 700), (700,)
# Nothing may be loaded or run, whatever the words in the file say.
STILL = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def report_html(report: Report) -> bytes:
    """Return the report as one file of HTML that works without a network and without a script."""
    return page_of(report, policy=STILL).encode()


def page_of(report: Report, *, policy: str, scripts: str = "") -> str:
    """Return the page with a content security policy; `scripts` are ours alone and go in as they are."""
    lean, widths = LeanSvg(), FULL_WIDTHS if report.is_full else SHEET_WIDTHS
    drawings = {chart.chart_id: lean(at_every_width(chart, widths)) for chart in charts_of(report)}
    page: str = _template().render(
        report=report,
        policy=policy,
        scripts=scripts,
        drawings=drawings,
        places=_places(report),
        styles=drawing_style(widths) + lean.styles,
        made_on=day_words(report.made_on),
    )
    return page


def _places(report: Report) -> dict[str, Any] | None:
    if report.places is None:
        return None
    return {
        "title": PLACES_TITLE,
        "sentences": report.places.sentences,
        "drawing": places_picture(report.places),
        "table": places_table(report.places),
    }


def charts_of(report: Report) -> Iterator[Chart]:
    """Yield every chart of a report, each once."""
    if report.chart:
        yield report.chart
    for passage in report.passages:
        yield from (drawing.chart for drawing in passage.drawn)


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
