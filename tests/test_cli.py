"""The command line: what it stores, what it says, and how it refuses."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from tests import one_clock, ports
from tests.invented_questionnaires import ONE, TWENTY_FOUR, write
from tests.samples import full_only
from tests.waiting import LONGEST_SECONDS
from tracker import clock
from tracker.access.pairing import may_pair
from tracker.cli import main
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.domain.massage_session import MassageSession
from tracker.errors import TrackerError
from tracker.exchange.atomic_file import write_file
from tracker.record import OPERATOR, ClientRecord, personal_record
from tracker.settings import PROJECT
from tracker.store.schema.tables import KINDS
from tracker.store.store import Store, open_store

ID = "0d7d8c0a-4d06-4a3e-9d2f-4f1f3f1f0a01"
SERVE = sys.modules["tracker.cli.serve"]
FRONT_DOOR = PROJECT / "tracker" / "web" / "front_door" / "dashboard.py"
PROGRAM = Path(sys.executable).parent / "recovery-tracker"


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "cli" / "tracker.db"
    monkeypatch.setenv("TRACKER_DATABASE", str(path))
    return path


def run(*arguments: str, data: bytes | None = None, **environment: str) -> Result:
    return CliRunner().invoke(main, arguments, input=data, env=environment, prog_name="recovery-tracker")


def done(*arguments: str, **more: Any) -> str:
    result = run(*arguments, **more)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return result.stdout


def refused(*arguments: str, **more: Any) -> str:
    """Return the one sentence of a refusal, after checking that it is one and that nothing else was said."""
    result = run(*arguments, **more)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr[-2:] in (".\n", "?\n")
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


def kept(database: Path, client_id: str = "me") -> tuple[Any, ...]:
    return ClientRecord(open_store(database), OPERATOR, client_id).entries.all()


# ---- log ------------------------------------------------------------------------------------------------


def test_a_check_in_is_kept_and_said(database: Path) -> None:
    said = done("log", "check-in", "--leg-pain", "4", "--back-pain", "2", "--on", "2026-03-09")
    (entry,) = kept(database)
    assert said == f"Saved check-in 2026-03-09 leg 4 back 2 (id {entry.entry_id})\n"
    assert (entry.leg_pain_nrs, entry.back_pain_nrs, entry.source) == (4, 2, "command line")


def test_a_questionnaire_is_scored_by_its_file_and_a_bad_file_is_told(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused("log", "questionnaire", "--questionnaire", "urn:example:one") == (
        "Questionnaire must be one that is installed; there are: none."
    )
    folder = write(tmp_path / "questionnaires", a=ONE, b=b"{", c=TWENTY_FOUR)
    monkeypatch.setenv("TRACKER_QUESTIONNAIRES_DIR", str(folder))
    ours = ("log", "questionnaire", "--questionnaire", "urn:example:one")
    assert done(*ours, "--answer", "far=7", "--on", "2026-03-09").startswith(
        "Saved questionnaire 2026-03-09 Invented: one: score 7 (id "
    )
    assert refused(*ours, "--answer", "far=12") == "Question 1 takes a whole number from 0 to 10."
    assert refused(*ours, "--answer", "far=many") == "Question 1 takes a whole number from 0 to 10."
    assert refused(*ours, "--answer", "far").startswith("Answers are each given once, as ID=VALUE.")
    assert refused(*ours, "--answer", "near=1").startswith("There is no question 'near' in Invented: one.")
    ticks = [part for n in range(1, 25) for part in ("--answer", f"s{n}={'yes' if n < 4 else 'no'}")]
    said = done("log", "questionnaire", "--questionnaire", "urn:example:list|1", *ticks)
    assert ": score 3 (id " in said
    checked = done("check")
    assert "questionnaires: Invented: one, Invented: list" in checked
    assert "questionnaire refused: b.json cannot be read as JSON." in checked
    assert "questionnaire: 2" in checked
    assert '""score"' not in done("export", "--format", "csv", "--kind", "questionnaire", "-o", "-")


def test_an_event_and_a_medicine_are_kept_and_said(database: Path) -> None:
    said = done("log", "event", "--words", "New job", "--on", "2026-03-09")
    assert said.startswith("Saved event 2026-03-09 New job (id ")
    said = done(
        "log", "medicine", "--name", "Naproxen", "--dose", "250 mg", "--use", "regular", "--on", "2026-03-09",
        "--until", "2026-03-20",
    )  # fmt: skip
    assert said.startswith("Saved medicine 2026-03-09 Naproxen 250 mg regular until 2026-03-20 (id ")
    assert refused("log", "medicine", "--name", "Naproxen").startswith("Use is missing: was it as needed")
    until = ("log", "medicine", "--name", "N", "--use", "regular", "--until", "soon")
    assert refused(*until).startswith("The last day must be a calendar date")
    assert len(kept(database)) == 2


def test_a_check_in_takes_every_field(database: Path) -> None:
    done(
        "log", "check-in", "--client", "me", "--on", "2026-03-09", "--at", "07:30", "--leg-pain", "0", "--back-pain", "10",
        "--extent", "thigh", "--place", "right_knee", "--place", "left_calf burning 6", "--side", "left", "--tingling", "1", "--numbness", "2", "--weakness", "0",
        "--sleep-quality", "3", "--hours-sitting", "6.5", "--minutes-active", "30", "--exercise", "bridge",
        "--exercise", "calf_stretch", "--flare", "--note", "-stiff", "--entry-id", ID,
    )  # fmt: skip
    (entry,) = kept(database)
    assert entry == CheckIn(
        entry_id=ID, on_date=date(2026, 3, 9), at_time=time(7, 30), leg_pain_nrs=0, back_pain_nrs=10,
        pain_extent="thigh", pain_places=("left_calf burning 6", "right_knee"), side="left", tingling=1, numbness=2, weakness=0, sleep_quality=3, hours_sitting=6.5,
        minutes_active=30, exercises_done=("calf_stretch", "bridge"), is_flare=True, note="-stiff",
        created_at=entry.created_at, version=1, source="command line",
    )  # fmt: skip


def test_what_is_left_out_is_not_given(database: Path) -> None:
    done("log", "check-in", "--back-pain", "0")
    (entry,) = kept(database)
    assert entry.on_date == clock.today()
    assert (entry.leg_pain_nrs, entry.back_pain_nrs, entry.at_time, entry.is_flare) == (None, 0, None, False)


def test_a_test_takes_the_foot_line_of_its_variant(database: Path) -> None:
    said = done(
        "log",
        "sit-and-reach",
        "--variant",
        "ymca",
        "--unit",
        "in",
        "--trial",
        "16",
        "--trial",
        "17",
        "--warm-up",
    )
    (entry,) = kept(database)
    assert (entry.foot_line_cm, entry.trials_cm, entry.sit_and_reach_cm) == (38.1, (40.64, 43.18), 5.08)
    assert (entry.warm_up, entry.skipped_reason) == (True, None)
    assert "sit-and-reach test" in said
    assert "+5.08 cm" in said


@pytest.mark.parametrize(
    ("unit", "foot_line", "trial", "reach_cm"), [("cm", "26", "18", -8.0), ("in", "15", "-2", -43.18)]
)
def test_a_test_takes_its_own_foot_line(
    database: Path, unit: str, foot_line: str, trial: str, reach_cm: float
) -> None:
    done("log", "sit-and-reach", "--foot-line", foot_line, "--trial", trial, "--unit", unit, "--no-warm-up")
    (entry,) = kept(database)
    assert (entry.sit_and_reach_cm, entry.variant, entry.warm_up) == (reach_cm, "csep_acsm", False)


def test_a_one_leg_test_and_a_skipped_one(database: Path) -> None:
    done("log", "sit-and-reach", "--variant", "back_saver", "--side", "left", "--trial", "20")
    assert "skipped: pain" in done(
        "log", "sit-and-reach", "--variant", "chair", "--skipped", "pain", "--note", "n"
    )
    skipped = next(entry for entry in kept(database) if entry.skipped_reason)
    assert (skipped.foot_line_cm, skipped.trials_cm, skipped.warm_up) == (None, (), None)


def test_a_massage_session_is_kept(database: Path) -> None:
    said = done(
        "log", "massage-session", "--minutes", "45", "--area", "hamstrings", "--area", "left_calf", "--area", "left_calf",
        "--pressure", "firm", "--pain-before", "5", "--pain-after", "3", "--therapist", "Robin", "--on", "2026-03-09",
    )  # fmt: skip
    (entry,) = kept(database)
    assert isinstance(entry, MassageSession)
    assert entry.areas == ("left_hamstring", "right_hamstring", "left_calf")
    assert (entry.minutes, entry.pressure, entry.therapist) == (45, "firm", "Robin")
    assert "Saved massage session 2026-03-09 45 minutes pain before 5 pain after 3 (id " in said


@pytest.mark.parametrize(
    ("word", "part"),
    [("buttocks", "buttock"), ("hamstrings", "hamstring"), ("calves", "calf"), ("feet", "foot")],
)
def test_a_plural_means_both_sides(database: Path, word: str, part: str) -> None:
    done("log", "massage-session", "--minutes", "30", "--area", word)
    assert kept(database)[0].areas == (f"left_{part}", f"right_{part}")


def test_the_same_entry_id_is_kept_once(database: Path) -> None:
    done("log", "check-in", "--leg-pain", "4", "--entry-id", ID, "--on", "2026-03-09")
    again = done("log", "check-in", "--leg-pain", "4", "--entry-id", ID, "--on", "2026-03-09")
    assert again == f"Already there, left as it is: check-in 2026-03-09 leg 4 (id {ID})\n"
    other = done("log", "check-in", "--leg-pain", "9", "--entry-id", ID, "--on", "2026-03-09")
    assert other == f"Changed check-in 2026-03-09 leg 9 (id {ID})\n"
    assert [(entry.leg_pain_nrs, entry.version) for entry in kept(database)] == [(9, 2)]


def test_a_deleted_entry_is_not_said_to_be_saved(database: Path) -> None:
    done("log", "check-in", "--leg-pain", "4", "--entry-id", ID)
    record = personal_record(open_store(database))
    record.entries.delete(record.entries.all()[0])
    assert "was deleted before" in refused("log", "check-in", "--leg-pain", "4", "--entry-id", ID)
    assert kept(database) == ()


LOG_REFUSALS = [
    (("check-in",), "Choose a number from 0 to 10 for leg pain or for back pain; 0 means no pain."),
    (("check-in", "--leg-pain", "11"), "Leg pain must be a whole number from 0 to 10."),
    (("check-in", "--leg-pain", "-1"), "Leg pain must be a whole number from 0 to 10."),
    (("check-in", "--leg-pain", "seven"), "Leg pain must be a whole number from 0 to 10."),
    (("check-in", "--leg-pain", "7.0"), "Leg pain must be a whole number from 0 to 10."),
    (("check-in", "--leg-pain", "٧"), "Leg pain must be a whole number from 0 to 10."),
    (
        ("check-in", "--leg-pain", "4", "--hours-sitting", "25"),
        "Hours sitting must be a number of hours from 0 to 24.",
    ),
    (
        ("check-in", "--leg-pain", "4", "--hours-sitting", "nan"),
        "Hours sitting must be a number of hours from 0 to 24.",
    ),
    (("check-in", "--leg-pain", "4", "--extent", "knee"), "Pain extent must be one of: none, back, buttock,"),
    (
        ("check-in", "--leg-pain", "4", "--exercise", "squat"),
        "Exercises done does not know squat; allowed are:",
    ),
    (("check-in", "--leg-pain", "4", "--on", "2026-02-30"), "The day must be a calendar date"),
    (("check-in", "--leg-pain", "4", "--on", "20260301"), "The day must be a calendar date"),
    (("check-in", "--leg-pain", "4", "--on", "yesterday"), "The day must be a calendar date"),
    (("check-in", "--leg-pain", "4", "--on", "2999-01-01"), "The day must not be in the future"),
    (("check-in", "--leg-pain", "4", "--at", "7:30"), "Time must be a time of day"),
    (("check-in", "--leg-pain", "4", "--at", "25:00"), "Time must be a time of day"),
    (("check-in", "--leg-pain", "4", "--entry-id", "7"), "Entry id must be a UUID"),
    (("check-in", "--leg-pain", "4", "--note", "x" * 2001), "Note may have up to 2,000 characters"),
    (("check-in", "--leg-pain", "4", "--client", "nobody"), "There is no client called 'nobody' here."),
    (("sit-and-reach",), "Give one to three tries"),
    (("sit-and-reach", "--trial", "20"), "Foot line is missing"),
    (("sit-and-reach", "--trial", "far", "--variant", "ymca"), "Try 1 must be a number of cm"),
    (("sit-and-reach", "--trial", "20", "--foot-line", "low"), "Foot line must be a number of cm"),
    (("sit-and-reach", "--trial", "20", "--variant", "toes"), "How you test must be one of:"),
    (("sit-and-reach", "--trial", "20", "--variant", "chair"), "Which leg is missing:"),
    (("sit-and-reach", "--trial", "20", "--variant", "ymca", "--unit", "mm"), "Unit must be one of: cm, in."),
    (
        ("sit-and-reach", "--trial", "20", "--variant", "ymca", "--skipped", "pain"),
        "A skipped test has no tries",
    ),
    (("sit-and-reach", "--skipped", "lazy"), "Skipped reason must be one of:"),
    (("sit-and-reach", "--variant", "ymca", *["--trial", "20"] * 4), "Give one to three tries"),
    (("massage-session",), "Minutes is missing"),
    (("massage-session", "--minutes", "241"), "Minutes must be a whole number from 1 to 240."),
    (
        ("massage-session", "--minutes", "45", "--area", "knee"),
        "Areas does not know knee; allowed are: upper_back,",
    ),
    (
        ("massage-session", "--minutes", "45", "--pain-after", "x"),
        "Pain after must be a whole number from 0 to 10.",
    ),
]


@pytest.mark.parametrize(("arguments", "said"), LOG_REFUSALS, ids=lambda value: " ".join(value)[:70])
def test_a_wrong_value_is_refused_in_the_domains_words(
    database: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert refused("log", *arguments).startswith(said)
    assert not database.exists() or kept(database) == ()


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("log", "nap"), ("log", "check-in", "--mood", "5"), ("import",)]
)
def test_what_is_not_a_command_is_usage(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: recovery-tracker" in result.stderr


def test_another_client_is_the_operators_business(database: Path) -> None:
    open_store(database).clients.add(Client(client_id="alex"))
    done("log", "check-in", "--leg-pain", "4", "--client", "alex")
    assert len(kept(database, "alex")) == 1
    assert len(kept(database)) == 0


def test_a_refusal_cannot_steer_the_terminal() -> None:
    said = refused("log", "massage-session", "--minutes", "5", "--area", "a\x1b[31m\nb\u202ec")
    assert "a [31m b c" in said


# ---- environment ----------------------------------------------------------------------------------------


def test_options_come_from_the_environment_too(database: Path) -> None:
    done("log", "check-in", TRACKER_LOG_CHECK_IN_LEG_PAIN="3", TRACKER_LOG_CHECK_IN_NOTE="two words")
    done("log", "sit-and-reach", "--variant", "ymca", TRACKER_LOG_SIT_AND_REACH_TRIAL="40 41.5")
    test, check_in = sorted(kept(database), key=lambda entry: entry.kind, reverse=True)
    assert (check_in.leg_pain_nrs, check_in.note, test.trials_cm) == (3, "two words", (40.0, 41.5))
    assert done("export", TRACKER_EXPORT_KIND="check-in").startswith("entry_id,")


def test_an_empty_variable_counts_as_left_out(database: Path) -> None:
    done(
        "log",
        "check-in",
        "--leg-pain",
        "3",
        TRACKER_LOG_CHECK_IN_BACK_PAIN="",
        TRACKER_PORT="",
        TRACKER_MODE="",
    )
    assert kept(database)[0].back_pain_nrs is None


def test_the_database_option_wins_over_the_environment(database: Path, tmp_path: Path) -> None:
    done("--database", str(tmp_path / "other.db"), "log", "check-in", "--leg-pain", "3")
    assert len(kept(tmp_path / "other.db")) == 1
    assert not database.exists()


def test_a_wrong_setting_stops_with_its_name() -> None:
    assert refused("log", "check-in", "--leg-pain", "3", TRACKER_MODE="shared").startswith(
        "TRACKER_MODE is not usable"
    )


def all_commands(command: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, child in getattr(command, "commands", {}).items():
        yield from all_commands(child, (*path, name))


@pytest.mark.parametrize("path", tuple(all_commands()), ids=" ".join)
def test_help_shows_an_example_that_is_a_command(path: tuple[str, ...]) -> None:
    shown = done(*path, "--help", TRACKER_MODE="a wrong setting does not hide the help")
    (example,) = re.findall(r"\n  Example:\n    recovery-tracker (.*)\n$", shown)
    words = shlex.split(example)
    if words[0] == "--database":
        words = words[2:]
    context = click.Context(main)
    command: click.Command = main
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None
        command = found
    command.make_context("example", words)  # raises on an option that is not there


# ---- import and export ----------------------------------------------------------------------------------


def some_entries() -> None:
    done(
        "log",
        "check-in",
        "--leg-pain",
        "4",
        "--back-pain",
        "0",
        "--on",
        "2026-03-09",
        "--note",
        '=1+1\n\'tis, "so"',
    )
    done(
        "log",
        "check-in",
        "--leg-pain",
        "3",
        "--on",
        "2026-03-10",
        "--extent",
        "buttock",
        "--exercise",
        "bridge",
    )
    done("log", "sit-and-reach", "--variant", "csep_acsm", "--trial", "-2.5", "--on", "2026-03-10")
    done(
        "log",
        "massage-session",
        "--minutes",
        "60",
        "--area",
        "feet",
        "--therapist",
        "+Robin",
        "--on",
        "2026-03-11",
    )


def test_export_then_import_elsewhere_then_export_is_byte_equal(database: Path, tmp_path: Path) -> None:
    some_entries()
    other = str(tmp_path / "other.db")
    assert run("export", "-o", str(tmp_path / "all.zip")).exit_code == 0
    assert done("--database", other, "import", str(tmp_path / "all.zip")).startswith(
        "Added: 4, already there: 0,"
    )
    assert run("--database", other, "export").stdout_bytes == (tmp_path / "all.zip").read_bytes()
    assert done("--database", other, "import", str(tmp_path / "all.zip")).startswith(
        "Added: 0, already there: 4,"
    )
    assert [entry.note for entry in kept(Path(other))] == [entry.note for entry in kept(database)]


@pytest.mark.parametrize("kind", ["check-in", "sit-and-reach", "massage-session"])
def test_one_kind_is_one_csv_through_pipes(kind: str, tmp_path: Path) -> None:
    some_entries()
    data = run("export", "--client", "me", "--format", "csv", "--kind", kind).stdout_bytes
    other = str(tmp_path / "other.db")
    rows = data.count(b"\r\n") - 1
    assert done("--database", other, "import", "-", "--format", "csv", data=data).startswith(
        f"Added: {rows},"
    )
    assert run("--database", other, "export", "--kind", kind, "-o", "-").stdout_bytes == data


def test_a_dry_run_says_and_adds_nothing(database: Path, tmp_path: Path) -> None:
    some_entries()
    run("export", "-o", str(tmp_path / "all.zip"))
    other = tmp_path / "other.db"
    said = done("--database", str(other), "import", str(tmp_path / "all.zip"), "--dry-run")
    assert said == "Would add: 4, already there: 0, deleted here before and left so: 0\n"
    assert not other.exists()


def test_an_import_leaves_what_was_deleted_deleted(database: Path, tmp_path: Path) -> None:
    some_entries()
    run("export", "-o", str(tmp_path / "all.zip"))
    record = personal_record(open_store(database))
    record.entries.delete(record.entries.all()[0])
    assert (
        done("import", str(tmp_path / "all.zip"))
        == "Added: 0, already there: 3, deleted here before and left so: 1\n"
    )
    assert len(kept(database)) == 3


def test_what_nobody_chose_of_a_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "diary.csv"
    file.write_text("Date,Leg pain,Back pain\n2026-03-02,7,3\n", encoding="utf-8")
    lines = done("import", str(file)).splitlines()
    assert lines == [
        "Not brought in: Back pain. Say what it is with --map.",
        "Added: 1, already there: 0, deleted here before and left so: 0",
    ]
    assert done("import", str(file), "--dry-run").count("not brought in") == 1


def test_a_wrong_row_leaves_nothing(database: Path, tmp_path: Path) -> None:
    some_entries()
    data = run("export", "--kind", "check-in").stdout_bytes.replace(b",3,,buttock", b",33,,buttock")
    other = tmp_path / "other.db"
    said = refused("--database", str(other), "import", "-", data=data)
    assert said == "Line 4: column leg_pain_nrs: Leg pain must be a whole number from 0 to 10."
    assert not other.exists()


def test_an_archive_goes_elsewhere_and_comes_out_equal(tmp_path: Path) -> None:
    other, file = str(tmp_path / "other.db"), str(tmp_path / "all.json")
    done("log", "check-in", "--leg-pain", "4")
    assert run("export", "--format", "archive", "-o", file).exit_code == 0
    assert done("--database", other, "import", file, "--dry-run").startswith("Would add: 1,")
    assert done("--database", other, "import", file).startswith("Added: 1, already there: 0,")
    again = done("--database", other, "import", file, "--format", "archive")
    assert again.startswith("Added: 0, already there: 1,")
    assert run("--database", other, "export", "--format", "archive").stdout_bytes == Path(file).read_bytes()
    assert "holds everything" in refused("export", "--format", "archive", "--from", "2026-01-01")
    Path(file).write_text('{"format": "recovery-tracker-archive", "schema_version": 99}')
    assert "newer version" in refused("--database", other, "import", file)


def test_fhir_is_exported_for_a_period() -> None:
    done("log", "check-in", "--leg-pain", "4")
    assert len(json.loads(done("export", "--format", "fhir"))["entry"]) == 2
    assert len(json.loads(done("export", "--format", "fhir", "--to", "2020-01-01"))["entry"]) == 1


def test_a_period_is_exported(tmp_path: Path) -> None:
    some_entries()
    first = ("export", "--kind", "check-in", "--from", "2026-03-10")
    assert run(*first).stdout.count("2026-03-1") == 1
    assert run("export", "--kind", "check-in", "--to", "2026-03-09").stdout.count("2026-03-09") == 1
    assert run(*first, "--to", "2026-03-10", "-o", str(tmp_path / "part.csv")).exit_code == 0
    assert (tmp_path / "part.csv").read_bytes().count(b"\r\n") == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "--from", "2026-02-30"), "From must be a calendar date"),
        (("export", "--to", "tomorrow"), "To must be a calendar date"),
        (
            ("export", "--from", "2026-03-10", "--to", "2026-03-09"),
            "The first day (2026-03-10) must not be after",
        ),
        (("export", "-o", "/"), "/ is not a file"),
        (("export", "-o", "/dev/null"), "/dev/null is not a file"),
        (("export", "-o", "/proc/there/is/none"), "/proc/there/is/none cannot be written: No such file"),
        (("export", "-o", "x" * 300), "x"),
        (("export", "-o", "a\0b"), "a b cannot be written"),
        (("export", "--client", "nobody"), "There is no client called 'nobody' here."),
        (("import", "/"), "/ cannot be read: Is a directory."),
        (("import", "none.csv"), "none.csv cannot be read: No such file or directory."),
        (("import", "a\0b"), "a b cannot be read"),
        (("import", "/dev/zero"), "The file is larger than 5 MB"),
        (("import", "/dev/null"), "The file is empty."),
        (("import", str(PROJECT / "LICENSE")), "Line 10: a quote is not closed"),
    ],
    ids=lambda value: " ".join(value)[:50] if isinstance(value, tuple) else "",
)
def test_files_and_days_that_do_not_work_are_refused(
    database: Path, arguments: tuple[str, ...], said: str
) -> None:
    open_store(database).driver.close()
    assert refused(*arguments).startswith(said)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "all.zip"
    target.write_bytes(b"before")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TrackerError, match="No space left on device"):
        write_file(target, b"after")
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_written_file_is_private_and_keeps_its_link(tmp_path: Path) -> None:
    target, link = tmp_path / "real.csv", tmp_path / "link.csv"
    link.symlink_to(target)
    write_file(link, b"content")
    assert link.is_symlink()
    assert target.read_bytes() == b"content"
    assert target.stat().st_mode & 0o777 == 0o600


def test_standard_output_that_is_full_is_said(database: Path) -> None:
    open_store(database).driver.close()
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run([PROGRAM, "export"], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (result.returncode, result.stderr) == (
        1,
        "Standard output cannot be written: No space left on device.\n",
    )


# ---- sample and check -----------------------------------------------------------------------------------


def test_sample_fills_and_check_counts(database: Path) -> None:
    said = done("sample", "--clients", "2", "--years", "0.1", "--seed", "3")
    shown = dict(line.split(": ", 1) for line in done("check").splitlines())
    entries = len(kept(database)) + len(kept(database, "sample-0002"))
    assert said == f"Stored {entries} invented entries of 2 clients\n"
    assert shown["integrity"] == "ok"
    assert shown["database"] == str(database)
    assert shown["clients"] == "2"
    assert sum(int(shown[kind]) for kind in KINDS) == entries
    assert "name a new file in TRACKER_DATABASE" in refused("sample")


@pytest.mark.parametrize(
    ("option", "bad"),
    [
        ("--clients", "0"),
        ("--clients", "many"),
        ("--years", "0"),
        ("--years", "51"),
        ("--seed", "-1"),
        ("--seed", "x"),
    ],
)
def test_sample_refuses_sizes_that_make_no_sense(option: str, bad: str) -> None:
    assert refused("sample", option, bad).startswith(option.strip("-").capitalize() + " must be")


def test_check_makes_no_database(database: Path) -> None:
    assert refused("check").startswith(f"There is no database at {database}: check the name")
    assert not database.parent.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("export",),
        ("export", "--format", "pdf"),
        ("export", "--client", "ana"),
        ("summary",),
    ],
    ids=" ".join,
)
def test_what_only_reads_makes_no_database(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    mistyped = tmp_path / "elsewhere" / "trakcer.db"
    assert f"There is no database at {mistyped}:" in refused("--database", str(mistyped), *arguments)
    assert not mistyped.parent.exists()


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("arguments", "name"), [(("--format", "pdf"), "PDF"), ((), "zip")])
def test_what_is_no_text_is_not_written_to_a_terminal(arguments: tuple[str, ...], name: str) -> None:
    some_entries()
    ours, terminal = os.openpty()
    try:
        result = subprocess.run(
            [PROGRAM, "export", *arguments], stdout=terminal, stderr=subprocess.PIPE, text=True, check=False
        )
        os.set_blocking(ours, False)
        with pytest.raises(BlockingIOError):
            os.read(ours, 1)
    finally:
        os.close(ours)
        os.close(terminal)
    assert result.returncode == 1
    assert (
        result.stderr
        == f"A {name} cannot be shown here: name a file with --output, or redirect with > to one.\n"
    )


def test_check_refuses_a_file_that_is_not_a_database(database: Path) -> None:
    database.parent.mkdir()
    database.write_bytes(b"my diary\n" * 500)
    assert "damaged or is not one of this app's" in refused("check")


def test_check_says_when_the_database_is_damaged(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store: Store = open_store(database)
    broken = {**store.driver.facts(), "integrity": "row 7 missing from index"}
    monkeypatch.setattr("tracker.store.drivers.sqlite.SqliteDriver.facts", lambda self: broken)
    result = run("check")
    assert result.exit_code == 1
    assert "integrity: row 7 missing from index" in result.stdout
    assert result.stderr == f"The database {database} is damaged: stop the app and go back to a backup.\n"


# ---- serve and demo -------------------------------------------------------------------------------------


class Executed(Exception):
    pass


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    def execve(program: str, command: list[str], environment: dict[str, str]) -> None:
        seen.update(program=program, command=command, environment=environment, folder=Path.cwd())
        raise Executed

    monkeypatch.setattr(os, "execve", execve)
    monkeypatch.chdir(Path.cwd())
    return seen


def free_port() -> str:
    return str(ports.free_port())


def test_serve_becomes_the_server(executed: dict[str, Any], database: Path) -> None:
    port = free_port()
    result = run("serve", "--host", "localhost", "--port", port, TRACKER_EMERGENCY_NUMBER="112")
    assert isinstance(result.exception, Executed)
    assert result.stdout == f"Recovery Tracker is on http://localhost:{port}\n"
    assert executed["command"] == [
        sys.executable, "-m", "streamlit", "run", str(FRONT_DOOR),
        "--server.address", "localhost", "--server.port", port,
    ]  # fmt: skip
    assert executed["folder"] == FRONT_DOOR.parent
    behind = run(
        "serve", "--port", port, TRACKER_MODE="practice", TRACKER_BASE_URL="https://tracker.example.org"
    )
    assert behind.stdout.splitlines()[0] == "Recovery Tracker is on https://tracker.example.org"
    assert "--logger.hideWelcomeMessage" in executed["command"]
    run("serve", "--host", "localhost", "--port", port, TRACKER_EMERGENCY_NUMBER="112")
    own = {name: value for name, value in executed["environment"].items() if name.startswith("TRACKER_")}
    assert own["TRACKER_DATABASE"] == str(database)
    assert (own["TRACKER_HOST"], own["TRACKER_PORT"]) == ("localhost", port)
    assert own["TRACKER_EMERGENCY_NUMBER"] == "112"
    assert executed["environment"]["PATH"] == os.environ["PATH"]


def test_serve_for_a_phone_says_how_to_pair_it(executed: dict[str, Any], database: Path) -> None:
    result = run("serve", "--phone", "--port", free_port(), TRACKER_PHONE_HOST="192.168.1.20")
    assert isinstance(result.exception, Executed)
    (where,) = re.findall(r"^https://192\.168\.1\.20:8502/pair/([\w-]+)$", result.stdout, re.MULTILINE)
    assert re.search(r"^([0-9A-F]{2} ){31}[0-9A-F]{2}$", result.stdout, re.MULTILINE)
    assert executed["environment"]["TRACKER_PHONE_HOST"] == "192.168.1.20"
    store = open_store(database)
    assert may_pair(store, where)
    store.driver.close()


@pytest.mark.usefixtures("executed")
def test_serve_for_a_phone_without_a_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Alone(socket.socket):
        def connect(self, address: object) -> None:
            raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(SERVE.socket, "socket", Alone)
    assert refused("serve", "--phone").startswith("This computer is on no network (Network is unreachable)")


def test_serve_takes_host_and_port_from_the_settings(executed: dict[str, Any]) -> None:
    port = free_port()
    run("serve", TRACKER_PORT=port)
    assert executed["command"][-3:] == ["127.0.0.1", "--server.port", port]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--host", "0.0.0.0"), "TRACKER_HOST is not usable"),
        (("--host", "example.org"), "TRACKER_HOST is not usable"),
        (("--port", "eighty"), "TRACKER_PORT is not usable"),
        (("--port", "0"), "TRACKER_PORT is not usable"),
        (("--port", "65536"), "TRACKER_PORT is not usable"),
    ],
)
@pytest.mark.usefixtures("executed")
def test_serve_refuses_what_the_settings_refuse(arguments: tuple[str, ...], said: str) -> None:
    assert refused("serve", *arguments).startswith(said)


@pytest.mark.usefixtures("executed")
@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_said(command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert (
            refused(command, "--port", port) == f"Port {port} is in use already: choose another with --port."
        )


@pytest.mark.usefixtures("executed")
def test_a_database_that_cannot_be_used_is_said_before_serving(database: Path) -> None:
    database.mkdir(parents=True)
    assert refused("serve", "--port", free_port()).startswith(str(database))


def test_an_address_that_cannot_be_had_is_said(
    executed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed(socket.socket):
        def bind(self, address: object) -> None:
            raise OSError(99, "Cannot assign requested address")

    monkeypatch.setattr(SERVE.socket, "socket", Closed)
    assert (
        refused("serve", "--host", "::1") == "::1:8501 cannot be served on: Cannot assign requested address."
    )


def test_serve_elsewhere_than_posix_waits_for_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        SERVE, "server_command", lambda settings: [sys.executable, "-c", "raise SystemExit(3)"]
    )
    monkeypatch.setattr(SERVE, "IS_POSIX", False)
    assert run("serve", "--port", free_port()).exit_code == 3


SHOW = """
import json, os, pathlib, signal, sys
from tracker.store.store import open_store
path = pathlib.Path(os.environ["TRACKER_DATABASE"])
store = open_store(path)
facts = {"database": str(path), "demo": os.environ["TRACKER_DEMO"], "pid": os.getpid(), "folder": os.getcwd()}
facts["mode"] = os.environ["TRACKER_MODE"]
facts["accounts"] = sorted(one.username for one in store.accounts.all())
print(json.dumps(facts), flush=True)
"""
DEMO = """
import sys
from tracker.cli import main
serve = sys.modules["tracker.cli.serve"]
port, shown = sys.argv[1:]
serve.server_command = lambda settings: [sys.executable, "-c", shown]
main(["demo", "--port", port])
"""


def demo(ending: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    process = subprocess.Popen(
        [sys.executable, "-c", DEMO, free_port(), SHOW + ending],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Recovery Tracker is on http://127.0.0.1:")
    return process, json.loads(process.stdout.readline())


@pytest.mark.parametrize("number", [signal.SIGTERM, *full_only(signal.SIGINT, signal.SIGHUP)])
def test_demo_shows_invented_records_and_leaves_nothing(number: signal.Signals, database: Path) -> None:
    process, facts = demo("signal.pause()")
    assert facts["accounts"] == ["ana", "ben", "cleo", "dev", "olga", "robin"]
    assert (facts["mode"], facts["demo"], facts["folder"]) == ("practice", "1", str(FRONT_DOOR.parent))
    assert Path(facts["database"]).exists()
    process.send_signal(number)
    _, said = process.communicate(timeout=LONGEST_SECONDS)
    assert (process.returncode, said) == (0, "")
    assert not Path(facts["database"]).parent.exists()
    assert not database.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(facts["pid"], 0)


def test_demo_says_when_the_app_stops_by_itself() -> None:
    process, facts = demo("sys.exit(7)")
    _, said = process.communicate(timeout=LONGEST_SECONDS)
    assert (process.returncode, said) == (1, "The app stopped by itself (exit code 7).\n")
    assert not Path(facts["database"]).parent.exists()


@pytest.mark.parametrize("code", [0, 7])
def test_demo_ends_when_the_app_does(code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    command = [sys.executable, "-c", f"raise SystemExit({code})"]
    monkeypatch.setattr(SERVE, "server_command", lambda settings: command)
    result = run("demo", "--port", free_port())
    assert result.exit_code == bool(code)
    assert result.stderr == ("The app stopped by itself (exit code 7).\n" if code else "")
    assert signal.getsignal(signal.SIGTERM) is before


def test_demo_ends_a_server_that_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SERVE, "STOP_SECONDS", 0.2)
    deaf = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        SERVE._stop(server)
    assert server.returncode == -signal.SIGKILL


# ---- the program itself ---------------------------------------------------------------------------------


@pytest.mark.skipif(one_clock.IS_ASKED_FOR, reason="the program has the real day")
def test_the_program_is_installed_and_keeps_its_word(database: Path) -> None:
    def program(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, cwd="/")

    saved = program(
        "log", "check-in", "--leg-pain", "4", "--on", (clock.today() - timedelta(days=1)).isoformat()
    )
    assert (saved.returncode, saved.stderr) == (0, "")
    assert kept(database)[0].entry_id in saved.stdout
    wrong = program("log", "check-in", "--leg-pain", "11")
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert wrong.stderr == "Leg pain must be a whole number from 0 to 10.\n"
    assert program("log", "check-in", "--no-such-option").returncode == 2
