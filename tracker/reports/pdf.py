"""A report as PDF: tagged and archivable, set by Typst from our template; what people wrote is data, never markup."""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from tracker.analysis.pain_places import PlacesThenAndNow
from tracker.charts.chart import Chart
from tracker.charts.svg.body_picture import TITLE as PLACES_TITLE
from tracker.charts.svg.body_picture import places_svg, places_table
from tracker.charts.svg.picture import fitting_height, render_svg
from tracker.charts.theme import LIGHT
from tracker.errors import TrackerError
from tracker.reports.report import Report

HERE = Path(__file__).parent
LATIN, SCRIPTS = HERE / "fonts" / "latin", HERE / "fonts" / "scripts"
PLACES_FILE = "places.svg"
PAPERS = {"a4": "a4", "letter": "us-letter"}
STANDARDS = ["a-2a", "ua-1"]
# Width and height in px; at the width of the page a letter of 12 px is 8 pt.
CHART_WIDTH, PLOT_HEIGHT, SHEET_HEIGHT = 720, 270, 250
# Characters that only steer (marks of direction, soft hyphens, byte order marks) would be read aloud or searched.
STEERING = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
# Its types know of files on a disk only, not of files in memory.
_TYPST: Any = typst
PLAIN = re.compile("[\n -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2212\u2192]*")
JOINERS = "\u200c\u200d"


def report_pdf(report: Report) -> bytes:
    """Return the report as PDF/A-2a and PDF/UA-1, in the paper it was ordered for.

    The fonts beside this file are embedded. A character that none of them has is looked for in the machine's own
    fonts; one that is nowhere costs the file those two marks rather than the person their words.
    """
    files, attempts = _files(report), _attempts()
    for number, (folders, is_system, standards) in enumerate(attempts, start=1):
        try:
            return _compiled(files, report.paper, _fonts(folders, is_system), standards)
        except typst.TypstError as error:
            if number == len(attempts) or not _lacks_a_glyph(error):
                sentence = "The PDF could not be made; the HTML report has the same content."
                raise TrackerError(sentence) from error
    raise AssertionError("the last attempt returns or raises")


def _compiled(files: dict[str, bytes], paper: str, fonts: Any, standards: list[str]) -> bytes:
    pdf: bytes = _TYPST.compile(
        files, font_paths=fonts, sys_inputs={"paper": PAPERS[paper]}, pdf_standards=standards
    )
    return pdf


def _attempts() -> tuple[tuple[tuple[Path, ...], bool, list[str]], ...]:
    every = (LATIN, SCRIPTS)
    # Other scripts' fonts take half a second to read in, so they are read when first needed.
    return (
        ((LATIN,), False, STANDARDS),
        (every, False, STANDARDS),
        (every, True, STANDARDS),
        (every, True, []),
    )


@cache
def _fonts(folders: tuple[Path, ...], is_system: bool) -> Any:
    return typst.Fonts(include_system_fonts=is_system, font_paths=[str(folder) for folder in folders])


def _lacks_a_glyph(error: Any) -> bool:
    return "could not be displayed" in error.message or "codepoint" in error.message


def _files(report: Report) -> dict[str, bytes]:
    charts: dict[str, bytes] = {}

    def drawn(chart: Chart, height: int) -> Mapping[str, str]:
        name = f"chart-{len(charts)}.svg"
        charts[name] = _legible(render_svg(chart, "light", CHART_WIDTH, height)).encode()
        return {"file": name, "title": chart.title, "alt": chart.alternative_text, "caption": chart.caption}

    sheet = report.chart
    places = _places(report.places) if report.places else None
    if report.places:
        charts[PLACES_FILE] = places_svg(report.places, LIGHT).encode()
    data = {
        **_without_charts(report),
        "made_on": report.made_on.isoformat(),
        "chart": drawn(sheet, SHEET_HEIGHT) if sheet else None,
        "places": places,
        "passages": [
            {
                **_without_charts(passage),
                "drawn": [
                    {
                        **drawn(drawing.chart, _height(drawing.chart)),
                        "table": vars(drawing.table) if drawing.table else None,
                    }
                    for drawing in passage.drawn
                ],
            }
            for passage in report.passages
        ],
    }
    template = (HERE / "report.typ").read_bytes()
    return {"main.typ": template, "report.json": json.dumps(_legible(data)).encode(), **charts}


def _places(result: PlacesThenAndNow) -> Mapping[str, Any]:
    return {
        "file": PLACES_FILE,
        "title": PLACES_TITLE,
        "alt": " ".join(result.sentences),
        "sentences": result.sentences,
        "table": vars(places_table(result)),
    }


def _without_charts(value: Any) -> dict[str, Any]:
    """Return a report's or passage's own fields, those that hold charts left out."""
    fields = {
        name: item
        for name, item in vars(value).items()
        if name not in ("chart", "passages", "places", "drawn")
    }
    return {
        name: [vars(piece) if hasattr(piece, "__dataclass_fields__") else piece for piece in item]
        if isinstance(item, tuple)
        else item
        for name, item in fields.items()
    }


def _height(chart: Chart) -> int:
    is_plot = not chart.is_grid and not chart.is_turned
    return PLOT_HEIGHT + (40 if chart.bars else 0) if is_plot else fitting_height(chart, CHART_WIDTH)


def _legible(value: Any) -> Any:
    if isinstance(value, str):
        # Nearly every text is plain, and looking at each character of a chart takes longer than drawing it.
        return value if PLAIN.fullmatch(value) else "".join(map(_character, STEERING.sub("", value)))
    if isinstance(value, dict):
        return {key: _legible(item) for key, item in value.items()}
    return [_legible(item) for item in value] if isinstance(value, list | tuple) else value


def _character(character: str) -> str:
    if character.isascii() and (character >= " " or character == "\n"):
        return character
    kind = unicodedata.category(character)
    if kind == "Cc":
        return " " if character == "\t" else ""
    # Surrogates, private and unassigned characters mean nothing to a reader, and PDF/A forbids them.
    return character if character in JOINERS or kind not in ("Cs", "Co", "Cn") else "\ufffd"
