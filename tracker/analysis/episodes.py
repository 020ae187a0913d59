"""When were the bad spells? Flares with their start, peak, length, and what was logged as they ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tracker import clock
from tracker.analysis.pain_trend import Site, main_site
from tracker.analysis.thresholds import threshold
from tracker.analysis.wording import counted, tenths
from tracker.domain.description import lower_first
from tracker.domain.exercise import exercise
from tracker.frames import until
from tracker.locales import day_words

USUAL_DAYS, FEWEST_USUAL = 28, 7
FEWEST_HIGH_DAYS = 3
CALM_DAYS = 2
GAP_DAYS = 7
MOST_DAYS = 42
BEFORE_END_DAYS = 3
MASSAGE = "massage session"
ENDED, GOES_ON, UNSEEN, NEW_LEVEL = "ended", "goes on", "unseen", "new level"


@dataclass(frozen=True)
class Episode:
    """One flare: `last` its last day, `ended` the first calm day, None while it goes on or nothing shows its end.

    `peak` is the highest daily pain (NRS) and `usual` the median of the four weeks before (None without);
    `is_marked` when the client marked it, else it was found in the numbers; `logged_before_end` names what was
    logged in the three days before it ended.
    """

    first: date
    last: date
    days: int
    peak: float | None
    peak_day: date | None
    usual: float | None
    is_marked: bool
    ended: date | None
    logged_before_end: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Episodes:
    """All flares up to a day, oldest first; `nothing_words` say in short what not to find one says."""

    site: Site
    as_of: date
    episodes: tuple[Episode, ...]
    is_flare_now: bool
    sentence: str
    nothing_words: str = ""


@dataclass(frozen=True)
class _Course:
    """Days with a check-in, their pain (NaN where not given), what was usual before each, and which were marked."""

    days: np.ndarray
    pain: np.ndarray
    usual: np.ndarray
    marked: np.ndarray


@dataclass(frozen=True)
class _Logged:
    """What was done: the days of check-ins with the exercises ticked in each, and the days of massages, both rising."""

    days: np.ndarray
    exercises: list[object]
    massages: np.ndarray

    def before(self, ended: date) -> tuple[str, ...]:
        """Return what was logged in the three days before a day: a massage session first, exercises by name."""
        last = np.datetime64(ended)
        days = [last - BEFORE_END_DAYS, last]
        begin, end = np.searchsorted(self.days, days)
        ticked = [ids.split(";") for ids in self.exercises[begin:end] if isinstance(ids, str) and ids]
        names = sorted(exercise(exercise_id).name for exercise_id in set().union(*ticked))
        some, none = np.searchsorted(self.massages, days)
        return (MASSAGE, *names) if some < none else tuple(names)


def flare_episodes(
    daily: pd.DataFrame,
    check_ins: pd.DataFrame,
    massages: pd.DataFrame,
    as_of: date,
    site: Site | None = None,
) -> Episodes:
    """Return the flares of a record up to a day.

    A flare starts on a day the client marked, or with three logged days in a row at least 2 points (Ostelo 2008)
    above the median of the four weeks before. It ends with the first of two logged days in a row that are unmarked
    and less than 1 point (Salaffi 2004) above that median; without a median, two unmarked days. A gap of more than
    a week leaves the end open; after six weeks it is a new level and no longer a flare. Conventions of this
    tracker, but for the two sizes.
    """
    site = site or main_site(daily, as_of)
    course = _course(until(daily, as_of), site)
    logged = _Logged(_days(check_ins), check_ins["exercises_done"].tolist(), _days(massages))
    episodes_so_far = tuple(
        _episode(course, first, last, state, logged) for first, last, state in _spans(course)
    )
    now = (
        bool(episodes_so_far)
        and episodes_so_far[-1].ended is None
        and (as_of - episodes_so_far[-1].last).days <= GAP_DAYS
    )
    now = now and episodes_so_far[-1].days < MOST_DAYS
    nothing = _nothing(course, site)
    sentence = (
        _overall(episodes_so_far, as_of if now else None, site)
        if episodes_so_far
        else f"No flare is marked, and {nothing}."
    )
    return Episodes(site, as_of, episodes_so_far, now, sentence, f"None is marked, and {nothing}")


def _course(daily: pd.DataFrame, site: Site) -> _Course:
    pain = daily.set_index("on_date")[f"{site}_mean"]
    # Shifted by one row, so that a day is not part of its own usual.
    usual = pain.rolling(f"{USUAL_DAYS}D", min_periods=FEWEST_USUAL).median().shift(1)
    days = daily["on_date"].to_numpy().astype("datetime64[D]")
    return _Course(days, pain.to_numpy(), usual.to_numpy(), daily["is_flare"].to_numpy())


def _spans(course: _Course) -> Iterator[tuple[int, int, str]]:
    """Yield first and last place of each flare, and what is known of its end."""
    high = course.pain >= course.usual + threshold("nrs_mcid_points").value - 1e-9
    runs = high & ~course.marked
    starts = course.marked | _runs_start(runs)
    place = 0
    for start in np.flatnonzero(starts).tolist():
        if start < place:
            continue
        last, state = _end(course, start)
        yield start, last, state
        place = last + 1


def _runs_start(high: np.ndarray) -> np.ndarray:
    starts = high.copy()
    for ahead in range(1, FEWEST_HIGH_DAYS):
        following = np.zeros_like(high)
        following[: -ahead or None] = high[ahead:]
        starts &= following
    return starts


def _end(course: _Course, start: int) -> tuple[int, str]:
    limit = course.usual[start] + threshold("nrs_slight_points").value
    # In plain numbers: numpy's own are slow one at a time. Nothing past six weeks is looked at.
    ahead = slice(start, start + MOST_DAYS + 1)
    days = (course.days[ahead] - course.days[start]).astype(np.int64).tolist()
    marked, pain = course.marked[ahead].tolist(), course.pain[ahead].tolist()
    last, calm = 0, 0
    for place, day in enumerate(days):
        if place and day - days[place - 1] > GAP_DAYS:
            return start + last, UNSEEN
        if day >= MOST_DAYS:
            return start + last, NEW_LEVEL
        # Without a usual or a number for the day only the mark speaks.
        easy = not marked[place] and not pain[place] >= limit
        calm = calm + 1 if easy and place else 0
        if not calm:
            last = place
        if calm == CALM_DAYS:
            return start + last, ENDED
    return start + last, GOES_ON


def _episode(course: _Course, start: int, last: int, state: str, logged: _Logged) -> Episode:
    pain = course.pain[start : last + 1]
    highest = int(np.nanargmax(pain)) if not np.isnan(pain).all() else None
    first_day, last_day = course.days[start].item(), course.days[last].item()
    ended = course.days[last + 1].item() if state == ENDED else None
    usual = None if np.isnan(course.usual[start]) else float(course.usual[start])
    peak = None if highest is None else float(pain[highest])
    peak_day = None if highest is None else course.days[start + highest].item()
    before_end = logged.before(ended) if ended else ()
    days = (last_day - first_day).days + 1
    sentence = _sentence(first_day, days, peak, usual, ended or state, before_end)
    is_marked = bool(course.marked[start : last + 1].any())
    return Episode(
        first=first_day,
        last=last_day,
        days=days,
        peak=peak,
        peak_day=peak_day,
        usual=usual,
        is_marked=is_marked,
        ended=ended,
        logged_before_end=before_end,
        sentence=sentence,
    )


def _days(frame: pd.DataFrame) -> np.ndarray:
    days: np.ndarray = frame["on_date"].to_numpy().astype("datetime64[D]")
    return days


def _sentence(
    first: date,
    days: int,
    peak: float | None,
    usual: float | None,
    ended: date | str,
    logged: tuple[str, ...],
) -> str:
    height = "" if peak is None else f", pain at most {tenths(peak)}"
    before = "" if usual is None or peak is None else f" (usual before: {tenths(usual)})"
    begun = f"From {day_words(first)}, {counted(days, 'day')}{height}{before}."
    if isinstance(ended, str):
        return f"{begun} {_OPEN_WORDS[ended]}"
    if not logged:
        return f"{begun} Calmer from {day_words(ended)}."
    before_end = ", ".join(lower_first(name) for name in logged)
    return (
        f"{begun} Calmer from {day_words(ended)}; logged in the three days before: {before_end}. That does not say what "
        "ended it."
    )


_OPEN_WORDS = {
    GOES_ON: "Two calm days in a row after it are not logged yet.",
    UNSEEN: f"More than {GAP_DAYS} days without a check-in follow, so when it ended is not known.",
    NEW_LEVEL: "It was not over after six weeks: a new level more than a flare.",
}


def _nothing(course: _Course, site: Site) -> str:
    """Return what it says that no spell is seen: little where few days have enough days before them to be held against."""
    noted = int((~np.isnan(course.pain)).sum())
    judged = int((~np.isnan(course.pain - course.usual)).sum())
    if judged < FEWEST_HIGH_DAYS:
        return f"too little {site} pain is noted to see a spell of it"
    if 2 * judged < noted:
        return (
            f"no spell of higher {site} pain stands out on the {judged} of {counted(noted, 'day')} that have enough "
            "noted before them to tell"
        )
    return f"no spell of higher {site} pain stands out"


def _overall(episodes_so_far: tuple[Episode, ...], on_at: date | None, site: Site) -> str:
    shortest, longest = (pick(episode.days for episode in episodes_so_far) for pick in (min, max))
    marked = sum(episode.is_marked for episode in episodes_so_far)
    spells = len(episodes_so_far) - marked
    of_each = [
        *([f"{counted(marked, 'flare')} that you marked"] if marked else []),
        *([f"{counted(spells, 'spell')} of higher {site} pain"] if spells else []),
    ]
    so_far = " and ".join(of_each)
    # What is as long as that was cut off there.
    or_longer = " or longer" if longest >= MOST_DAYS else ""
    days = counted(longest, "day") if shortest == longest else f"{shortest} to {longest} days"
    length = f", {days} long{or_longer}"
    return f"{so_far}{length}.{_going_on(on_at)}"


def _going_on(on_at: date | None) -> str:
    if on_at is None:
        return ""
    # Looking back, what was on then is none of today's.
    is_today = on_at == clock.today()
    return f" One {'seems to be on now' if is_today else f'seemed to be on at {day_words(on_at)}'}; flares usually pass."
