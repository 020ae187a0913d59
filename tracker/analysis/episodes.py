"""When were the bad spells? Flares with their start, peak, length, and what was logged as they ended."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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
from tracker.locales import day_words, shortest

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

    `site` is where it was: `peak` is the highest daily pain (NRS) there and `usual` the median of the four weeks
    before (None without); `is_marked` when the client marked it, else it was found in the numbers;
    `logged_before_end` names what was logged in the three days before it ended.
    """

    site: Site
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

    @property
    def short_words(self) -> str:
        """Its days and the most it hurt, for the sign of it in a chart."""
        height = "" if self.peak is None else f", {self.site} pain at most {shortest(round(self.peak, 1))}"
        return f"{counted(self.days, 'day')} from {day_words(self.first)}{height}"


@dataclass(frozen=True)
class Episodes:
    """All flares up to a day, oldest first; `nothing_words` say in short what not to find one says.

    `site` is the one whose numbers show a spell that nobody marked.
    """

    site: Site
    as_of: date
    episodes: tuple[Episode, ...]
    is_flare_now: bool
    sentence: str
    nothing_words: str = ""


@dataclass(frozen=True)
class _Course:
    """Days with a check-in, pain at a site (NaN where not given), what was usual before each, and which were marked."""

    site: Site
    days: np.ndarray
    pain: np.ndarray
    usual: np.ndarray
    marked: np.ndarray


@dataclass(frozen=True)
class _Spell:
    """One flare in the course of a site: its first and last place there, what is known of its end, and the first calm place."""

    course: _Course
    start: int
    last: int
    state: str
    calm: int | None

    @property
    def pain(self) -> np.ndarray:
        return self.course.pain[self.start : self.last + 1]

    @property
    def peak_place(self) -> int | None:
        return None if np.isnan(self.pain).all() else self.start + int(np.nanargmax(self.pain))

    @property
    def peak(self) -> float | None:
        return None if self.peak_place is None else float(self.course.pain[self.peak_place])

    @property
    def usual(self) -> float | None:
        usual = float(self.course.usual[self.start])
        return None if np.isnan(usual) else usual

    @property
    def is_marked(self) -> bool:
        return bool(self.course.marked[self.start : self.last + 1].any())

    @property
    def rise(self) -> tuple[float, float]:
        """How far pain rose there; where nobody knows from what, how high it went comes after any rise."""
        if self.usual is None:
            return 0.0, self.peak or 0.0
        return max(0.0, (self.peak or 0.0) - self.usual), 0.0


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
    daily: pd.DataFrame, check_ins: pd.DataFrame, massages: pd.DataFrame, as_of: date
) -> Episodes:
    """Return the flares of a record up to a day.

    A flare starts on a day the client marked, or with three logged days in a row at least 2 points (Ostelo 2008)
    above the median of the four weeks before. It ends with the first of two logged days in a row that are unmarked
    and less than 1 point (Salaffi 2004) above that median; without a median, two unmarked days. A week without
    anything that tells leaves the end open; after six weeks it is a new level and no longer a flare. What nobody marked is seen at
    the site that hurts more; what was marked is of the site that rose most. Conventions of this tracker, but for the
    two sizes.
    """
    site = main_site(daily, as_of)
    other: Site = "leg" if site == "back" else "back"
    days = until(daily, as_of)
    main = _course(days, site)
    logged = _Logged(_days(check_ins), check_ins["exercises_done"].tolist(), _days(massages))
    episodes_so_far = tuple(_episode(spell, logged) for spell in _spells(main, _course(days, other)))
    now = (
        bool(episodes_so_far)
        and episodes_so_far[-1].ended is None
        and (as_of - episodes_so_far[-1].last).days <= GAP_DAYS
    )
    now = now and episodes_so_far[-1].days < MOST_DAYS
    nothing = _nothing(main)
    sentence = (
        _overall(episodes_so_far, as_of if now else None, site)
        if episodes_so_far
        else f"No flare is marked, and {nothing}."
    )
    return Episodes(site, as_of, episodes_so_far, now, sentence, f"None is marked, and {nothing}")


def _course(daily: pd.DataFrame, site: Site) -> _Course:
    pain = daily.set_index("on_date")[f"{site}_mean"]
    # Closed on the left, so that a day is not part of its own usual, nor a year before a gap.
    usual = pain.rolling(f"{USUAL_DAYS}D", min_periods=FEWEST_USUAL, closed="left").median()
    days = daily["on_date"].to_numpy().astype("datetime64[D]")
    return _Course(site, days, pain.to_numpy(), usual.to_numpy(), daily["is_flare"].to_numpy())


