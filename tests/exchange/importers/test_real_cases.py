"""Files as real apps and spreadsheets write them come in by the command line, exactly as they should."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.exchange.importers.foreign_files import arrived
from tests.real_cases import BACK, CASES, FOLDER, Case, compared, data_of
from tracker.cli import main
from tracker.errors import ImportRefused
from tracker.record import ClientRecord, personal_record
from tracker.store.store import open_store


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "tracker.db"
    monkeypatch.setenv("TRACKER_DATABASE", str(path))
    return path


def imported(name: str, *choices: str) -> Result:
    arguments = [part for choice in choices for part in ("--map", choice)]
    return CliRunner().invoke(main, ["import", str(FOLDER / name), *arguments])


def record(database: Path) -> ClientRecord:
    return personal_record(open_store(database))


def test_every_file_is_a_case() -> None:
    other = {"apple_ok_exported_in_another_zone.zip"}
    assert {case.file for case in CASES} | other == {path.name for path in FOLDER.iterdir()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_the_command_line_reads_what_is_right_and_a_second_time_nothing(case: Case, database: Path) -> None:
    result = imported(case.file, *case.choices)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (
        case.remark
        in CliRunner()
        .invoke(
            main,
            [
                "import",
                str(FOLDER / case.file),
                "--dry-run",
                *(part for one in case.choices for part in ("--map", one)),
            ],
        )
        .stdout
    )
    found, wanted = compared(record(database).entries.all(), case)
    assert found == wanted
    again = imported(case.file, *case.choices)
    assert again.stdout.splitlines()[-1] == (
        f"Added: 0, already there: {len(case.entries)}, deleted here before and left so: 0"
    )


def test_the_same_instants_written_in_another_zone_are_there_already(database: Path) -> None:
    imported("apple_ok.zip", *BACK)
    assert "Added: 0, already there: 2" in imported("apple_ok_exported_in_another_zone.zip", *BACK).stdout


def test_without_a_choice_the_two_day_columns_are_asked_about(database: Path) -> None:
    result = imported("csv_two_day_columns.csv")
    assert result.exit_code == 1
    assert "'Timestamp' and 'Date' hold different days" in result.stderr
    assert "--map 'Date=on_date'" in result.stderr


def test_factors_that_were_ticked_say_yes(database: Path) -> None:
    shown = (
        CliRunner().invoke(main, ["import", str(FOLDER / "bearable_ticked_factors.csv"), "--dry-run"]).stdout
    )
    for factor in ("Massage", "Long drive", "Flare up"):
        assert f"Factors: {factor}: 1 time; yes;" in shown


def test_an_encrypted_backup_says_what_to_do() -> None:
    data = data_of("pain_diary_as_exported.backup").replace(b'"encrypted": false', b'"encrypted": true')
    with pytest.raises(ImportRefused, match="encrypted: make one without encryption"):
        arrived(data, "x.backup")
