"""Where does it hurt, and is it still there? The places of the first 14 days of marking beside those of the last 14."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from tracker.analysis.wording import counted, latest, listed
from tracker.domain.measure import cell_to_list
from tracker.domain.pain_place import BODY_PLACES, PLACE_KINDS, SADDLE, BodyPlace, pain_place
from tracker.domain.period import Period, latest_days
from tracker.frames import until
from tracker.locales import day_words

WINDOW_DAYS = 14
# As many days as a comparison of pain needs in each of its windows, a convention of this tracker.
LEAST_DAYS = 7
UNKNOWN = "A day without a mark is not a day without pain."


@dataclass(frozen=True)
class MarkedDays:
    """Some calendar days: on how many any place was marked, on how many each place, and as which kinds, by name."""

    period: Period
    days: int
    by_place: Mapping[str, int]
    kinds: Mapping[str, tuple[str, ...]]

    def is_marked(self, place: BodyPlace) -> bool:
        """Whether a place was marked on any of the days."""
        return place.name in self.by_place


@dataclass(frozen=True)
class PlacesThenAndNow:
    """The places of the first 14 days of marking and of the last 14, and what they say in sentences.

    `first` is None until the two no longer share a day, or where nothing is marked.
    """

    first: MarkedDays | None
    last: MarkedDays
    sentences: tuple[str, ...]

    @property
    def places(self) -> tuple[BodyPlace, ...]:
        """The places marked in either, in the order of the map."""
        return tuple(
            place
            for place in BODY_PLACES
            if self.last.is_marked(place) or (self.first is not None and self.first.is_marked(place))
        )


def places_then_and_now(check_ins: pd.DataFrame, as_of: date) -> PlacesThenAndNow:
    """Return the places of both windows (input: a check-in frame). Days without a mark are unknown, never 0."""
    seen = until(check_ins, as_of)
    is_marked = seen["pain_places"].notna().to_numpy()
    marks = [
        (moment.date(), cell)
        for moment, cell in zip(
            seen["on_date"][is_marked].tolist(), seen["pain_places"][is_marked].tolist(), strict=True
        )
    ]
    last = _marked(marks, latest_days(WINDOW_DAYS, as_of))
    begun = marks[0][0] if marks else None
    first = None
    if begun is not None and begun + timedelta(days=WINDOW_DAYS) <= last.period.first:
        first = _marked(marks, Period(begun, begun + timedelta(days=WINDOW_DAYS - 1)))
    return PlacesThenAndNow(first, last, _sentences(first, last))


def _marked(marks: Sequence[tuple[date, str]], period: Period) -> MarkedDays:
    days: dict[str, set[date]] = {}
    kinds: dict[str, set[str]] = {}
    for day, cell in marks:
        # Read within the window alone: a record of years has thousands of them.
        for marked in map(pain_place, cell_to_list(cell) if day in period else ()):
            days.setdefault(marked.place.name, set()).add(day)
            kinds.setdefault(marked.place.name, set()).update([marked.kind] if marked.kind else [])
    return MarkedDays(
        period,
        len(set().union(*days.values())),
        {name: len(of_place) for name, of_place in days.items()},
        {name: tuple(kind for kind in PLACE_KINDS if kind in of_place) for name, of_place in kinds.items()},
    )


def _sentences(first: MarkedDays | None, last: MarkedDays) -> tuple[str, ...]:
    lately = latest(f"{WINDOW_DAYS} days", last.period.last)
    if first is None:
        return (_marked_words(f"In {lately}", last), *([UNKNOWN] if last.days else []))
    begun = f"In the first {WINDOW_DAYS} days of marking, from {day_words(first.period.first)} on,"
    return (_marked_words(begun, first), _marked_words(f"In {lately}", last), _compared(first, last), UNKNOWN)


def _marked_words(when: str, marked: MarkedDays) -> str:
    if not marked.days:
        return f"{when} no place was marked."
    places = listed(
        [f"{_with_kinds(place, marked)} on {marked.by_place[place.name]}" for place in most_often(marked)]
    )
    return f"{when} places were marked on {counted(marked.days, 'day')}: {places}."


def most_often(marked: MarkedDays) -> list[BodyPlace]:
    """Return the places of some days, those of most days first; what may be a warning sign before them all."""
    places = [place for place in BODY_PLACES if marked.is_marked(place)]
    return sorted(places, key=lambda place: (place.name != SADDLE, -marked.by_place[place.name]))


def _with_kinds(place: BodyPlace, marked: MarkedDays) -> str:
    kinds = marked.kinds[place.name]
    return f"{place.words} ({', '.join(kinds)})" if kinds else place.words


def _compared(first: MarkedDays, last: MarkedDays) -> str:
    if min(first.days, last.days) < LEAST_DAYS:
        return f"That is too little to compare: it takes {LEAST_DAYS} marked days each time."
    gone = [place.words for place in BODY_PLACES if first.is_marked(place) and not last.is_marked(place)]
    new = [place.words for place in BODY_PLACES if last.is_marked(place) and not first.is_marked(place)]
    only = [f"Marked only at first: {listed(gone)}."] if gone else []
    only += [f"Marked only lately: {listed(new)}."] if new else []
    return " ".join(only) or "The same places were marked both times."