def _spells(main: _Course, other: _Course) -> Iterator[_Spell]:
    clear = threshold("nrs_mcid_points").value - 1e-9
    high = main.pain >= main.usual + clear
    # As at its end, a day without the number is neither calm nor high.
    is_known = main.marked | ~np.isnan(main.pain)
    starts = main.marked.copy()
    starts[is_known] |= _runs_start((high & ~main.marked)[is_known])
    place = 0
    for start in np.flatnonzero(starts).tolist():
        if start < place:
            continue
        spell = _Spell(main, start, *_end(main, start))
        if spell.is_marked:
            elsewhere = _Spell(other, start, *_end(other, start))
            both = (spell, elsewhere)
            most = max(both, key=lambda at_site: (at_site.is_marked, at_site.rise))
            # It is not over while the other site flares too, as far as is known.
            flaring = (most, *(at_site for at_site in both if at_site.rise[0] >= clear))
            last = max(at_site.last for at_site in flaring)
            # The site that flared longest may be calm long before the other is known to be.
            end = max(flaring, key=lambda at_site: (at_site.calm is None, at_site.calm or at_site.last))
            spell = replace(most, last=last, state=end.state, calm=end.calm)
        yield spell
        place = spell.last + 1


def _runs_start(high: np.ndarray) -> np.ndarray:
    starts = high.copy()
    for ahead in range(1, FEWEST_HIGH_DAYS):
        following = np.zeros_like(high)
        following[: -ahead or None] = high[ahead:]
        starts &= following
    return starts


def _end(course: _Course, start: int) -> tuple[int, str, int | None]:
    """Return the last place of a flare, what is known of its end, and the first calm place after it."""
    limit = course.usual[start] + threshold("nrs_slight_points").value
    # A day without the number is neither calm nor high; where nobody knows the usual, only the mark speaks.
    is_known = course.marked | ~np.isnan(course.pain) | np.isnan(limit)
    # Nothing past six weeks is looked at.
    ahead = (start + np.flatnonzero(is_known[start:])[: MOST_DAYS + 1]).tolist()
    # In plain numbers: numpy's own are slow one at a time.
    days = (course.days[ahead] - course.days[start]).astype(np.int64).tolist()
    marked, pain = course.marked[ahead].tolist(), course.pain[ahead].tolist()
    last, calm = 0, 0
    for place, day in enumerate(days):
        if place and day - days[place - 1] > GAP_DAYS:
            return ahead[last], UNSEEN, None
        if day >= MOST_DAYS:
            return ahead[last], NEW_LEVEL, None
        easy = not marked[place] and not pain[place] >= limit
        calm = calm + 1 if easy and place else 0
        if not calm:
            last = place
        if calm == CALM_DAYS:
            return ahead[last], ENDED, ahead[last + 1]
    return ahead[last], GOES_ON, None


def _episode(spell: _Spell, logged: _Logged) -> Episode:
    days = spell.course.days
    first, last = days[spell.start].item(), days[spell.last].item()
    ended = None if spell.calm is None else days[spell.calm].item()
    before_end = logged.before(ended) if ended else ()
    length = (last - first).days + 1
    return Episode(
        site=spell.course.site,
        first=first,
        last=last,
        days=length,
        peak=spell.peak,
        peak_day=None if spell.peak_place is None else days[spell.peak_place].item(),
        usual=spell.usual,
        is_marked=spell.is_marked,
        ended=ended,
        logged_before_end=before_end,
        sentence=_sentence(spell, first, length, ended, before_end),
    )


def _days(frame: pd.DataFrame) -> np.ndarray:
    days: np.ndarray = frame["on_date"].to_numpy().astype("datetime64[D]")
    return days


def _sentence(spell: _Spell, first: date, length: int, ended: date | None, logged: tuple[str, ...]) -> str:
    height = "" if spell.peak is None else f", {spell.course.site} pain at most {tenths(spell.peak)}"
    before = "" if spell.usual is None or spell.peak is None else f" (usual before: {tenths(spell.usual)})"
    begun = f"From {day_words(first)}, {counted(length, 'day')}{height}{before}."
    if ended is None:
        return f"{begun} {_OPEN_WORDS[spell.state]}"
    # Where nobody knows what was usual, the days after the last mark may hurt as much.
    begun += f" {'Not marked any more' if spell.usual is None else 'Calmer'} from {day_words(ended)}"
    if not logged:
        return f"{begun}."
    before_end = ", ".join(lower_first(name) for name in logged)
    return f"{begun}; logged in the three days before: {before_end}. That does not say what ended it."


_OPEN_WORDS = {
    GOES_ON: "Two calm days in a row after it are not logged yet.",
    UNSEEN: f"For {GAP_DAYS} days or more after it nothing noted shows how it was, so when it ended is not known.",
    NEW_LEVEL: "It was not over after six weeks: a new level more than a flare.",
}


def _nothing(course: _Course) -> str:
    """Return what it says that no spell is seen: little where few days have enough days before them to be held against."""
    noted = int((~np.isnan(course.pain)).sum())
    judged = int((~np.isnan(course.pain - course.usual)).sum())
    if judged < FEWEST_HIGH_DAYS:
        return f"too little {course.site} pain is noted to see a spell of it"
    if 2 * judged < noted:
        return (
            f"no spell of higher {course.site} pain stands out on the {judged} of {counted(noted, 'day')} that have enough "
            "noted before them to tell"
        )
    return f"no spell of higher {course.site} pain stands out"


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
