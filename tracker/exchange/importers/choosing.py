"""Choosing what becomes of a source: what is certain is proposed, the rest is asked, and --map is read."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Choice, Chosen, Source
from tracker.exchange.importers.scale import EXERCISE_IDS, NO_SCALE, PAIN, ROLES, SAME, check

NONE = "none"
MAKES_AN_ENTRY = (*PAIN, "minutes", "sit_and_reach_cm")
_PAIN = re.compile(
    r"pain|ache|hurt|sciatica|schmerz|dolor|douleur|dolore|\bdor\b|pijn|smerte|b\u00f3l\b|\u75db|\bnrs\b",
    re.IGNORECASE,
)
_LEG = re.compile(r"leg|sciatic|hamstring|thigh|calf|bein|pierna|jambe|gamba|perna", re.IGNORECASE)
_BACK = re.compile(r"back|lumbar|r\u00fccken|espalda|dos\b|schiena|costas|lumbago", re.IGNORECASE)
# A column of pain that never went above this could as well be on a shorter scale: then it is asked.
SURELY_TO_TEN = 6


def proposed_for(sources: Iterable[Source]) -> dict[str, Choice]:
    """Return what is certain by name and range: pain of leg or back in whole numbers that use most of 0-10."""
    chosen: dict[str, Choice] = {}
    for source in sources:
        field = pain_field(source.name)
        if field and is_nrs(source) and all(one.field != field for one in chosen.values()):
            chosen[source.name] = Choice(field, SAME)
    return chosen


def pain_field(name: str) -> str | None:
    """Return which pain a name speaks of, when it speaks of leg or back and not of both."""
    leg, back = bool(_LEG.search(name)), bool(_BACK.search(name))
    if leg == back or not (_PAIN.search(name)):
        return None
    return PAIN[0] if leg else PAIN[1]


def is_nrs(source: Source) -> bool:
    """Whether values are whole numbers within 0-10 and reach high enough that no shorter scale fits."""
    if source.low is None or source.high is None:
        return False
    return source.is_whole and source.low >= 0 and SURELY_TO_TEN <= source.high <= 10


def with_choices(arrival: Arrival, choices: Iterable[str]) -> dict[str, Choice]:
    """Return what is proposed, changed by choices written SOURCE=FIELD[:scale]; raises ImportRefused."""
    chosen = dict(arrival.proposed)
    names = {source.name for source in arrival.sources}
    for text in choices:
        name, choice = _choice(text, names)
        if choice is None:
            chosen.pop(name, None)
            continue
        check(name, *choice)
        chosen[name] = choice
    return chosen


def _choice(text: str, names: set[str]) -> tuple[str, Choice | None]:
    # A source's name may itself hold = and :, so the longest name that is one counts.
    found = [text[:at] for at, sign in enumerate(text) if sign == "=" and text[:at] in names]
    if not found:
        asked = text.partition("=")[0]
        some = ", ".join(repr(name) for name in sorted(names)[:12])
        raise ImportRefused(f"There is no {asked[:60]!r} in this file; there is: {some or 'nothing to map'}.")
    name = max(found, key=len)
    field, _, scale = text[len(name) + 1 :].partition(":")
    return name, None if field in ("", NONE) else Choice(field, scale)


class Missing(NamedTuple):
    """What still has to be chosen: said to anybody, and how the command line is told."""

    said: str
    how: str

    def __str__(self) -> str:
        return f"{self.said} {self.how}"


def missing(arrival: Arrival, chosen: Chosen) -> Missing | None:
    """Return what still has to be chosen before anything can come in; None when nothing is."""
    if arrival.ready or not (arrival.rows or arrival.table):
        return None
    roles = {choice.field: name for name, choice in chosen.items() if choice.field in ROLES}
    if (day := roles.get("on_date")) is not None and chosen[day].scale == NO_SCALE:
        return Missing(
            f"The dates in {day!r} could be read in two ways: day first or month first.",
            f"Choose --map '{day}=on_date:dmy' or --map '{day}=on_date:mdy'.",
        )
    if arrival.table is not None and day is None:
        return Missing(
            "Which column is the day?", "Choose it with --map 'COLUMN=on_date:ymd' (or :dmy, :mdy)."
        )
    if any(choice.field in MAKES_AN_ENTRY for choice in chosen.values()):
        return None
    names = [source.name for source in arrival.sources if source.name not in roles.values()]
    return Missing(
        "Nothing in this file is certainly pain from 0 to 10: choose what is pain, a reach or a massage.",
        f"For example {_example(arrival.sources)}. It holds: {', '.join(map(repr, names[:8]))}.",
    )


def _example(sources: Iterable[Source]) -> str:
    """Return a --map to copy: of what is called pain, if anything is, and in words' own case without a number."""
    named = next((source for source in sources if _PAIN.search(source.name)), None)
    field = pain_field(named.name) or PAIN[0] if named else PAIN[0]
    if named is None or named.low is not None or not named.words:
        name = named.name if named else "SOURCE"
        return f"--map '{name}={field}:0-10', or :0-4 for another range"
    numbers = ",".join(f"{word}=N" for word in named.words)
    return f"--map '{named.name}={field}:{numbers}', with a number from 0 to 10 for each N"


def exercise_named(name: str) -> str | None:
    """Return the exercise whose name a habit or activity bears exactly."""
    plain = re.sub(r"[^a-z]+", "_", name.lower()).strip("_")
    return plain if plain in EXERCISE_IDS else None
