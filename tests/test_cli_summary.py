"""`recovery-tracker summary`: text for a person, JSON for a script, refusals in one sentence."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker import clock
from tracker.cli import main
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.domain.goal import Goal
from tracker.record import OPERATOR, ClientRecord, personal_record
from tracker.store.store import open_store

BASE = (6, 7, 6, 5, 7, 6, 6, 8, 7, 6, 5, 6, 7, 6)
RECENT = (5, 4, 5, 3, 4, 4, 5, 3, 4, 3, 4, 2, 3, 4)


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "tracker.db"
    monkeypatch.setenv("TRACKER_DATABASE", str(path))
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["summary", *arguments], prog_name="recovery-tracker")


def keep(record: ClientRecord, last: date) -> None:
    for number, value in enumerate((*BASE, *RECENT)):
        record.entries.add(CheckIn(on_date=last - timedelta(days=27 - number), leg_pain_nrs=value))


def test_json_and_text_of_the_worked_example(database: Path) -> None:
    record = personal_record(open_store(database))
    keep(record, clock.today())
    record.goals.set(Goal(kind="pain", site="leg", target=4, by_date=date(2099, 1, 1)), 0)
    result = run("--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    assert told["pain"]["leg"]["nap"] == 0.984694
    assert told["goals"][0]["verdict"] == "reached"
    text = run()
    assert text.exit_code == 0
    assert "Am I getting better?\nLeg pain averages 3.8" in text.stdout


def test_as_of_looks_back(database: Path) -> None:
    keep(personal_record(open_store(database)), clock.today())
    before = clock.today() - timedelta(days=20)
    told = json.loads(run("--as-of", before.isoformat(), "--format", "json").stdout)
    assert (told["as_of"], told["pain"]["leg"]["verdict"]) == (before.isoformat(), "too little data")


def test_an_empty_record_is_told_kindly(database: Path) -> None:
    open_store(database).driver.close()
    result = run()
    assert result.exit_code == 0
    assert "No leg pain is noted yet" in result.stdout


def test_another_client_is_named(database: Path) -> None:
    store = open_store(database)
    store.clients.add(Client(client_id="ana"))
    keep(ClientRecord(store, OPERATOR, "ana"), clock.today())
    assert json.loads(run("--client", "ana", "--format", "json").stdout)["pain"]["leg"]["change"] == -2.5


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--client", "nobody"), "no client"),
        (("--as-of", "soon"), "calendar date"),
        (("--as-of", "2999-01-01"), "future"),
    ],
)
def test_refusals_are_one_sentence(database: Path, arguments, word) -> None:
    open_store(database).driver.close()
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert word in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_unknown_format_is_a_usage_error() -> None:
    assert run("--format", "xml").exit_code == 2
