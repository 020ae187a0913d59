"""Is it leaving the leg? How far down the symptoms reach, over time."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tracker.analysis.lasting_change import Comparison, compare
from tracker.analysis.like_for_like import other_leg
from tracker.analysis.settled_start import settled_start
from tracker.analysis.verdict import (
    LIKE_A_FLARE,
    MUCH_BETTER,
    MUCH_WORSE,
    NO_CLEAR,
    SOMEWHAT_BETTER,
    SOMEWHAT_WORSE,
    TOO_LITTLE,
)
from tracker.analysis.weeks import week_counts
from tracker.analysis.windows import (
    Days,
    Values,
    Window,
    Windows,
    days_with_value,
    inside,
    since_first,
    windows,
)
from tracker.analysis.wording import counted
from tracker.domain.check_in import EXTENT_WORDS, PAIN_EXTENTS
from tracker.domain.guidance import BOTH_LEGS
from tracker.domain.period import Period
from tracker.frames import within

SOMEWHAT_STEPS, MUCH_STEPS = 1.0, 2.0
# Of what must be told before a fortnight is there to compare with.
FIRST_DAYS = 3
LOOKED_AT = " If it goes further down, or a leg gets weak or numb, have it looked at."
GOOD_SIGN = " Therapists take drawing up towards the back as a good sign."
BELOW_THE_BACK = PAIN_EXTENTS[PAIN_EXTENTS.index("buttock") :]
LEGS = {"left": {"left"}, "right": {"right"}, "both": {"left", "right"}}
CENTRALISING, PERIPHERALISING = "centralising", "peripheralising"


@dataclass(frozen=True)
class ExtentWeek:
    """Seven days from `first`: how many days reached each of PAIN_EXTENTS."""

    first: date
    counts: tuple[int, ...]


@dataclass(frozen=True)
class ExtentTrend:
    """How the extent moved: `direction` is "centralising" (up the leg), "peripheralising" (down) or None.

    Windows hold mean steps (0 none, 1 back, 2 buttock, 3 thigh, 4 calf, 5 foot); change in steps, below 0 better.
    A week without a value has no counts. `days` have an extent.
    """

    as_of: date
    days: int
    baseline: Window | None
    recent: Window | None
    change: float | None
    direction: str | None
    weeks: tuple[ExtentWeek, ...]
    verdict: str
    sentence: str


def extent_trend(daily: pd.DataFrame, as_of: date, check_ins: pd.DataFrame | None = None) -> ExtentTrend:
    """Compare the extent in the 14 days from the first that has one with the latest 14.

    Input: daily pain, and check-ins where it is to be said that the two were noted of two legs. A change is told from one step on the way from back to foot, "much" from two, when it
    has held as `lasting_change` asks. Steps are this tracker's convention. That
    drawing up out of the leg goes with a better course is shown for movement tests (May & Aina 2012, Man Ther
    17:497-506, doi 10.1016/j.math.2012.05.003), not for weeks of a diary.
    """
    days, values, compared = _compared(daily, as_of)
    weeks = tuple(
        ExtentWeek(first, counts) for first, counts in week_counts(days, values, len(PAIN_EXTENTS), 0)
    )
    if compared is None:
        sentence = "How far the pain reaches is not noted yet. Note it in a check-in and it shows up here."
        return ExtentTrend(as_of, 0, None, None, None, None, (), TOO_LITTLE, sentence)
    if compared.means is None:
        steps = values.astype(np.int64)
        further = _further(
            steps[:FIRST_DAYS], steps[inside(days, compared.recent)], f"the first {FIRST_DAYS} that note it"
        )
        sentence = (
            f"Whether the pain is leaving the leg is said once there is enough to compare. {compared.left_out}{compared.missing}"
            f"{further}{LOOKED_AT if further else ''}"
        )
        return ExtentTrend(
            as_of, len(days), compared.baseline, compared.recent, None, None, weeks, TOO_LITTLE, sentence
        )
    comparison = compare(days, values, compared.baseline, compared.recent)
    change, verdict = comparison.change, _verdict(comparison)
    direction = (
        None if verdict in (NO_CLEAR, LIKE_A_FLARE) else CENTRALISING if change < 0 else PERIPHERALISING
    )
    first, latest = (
        values[inside(days, window)].astype(np.int64) for window in (compared.baseline, compared.recent)
    )
    beside = (
        _further(first, latest, compared.start),
        "" if check_ins is None else _other_leg(check_ins, compared),
    )
    sentence = _sentence(direction, _reached(latest), compared, verdict, comparison, *beside)
    return ExtentTrend(
        as_of, len(days), compared.baseline, compared.recent, change, direction, weeks, verdict, sentence
    )


def extent_since_first(daily: pd.DataFrame, as_of: date) -> list[float]:
    """Return how many steps further down symptoms reach than in the first week and fortnight, as far as these are there."""
    return since_first(*_days_and_steps(daily, as_of), as_of)


def _compared(daily: pd.DataFrame, as_of: date) -> tuple[Days, Values, Windows | None]:
    """Return the days with an extent, their steps and the two fortnights, None without a day."""
    days, values = _days_and_steps(daily, as_of)
    if not len(days):
        return days, values, None
    begun = daily["on_date"].iloc[0].date()
    return days, values, windows(days, values, as_of, "it noted", begun, settled_start(days, values))


def _days_and_steps(daily: pd.DataFrame, as_of: date) -> tuple[Days, Values]:
    steps = pd.DataFrame({"on_date": daily["on_date"], "step": _steps(daily)})
    return days_with_value(steps, "step", as_of)


def _steps(daily: pd.DataFrame) -> np.ndarray:
    steps = {extent: float(step) for step, extent in enumerate(PAIN_EXTENTS)}
    codes, extents = pd.factorize(daily["extent"])
    step_values: np.ndarray = np.array([*(steps[extent] for extent in extents), np.nan])[codes]
    return step_values


def _verdict(comparison: Comparison) -> str:
    size = round(abs(comparison.change), 9)
    if size < SOMEWHAT_STEPS or not comparison.has_lasted:
        return NO_CLEAR
    usual_days = comparison.without_spells
    if (
        usual_days is None
        or usual_days * comparison.change <= 0
        or round(abs(usual_days), 9) < SOMEWHAT_STEPS
    ):
        return LIKE_A_FLARE
    if size >= MUCH_STEPS:
        return MUCH_BETTER if comparison.change < 0 else MUCH_WORSE
    return SOMEWHAT_BETTER if comparison.change < 0 else SOMEWHAT_WORSE


def _sentence(
    direction: str | None,
    reached: str,
    compared: Windows,
    verdict: str,
    comparison: Comparison,
    further: str,
    unlike: str,
) -> str:
    change, start = comparison.change, compared.start
    now = f"{compared.left_out}Over {compared.end} (from {counted(compared.recent.days, 'day')}) {reached}"
    is_large = round(abs(change), 9) >= SOMEWHAT_STEPS
    if verdict == LIKE_A_FLARE:
        answer = f"{now}. Against {start} that {verdict}: one of the two holds a spell of it."
    elif not is_large:
        answer = f"{now}, on average much as in {start}: {verdict}."
    else:
        # Not called is not the same as not there.
        why_not = "" if direction else f". {comparison.why_not.sentence}"
        answer = f"{now}, on average {_way(change)} than in {start}{why_not}: {verdict}."
    is_worse = is_large and change > 0 and verdict != LIKE_A_FLARE
    if is_worse or further:
        answer += f"{'' if is_worse else further}{LOOKED_AT}"
    elif direction == CENTRALISING and not unlike:
        answer += GOOD_SIGN
    return f"{answer}{unlike}"


def _other_leg(check_ins: pd.DataFrame, compared: Windows) -> str:
    """Return a sentence where check-ins mostly note another leg than at first, or any of them a leg that is new."""
    of_leg = check_ins[check_ins["pain_extent"].isin(BELOW_THE_BACK)]
    mostly = next(other_leg(of_leg, compared.baseline, compared.recent, compared.start), None)
    if mostly:
        return f" {mostly}"
    first, latest = (_legs(of_leg, window) for window in (compared.baseline, compared.recent))
    # Where the back is all that is left of one leg's symptoms, few days are left to note the other on.
    new = sorted(latest - first) if first else []
    if not new:
        return ""
    spread = "" if latest == set(new) else f" {BOTH_LEGS}"
    return f" They also reached down on your {new[0]} side, which was not noted in {compared.start}.{spread}"


def _legs(check_ins: pd.DataFrame, window: Window) -> set[str]:
    sides = within(check_ins, Period(window.first, window.last))["side"].tolist()
    return set().union(*(LEGS[side] for side in sides if isinstance(side, str)))


def _further(first: np.ndarray, latest: np.ndarray, start: str) -> str:
    """Return on how many days symptoms reached further down than ever in the first fortnight, which a mean hides."""
    days = int((latest > first.max()).sum())
    # A back that hurts anew is no leg that does.
    if not days or PAIN_EXTENTS[latest.max()] not in BELOW_THE_BACK:
        return ""
    furthest = f"{_place(int(latest.max()))} at the furthest"
    return f" On {counted(days, 'day')} they reached further down than on any day of {start}: {furthest}."


def _way(change: float) -> str:
    return "less far down" if change < 0 else "further down"


def _reached(steps: np.ndarray) -> str:
    """Return where symptoms reached on more than half of the days, or else the furthest that they did."""
    counts = np.bincount(steps)
    most = int(counts.argmax())
    is_most = 2 * counts[most] > len(steps)
    words = _place(most if is_most else int(steps.max()))
    if is_most and words == "nowhere":
        return "there were mostly no symptoms"
    return f"symptoms mostly reached {words}" if is_most else f"symptoms reached {words} at the furthest"


def _place(step: int) -> str:
    return EXTENT_WORDS[PAIN_EXTENTS[step]].removeprefix("to ").removeprefix("in ")
