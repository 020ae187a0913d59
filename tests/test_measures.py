"""A measure is declared once: what is written by hand beside the declaration agrees with it."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from tests.changed_copy import run_in_changed_copy
from tracker import frames
from tracker.domain.entry import Entry
from tracker.domain.entry_kinds import ENTRY_CLASSES, KINDS
from tracker.domain.measure import Decimal, Measure, Readings, WholeNumber, YesNo, measures_of
from tracker.domain.share_link import FIELDS
from tracker.exchange.columns import READERS
from tracker.settings import PROJECT
from tracker.store.schema.tables import TABLES
from tracker.store.store import Store

EVERY = [
    (kind, name, measure) for kind in KINDS for name, measure in measures_of(ENTRY_CLASSES[kind]).items()
]
EACH = pytest.mark.parametrize(
    ("kind", "name", "measure"), EVERY, ids=[f"{kind}-{name}" for kind, name, _ in EVERY]
)
DTYPES = {kind: frames.dtypes_of(entry_class) for kind, entry_class in ENTRY_CLASSES.items()}
# Said in prose by the test's own words, or marked before everything else.
WITHOUT_WORDS = {
    ("check-in", "is_flare"),
    ("questionnaire", "questionnaire"),
    ("questionnaire", "answers"),
    *(("sit-and-reach", name) for name in measures_of(ENTRY_CLASSES["sit-and-reach"])),
}
# What FHIR R4 has no place for that a reader would look in, or that belongs to a note.
NOT_IN_FHIR = {
    "tingling", "numbness", "weakness", "sleep_quality", "hours_sitting", "minutes_active", "exercises_done", "is_flare",
    "pain_extent",
}  # fmt: skip


def test_every_field_of_its_own_is_declared() -> None:
    shared = {part.name for part in fields(Entry)}
    for entry_class in ENTRY_CLASSES.values():
        own = {part.name for part in fields(entry_class)} - shared
        assert own == set(measures_of(entry_class))


@EACH
def test_it_names_a_part_that_can_be_shared(kind: str, name: str, measure: Measure) -> None:
    assert measure.shared_as in FIELDS


@EACH
def test_its_columns_are_read_framed_and_kept(kind: str, name: str, measure: Measure, store: Store) -> None:
    for column in measure.columns(name):
        assert column in TABLES[kind].columns
        assert column in READERS[kind]
        assert column in DTYPES[kind]
        store.read(f"SELECT {column} FROM {TABLES[kind].name} WHERE 1 = 0")
        store.read(f"SELECT {column} FROM v_{TABLES[kind].name} WHERE 1 = 0")


@EACH
def test_the_tables_own_checks_agree_with_it(
    kind: str, name: str, measure: Measure, tmp_path: Path, up_to_date: object
) -> None:
    definition = _column_definition(TABLES[kind].name, measure.columns(name)[0])
    if isinstance(measure, WholeNumber):
        assert definition.split()[1].lower() == "integer"
        assert f"BETWEEN {measure.low} AND {measure.high}" in definition
    elif isinstance(measure, Decimal | Readings):
        assert definition.split()[1] == "{real}"
    elif isinstance(measure, YesNo):
        assert "IN (0, 1)" in definition
    else:
        assert definition.split()[1].lower() == "text"


@EACH
def test_it_has_an_option_and_words(kind: str, name: str, measure: Measure) -> None:
    assert measure.option.startswith("--") is not measure.is_fixed
    assert measure.help.endswith(".") is not measure.is_fixed
    assert bool(measure.in_words) is ((kind, name) not in WITHOUT_WORDS)


def test_options_are_each_of_one_measure() -> None:
    for entry_class in ENTRY_CLASSES.values():
        options = [measure.option for measure in measures_of(entry_class).values() if not measure.is_fixed]
        assert len(set(options)) == len(options)


@EACH
def test_its_form_asks_for_it(kind: str, name: str, measure: Measure) -> None:
    form = {
        "check-in": "check_in_form",
        "sit-and-reach": "flexibility_form",
        "massage-session": "massage_form",
        "activity-rating": "own_activities",
        "overall-change": "own_activities",
        "event": "event_form",
        "medicine": "medicine_form",
        "questionnaire": "questionnaire_form",
    }[kind]
    tree = ast.parse((PROJECT / "tracker/pages" / f"{form}.py").read_text("utf-8"))
    named = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    symptoms = {"tingling", "numbness", "weakness"} if "SYMPTOMS" in ast.dump(tree) else set()
    assert (name in named | symptoms) is not measure.is_fixed


@EACH
def test_it_is_in_fhir_or_left_out_knowingly(kind: str, name: str, measure: Measure) -> None:
    written = (PROJECT / "tracker/exchange/fhir/resources.py").read_text("utf-8")
    assert (f".{name}" in written) is (name not in NOT_IN_FHIR)


def _column_definition(table: str, column: str) -> str:
    """Return the line of the steps' SQL that makes a column."""
    lines = [line for step in _steps() for line in step.split("\n")]
    inside = False
    for line in lines:
        if line.startswith("CREATE TABLE"):
            inside = line.startswith(f"CREATE TABLE {table} ")
        if inside and line.strip().startswith(f"{column} "):
            return line.strip().rstrip(",")
        if line.startswith(f"ALTER TABLE {table} ADD COLUMN {column} "):
            return line.partition("ADD COLUMN ")[2].rstrip(";")
    raise AssertionError(f"no step makes {table}.{column}")


