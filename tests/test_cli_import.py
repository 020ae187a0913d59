"""`recovery-tracker import` of other apps' files: the preview, the mapping, and the refusals."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker.cli import main
from tracker.record import ClientRecord, personal_record
from tracker.store.store import open_store

DATA = (
    "FeatureName,Timestamp,Value,Label,Note\n"
    "Leg pain,2024-09-14T21:30:41.432+01:00,7.0,,after a walk\n"
    "Back ache,2024-09-15T22:30:41.432+01:00,3,,\n"
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "tracker.db"))
    path = tmp_path / "export.csv"
    path.write_text(DATA)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["import", *arguments])


def record(file: Path) -> ClientRecord:
    return personal_record(open_store(file.parent / "tracker.db"))


def test_a_dry_run_shows_what_is_there_and_what_would_become_of_it(file: Path) -> None:
    result = run(str(file), "--dry-run")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "This is Track & Graph (CSV).",
        "Back ache: 1 time; 3; 15 September 2024 -> not brought in",
        (
            "Leg pain: 1 time; 7; 14 September 2024 -> Leg pain, 0-10 (0-10). The numbers stay as they are; a fraction is"
            " rounded to the nearest whole number"
        ),
        "Left out: 1 row, 'Back ache' is not chosen to come in (Line 3)",
        "Would add: 1, already there: 0, deleted here before and left so: 0",
    ]
    assert record(file).entries.all() == ()


def test_a_mapping_brings_in_the_rest_and_a_second_run_adds_nothing(file: Path) -> None:
    mapping = ("--map", "Back ache=back_pain_nrs:0-4")
    assert (
        run(str(file), *mapping).stdout == "Added: 2, already there: 0, deleted here before and left so: 0\n"
    )
    assert (
        run(str(file), *mapping).stdout == "Added: 0, already there: 2, deleted here before and left so: 0\n"
    )
    ache = record(file).entries.all()[0]
    assert [(one.value, one.scale) for one in record(file).imports.originals(ache)] == [("3", "0-4")]


def test_what_must_be_chosen_is_said_in_one_sentence_and_nothing_is_written(file: Path) -> None:
    result = run(str(file), "--map", "Leg pain=none")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "--map 'Back ache=back_pain_nrs:0-10'" in result.stderr
    assert run(str(file), "--map", "Leg pain=none", "--dry-run").exit_code == 0
    assert record(file).entries.all() == ()


def test_a_format_can_be_named_and_a_wrong_one_is_refused(file: Path) -> None:
    assert run(str(file), "--format", "track-and-graph").exit_code == 0
    wrong = run(str(file), "--format", "daylio")
    assert (wrong.exit_code, wrong.stderr) == (1, "Line 1: column 'date' is missing.\n")
    assert "Line 3" in run(str(file), "--map", "Back ache=back_pain_nrs:mild=2").stderr


def test_standard_input_is_read_too(file: Path) -> None:
    result = CliRunner().invoke(main, ["import", "-"], input=DATA)
    assert result.stdout.splitlines()[-1].startswith("Added: 1,")
