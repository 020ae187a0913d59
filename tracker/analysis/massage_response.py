"""What does a massage do? The days around massage sessions against the client's own usual days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan

import numpy as np
import pandas as pd

from tracker.analysis import response_words
from tracker.analysis.booking import (
    Booking,
    booking,
    days_after_each,
    share_weekdays,
    weekday_of_most,
)
from tracker.analysis.flexibility_trend import by_series, furthest_of_days
from tracker.analysis.habits import daily_habits, with_massages
from tracker.analysis.pain_trend import Site, main_site
from tracker.analysis.response_words import response_verdict, wears_off_after
from tracker.analysis.session_shift import AFTER, LAGS, Response, Usual, session_response, usual_scatter
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import (
    CALLED,
    CANNOT_TELL,
    LIKE_A_FLARE,
    LIKE_A_WEEKDAY,
    LIKE_EACH_OTHER,
    MUCH_BETTER,
    NO_CLEAR,
    SOMEWHAT_BETTER,
)
from tracker.analysis.windows import Days, Values, days_with_value

DAYS_AROUND = tuple(LAGS.tolist())
LATEST_DAYS = 364  # what a massage does now: older sessions say little about it
PAIN_USUAL, REACH_USUAL = Usual(21, fewest=5, knot_days=28), Usual(42, fewest=3, knot_days=56)
FEWEST_FOR_INTERVAL = 3
FEWEST_TO_TELL = 7  # days with pain noted, as for what is usual before a flare
THINNER_BY = 0.2  # of all days: noted that much less after massages is said


@dataclass(frozen=True)
class ResponseDay:
    """One day counted from the massage (-1 before, 0 the same day, to +7): the pooled change from usual.

    mean_change, low and high in points (pain, below 0 is better) or cm (reach, above 0 is better); `n` sessions
    have a value that day. low and high are None where there is too little to say.
    """

    day: int
    mean_change: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class SessionLine:
    """One massage session: its change from the usual on each of DAYS_AROUND (None without a value), and its dose.

    Several sessions on one day are one line: minutes added up, areas put together.
    """

    on_date: date
    changes: tuple[float | None, ...]
    usual: float | None
    minutes: int | None
    pressure: str | None
    areas: tuple[str, ...]

    @property
    def after(self) -> float | None:
        """The mean change over the three days after, None without any of them."""
        changes = [change for change in self.changes[AFTER] if change is not None]
        return sum(changes) / len(changes) if changes else None


@dataclass(frozen=True)
class MassageResponse:
    """The pooled response, the lines it pools, and the client's usual range (a day's distance from usual, low to high).

    `measure` is "leg", "back" or "reach"; `logged` counts the session days of the last 364 days, `sessions`
    those that could be compared, `first` the earliest of them; `booked_in_flare` of all were booked on days of clearly
    higher pain or in a marked flare, `on_weekday` fell on the commonest `weekday` (0 Monday). `change` is the mean over the `change_days` days
    after a massage that stand out most. `wears_off_after_days` only when the verdict is better, and None when the
    change still holds a week later, or on the last day that is noted before another massage.
    """

    measure: str
    first: date | None
    logged: int
    sessions: int
    booked_in_flare: int
    weekday: int | None
    on_weekday: int
    days: tuple[ResponseDay, ...]
    lines: tuple[SessionLine, ...]
    usual_low: float | None
    usual_high: float | None
    change: float | None
    change_days: int | None
    wears_off_after_days: int | None
    verdict: str
    sentence: str


def massage_response(
    daily: pd.DataFrame,
    massages: pd.DataFrame,
    as_of: date,
    site: Site | None = None,
    check_ins: pd.DataFrame | None = None,
) -> MassageResponse:
    """Return what daily pain does from the day before a massage to a week after, in points from usual.

    Usual is the mean of the other days within three weeks (not the day of a massage nor the three after). An
    effect is called when the change over the first one to three days lies outside what dates placed by chance
    give 19 times in 20, and is at least 1 point and 15 % (Salaffi 2004), "much" from 2 points and 30 % (Ostelo
    2008). Without a site: the one that hurts more, leg unless back is a point above it. Needs 5 session days. With
    check-ins, habits that nearly always come with a massage are named: an effect then cannot be told from theirs.
    """
    site = site or main_site(daily, as_of)
    marked = daily["on_date"].to_numpy().astype("datetime64[D]")
    marked = marked[daily["is_flare"].to_numpy()] if "is_flare" in daily else marked[:0]
    habits = daily_habits(check_ins, as_of) if check_ins is not None else {}
    return _answer(
        site, *days_with_value(daily, f"{site}_mean", as_of), massages, as_of, marked=marked, habits=habits
    )


def reach_response(
    tests: pd.DataFrame, massages: pd.DataFrame, as_of: date, unit: str = "cm"
) -> MassageResponse:
    """Return the same for reach (cm) of the variant and side with the most test days, its furthest of each.

    Usual is the mean of the tests within six weeks on other days; an effect starts at 4 cm, the size that
    exceeds measurement error, and is never called "much". `unit` (cm or in) is that of the sentence.
    """
    furthest = {
        (variant, side or ""): furthest_of_days(tests, places)
        for (variant, side), places in by_series(tests).items()
    }
    most = max((furthest[series] for series in sorted(furthest)), key=len, default=[])
    days, values = days_with_value(tests.iloc[most], "sit_and_reach_cm", as_of)
    return _answer("reach", days, values, massages, as_of, unit)


def _answer(
    measure: str,
    days: Days,
    values: Values,
    massages: pd.DataFrame,
    as_of: date,
    unit: str = "cm",
    marked: Days | None = None,
    habits: Mapping[str, np.ndarray] | None = None,
) -> MassageResponse:
    dense, first = _dense(days, values, as_of)
    when = massages["on_date"].to_numpy().astype("datetime64[D]")
    recent = np.unique(when[(when <= np.datetime64(as_of)) & (when > np.datetime64(as_of) - LATEST_DAYS)])
    places = (recent - first).astype(np.int64)
    places = places[(places >= 0) & (places < len(dense))]
    dates = [(first + place).item() for place in places.tolist()]
    weekdays = np.array([session_date.weekday() for session_date in dates], dtype=np.int64)
    usual = REACH_USUAL if measure == "reach" else PAIN_USUAL
    booked = _booked(dense, places, first, marked)
    chosen = places[~booked.in_spell]
    response = session_response(booked.values, chosen, usual, int(threshold("massage_days").value))
    compared = ~np.isnan(response.changes[:, AFTER]).all(axis=1)
    verdict, change, stretch = _verdict(response, booked, chosen, weekdays[~booked.in_spell], usual, measure)
    along = with_massages(habits or {}, recent, as_of) if verdict in CALLED else {}
    if along:
        verdict = LIKE_EACH_OTHER
    wears_off, ends = _end(response, chosen, places, verdict, change, stretch)
    scatter = usual_scatter(booked.values, chosen, usual)
    low, high = np.quantile(scatter, (0.1, 0.9)).tolist() if len(scatter) else (None, None)
    counted = int(compared.sum())
    in_flare = int(booked.in_pain.sum())
    # Also those before the first number: the same massages are as many, whatever is asked of them.
    on_all = np.array([massage_date.weekday() for massage_date in recent.tolist()], dtype=np.int64)
    weekday, on_weekday = weekday_of_most(on_all) if dates else (None, 0)
    how = _how_booked(measure, dense, booked, len(recent), weekday, on_weekday)
    chosen_dates = [session_date for session_date, out in zip(dates, booked.in_spell, strict=True) if not out]
    return MassageResponse(
        measure=measure, first=next((day for day, is_compared in zip(chosen_dates, compared, strict=True) if is_compared), None), logged=len(recent), sessions=counted,
        booked_in_flare=in_flare, weekday=weekday, on_weekday=on_weekday,
        days=_days(response), lines=_lines(response, dates, booked, massages), usual_low=low, usual_high=high, change=change, change_days=stretch, wears_off_after_days=wears_off, verdict=verdict,
        sentence=how + _thinner(dense, places, measure)
        + _sentence(measure, len(recent), counted, response, verdict, change, stretch, ends, unit, along, 2 * in_flare >= len(dates)),
    )  # fmt: skip


def _verdict(
    response: Response, booked: Booking, chosen: np.ndarray, weekdays: np.ndarray, usual: Usual, measure: str
) -> tuple[str, float | None, int | None]:
    """Return the verdict, its change and the days it lies in; what flares or weekdays could look like is not called."""
    verdict, change, stretch = response_verdict(response, measure)
    if _like_a_flare(booked, chosen, stretch is not None):
        verdict = LIKE_A_FLARE
    elif verdict in CALLED and _like_a_weekday(booked.values, chosen, weekdays, usual, measure, verdict):
        verdict = LIKE_A_WEEKDAY
    return verdict, change, stretch


def _end(
    response: Response,
    chosen: np.ndarray,
    places: np.ndarray,
    verdict: str,
    change: float | None,
    stretch: int | None,
) -> tuple[int | None, str]:
    """Return after how many days what is better wears off, and that in words; None and empty without such."""
    if verdict not in (SOMEWHAT_BETTER, MUCH_BETTER) or not change or not stretch:
        return None, ""
    alone = _mean_until_next(response, chosen, places)
    return wears_off_after(alone, change, stretch), response_words.wears_off(alone, change, stretch)


def _how_booked(
    measure: str, dense: Values, booked: Booking, logged: int, weekday: int | None, on_weekday: int
) -> str:
    # Of a few days nobody can say which were usual.
    if measure != "reach" and int(np.isfinite(dense).sum()) < FEWEST_TO_TELL:
        return ""
    known, in_flare = int(booked.is_known.sum()), int(booked.in_pain.sum())
    return response_words.booked(measure, logged, known, in_flare, weekday, on_weekday)


def _mean_until_next(response: Response, chosen: np.ndarray, places: np.ndarray) -> Values:
    """Return the mean change of each lag from the sessions that no other massage follows by then; NaN without any."""
    following = np.append(places, np.iinfo(np.int64).max)[np.searchsorted(places, chosen, side="right")]
    is_alone = chosen[:, np.newaxis] + LAGS < following[:, np.newaxis]
    changes = np.where(is_alone, response.changes, np.nan)
    there = ~np.isnan(changes)
    number = there.sum(axis=0)
    total = np.where(there, changes, 0.0).sum(axis=0)
    mean: Values = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    return mean


def _booked(dense: Values, places: np.ndarray, first: np.datetime64, marked: Days | None) -> Booking:
    if marked is None:
        none = np.zeros(len(places), dtype=bool)
        return Booking(none, none, none, dense, 0.0)
    mask = np.zeros(len(dense), dtype=bool)
    at = (marked - first).astype(np.int64)
    mask[at[(at >= 0) & (at < len(dense))]] = True
    return booking(dense, places, mask)


def _like_a_flare(booked: Booking, places: np.ndarray, compared: bool) -> bool:
    """Return whether flares alone could look like what follows the massages."""
    needed = int(threshold("massage_days").value)
    too_few_left = len(booked.in_spell) >= needed > len(places)
    return too_few_left or (compared and booked.is_unusual)


def _like_a_weekday(
    values: Values, places: np.ndarray, weekdays: np.ndarray, usual: Usual, measure: str, verdict: str
) -> bool:
    """Return whether the weekday of the massages alone could look like what follows them."""
    if not share_weekdays(weekdays):
        return False
    needed = int(threshold("massage_days").value)
    apart = response_verdict(session_response(values, places, usual, needed, with_weekdays=True), measure)[0]
    return apart not in CALLED or apart.split()[-1] != verdict.rsplit(maxsplit=1)[-1]


def _sentence(
    measure: str,
    logged: int,
    sessions: int,
    response: Response,
    verdict: str,
    change: float | None,
    stretch: int | None,
    ends: str,
    unit: str,
    along: Mapping[str, bool],
    are_many: bool,
) -> str:
    if verdict == LIKE_EACH_OTHER:
        return response_words.comes_with(measure, along)
    if verdict in CANNOT_TELL:
        return response_words.cannot_tell(verdict, are_many=are_many)
    if change is None or stretch is None:
        return response_words.too_little(measure, logged, sessions)
    if verdict == NO_CLEAR:
        return response_words.sentence_for_no_effect(measure, sessions)
    usual = float(np.nanmean(response.usual))
    return response_words.sentence_for_effect(measure, sessions, verdict, change, stretch, usual, ends, unit)


def _thinner(dense: Values, places: np.ndarray, measure: str) -> str:
    """Return a sentence where fewer days are noted after massages than elsewhere: what is missing there cannot be seen."""
    is_after = days_after_each(places, len(dense))
    noted = ~np.isnan(dense)
    after, others = noted[is_after], noted[~is_after]
    if measure == "reach" or len(places) < int(threshold("massage_days").value) or not len(others):
        return ""
    if others.mean() - after.mean() < THINNER_BY:
        return ""
    return response_words.thinner(measure, int(after.sum()), len(after), int(others.sum()), len(others))


def _dense(days: Days, values: Values, as_of: date) -> tuple[Values, np.datetime64]:
    end = np.datetime64(as_of)
    if not len(days):
        return np.zeros(0), end
    # The days before the year let its first sessions have a usual to be held against.
    first = max(days[0], end - LATEST_DAYS - REACH_USUAL.reach_days)
    dense = np.full(int((end - first).astype(np.int64)) + 1, np.nan)
    shown = days >= first
    dense[(days[shown] - first).astype(np.int64)] = values[shown]
    return dense, first


def _days(response: Response) -> tuple[ResponseDay, ...]:
    room = response.factor * response.spread
    has_interval = response.count >= FEWEST_FOR_INTERVAL
    return tuple(
        ResponseDay(
            day,
            _given(response.mean[place]),
            _given(response.mean[place] - room[place]) if has_interval[place] else None,
            _given(response.mean[place] + room[place]) if has_interval[place] else None,
            int(response.count[place]),
        )
        for place, day in enumerate(DAYS_AROUND)
    )


def _lines(
    response: Response, dates: list[date], booked: Booking, massages: pd.DataFrame
) -> tuple[SessionLine, ...]:
    # A massage booked in a flare has its line in the table, and no curve.
    rows = np.full((len(dates), len(LAGS)), np.nan)
    usual = np.full(len(dates), np.nan)
    rows[~booked.in_spell], usual[~booked.in_spell] = response.changes, response.usual
    # Plain lists: a frame asked once per session is a hundred times slower.
    days = massages["on_date"].to_numpy().astype("datetime64[D]").tolist()
    columns = (massages[name].tolist() for name in ("minutes", "pressure", "areas"))
    doses: dict[date, list[tuple[object, object, object]]] = {}
    for day, *dose in zip(days, *columns, strict=True):
        doses.setdefault(day, []).append((dose[0], dose[1], dose[2]))
    return tuple(
        SessionLine(
            day,
            tuple(_given(value) for value in changes),
            _given(usual),
            *_dose(doses[day]),
        )
        for day, changes, usual in zip(dates, rows.tolist(), usual.tolist(), strict=True)
    )


def _dose(of_day: list[tuple[object, object, object]]) -> tuple[int | None, str | None, tuple[str, ...]]:
    minutes = [spent for spent, _, _ in of_day if isinstance(spent, float) and not isnan(spent)]
    pressures = dict.fromkeys(pressure for _, pressure, _ in of_day if isinstance(pressure, str))
    areas = dict.fromkeys(area for _, _, text in of_day if isinstance(text, str) for area in text.split(";"))
    return (
        round(sum(minutes)) if minutes else None,
        " and ".join(pressures) or None,
        tuple(filter(None, areas)),
    )


def _given(value: float) -> float | None:
    return None if isnan(value) else float(value)
