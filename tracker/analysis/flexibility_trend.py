"""Am I more flexible? Reach per test variant and side, its change against measurement error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from math import isnan
from typing import Protocol

import pandas as pd

from tracker.analysis.thresholds import threshold
from tracker.analysis.wording import counted, is_nothing, tenths
from tracker.domain.description import capitalise_first
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import VARIANTS, cm_to
from tracker.frames import until, within
from tracker.locales import day_words, shortest

UNIT_WORDS: Mapping[str, str] = {"cm": "cm", "in": "inches"}
HOURS_APART = 3
NO_FIGURE = ("chair", "modified")


@dataclass(frozen=True)
class ReachSeries:
    """The tests of one variant and side by day, oldest first; reach in cm, 0 at the soles, + past the toes.

    `tests` counts them; of several of a day the furthest counts. `change_cm` is latest minus first, None for a single
    day; `is_real` says whether it is at least the smallest change that exceeds measurement error, in either direction.
    """

    variant: str
    side: str | None
    tests: int
    days: tuple[date, ...]
    reach_cm: tuple[float, ...]
    change_cm: float | None
    is_real: bool
    sentence: str

    @property
    def latest_cm(self) -> float:
        """The reach of the latest day."""
        return self.reach_cm[-1]

    @property
    def best_cm(self) -> float:
        """The furthest reach so far."""
        return max(self.reach_cm)


@dataclass(frozen=True)
class SkippedTest:
    """A test that was not done, and why."""

    on_date: date
    variant: str
    side: str | None
    reason: str


@dataclass(frozen=True)
class FlexibilityTrend:
    """All series, most recently tested first, and the skipped tests."""

    series: tuple[ReachSeries, ...]
    skipped: tuple[SkippedTest, ...]
    sentence: str


class Conditions(Protocol):
    """How a test was done; a SitAndReachTest is one."""

    @property
    def variant(self) -> str: ...
    @property
    def foot_line_cm(self) -> float | None: ...
    @property
    def side(self) -> str | None: ...
    @property
    def warm_up(self) -> bool | None: ...
    @property
    def at_time(self) -> time | None: ...


def flexibility_trend(
    tests: pd.DataFrame,
    as_of: date | None = None,
    unit: str = "cm",
    massages: pd.DataFrame | None = None,
) -> FlexibilityTrend:
    """Return each variant and side's reach with its change since the first day, and what was unlike in these two.

    Input: a sit-and-reach frame; tests after `as_of` are left out; `unit` (cm or in) is that of the sentences. With a
    massage session frame, of which nothing is said beside tests of one kind of day, a test on the day of one is told.
    A change counts from 4 cm (Lopez-Minarro 2009, J Sports Sci Med 8:116-122: floor test and back-saver,
    single trial). The chair and modified variants have no published figure: their change is told, and never counts.
    """
    if as_of is not None:
        tests = until(tests, as_of)
    when, reach_cm = tests["on_date"].to_numpy().astype("datetime64[D]"), tests["sit_and_reach_cm"].to_numpy()
    newest_first = [
        _series(
            variant,
            side,
            len(places),
            tuple(when[furthest].tolist()),
            tuple(reach_cm[furthest].tolist()),
            unit,
            _unlike_first(tests, furthest, unit, massages),
        )
        for (variant, side), places in by_series(tests).items()
        if (furthest := furthest_of_days(tests, places))
    ]
    newest_first.sort(key=lambda series: series.days[-1], reverse=True)
    columns = (tests[name].tolist() for name in ("variant", "side", "skipped_reason"))
    skipped = tuple(
        SkippedTest(day, variant, _word(side), reason)
        for day, variant, side, reason in zip(when.tolist(), *columns, strict=True)
        if isinstance(reason, str)
    )
    return FlexibilityTrend(tuple(newest_first), skipped, _overall(newest_first, skipped))


def by_series(tests: pd.DataFrame) -> dict[tuple[str, str | None], list[int]]:
    """Return the places of the tests that were done, by variant and side, in the order of these."""
    columns = (tests[name].tolist() for name in ("variant", "side", "sit_and_reach_cm"))
    places: dict[tuple[str, str | None], list[int]] = {}
    for place, (variant, side, reach) in enumerate(zip(*columns, strict=True)):
        if not isnan(reach):
            places.setdefault((variant, _word(side)), []).append(place)
    # A test of both legs comes last.
    return dict(sorted(places.items(), key=lambda item: (item[0][0], item[0][1] is None, item[0][1] or "")))


def furthest_of_days(tests: pd.DataFrame, places: Sequence[int]) -> list[int]:
    """Return one place a day of the places of a series: of several tests on a day the furthest counts."""
    days, reach_cm = tests["on_date"].tolist(), tests["sit_and_reach_cm"].tolist()
    furthest = {days[place]: place for place in sorted(places, key=lambda place: reach_cm[place])}
    return sorted(furthest.values())


def furthest_of_series(tests: pd.DataFrame, variant: str | None, side: str | None) -> list[int]:
    """Return the same of a variant and side; empty without a test of it."""
    return furthest_of_days(tests, by_series(tests).get((variant or "", side), ()))


def conditions_differ(
    previous: Conditions, current: Conditions, unit: str = "cm", then: str = "last time"
) -> tuple[str, ...]:
    """Return one sentence for each condition that makes two tests hard to compare; empty when alike.

    What one of the two did not say is not called different. Times count from 3 hours apart, round the clock. Lengths
    are in `unit` (cm or in); `then` is what the previous test is called.
    """
    of_then = capitalise_first(then)
    sentences = []
    if previous.variant != current.variant:
        sentences.append(
            f"{of_then} you used another test ({_title(previous.variant, unit)}); the two cannot be compared."
        )
    elif (
        previous.foot_line_cm is not None
        and current.foot_line_cm is not None
        and previous.foot_line_cm != current.foot_line_cm
    ):
        sentences.append(
            f"The foot line was at {length(previous.foot_line_cm, unit)} {then} and is at "
            f"{length(current.foot_line_cm, unit)} now."
        )
    if previous.side and current.side and previous.side != current.side:
        sentences.append(f"{of_then} you tested the {previous.side} leg, this is the {current.side}.")
    if None not in (previous.warm_up, current.warm_up) and previous.warm_up != current.warm_up:
        sentences.append(
            f"You warmed up {then}, not now." if previous.warm_up else f"You warmed up now, not {then}."
        )
    if previous.at_time and current.at_time and _hours_apart(previous.at_time, current.at_time) > HOURS_APART:
        sentences.append(
            f"{of_then} was at {previous.at_time:%H:%M}, this is at {current.at_time:%H:%M}; "
            "part of a difference may be the time of day."
        )
    return tuple(sentences)


def series_name(variant: str, side: str | None, unit: str = "cm") -> str:
    """Return how a series is called: the plain part of the variant's title, with the side where a leg is tested alone."""
    title = _title(variant, unit)
    return f"{title}, {side} leg" if side else title


