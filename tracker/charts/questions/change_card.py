"""Is the change real? A scale from much worse to much better, with the own ups and downs shaded."""

from collections.abc import Iterator
from functools import partial
from math import ceil

from tracker.analysis.change import PainChange
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import TOO_LITTLE
from tracker.analysis.wording import tenths
from tracker.charts.axes import Categories, YAxis
from tracker.charts.chart import Band, Cell, Chart, Dots, Level, Table
from tracker.locales import day_words, decimals

TITLE = "Is the change real?"
# Room for a change that matters on either side, so that a small one never fills the picture.
LEAST_SPAN = 5


def change_card(leg: PainChange, back: PainChange) -> Chart:
    """Return each site's change since its start on a scale of points down (0-10), better to the right.

    The start is its first 14 days, or the 14 days after an early flare. A site without a comparison, or whose pain was low
    already and is told in words only, has no row.
    """
    drawn = [change for change in (leg, back) if _is_drawn(change)]
    sentence = " ".join(change.sentence for change in (leg, back) if _is_known(change)) or leg.sentence
    names = tuple(f"{change.site.capitalize()} pain" for change in drawn) or ("Pain",)
    span = max([LEAST_SPAN, *(ceil(abs(change.change or 0)) + 1 for change in drawn)])
    return Chart(
        chart_id="change_card",
        title=TITLE,
        sentence=sentence,
        x_axis=Categories(names),
        y_axis=_points_down(span),
        alternative_text=_alternative_text(drawn, sentence),
        series=tuple(_dot(change, row) for row, change in enumerate(drawn)),
        bands=tuple(band for row, change in enumerate(drawn) for band in _zones(change, row, span)),
        levels=(Level("zero", "no change", 0.0, 0, len(names) - 1),) if drawn else (),
        make_table=partial(_table, drawn),
        note=_note(drawn),
    )


def _is_known(change: PainChange) -> bool:
    return change.verdict != TOO_LITTLE


def _is_drawn(change: PainChange) -> bool:
    low = threshold("nrs_low_baseline_points").value
    return change.change is not None and (change.baseline_mean or 0) >= low


def _points_down(span: int) -> YAxis:
    step = 2 if span <= 6 else 4
    ticks = tuple(float(tick) for tick in range(-(span // step) * step, span + 1, step))
    words = tuple("0" if not tick else f"{abs(tick):g} {'down' if tick > 0 else 'up'}" for tick in ticks)
    return YAxis(
        label="Points since your start, better to the right",
        low=-span,
        high=span,
        ticks=ticks,
        unit="points",
        words=words,
    )


def _dot(change: PainChange, row: int) -> Dots:
    down = 0.0 - (change.change or 0)
    words = f"{tenths(change.baseline_mean or 0)} then, {tenths(change.recent_mean or 0)} now"
    return Dots(
        change.site,
        f"{change.site.capitalize()} pain down",
        (row,),
        (round(down, 2) + 0.0,),
        details=(words,),
    )


def much_from(change: PainChange) -> float:
    """Return from how many points a change is called "much": every limit of the verdict passed."""
    percent = threshold("nrs_mcid_percent").value / 100 * (change.baseline_mean or 0)
    return max(threshold("nrs_mcid_points").value, percent, change.swing_points or 0)


def _zones(change: PainChange, row: int, span: int) -> Iterator[Band]:
    unsure, much = min(change.swing_points or 0, span), min(much_from(change), span)
    yield Band(
        role="error",
        name="your usual ups and downs",
        first=row,
        last=row,
        low=-round(unsure, 2),
        high=round(unsure, 2),
    )
    for role, words, sign in (("worse", "much worse", -1), ("better", "much better", 1)):
        for begin, name in ((unsure, ""), (much, words)):
            if begin < span:
                ends = sorted((sign * round(begin, 2), sign * float(span)))
                yield Band("worse" if role == "worse" else "better", name, row, row, *ends)


def _note(drawn: list[PainChange]) -> str:
    if not drawn:
        return ""
    return (
        "The grey stretch is how far two of your fortnights differ by themselves. "
        f"\u201cMuch\u201d begins at {threshold('nrs_mcid_points').value:g} points and "
        f"{threshold('nrs_mcid_percent').value:g} % of where you started, outside the grey, and only where it has held."
    )


def _alternative_text(drawn: list[PainChange], sentence: str) -> str:
    if not drawn:
        return f"No scale to show. {sentence}"
    parts = ["A scale from much worse to much better, in points of pain since the start."]
    for change in drawn:
        way = "down" if (change.change or 0) < 0 else "up"
        parts.append(
            f"{change.site.capitalize()} pain {tenths(change.change or 0)} {way}: {change.verdict}; up to "
            f"{decimals(change.swing_points or 0)} either way can come by itself."
        )
    return " ".join(parts)


def _table(drawn: list[PainChange]) -> Table:
    heads = (
        "Pain",
        "Start, 14 days",
        "Latest 14 days",
        "Change (points)",
        "Change (%)",
        "Can come by itself (points)",
        "\u201cMuch\u201d from (points)",
        "Verdict",
        "As of",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            change.site.capitalize(),
            _rounded(change.baseline_mean),
            _rounded(change.recent_mean),
            _rounded(change.change),
            None if change.change_percent is None else round(change.change_percent),
            _rounded(change.swing_points or 0),
            _rounded(much_from(change)),
            change.verdict,
            day_words(change.as_of),
        )
        for change in drawn
    ]
    return Table(heads, tuple(rows))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1) + 0.0
