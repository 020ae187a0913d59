"""The HTML reports: small, still, and deaf to whatever a person wrote, opened from a file in a real browser."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import plotly.offline
import pytest
from playwright.sync_api import Browser, Page

from tests.waiting import LONGEST_MS
from tracker.record import ClientRecord
from tracker.reports.contents import report_of
from tracker.reports.html import report_html
from tracker.reports.interactive import BUNDLE, report_interactive
from tracker.reports.report_request import ReportOrder

Filled = Callable[..., ClientRecord]
CALL = "window.ran=(window.ran||0)+1"
HOSTILE = (
    f"<script>{CALL}</script>", f"<img src=x onerror={CALL}>", f"<svg onload={CALL}>", f"</title><script>{CALL}</script>",
    f"</script><script>{CALL}</script>", f"</style><script>{CALL}</script>", f"</svg><script>{CALL}</script>",
    f"\"><script>{CALL}</script>", f"'\"><img src=x onerror={CALL}>", f"<a href=\"javascript:{CALL}\">x</a>",
    f"<iframe srcdoc='<script>parent.{CALL}</script>'>", "<img src=http://evil.example/beacon.png>",
    "<link rel=stylesheet href=http://evil.example/x.css>", "<style>@import 'http://evil.example/x.css'</style>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>", "<base href=http://evil.example/>",
    f"{{{{ {CALL} }}}} {{% raw %}}", f"$\\href{{javascript:{CALL}}}{{x}}$", f"<math><mtext><img src=x onerror={CALL}>",
    f"<details open ontoggle={CALL}>", "<form action=http://evil.example/><button>go</button></form>",
    f"<!--><script>{CALL}</script>-->", f"]]><script>{CALL}</script>", f"\u2028<script>{CALL}</script>", f"<b><a href='javascript:{CALL}'>x",
)  # fmt: skip


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., tuple[Page, list[str]]]]:
    context = browser.new_context(offline=False, viewport={"width": 390, "height": 800})

    def open_file(content: bytes) -> tuple[Page, list[str]]:
        file = tmp_path / "report.html"
        file.write_bytes(content)
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        return page, [one for one in asked if one != file.as_uri() and not one.startswith(("blob:", "data:"))]

    yield open_file
    context.close()


@pytest.fixture
def hostile(massaged: Filled) -> ClientRecord:
    for words in HOSTILE:
        record = massaged(1, words, days=1)
    profile = record.profile.get()
    record.profile.edit(replace(profile, label=HOSTILE[3], version=0), profile.version)
    return record


@pytest.mark.parametrize("write", [report_html, report_interactive])
def test_hostile_words_run_nothing_and_ask_for_nothing(hostile: ClientRecord, opened, write) -> None:  # type: ignore[no-untyped-def]
    report = report_of(hostile, ReportOrder(is_full=True, questions="\n".join(HOSTILE[:8])))
    page, asked = opened(write(report))
    if write is report_interactive:
        page.wait_for_selector("body[data-drawn=yes]", timeout=LONGEST_MS)
        page.locator(".js-plotly-plot").first.hover()
    assert page.evaluate("window.ran") is None
    assert asked == []
    assert page.locator("a, iframe, form, img, link, base").count() == 0
    assert page.locator("main").inner_text().count("window.ran") > 20


def test_a_years_report_is_small(year: ClientRecord) -> None:
    sheet, full = (report_of(year, ReportOrder(is_full=is_full)) for is_full in (False, True))
    assert len(report_html(sheet)) < 30_000
    assert len(report_html(full)) < 150_000
    assert len(report_interactive(sheet)) < 600_000
    assert len(report_interactive(full)) < 700_000


def test_it_has_no_script_and_needs_nothing_from_elsewhere(year: ClientRecord) -> None:
    page = report_html(report_of(year, ReportOrder(is_full=True))).decode()
    assert "<script" not in page
    assert "default-src 'none'" in unescape(page)
    assert re.findall(r"(?:src|href)=(?!\"#)", page) == []
    assert set(re.findall(r"url\(([^)]*)\)", page)) <= {f"#m{number}" for number in range(200)}


def test_every_colour_of_a_chart_follows_the_page(year: ClientRecord, opened) -> None:  # type: ignore[no-untyped-def]
    page, _ = opened(report_html(report_of(year, ReportOrder())))
    lines = "() => [...document.querySelectorAll('.plot path')].map(one => getComputedStyle(one).stroke)"
    light = page.evaluate(lines)
    page.emulate_media(color_scheme="dark")
    both = [(day, night) for day, night in zip(light, page.evaluate(lines), strict=True) if day != "none"]
    assert len(both) > 5
    assert all(day != night for day, night in both)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_drawing_made_smaller_looks_the_same(year: ClientRecord, opened) -> None:  # type: ignore[no-untyped-def]
    from tracker.charts.svg.every_width import at_every_width
    from tracker.reports.html import SHEET_WIDTHS

    report = report_of(year, ReportOrder())
    assert report.chart is not None
    whole = at_every_width(report.chart, SHEET_WIDTHS)
    page, _ = opened(report_html(report))
    page.set_viewport_size({"width": 1000, "height": 900})
    small = page.evaluate("document.querySelector('.plot').outerHTML")
    assert len(small) < len(whole)
    drawing = page.locator(".plot svg:visible")
    first = drawing.screenshot()
    page.evaluate("whole => { document.querySelector('.plot').outerHTML = whole }", whole)
    second = drawing.screenshot()
    assert _differing_pixels(first, second) < 0.002


def _differing_pixels(first: bytes, second: bytes) -> float:
    import io

    from PIL import Image, ImageChops

    images = [Image.open(io.BytesIO(one)).convert("L") for one in (first, second)]
    assert images[0].size == images[1].size
    changed = ImageChops.difference(*images).point(lambda value: 255 if value > 60 else 0)
    return sum(changed.histogram()[255:]) / (changed.width * changed.height)


def test_the_bundle_is_the_version_that_plotly_writes_for() -> None:
    with BUNDLE.open(encoding="utf-8") as file:
        assert f"v{plotly.offline.get_plotlyjs_version()}" in file.readline() + file.readline()
    assert (BUNDLE.parent / "LICENSE-plotly.txt").exists()


def test_charts_to_point_at_are_drawn_and_cannot_be_sent_away(year: ClientRecord, opened) -> None:  # type: ignore[no-untyped-def]
    report = report_of(year, ReportOrder(is_full=True))
    page, asked = opened(report_interactive(report))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.wait_for_selector("body[data-drawn=yes]", timeout=LONGEST_MS)
    charts = [one.chart for passage in report.passages for one in passage.drawn]
    assert page.locator(".js-plotly-plot").count() == sum(not chart.is_grid for chart in charts)
    assert page.locator(".plot > svg:visible").count() == sum(chart.is_grid for chart in charts)
    config = page.evaluate("document.querySelector('.js-plotly-plot')._context.showSendToCloud")
    assert (config, asked, errors) == (False, [], [])
    assert page.locator("[data-title*='loud'], [data-title*='hare']").count() == 0
    clipped = "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    # A drawn one keeps its size on a phone and is moved within its frame; these follow the width.
    assert page.locator(".plot:not(:has(> svg))").evaluate_all(clipped) == 0
    labels = page.locator(".plot").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert all(labels)
