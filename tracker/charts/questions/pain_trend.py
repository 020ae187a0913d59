"""Am I getting better? Daily pain with its smooth line, the two windows compared, and what happened when."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd

from tracker.analysis.episodes import Episodes
from tracker.analysis.pain_trend import SITES, PainTrend, Site, main_site, pain_sentences, smooth_line
from tracker.analysis.usual_range import usual_range
from tracker.analysis.verdict import TOO_LITTLE
from tracker.analysis.wording import counted, latest
from tracker.charts import frame_values
from tracker.charts.axes import PAIN_AXIS
from tracker.charts.chart import (
    Band,
    Chart,
    Dots,
    Level,
    Line,
    Marks,
    Series,
    Table,
    days_of_a_point,
)
from tracker.domain.goal import Goal
from tracker.domain.period import Period
from tracker.frames import binned_pain, until, within
from tracker.locales import day_words, decimals, shortest

TITLE = "Am I getting better?"


def pain_trend_chart(
    daily: pd.DataFrame,
    leg: PainTrend,
    back: PainTrend,
    massages: pd.DataFrame,
    period: Period,
    flares: Episodes | None = None,
    goal: Goal | None = None,
) -> Chart:
    """Return the pain chart of a period: daily means with their min-max, the 7-day line, windows and events.

    Input: daily pain, both trends, massage sessions, all of any dates. Pain is NRS 0-10. Without `flares` the days
    marked in check-ins are shown; a `goal` for a site that is drawn is a line. Over two years weeks (longer stretches beyond eleven
    years) stand for days, and the note says so.
    """
    step = days_of_a_point(period)
    stretches = daily if step == 1 else binned_pain(until(daily, period.last), step, period.first)
    visible = within(stretches, period)
    sites = [site for site in SITES if visible[f"{site}_mean"].notna().any()]
    flare_marks = _flares(visible, step, period, flares)
    marks = (*frame_values.massage_marks(massages, period), *flare_marks)
    if not sites:
        return _empty(period, marks)
    trends = [trend for trend in (leg, back) if trend.site in sites]
    compared = [trend for trend in trends if trend.verdict != TOO_LITTLE]
    return Chart(
        chart_id="pain_trend",
        title=TITLE,
        sentence=" ".join(pain_sentences(leg, back)),
        x_axis=period,
        y_axis=PAIN_AXIS,
        series=tuple(series for site in sites for series in _series(stretches, visible, site, period, step)),
        bands=(*_windows(compared, period), *_usual(daily, leg, sites, period)),
        levels=(
            *(level for trend in compared for level in _means(trend, period)),
            *_goal(goal, sites, period),
        ),
        marks=marks,
        make_table=partial(_table, visible, massages, flare_marks, step),
        alternative_text=_alternative_text(visible, sites, marks, period),
        note=_note(step, leg.as_of),
        is_by_day=step == 1,
    )


def _empty(period: Period, marks: tuple[Marks, ...]) -> Chart:
    nothing = "No check-ins in these days. Each one adds a dot here, and two fortnights make a comparison."
    return Chart(
        chart_id="pain_trend",
        title=TITLE,
        sentence=nothing,
        x_axis=period,
        y_axis=PAIN_AXIS,
        alternative_text=f"Empty pain chart. {nothing}",
        marks=marks,
    )


def _series(
    stretches: pd.DataFrame, visible: pd.DataFrame, site: Site, period: Period, step: int
) -> Iterator[Series]:
    mean, low, high = (visible[f"{site}_{how}"].to_numpy() for how in ("mean", "min", "max"))
    is_given, has_range = ~np.isnan(mean), low < high
    yield Dots(
        site,
        f"{site.capitalize()} pain",
        frame_values.days(visible, is_given),
        frame_values.values(mean[is_given]),
        lows=frame_values.values(np.where(has_range, low, np.nan)[is_given]),
        highs=frame_values.values(np.where(has_range, high, np.nan)[is_given]),
        details=_stretch_words(visible["check_ins"].to_numpy()[is_given].tolist(), step),
    )
    # The line is made from all days first, so that it does not bend at the edge of the period.
    whole = (
        smooth_line(stretches, site) if step == 1 else smooth_line(stretches, site, 5 * step, gap_days=step)
    )
    line = within(whole, period)
    if line["mean"].notna().sum() > 1:
        name = f"{site.capitalize()}, {'7-day' if step == 1 else f'{5 * step // 7}-week'} mean"
        yield Line(site, name, frame_values.days(line), frame_values.values(line["mean"]))


def _stretch_words(check_ins: list[int], step: int) -> tuple[str, ...]:
    if step == 1:
        return ()
    stretch = "the week" if step == 7 else f"the {step // 7} weeks"
    words = {number: f"{counted(number, 'check-in')} in {stretch} from this day" for number in set(check_ins)}
    return tuple(words[number] for number in check_ins)


def _windows(compared: list[PainTrend], period: Period) -> tuple[Band, ...]:
    bands: dict[tuple[object, object], Band] = {}
    for trend in compared:
        for window, role, name in (
            (trend.baseline, "baseline", "Start, 14 days"),
            (trend.recent, "recent", "Latest 14 days"),
        ):
            if window and window.first <= period.last and window.last >= period.first:
                first, last = max(window.first, period.first), min(window.last, period.last)
                bands[first, last] = Band("baseline" if role == "baseline" else "recent", name, first, last)
    return tuple(bands.values())


def _usual(daily: pd.DataFrame, leg: PainTrend, sites: list[Site], period: Period) -> tuple[Band, ...]:
    site = main_site(daily, leg.as_of)
    usual = usual_range(daily, site, leg.as_of) if site in sites else None
    if usual is None or usual.first > period.last or usual.last < period.first:
        return ()
    first, last = max(usual.first, period.first), min(usual.last, period.last)
    return (
        Band(
            role="usual",
            name="Your usual",
            first=first,
            last=last,
            low=round(usual.low, 2),
            high=round(usual.high, 2),
        ),
    )


def _means(trend: PainTrend, period: Period) -> Iterator[Level]:
    # No "first": after an early flare the start is later.
    for window, which in ((trend.baseline, "14 days of the start"), (trend.recent, "latest 14 days")):
        if window and window.mean is not None and window.first <= period.last and window.last >= period.first:
            first, last = max(window.first, period.first), min(window.last, period.last)
            name = f"{trend.site.capitalize()} pain, mean of the {which}"
            yield Level(trend.site, name, round(window.mean, 2), first, last)


def _goal(goal: Goal | None, sites: list[Site], period: Period) -> tuple[Level, ...]:
    if goal is None or goal.site not in sites:
        return ()
    words = f"Goal {shortest(goal.target)}"
    return (
        Level(
            role="goal",
            name=f"Goal for {goal.site} pain",
            value=goal.target,
            first=period.first,
            last=period.last,
            label=words,
        ),
    )


def _flares(visible: pd.DataFrame, step: int, period: Period, flares: Episodes | None) -> tuple[Marks, ...]:
    name = "Flare" if step == 1 else "Flare that week"
    if flares is None:
        flared = frame_values.days(visible[visible["is_flare"]])
        return (Marks("flare", name, flared),) if flared else ()
    words_by_day: dict[date, str] = {}
    for episode in flares.episodes:
        for number in range((episode.last - episode.first).days + 1):
            day = episode.first + timedelta(days=number)
            if day in period:
                words_by_day.setdefault(
                    period.first + step * timedelta(days=(day - period.first).days // step),
                    episode.short_words,
                )
    return (Marks("flare", name, tuple(words_by_day), tuple(words_by_day.values())),) if words_by_day else ()


def _note(step: int, as_of: date) -> str:
    if step == 1:
        return (
            "Dots are days: the mean of the day's check-ins, with a thin line from the lowest to the highest. "
            "The line is the mean of 7 days around each; it stops where 7 days in a row have no dot. "
            f"Your usual is the middle 8 in 10 of your days of {latest('8 weeks', as_of)}."
        )
    each, without = (
        ("a week", "a week has") if step == 7 else (f"of {step // 7} weeks", f"{step // 7} weeks have")
    )
    return (
        f"Over this long a time each dot is {each}: the mean of its days, with a thin line from the lowest to the "
        f"highest. The line is the mean of {5 * step // 7} weeks around each; it stops where {without} no dot."
    )


def _alternative_text(
    visible: pd.DataFrame, sites: list[Site], marks: tuple[Marks, ...], period: Period
) -> str:
    parts = [f"Pain from 0 none to 10 worst, {day_words(period.first)} to {day_words(period.last)}."]
    for site in sites:
        mean, low, high = (visible[f"{site}_{how}"].to_numpy() for how in ("mean", "min", "max"))
        given_means = mean[~np.isnan(mean)]
        parts.append(
            f"{site.capitalize()} pain between {shortest(np.nanmin(low))} and {shortest(np.nanmax(high))}, "
            f"{decimals(given_means[0])} first and {decimals(given_means[-1])} last."
        )
    return " ".join(filter(None, (*parts, frame_values.marked_words(marks))))


def _table(visible: pd.DataFrame, massages: pd.DataFrame, flare_marks: tuple[Marks, ...], step: int) -> Table:
    first_days = frame_values.days(visible)
    # The same days as in the picture, whoever marked them.
    flared = {place for marks in flare_marks for place in marks.places}
    counts = [0] * len(first_days)
    starts = visible["on_date"].to_numpy()
    when = massages["on_date"].to_numpy()
    for place, day in zip(starts.searchsorted(when, side="right") - 1, when, strict=True):
        if place >= 0 and (day - starts[place]).astype("timedelta64[D]").astype(int) < step:
            counts[place] += 1
    return Table(
        (
            "Day" if step == 1 else "From",
            "Leg pain",
            "Leg lowest",
            "Leg highest",
            "Back pain",
            "Back lowest",
            "Back highest",
            "Check-ins",
            "Flare",
            "Massage sessions",
        ),
        tuple(
            zip(
                first_days,
                *(
                    frame_values.values(visible[f"{site}_{how}"])
                    for site in SITES
                    for how in ("mean", "min", "max")
                ),
                visible["check_ins"].tolist(),
                ("yes" if day in flared else "" for day in first_days),
                counts,
                strict=True,
            )
        ),
    )
