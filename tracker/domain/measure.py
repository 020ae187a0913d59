"""Measures: what a field of an entry may hold, declared once with the field.

Limits, table columns, frames, CSV, archive, command line, words and sharing follow from the declaration. A field
without one is a part of every entry (its id, its day) or is seen by its owner alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.domain import limits
from tracker.domain.own_words import isolated, one_line
from tracker.errors import InvalidEntry
from tracker.locales import day_words, shortest

LIST_SEPARATOR = ";"
Cell = str | int | float | None


class Part(StrEnum):
    """A part of a record that its owner shares or leaves out."""

    PAIN = "pain"
    FLEXIBILITY = "flexibility"
    MASSAGE = "massage"
    SYMPTOMS = "symptoms"
    NOTES = "notes"
    PLANS = "plans"
    ACTIVITIES = "activities"
    EVENTS = "events"
    MEDICINES = "medicines"
    PLACES = "places"
    FAIR_TRIES = "fair-tries"
    QUESTIONNAIRES = "questionnaires"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What every declaration has.

    `shared_as` names the part of a record that must be shared before somebody else sees the field. `in_words` is how
    a value reads in a list of entries, {} standing for it; blank leaves it out. `option` and `help` are its option
    on the command line, `metavar` what stands for the value there. `import_words` is
    what people choose when a column of another app's file becomes this field, `import_scale` the scale that choice
    needs. `since` is the version of our files that had the
    field first: files of earlier versions may lack it. A measure that `is_required` is never None; `if_missing` is the sentence
    that asks for it. One that `is_fixed` is told once, as the entry is kept: no form, option or program gives it, and an
    edit leaves it as it is.
    """

    shared_as: Part
    in_words: str = ""
    option: str = ""
    help: str = ""
    metavar: str = "N"
    import_words: str = ""
    import_scale: str = "none"
    since: int = 1
    is_required: bool = False
    if_missing: str = ""
    is_fixed: bool = False

    def check(self, name: str, value: Any) -> Any:
        """Return the value as it is kept. Raises InvalidEntry."""
        if value is None and self.is_required and self.if_missing:
            raise InvalidEntry(name, self.if_missing)
        return limits.given(name, value) if self.is_required else value

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the columns in which a field is kept and written to CSV."""
        return (name,)

    def to_cells(self, name: str, value: Any) -> Mapping[str, Cell]:
        """Return a value as the cells of its columns."""
        return {name: value}

    def from_cells(self, name: str, row: Mapping[str, Any]) -> Any:
        """Return the value that a row's cells hold; a row from before the column was there has none."""
        return row.get(name)

    def words(self, value: Any) -> str:
        """Return a value in words; blank for one that is not worth a word."""
        return self.in_words.format(self.word(value))

    def word(self, value: Any) -> str:
        """Return the value itself as people read it."""
        return str(value)

    def bounds(self) -> tuple[int, int]:
        """Return the whole numbers between which an imported value lies; 0 and 0 where it is no number."""
        return 0, 0


@dataclass(frozen=True, kw_only=True)
class WholeNumber(Measure):
    """A whole number from `low` to `high`; `levels` are the words of the numbers, from `low` on."""

    low: int
    high: int
    unit: str = ""
    levels: tuple[str, ...] = ()

    def check(self, name: str, value: Any) -> Any:
        return super().check(name, limits.whole_number(name, value, self.low, self.high, self.unit))

    def word(self, value: Any) -> str:
        return self.levels[value - self.low] if self.levels else str(value)

    def bounds(self) -> tuple[int, int]:
        return self.low, self.high


@dataclass(frozen=True, kw_only=True)
class Decimal(Measure):
    """A number from `low` to `high` in a unit, kept to two decimals."""

    low: float
    high: float
    unit: str

    def check(self, name: str, value: Any) -> Any:
        return super().check(name, limits.number(name, value, self.low, self.high, self.unit))

    def word(self, value: Any) -> str:
        return shortest(value)

    def bounds(self) -> tuple[int, int]:
        return int(self.low), int(self.high)


@dataclass(frozen=True, kw_only=True)
class Choice(Measure):
    """One of some words; `words_of` says how a word reads where that is not the word itself."""

    allowed: tuple[str, ...]
    words_of: Mapping[str, str] = field(default_factory=dict, hash=False)

    def check(self, name: str, value: Any) -> Any:
        return super().check(name, limits.one_of(name, value, self.allowed))

    def word(self, value: Any) -> str:
        return self.words_of.get(value, value)


