"""Response words: whether the days after a massage stand out from chance, and what they look like, in a client's language."""

from collections.abc import Mapping

import numpy as np

from tracker.analysis.flexibility_trend import UNIT_WORDS
from tracker.analysis.habits import MORE_AND_LESS
from tracker.analysis.session_shift import LAGS, Response
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import (
    LIKE_A_FLARE,
    LIKE_EACH_OTHER,
    MUCH_BETTER,
    MUCH_WORSE,
    NO_CLEAR,
    SOMEWHAT_BETTER,
    SOMEWHAT_WORSE,
    TOO_LITTLE,
)
from tracker.analysis.wording import counted, listed, tenths
from tracker.domain.sit_and_reach import cm_to
from tracker.locales import WEEKDAYS

# Regression to the mean: Whitney & Von Korff 1992, Pain 50:281-285, doi 10.1016/0304-3959(92)90032-7.
BY_ITSELF = (
    "People often book a massage when it is bad, and bad days ease by themselves. So this shows what goes with a "
    "massage, not what it did."
)
SAME_DAY = int(np.flatnonzero(LAGS == 0)[0])
FURTHER_IF_WORSE = 0.5  # standard errors; of 5 false calls in 100, about one is of a change for the worse


def response_verdict(response: Response, measure: str) -> tuple[str, float | None, int | None]:
    """Return the verdict word, the change (points or cm) that stands out most, and over how many days after.

    Change and days are None with too little data. A change for the worse must stand out further, and be no less than
    that of the day of the massage: it is often booked on a bad day, and a bad day runs on into the next.
    """
    after = response.after
    if after is None:
        return TOO_LITTLE, None, None
    change, same_day = after.shift, float(response.mean[SAME_DAY])
    worse = change < 0 if measure == "reach" else change > 0
    stands_out = after.evidence > after.limit + (FURTHER_IF_WORSE if worse else 0.0)
    if worse and abs(same_day) > abs(change) and same_day * change > 0:
        stands_out = False
    size = _how_much(change, measure, float(np.nanmean(response.usual))) if stands_out else 0
    if not size:
        return NO_CLEAR, change, after.days
    words = (SOMEWHAT_WORSE, MUCH_WORSE) if worse else (SOMEWHAT_BETTER, MUCH_BETTER)
    return words[size - 1], change, after.days


def wears_off_after(mean: np.ndarray, change: float, stretch: int) -> int | None:
    """Return the last day before the mean (one per lag) is less than half of a change, None when it holds to day 7."""
    for place in range(int(np.flatnonzero(stretch + 1 == LAGS)[0]), len(LAGS)):
        if not np.isnan(mean[place]) and mean[place] / change < 0.5:
            return int(LAGS[place]) - 1
    return None


def _how_much(change: float, measure: str, usual: float) -> int:
    """Return 0 for a change too small to matter, 1 for somewhat, 2 for much."""
    size = round(abs(change), 9)
    if measure == "reach":
        return int(size >= threshold("reach_mdc_cm").value)
    percent = 100 * size / usual if usual > 0 else 0.0
    much = size >= threshold("nrs_mcid_points").value and percent >= threshold("nrs_mcid_percent").value
    if much and (change > 0 or usual >= threshold("nrs_low_baseline_points").value):
        return 2
    return int(
        size >= threshold("nrs_slight_points").value and percent >= threshold("nrs_slight_percent").value
    )


def booked(
    measure: str, sessions: int, noted_sessions: int, in_flare: int, weekday: int | None, on_weekday: int
) -> str:
    """Return how the massage days were booked, which is to be known before anything else; empty without any.

    `noted_sessions` of them have pain noted on the day or the day before.
    """
    if weekday is None:
        return ""
    of_all = "Your one massage day" if sessions == 1 else f"Of your {counted(sessions, 'massage day')}"
    on = f"{on_weekday} fell on a {WEEKDAYS[weekday]}" if sessions > 1 else f"fell on a {WEEKDAYS[weekday]}"
    if measure == "reach":
        return f"{of_all}{',' if sessions > 1 else ''} {on}. "
    if not noted_sessions:
        return f"{of_all}{',' if sessions > 1 else ''} {on}; no {_name(measure)} is noted then or the day before. "
    if sessions == 1:
        flare = "was in a flare or on a day of higher pain" if in_flare else "was not on a day of higher pain"
        return f"{of_all} {flare} and {on}. "
    if noted_sessions < sessions:
        of_known = f"{noted_sessions} {'has' if noted_sessions == 1 else 'have'} {_name(measure)} noted then or the day before"
        which = "and that was" if noted_sessions == in_flare == 1 else f"{in_flare or 'none'} of them"
        return f"{of_all}, {on}; {of_known}, {which} in a flare or on a day of higher pain. "
    were = "was in a flare or on a day" if in_flare < 2 else "were in a flare or on days"
    flare = f"{in_flare or 'none'} {were} of higher pain"
    return f"{of_all}, {flare}, and {on}. "