def _steps() -> Iterator[str]:
    from tracker.store.schema.steps import STEPS

    yield from STEPS.values()


# A measure that nobody needs, added as CONTRIBUTING's recipe says: file, the text before, what is put after it.
STRESS = {
    "tracker/domain/check_in.py": (
        "    minutes_active: int | None = measured(",
        """    stress: int | None = measured(
        WholeNumber(
            low=0, high=3, levels=SEVERITIES, shared_as="symptoms", in_words="stress {}", option="--stress",
            help="Stress, 0 (none) to 3 (severe).", since=99,
        )
    )
    minutes_active: int | None = measured(""",
    ),
    "tracker/store/schema/record_steps.py": (
        '''  is_flare, note, created_at, source FROM check_in;
""",''',
        '''  is_flare, note, created_at, source FROM check_in;
""",
    "9999_stress": """
ALTER TABLE check_in ADD COLUMN stress integer CHECK (stress BETWEEN 0 AND 3);

DROP VIEW v_check_in;
CREATE VIEW v_check_in AS SELECT client_id, entry_id, on_date, at_time, leg_pain_nrs, back_pain_nrs, pain_extent,
  pain_places, side, tingling, numbness, weakness, sleep_quality, hours_sitting, stress, minutes_active,
  exercises_done, is_flare, note, created_at, source FROM check_in;
""",''',
    ),
    "tracker/pages/check_in_form.py": (
        '        "minutes_active": active,',
        """        "minutes_active": active,
        "stress": _choice(
            draft, "stress", "Stress", range(4), start.stress if start else None,
            lambda level: SEVERITIES[level].capitalize(),
        ),""",
    ),
}

TRIAL = """
import json, sys
from datetime import date
from pathlib import Path
from click.testing import CliRunner
from tracker.cli import main
from tracker.domain.check_in import CheckIn
from tracker.domain.description import describe
from tracker.domain.period import Period
from tracker.domain.share_link import Scope
from tracker.errors import InvalidEntry
from tracker.exchange.archive import archive_of, read_archive
from tracker.exchange.csv_files import csv_of, entries_of
from tracker.exchange.importers.scale import FIELDS
from tracker.record import personal_record
from tracker.store.store import open_store

store = open_store(Path(sys.argv[1]))
record = personal_record(store)
record.entries.add(CheckIn(leg_pain_nrs=4, stress=2))
(entry,) = record.entries.all()
try:
    CheckIn(leg_pain_nrs=4, stress=4)
    refusal = ""
except InvalidEntry as refused:
    refusal = refused.sentence
csv_text = csv_of(record.entries, "check-in").decode("utf-8-sig")
header = csv_text.splitlines()[0].split(",")
lines = [line.split(",") for line in csv_text.splitlines()]
without = "\\r\\n".join(
    ",".join(cell for name, cell in zip(header, line) if name != "stress") for line in lines
)
archive = json.loads(archive_of(record.archive))
older = json.loads(archive_of(record.archive))
older["schema_version"] = 98
for one in older["entries"]["check-in"]:
    del one["stress"]
scope = Scope(frozenset({"pain"}), Period(date.min, date.max))
cli = CliRunner().invoke(main, ["log", "check-in", "--help"])
print(json.dumps({
    "kept": entry.stress,
    "refusal": refusal,
    "words": describe(entry),
    "csv": dict(zip(header, lines[1]))["stress"],
    "csv back": entries_of(csv_text.encode())[0].stress,
    "csv of before": entries_of(without.encode())[0].stress,
    "archive": archive["entries"]["check-in"][0]["stress"],
    "archive back": read_archive(archive_of(record.archive)).entries[0].stress,
    "archive of before": read_archive(json.dumps(older).encode()).entries[0].stress,
    "option": "--stress" in cli.output,
    "import target": "stress" in FIELDS,
    "seen with pain alone": scope.shows("check-in", "stress"),
    "seen with symptoms": Scope(frozenset({"pain", "symptoms"}), scope.period).shows("check-in", "stress"),
    "view": store.read("SELECT stress FROM v_check_in")[1][0][0],
}))
"""


def test_a_new_measure_takes_at_most_five_files(tmp_path: Path) -> None:
    assert len(STRESS) <= 5
    recipe = (
        (PROJECT / "CONTRIBUTING.md")
        .read_text("utf-8")
        .partition("## To add a measure")[2]
        .partition("\n## ")[0]
    )
    assert {line.split("`")[1] for line in recipe.splitlines() if line.startswith("| `tracker/")} == set(
        STRESS
    )
    assert run_in_changed_copy(tmp_path, STRESS, TRIAL) == {
        "kept": 2, "refusal": "Stress must be a whole number from 0 to 3.", "words": "leg pain 4, stress moderate",
        "csv": "2", "csv back": 2, "csv of before": None, "archive": 2, "archive back": 2, "archive of before": None,
        "option": True, "import target": True, "seen with pain alone": False, "seen with symptoms": True, "view": 2,
    }  # fmt: skip