@dataclass(frozen=True, kw_only=True)
class Choices(Measure):
    """Some of some words, once each, in the order of `allowed`; none is an empty tuple."""

    allowed: tuple[str, ...]
    words_of: Mapping[str, str] = field(default_factory=dict, hash=False)

    def check(self, name: str, value: Any) -> Any:
        return limits.subset_of(name, value, self.allowed)

    def to_cells(self, name: str, value: Any) -> Mapping[str, Cell]:
        return {name: list_to_cell(value)}

    def from_cells(self, name: str, row: Mapping[str, Any]) -> Any:
        return cell_to_list(row.get(name))

    def word(self, value: Any) -> str:
        return ", ".join(self.words_of.get(word, word.replace("_", " ")) for word in value)


@dataclass(frozen=True, kw_only=True)
class YesNo(Measure):
    """Yes or no; one that is not required may also be unknown."""

    def check(self, name: str, value: Any) -> Any:
        if type(value) is bool or (value is None and not self.is_required):
            return value
        answers = "true or false" if self.is_required else "yes or no"
        raise InvalidEntry(name, f"{limits.words(name)} must be {answers}.")

    def to_cells(self, name: str, value: Any) -> Mapping[str, Cell]:
        return {name: None if value is None else int(value)}

    def from_cells(self, name: str, row: Mapping[str, Any]) -> Any:
        value = row.get(name)
        return bool(value) if value is not None or self.is_required else None


@dataclass(frozen=True, kw_only=True)
class Text(Measure):
    """Text of up to `longest` characters.

    One that `is_one_line` stands within sentences: it has a space for each stretch of blanks and breaks, and no sign
    that turns the direction of what follows it.
    """

    longest: int
    is_one_line: bool = False

    def check(self, name: str, value: Any) -> Any:
        text = limits.text(name, value, self.longest)
        if self.is_one_line:
            text = one_line(text)
        return super().check(name, text)

    def word(self, value: Any) -> str:
        return isolated(value)


@dataclass(frozen=True, kw_only=True)
class Day(Measure):
    """A calendar day; whether it may be still to come is said by whoever has it."""

    metavar: str = "YYYY-MM-DD"

    def check(self, name: str, value: Any) -> Any:
        return super().check(name, value if value is None else limits.day(name, value, date.max))

    def to_cells(self, name: str, value: Any) -> Mapping[str, Cell]:
        return {name: None if value is None else value.isoformat()}

    def from_cells(self, name: str, row: Mapping[str, Any]) -> Any:
        value = row.get(name)
        return date.fromisoformat(value) if isinstance(value, str) else value

    def word(self, value: Any) -> str:
        return day_words(value)


@dataclass(frozen=True, kw_only=True)
class Readings(Measure):
    """Some readings of one scale, each in a column of its own, followed by what is computed from them."""

    low: float
    high: float
    unit: str
    reading_columns: tuple[str, ...]

    def check(self, name: str, value: Any) -> Any:
        readings = limits.several(name, value)
        # A reading too many has no column; that there are too many is said by whoever counts them.
        columns = (*self.reading_columns, *(name for _ in readings))
        return tuple(
            limits.given(column, limits.number(column, reading, self.low, self.high, self.unit))
            for reading, column in zip(readings, columns, strict=False)
        )

    def columns(self, _name: str) -> tuple[str, ...]:
        return self.reading_columns

    def to_cells(self, _name: str, value: Any) -> Mapping[str, Cell]:
        blanks = (None,) * len(self.reading_columns)
        return dict(zip(self.reading_columns, (*value, *blanks), strict=False))

    def from_cells(self, _name: str, row: Mapping[str, Any]) -> Any:
        return tuple(row[column] for column in self.reading_columns if row.get(column) is not None)


def measured(measure: Measure, default: Any = None) -> Any:
    """Return a dataclass field that carries its declaration."""
    return field(default=default, metadata={"measure": measure})


_MEASURES: dict[type, Mapping[str, Measure]] = {}


def measures_of(entry_class: type) -> Mapping[str, Measure]:
    """Return the measures of a kind of entry by field name, in the order of the fields."""
    if (measures := _MEASURES.get(entry_class)) is None:
        declared = ((part.name, part.metadata.get("measure")) for part in fields(entry_class))
        measures = _MEASURES[entry_class] = {
            name: measure for name, measure in declared if measure is not None
        }
    return measures


def fixed_values(entry: object) -> dict[str, Any]:
    """Return what an edit of an entry leaves as it is, by field name."""
    return {
        name: getattr(entry, name) for name, measure in measures_of(type(entry)).items() if measure.is_fixed
    }


def list_to_cell(values: Sequence[str]) -> str | None:
    """Return words as one readable cell, blank when there are none."""
    return LIST_SEPARATOR.join(values) or None


def cell_to_list(cell: str | None) -> tuple[str, ...]:
    """Return the words of one cell."""
    return tuple(word.strip() for word in cell.split(LIST_SEPARATOR) if word.strip()) if cell else ()
