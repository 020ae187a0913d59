"""How was each massage session? Pain before and after, and the minutes below."""

from functools import partial

import pandas as pd

from tracker.analysis.massage_dose import MassageDose
from tracker.analysis.wording import counted
from tracker.charts import frame_values
from tracker.charts.axes import PAIN_AXIS
from tracker.charts.chart import Bars, Cell, Changes, Chart, Table
from tracker.domain.period import Period
from tracker.frames import binned_massages, within
from tracker.locales import day_words

TITLE = "How was each massage session?"
# An arrow needs about four pixels; beyond this many sessions four weeks are put together.
MOST_ARROWS = 160


def massage_sessions_chart(massages: pd.DataFrame, result: MassageDose, period: Period) -> Chart:
    """Return the massage sessions of a period: pain from before to after (NRS 0-10), minutes as bars below.

    Input: a massage session frame of any dates. Beyond 160 sessions every arrow stands for four weeks, and
    the note says so.
    """
    inside = within(massages, period)
    if inside.empty:
        nothing = (
            "No massage session in these days. Note one with pain before and after, and it shows up here."
        )
        return Chart(
            chart_id="massage_sessions",
            title=TITLE,
            sentence=nothing,
            x_axis=period,
            y_axis=PAIN_AXIS,
            alternative_text=f"Empty massage chart. {nothing}",
        )
    together = len(inside) > MOST_ARROWS
    visible = binned_massages(inside, 28, period.first) if together else inside
    days, minutes = frame_values.days(visible), frame_values.values(visible["minutes"])
    high = -(-max(value or 0 for value in minutes) // 30) * 30.0
    return Chart(
        chart_id="massage_sessions",
        title=TITLE,
        sentence=result.sentence,
        x_axis=period,
        y_axis=PAIN_AXIS,
        series=(
            Changes(
                "massage",
                "Pain before and after",
                days,
                frame_values.values(visible["pain_before_nrs"]),
                frame_values.values(visible["pain_after_nrs"]),
                details=_details_together(visible) if together else _details(visible),
            ),
        ),
        bars=Bars(role="massage", name="Minutes", places=days, values=minutes, high=high, unit="minutes"),
        make_table=partial(_table_together if together else _table, visible),
        alternative_text=(
            f"Pain before and after each massage session, 0 none to 10 worst, {day_words(period.first)} to "
            f"{day_words(period.last)}. {result.sentence}"
        ),
        note=_note(together),
        is_by_day=not together,
    )


def _note(together: bool) -> str:
    how = "Hollow is before, filled is after; bars are minutes."
    if together:
        return f"{how} With this many sessions each mark is four weeks: mean pain, minutes added up."
    return f"{how} A session without pain numbers has only its bar."


def _details(visible: pd.DataFrame) -> tuple[str, ...]:
    doses = zip(*(visible[name].tolist() for name in ("minutes", "pressure", "areas")), strict=True)
    return tuple(
        ", ".join(
            word for word in (counted(round(minutes), "minute"), _text(pressure), _area_words(areas)) if word
        )
        for minutes, pressure, areas in doses
    )


def _details_together(visible: pd.DataFrame) -> tuple[str, ...]:
    return tuple(
        f"4 weeks from this day, {counted(sessions, 'massage session')}, {counted(round(minutes), 'minute')}"
        for sessions, minutes in zip(visible["sessions"].tolist(), visible["minutes"].tolist(), strict=True)
    )


def _table(visible: pd.DataFrame) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (day, minutes, before, after, _text(pressure), _area_words(areas))
        for day, minutes, before, after, pressure, areas in zip(
            frame_values.days(visible),
            frame_values.whole_or_none(visible["minutes"]),
            frame_values.whole_or_none(visible["pain_before_nrs"]),
            frame_values.whole_or_none(visible["pain_after_nrs"]),
            visible["pressure"].tolist(),
            visible["areas"].tolist(),
            strict=True,
        )
    ]
    return Table(("Day", "Minutes", "Pain before", "Pain after", "Pressure", "Areas"), tuple(rows))


def _table_together(visible: pd.DataFrame) -> Table:
    return Table(
        ("4 weeks from", "Massage sessions", "Minutes", "Pain before", "Pain after"),
        tuple(
            zip(
                frame_values.days(visible),
                visible["sessions"].tolist(),
                frame_values.whole_or_none(visible["minutes"]),
                frame_values.values(visible["pain_before_nrs"]),
                frame_values.values(visible["pain_after_nrs"]),
                strict=True,
            )
        ),
    )


def _area_words(areas: object) -> str:
    return _text(areas).replace("_", " ").replace(";", ", ")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