def zero_of(variant: str | None) -> str:
    """Return what a variant's reach is counted from: toes, or own zero."""
    return next((listed.zero for listed in VARIANTS if listed.name == variant), "toes")


def reach_words(reach_cm: float, unit: str, variant: str | None) -> str:
    """Return where the fingertips are, in words: 4.0 cm short of your toes."""
    size, zero = cm_to(reach_cm, unit), zero_of(variant)
    if is_nothing(size):
        return f"level with your {zero}"
    return f"{tenths(size)} {UNIT_WORDS[unit]} {'past' if reach_cm > 0 else 'short of'} your {zero}"


def reach_mdc_cm(variant: str) -> float | None:
    """Return the smallest change of reach beyond measurement error in cm, None for a variant without a published figure."""
    return None if variant in NO_FIGURE else threshold("reach_mdc_cm").value


def length(length_cm: float, unit: str) -> str:
    """Return a length on the scale with its unit: 26 cm, 10.2 in."""
    return f"{shortest(round(cm_to(length_cm, unit), 1))} {unit}"


def _series(
    variant: str,
    side: str | None,
    tests: int,
    days: tuple[date, ...],
    reach: tuple[float, ...],
    unit: str,
    unlike: tuple[str, ...],
) -> ReachSeries:
    change = round(reach[-1] - reach[0], 2) if len(reach) > 1 else None
    mdc_cm = reach_mdc_cm(variant)
    is_real = change is not None and mdc_cm is not None and abs(change) >= mdc_cm
    name = series_name(variant, side, unit)
    change_words = (
        _first_day(tests, days[0])
        if change is None
        else _change_words(change, is_real, mdc_cm, days[0], unit)
    )
    sentence = " ".join((f"{name}: {reach_words(reach[-1], unit, variant)}, {change_words}", *unlike))
    return ReachSeries(
        variant=variant,
        side=side,
        tests=tests,
        days=days,
        reach_cm=reach,
        change_cm=change,
        is_real=is_real,
        sentence=sentence,
    )


def _first_day(tests: int, day: date) -> str:
    rests_on = "from one test so far" if tests == 1 else f"the furthest of {tests} tests on {day_words(day)}"
    return f"{rests_on}. One on another day makes a comparison."


