"""Scales: how a number or word of another app becomes one of ours, said in words before it is done.

A scale is written LOW-HIGH (spread evenly), or word=number,word=number, or both (0-10,none=0), or /100 (so many are a
minute), or left empty: as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tracker.domain import limits
from tracker.domain.check_in import PAIN, PAIN_EXTENTS, SIDES, CheckIn
from tracker.domain.entry import Entry
from tracker.domain.exercise import EXERCISES
from tracker.domain.massage_session import MassageSession
from tracker.domain.measure import measures_of
from tracker.domain.numerals import could_be_thousands, in_plain_figures, number_in
from tracker.domain.sit_and_reach import VARIANTS, variant_named
from tracker.errors import ImportRefused
from tracker.exchange.importers.body_words import extent_in, side_in
from tracker.exchange.importers.days import DAY_ORDERS
from tracker.exchange.importers.numerals import (
    NO,
    YES,
    cm_in,
    is_hours_minutes,
    minutes_in,
    minutes_named,
    name_apart,
    parts_not_taken,
    rating_in,
)

NO_SCALE = ""
SAME = "0-10"
_RANGE = re.compile(r"(-?[0-9]{1,6}(?:\.[0-9]+)?)-(-?[0-9]{1,6}(?:\.[0-9]+)?)")
_A_MINUTE = re.compile(r"/([1-9][0-9]{0,3})")
# Names of what is no time, so that its numbers are not minutes.
_STEPS = re.compile(
    r"\b(?:steps?|schritte?|schritt(?:an)?zahl|pas|pasos|passos|passi|stappen|steg|kroki|adım)\b|шаг|步|歩",
    re.IGNORECASE,
)
_NO_TIME = re.compile(
    r"\b(?:km|miles?|meters?|metres?|k?cal|calor\w+|k?j|joules?|energy|energie|distance|distancia|distanz|strecke|floors?|etagen|bpm|heart ?rate"
    r"|puls(?:e|schlag)?|weight|gewicht|kg|lbs?)\b",
    re.IGNORECASE,
)
# A walk, and a massage, rarely take longer; 12:30 is then more likely minutes and seconds.
_MOST_HOURS_WITH_A_COLON = 4


@dataclass(frozen=True)
class Field:
    """A field of ours that a source may become: its words, its range, and which scale it needs.

    An "amount" is brought in as it is, or by words: "yes=45" gives each tick 45.
    """

    name: str
    words: str
    low: int = 0
    high: int = 0
    scale: str = "none"


def _field(entry_class: type[Entry], name: str) -> Field:
    measure = measures_of(entry_class)[name]
    low, high = measure.bounds()
    default = f"{limits.words(name)}, {low}-{high}" if high else limits.words(name)
    scale = measure.import_scale if measure.import_words else "own" if high else "none"
    return Field(name, measure.import_words or default, low, high, scale)


FIELDS: Mapping[str, Field] = {
    target.name: target
    for target in (
        *(_field(CheckIn, name) for name in measures_of(CheckIn)),
        _field(MassageSession, "minutes"),
        Field("sit_and_reach_cm", "A sit-and-reach reading, in cm", scale="variant"),
        Field("medicine", "A medicine that was taken, one in each cell"),
        Field("on_date", "The day", scale="order"),
        Field("at_time", "The time"),
        Field("note", "The note"),
        Field("names", "Names: each row says of what it is"),
        Field("values", "Values: of what the name says"),
    )
}
ROLES = ("on_date", "at_time", "note", "names", "values")
_ADDED_UP = "they are added up"
# What becomes of several values for one field of one entry; a field that is not here must be the same in all.
COMBINING: Mapping[str, str] = {
    **dict.fromkeys((*PAIN, "tingling", "numbness", "weakness"), "the worse one counts"),
    "pain_extent": "the one further down counts",
    "hours_sitting": _ADDED_UP,
    "minutes_active": _ADDED_UP,
    "minutes": _ADDED_UP,
    "sit_and_reach_cm": "they are trials of one test",
    "exercises_done": "all are kept",
    "medicine": "all are kept",
    "note": "all are kept",
}
ADDED_UP = frozenset(name for name, becomes in COMBINING.items() if becomes == _ADDED_UP)
EXERCISE_IDS = tuple(exercise.exercise_id for exercise in EXERCISES)
# A test of one leg at a time needs its side, which a bare number does not say.
VARIANT_NAMES = tuple(variant.name for variant in VARIANTS if not variant.by_side)


class NotOnScale(Exception):
    """A value that the chosen scale does not hold."""


class _Scale(NamedTuple):
    """The ends between which numbers are spread, and the words that have a number of their own."""

    ends: tuple[float, float] | None
    numbers: Mapping[str, int]

    def number_of(self, word: str) -> int | None:
        """Return the number of a word, however its letters are written; None when it has none."""
        plain = word.strip()
        if plain in self.numbers:
            return self.numbers[plain]
        alike = {number for name, number in self.numbers.items() if name.casefold() == plain.casefold()}
        return alike.pop() if len(alike) == 1 else None


def check(source: str, field: str, scale: str) -> None:
    """Refuse a field that is none, or a scale that is not one of that field, with what is allowed."""
    if field not in FIELDS:
        raise ImportRefused(f"{source!r} cannot become {field!r}; fields are: {', '.join(FIELDS)}, or none.")
    needs = FIELDS[field].scale
    allowed = {"exercise": EXERCISE_IDS, "variant": VARIANT_NAMES, "order": DAY_ORDERS}.get(needs)
    if allowed and scale not in allowed and (scale or needs != "order"):
        raise ImportRefused(
            f"{source!r} as {field} needs one of: {', '.join(f'{field}:{scale_name}' for scale_name in allowed)}."
        )
    if needs == "none" and scale:
        raise ImportRefused(f"{source!r} as {field} takes no scale; it is brought in as it is.")
    if needs == "range" and not scale:
        raise ImportRefused(
            f"{source!r} as {field} needs its scale: {field}:0-10 for whole numbers as they are, another range such as"
            f" {field}:0-4, or words as {field}:mild=2,severe=8."
        )
    if needs == "amount" and scale and not (field == "minutes_active" and _A_MINUTE.fullmatch(scale)):
        if _parsed(scale, FIELDS[field].low, FIELDS[field].high).ends is not None:
            raise ImportRefused(f"{source!r} as {field} takes no scale but words, such as {field}:yes=45.")
    elif needs in ("range", "own") and scale:
        _parsed(scale, FIELDS[field].low, FIELDS[field].high)


def has_other_scales(field: str) -> bool:
    """Return whether a value that is not on a field's scale may be on another, of numbers or words of the person's own."""
    return FIELDS[field].scale in ("range", "own", "amount")


def words(field: str, scale: str) -> str:
    """Return what a scale does to a pain or severity value, in words, before anything is done."""
    wanted = FIELDS[field]
    if not has_other_scales(field) or not scale:
        return ""
    if match := _A_MINUTE.fullmatch(scale):
        return f"{int(match[1]):,} of them count as a minute. That is your choice."
    parsed = _parsed(scale, wanted.low, wanted.high)
    becoming = ", ".join(f"{word} becomes {number}" for word, number in parsed.numbers.items())
    if wanted.scale == "amount":
        return f"{becoming}. That is your choice."
    of_words = (
        f"{becoming}. That is your choice of numbers: words are not a {wanted.low}-{wanted.high} rating."
    )
    if parsed.ends is None:
        return of_words
    of_numbers = _words_of_ends(wanted, *parsed.ends)
    return f"{of_numbers} {of_words}" if becoming else of_numbers


def _words_of_ends(wanted: Field, low: float, high: float) -> str:
    if (low, high) == (wanted.low, wanted.high):
        return "The numbers stay as they are; a fraction is rounded to the nearest whole number."
    steps = range(round(low), round(high) + 1) if 0 < high - low <= 10 else (low, high)
    becoming = ", ".join(f"{step:g} becomes {_spread(step, low, high, wanted)}" for step in steps)
    few = (
        " It has fewer steps than ours, so the result looks finer than what you logged."
        if high - low < 10
        else ""
    )
    return f"Spread evenly: {becoming}.{few if wanted.scale == 'range' else ''}"


def converted(field: str, scale: str, value: str, name: str = "") -> int | float | str | bool | None:
    """Return a value as the field holds it; None when the value says nothing. Raises NotOnScale in words.

    `name` is its source's, which may say the unit of a bare number. An amount is not rounded: its sum is, by `rounded`.
    """
    wanted = FIELDS[field]
    if field == "pain_extent" or field == "side":
        allowed, word_in = (PAIN_EXTENTS, extent_in) if field == "pain_extent" else (SIDES, side_in)
        if (word := word_in(value)) is None:
            raise NotOnScale(f"is not one of {', '.join(allowed)}: write them so in the file")
        return word
    if field in ("is_flare", "exercises_done"):
        return _yes_or_no(value)
    if field == "medicine":
        return _medicine_or_no(value)
    if field in ("hours_sitting", "minutes_active", "minutes", "sit_and_reach_cm"):
        return (
            _by_amount(wanted, scale, value, name)
            if scale and wanted.scale == "amount"
            else _measured(field, value, name)
        )
    return _rated(wanted, scale or f"{wanted.low}-{wanted.high}", value)


def rounded(field: str, amount: float) -> float:
    """Return an amount of a field of ADDED_UP as the field holds it: whole minutes, or hours to two decimals."""
    # Thirty times a second come to a little less than half a minute.
    return round(amount, 2) if field == "hours_sitting" else int(round(amount, 6) + 0.5)


def foot_line_cm(variant: str) -> float:
    """Return where the soles stand on a variant's scale, by its protocol, in cm."""
    return variant_named(variant).foot_line_cm