def cannot_tell(verdict: str, *, are_many: bool) -> str:
    """Return why the days after a massage say nothing, though they may differ.

    `are_many` says whether half the massage days or more were in a flare or on days of higher pain.
    """
    if verdict == LIKE_A_FLARE:
        booked_on = (
            "Many were booked on days that were not like your others."
            if are_many
            else "Taken together, your pain was higher than usual on these days or just before."
        )
        return (
            f"{booked_on} A flare has its own rise and fall, so what comes "
            f"after these massages {verdict}. Massages on calmer days would make a comparison."
        )
    return (
        f"Pain, sleep and rest may follow the week, too, so what comes after these massages {verdict}. Massages on other "
        "weekdays, or some weeks without one, would make a comparison."
    )


def comes_with(measure: str, along: Mapping[str, bool]) -> str:
    """Return why an effect is not called: the habits (true: more of it) that come with the massages."""
    names = listed([MORE_AND_LESS[habit][0 if more else 1] for habit, more in along.items()])
    return (
        f"Nearly all your massages came with {names}. What goes with each for your {_name(measure)} {LIKE_EACH_OTHER}. "
        "Massages on days without it would make a comparison."
    )


def thinner(measure: str, after: int, days_after: int, others: int, other_days: int) -> str:
    """Return that fewer days are noted after massages than elsewhere: `after` of `days_after`, `others` of `other_days`."""
    return (
        f"In the three days after a massage {_name(measure)} is noted on {after} of {days_after} days, and on {others} of "
        f"{other_days} other days. Days that are not noted cannot be seen here. "
    )


def too_little(measure: str, logged: int, sessions: int) -> str:
    """Return what is missing for a response; `logged` massage days, `sessions` of them comparable."""
    name = "a reach test" if measure == "reach" else f"{measure} pain"
    needed = int(threshold("massage_days").value)
    if not logged:
        return f"No massage session within the year. From {needed} massage days, with {name} noted on the days after, there is something to compare."
    if sessions < needed:
        return (
            f"So far {counted(sessions, 'massage day')} of {needed} can be compared with your other days. For that, note "
            f"{name} in the three days after a massage and on days in between."
        )
    return (
        "Your massage days lie so close together, or so few days are noted, that there is nothing to compare them "
        "with yet."
    )


def sentence_for_no_effect(measure: str, sessions: int) -> str:
    """Return the sentence of a response that does not stand out from the client's other days."""
    return f"In the days after a massage your {_name(measure)} does not clearly differ from your other days {_rests_on(sessions)}: no clear change."


def sentence_for_effect(
    measure: str,
    sessions: int,
    verdict: str,
    change: float,
    days: int,
    usual: float,
    wears_off: str,
    unit: str = "cm",
) -> str:
    """Return the sentence of a response that stands out: change (points or cm) over the first `days` days after."""
    when = "On the day after" if days == 1 else f"In the {'two' if days == 2 else 'three'} days after"
    size = _size(change, measure, usual, unit)
    return f"{when} a massage your {_name(measure)} is {size} your other days {_rests_on(sessions)}: {verdict}. {wears_off}{BY_ITSELF}"


def wears_off(mean: np.ndarray, change: float, stretch: int) -> str:
    """Return when a change is back to half, and no more than the days that have a value show (mean: one per lag)."""
    noted = [int(lag) for lag in LAGS[~np.isnan(mean)] if lag > stretch]
    if not noted:
        return "How long it holds cannot be seen: later days are not noted, or have another massage. "
    days = wears_off_after(mean, change, stretch)
    if days is None and noted[-1] == LAGS[-1]:
        return "It still holds a week later. "
    if days is None:
        return f"It still holds {noted[-1]} days later; after that it cannot be seen. "
    if days > stretch and days not in noted:
        return f"It has worn off by day {days + 1}. "
    return f"It wears off after about {counted(days, 'day')}. "


def _name(measure: str) -> str:
    return "reach" if measure == "reach" else f"{measure} pain"


def _rests_on(sessions: int) -> str:
    return f"(from {counted(sessions, 'massage day')})"


def _size(change: float, measure: str, usual: float, unit: str) -> str:
    if measure == "reach":
        return f"about {tenths(cm_to(change, unit))} {UNIT_WORDS[unit]} {'further' if change > 0 else 'less far'} than on"
    if usual < threshold("nrs_low_baseline_points").value:
        return "higher than on" if change > 0 else "lower still than on"
    return f"about {tenths(change)} points {'above' if change > 0 else 'below'}"