def _change_words(change: float, is_real: bool, mdc_cm: float | None, first: date, unit: str) -> str:
    size = tenths(cm_to(change, unit), below=None if mdc_cm is None else cm_to(mdc_cm, unit))
    if is_nothing(cm_to(change, unit)):
        return f"the same as on {day_words(first)}."
    moved = f"{size} {UNIT_WORDS[unit]} {'further' if change > 0 else 'less far'} than on {day_words(first)}"
    if mdc_cm is None:
        return f"{moved}. How much two such tests differ by chance is not known."
    error = f"{shortest(round(cm_to(mdc_cm, unit), 1))} {UNIT_WORDS[unit]}"
    if is_real:
        return f"{moved}. That is more than measurement error ({error})."
    return f"{moved}. Under {error}, that may be measurement error."


def _overall(newest_first: list[ReachSeries], skipped: tuple[SkippedTest, ...]) -> str:
    if not newest_first:
        left_out = (
            f"{counted(len(skipped), 'test')} left out so far, none done; it can wait. " if skipped else ""
        )
        return f"{left_out}One sit-and-reach test a week is plenty, for each leg where you test one at a time: before a massage rather than after."
    others = len(newest_first) - 1
    if not others:
        return newest_first[0].sentence
    more = "One other test or leg is" if others == 1 else f"{others} other tests or legs are"
    return f"{newest_first[0].sentence} {more} drawn apart: different tests and legs cannot be compared."


def _hours_apart(first: time, second: time) -> float:
    minutes = abs((first.hour * 60 + first.minute) - (second.hour * 60 + second.minute))
    return min(minutes, 1440 - minutes) / 60


def _title(variant: str, unit: str) -> str:
    return next((listed.title(unit).split(" (")[0] for listed in VARIANTS if listed.name == variant), variant)


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None


@dataclass(frozen=True)
class _Done:
    """How one test was done, as the frame holds it."""

    variant: str
    foot_line_cm: float | None
    side: str | None
    warm_up: bool | None
    at_time: time | None


def unlike_before(tests: pd.DataFrame, series: ReachSeries, unit: str = "cm") -> tuple[str, ...]:
    """Return one sentence for each condition that differs between the last two days of a series.

    Input: a sit-and-reach frame; tests after the series' last day, and skipped ones, are left out.
    """
    tests = until(tests, series.days[-1])
    places = furthest_of_series(tests, series.variant, series.side)[-2:]
    if len(places) < 2:
        return ()
    return conditions_differ(*_as_done_at(tests, places), unit)


def unlike_at_first(
    tests: pd.DataFrame,
    variant: str | None,
    side: str | None,
    unit: str = "cm",
    massages: pd.DataFrame | None = None,
) -> tuple[str, ...]:
    """Return one sentence for each condition that differs between the first day of a series and its last.

    Input: a sit-and-reach frame.
    """
    return _unlike_first(tests, furthest_of_series(tests, variant, side), unit, massages)


def _unlike_first(
    tests: pd.DataFrame, places: list[int], unit: str, massages: pd.DataFrame | None
) -> tuple[str, ...]:
    """Return one sentence for each condition that differs between the first and the latest test of a series."""
    if len(places) < 2:
        return ()
    ends = [places[0], places[-1]]
    first, latest = _as_done_at(tests, ends)
    after_massage = [_may_be_after_massage(tests, place, massages) for place in ends]
    words = conditions_differ(first, latest, unit, then="the first time")
    if after_massage[0] == after_massage[1]:
        return words
    which = (
        "The first test may have come after that day's massage, this one did not"
        if after_massage[0]
        else "This test may have come after that day's massage, the first did not"
    )
    return (*words, f"{which}; after one, a reach can be further for a while.")


def _may_be_after_massage(tests: pd.DataFrame, place: int, massages: pd.DataFrame | None) -> bool:
    """Return whether a test was on the day of a massage, unless its time is before that of each."""
    if massages is None:
        return False
    day = tests["on_date"].iloc[place].date()
    on_day = within(massages, Period(day, day))
    at_time = tests["at_time"].iloc[place]
    times = on_day["at_time"].tolist()
    is_before = isinstance(at_time, str) and all(isinstance(time, str) and at_time < time for time in times)
    return bool(len(times)) and not is_before


def _as_done_at(tests: pd.DataFrame, places: list[int]) -> tuple[_Done, _Done]:
    columns = [tests[name].tolist() for name in ("variant", "foot_line_cm", "side", "warm_up", "at_time")]
    before, latest = (_as_done(*(column[place] for column in columns)) for place in places)
    return before, latest


def _as_done(variant: str, foot_line_cm: float, side: object, warm_up: object, at_time: object) -> _Done:
    return _Done(
        variant,
        None if pd.isna(foot_line_cm) else foot_line_cm,
        side if isinstance(side, str) else None,
        None if warm_up is pd.NA else bool(warm_up),
        time.fromisoformat(at_time) if isinstance(at_time, str) else None,
    )
