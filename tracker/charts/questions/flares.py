"""When were the bad spells? Each flare shaded on the line of daily pain, and listed in the table."""

from functools import partial

import pandas as pd

from tracker.analysis.episodes import Episode, Episodes
from tracker.analysis.pain_trend import Site, smooth_line
from tracker.analysis.wording import counted, listed
from tracker.charts import frame_values
from tracker.charts.axes import PAIN_AXIS
from tracker.charts.chart import Band, Cell, Chart, Line, Marks, Table, days_of_a_point
from tracker.domain.description import capitalise_first
from tracker.domain.period import Period
from tracker.frames import binned_pain, until, within
from tracker.locales import day_words

TITLE = "When were the bad spells?"


def flares_chart(result: Episodes, daily: pd.DataFrame, period: Period) -> Chart:
    """Return the flares of a period as shaded days behind the smooth line of pain (NRS 0-10) at the sites they were at.

    Empty when the period has no flare. Over two years the line goes through weeks.
    """
    inside = [
        episode
        for episode in result.episodes
        if episode.first <= period.last and episode.last >= period.first
    ]
    sites: list[Site] = list(dict.fromkeys(episode.site for episode in inside))
    lines = tuple(line for site in sites for line in _lines(site, daily, period))
    if not lines:
        return Chart(
            chart_id="flares",
            title=TITLE,
            sentence=_sentence(result, bool(inside)),
            x_axis=period,
            y_axis=PAIN_AXIS,
            alternative_text=f"Empty chart of flares. {result.sentence}",
        )
    return Chart(
        chart_id="flares",
        title=TITLE,
        sentence=result.sentence,
        x_axis=period,
        y_axis=PAIN_AXIS,
        series=lines,
        bands=tuple(
            Band("flare", "", max(episode.first, period.first), min(episode.last, period.last))
            for episode in inside
        ),
        marks=_starts(inside, period),
        make_table=partial(_table, result),
        alternative_text=(
            f"{capitalise_first(listed(sites))} pain with {counted(len(inside), 'flare')} shaded, {day_words(period.first)} to "
            f"{day_words(period.last)}. {' '.join(episode.sentence for episode in inside[-3:])}"
        ),
        note="Shaded days are flares: those you marked, and stretches well above your usual.",
        is_by_day=True,
    )


def _starts(inside: list[Episode], period: Period) -> tuple[Marks, ...]:
    words = tuple(episode.short_words for episode in inside)
    return (Marks("flare", "Flare", tuple(max(episode.first, period.first) for episode in inside), words),)


def _sentence(result: Episodes, some_inside: bool) -> str:
    return result.sentence if some_inside or not result.episodes else "No flare in these days."


def _lines(site: Site, daily: pd.DataFrame, period: Period) -> tuple[Line, ...]:
    step = days_of_a_point(period)
    whole = (
        smooth_line(daily, site)
        if step == 1
        else smooth_line(
            binned_pain(until(daily, period.last), step, period.first), site, step, gap_days=step
        )
    )
    line = within(whole, period)
    if not line["mean"].notna().any():
        return ()
    name = f"{site.capitalize()} pain, {'7-day' if step == 1 else f'{step // 7}-week'} mean"
    return (Line(site, name, frame_values.days(line), frame_values.values(line["mean"])),)


def _table(result: Episodes) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            episode.first,
            episode.last,
            episode.days,
            episode.site,
            episode.peak,
            episode.usual,
            "you" if episode.is_marked else "the numbers",
            ", ".join(episode.logged_before_end),
        )
        for episode in reversed(result.episodes)
    ]
    heads = (
        "First day",
        "Last day",
        "Days",
        "Pain",
        "Peak",
        "Usual before",
        "Marked by",
        "Logged before it ended",
    )
    return Table(heads, tuple(rows))
