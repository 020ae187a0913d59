"""The report: everything that is on its pages, as plain values that writers only set out."""

from dataclasses import dataclass
from datetime import date

from tracker.analysis.pain_places import PlacesThenAndNow
from tracker.charts.chart import Chart


@dataclass(frozen=True)
class Figure:
    """One number: what it is, the number, what it rests on, and the size from which it counts."""

    name: str
    value: str
    rests_on: str
    counts_from: str


@dataclass(frozen=True)
class MassageRow:
    """One massage session as a row: `response` is pain before and after (NRS 0-10)."""

    day: str
    dose: str
    response: str
    note: str
    is_back_filled: bool


@dataclass(frozen=True)
class NoteRow:
    """One note in the client's words: its day, and what kind of entry it stands at."""

    day: str
    about: str
    words: str
    is_back_filled: bool


@dataclass(frozen=True)
class TableOfChart:
    """A chart's values as text; `left_out` says which rows are not in it, empty when all are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: str


@dataclass(frozen=True)
class Drawn:
    """A chart with its values as a table; the chart is the one that the screen shows."""

    chart: Chart
    table: TableOfChart | None


@dataclass(frozen=True)
class Passage:
    """One question of the full version: the answer in words, further sentences, and its charts."""

    question: str
    title: str
    sentences: tuple[str, ...]
    items: tuple[str, ...]
    drawn: tuple[Drawn, ...]


@dataclass(frozen=True)
class Report:
    """A whole report. What is out of a share link's scope is absent, and said to be in `rests_on`.

    `glance` is what a therapist reads first, as labels and words; `sentences` are the answer as the client reads it, `since` what the days of the visit say by themselves,
    `places` is where it hurts in a full report (a sheet has its line of it),
    `after_massage` what the days after a massage are like; no sentence says that one thing did another.
    """

    title: str
    name: str
    made_on: date
    days: str
    paper: str
    is_full: bool
    warnings_sentence: str
    warnings: tuple[tuple[str, str], ...]
    glance: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    since: tuple[str, ...]
    figures: tuple[Figure, ...]
    chart: Chart | None
    after_massage: str
    questions: tuple[str, ...]
    passages: tuple[Passage, ...]
    places: PlacesThenAndNow | None
    massages: tuple[MassageRow, ...]
    notes: tuple[NoteRow, ...]
    rests_on: tuple[str, ...]