def _rated(wanted: Field, scale: str, value: str) -> int:
    parsed = _parsed(scale, wanted.low, wanted.high)
    if (chosen_number := parsed.number_of(value)) is not None:
        return chosen_number
    if parsed.ends is None:
        raise NotOnScale(f"is not among {', '.join(parsed.numbers)}")
    rating, (low, high) = rating_in(value), parsed.ends
    if rating is None:
        raise NotOnScale("is not a number")
    number, top = rating
    if not min(low, high) <= number <= max(low, high) or top not in (None, max(low, high)):
        raise NotOnScale(f"is not within {low:g} to {high:g}")
    return _spread(number, low, high, wanted)


def _spread(number: float, low: float, high: float, wanted: Field) -> int:
    # Halves go up, as people round; Python's own round() would send 2.5 down and 3.5 up.
    return int(wanted.low + (number - low) / (high - low) * (wanted.high - wanted.low) + 0.5)


def is_tick(value: str) -> bool:
    """Return whether a value says yes or no and no amount."""
    return value.strip().casefold() in YES | NO - {"0"}


def is_of_steps(name: str) -> bool:
    """Return whether a source of this name counts steps."""
    return _STEPS.search(name_apart(name)) is not None


def _by_amount(wanted: Field, scale: str, value: str, name: str) -> float:
    """Return the amount that a word stands for; a tick that says no is 0."""
    plain, number = value.strip(), number_in(value)
    if match := _A_MINUTE.fullmatch(scale):
        if could_be_thousands(in_plain_figures(plain)):
            if not is_of_steps(name):
                raise NotOnScale("could be a thousand or a fraction")
            # There are no fractions of a step.
            number = float(re.sub(r"[.,]", "", in_plain_figures(plain)))
        if number is None or number < 0:
            raise NotOnScale("is not a number")
        return number / int(match[1])
    amounts = _parsed(scale, wanted.low, wanted.high)
    if (amount := amounts.number_of(plain)) is not None:
        return amount
    # Spreadsheets write 1 as 1.0.
    if (plain.casefold() in YES or number == 1) and "yes" in amounts.numbers:
        return amounts.numbers["yes"]
    if plain.casefold() in NO or number == 0:
        return 0
    raise NotOnScale(f"is not among {', '.join(amounts.numbers)}")


def _measured(field: str, value: str, name: str) -> float:
    minutes, number, unit = minutes_in(value), number_in(value), minutes_named(name)
    if field == "sit_and_reach_cm":
        if (length_cm := cm_in(value, name)) is None:
            raise NotOnScale("is not a length in cm")
        return length_cm
    if minutes is None and number is None:
        raise NotOnScale("is not a number")
    if number is not None and unit is None and is_of_steps(name):
        raise NotOnScale("counts steps: say how many are a minute, as in minutes_active:/100")
    if number is not None and unit is None and _NO_TIME.search(name_apart(name)):
        raise NotOnScale("by its name is no time")
    if field in ("minutes", "minutes_active"):
        if number is not None and could_be_thousands(value):
            raise NotOnScale("could be a thousand or a fraction")
        if is_hours_minutes(value) and unit != 60 and (minutes or 0) > 60 * _MOST_HOURS_WITH_A_COLON:
            raise NotOnScale("could be hours and minutes, or minutes and seconds")
    if minutes is None:
        minutes = (number or 0) * (unit or (60 if field == "hours_sitting" else 1))
    return minutes / 60 if field == "hours_sitting" else minutes


def _yes_or_no(value: str) -> bool | None:
    spelled = value.strip().casefold()
    number = number_in(spelled)
    if spelled in YES or (number is not None and number > 0):
        return True
    if spelled in NO or number == 0:
        return False
    raise NotOnScale("is neither yes nor no")


def _medicine_or_no(value: str) -> str | bool:
    """Return whether something was taken, or the words that say what or how much."""
    amount = re.match(r"[0-9]+(?:[.,][0-9]+)?(?=\s*[^\W\d_]+$)", in_plain_figures(value.strip()))
    says_none = parts_not_taken(value)
    if (says_none and all(says_none)) or (amount and number_in(amount[0]) == 0):
        return False
    if any(says_none[:1]):
        raise NotOnScale("says no and then more: write none, or the medicine alone")
    try:
        return bool(_yes_or_no(value))
    except NotOnScale:
        return value.strip()


@lru_cache(maxsize=256)
def _parsed(scale: str, low: int, high: int) -> _Scale:
    first, _, rest = scale.partition(",")
    if match := _RANGE.fullmatch(first):
        ends = float(match[1]), float(match[2])
        if ends[0] != ends[1]:
            return _Scale(ends, _numbers(rest, scale, low, high) if rest else {})
    return _Scale(None, _numbers(scale, scale, low, high))


def _numbers(text: str, scale: str, low: int, high: int) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for part in text.split(","):
        word, sign, number = part.rpartition("=")
        if not (sign and word.strip() and re.fullmatch(r"[0-9]{1,4}", number.strip())):
            raise ImportRefused(
                f"{scale[:60]!r} is not a scale: write a range such as 0-10, or words such as mild=2,severe=8."
            )
        if not low <= int(number) <= high:
            raise ImportRefused(f"{part.strip()[:60]!r}: the number must be from {low} to {high}.")
        numbers[word.strip()] = int(number)
    return numbers
