"""`recovery-tracker log ...`: one entry from the command line; the domain says what is allowed, not the options."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from tracker.cli.program import Command, CommandLine, client_option, example
from tracker.domain import limits
from tracker.domain.check_in import PAIN_EXTENTS, SIDES, CheckIn
from tracker.domain.entry import Entry
from tracker.domain.exercise import EXERCISES
from tracker.domain.massage_session import AREAS, PRESSURES, MassageSession
from tracker.domain.numerals import decimal_typed
from tracker.domain.sit_and_reach import (
    SKIP_REASONS,
    UNITS,
    VARIANT_NAMES,
    SitAndReachTest,
    cm_from,
    variant_named,
)
from tracker.errors import TrackerError
from tracker.exchange import cells
from tracker.store.tables import TABLES

FIELDS = {
    "on": "on_date",
    "at": "at_time",
    "leg_pain": "leg_pain_nrs",
    "back_pain": "back_pain_nrs",
    "extent": "pain_extent",
    "exercise": "exercises_done",
    "flare": "is_flare",
    "foot_line": "foot_line_cm",
    "trial": "trials_cm",
    "skipped": "skipped_reason",
    "area": "areas",
    "pain_before": "pain_before_nrs",
    "pain_after": "pain_after_nrs",
}
BOTH_SIDES = {
    "buttocks": ("left_buttock", "right_buttock"),
    "hamstrings": ("left_hamstring", "right_hamstring"),
    "calves": ("left_calf", "right_calf"),
    "feet": ("left_foot", "right_foot"),
}
SAID = {
    CheckIn.kind: ("check-in", {"leg_pain_nrs": "leg {}", "back_pain_nrs": "back {}"}),
    SitAndReachTest.kind: (
        "sit-and-reach test",
        {"sit_and_reach_cm": "{:+g} cm", "skipped_reason": "skipped: {}"},
    ),
    MassageSession.kind: (
        "massage session",
        {"minutes": "{} minutes", "pain_before_nrs": "pain before {}", "pain_after_nrs": "pain after {}"},
    ),
}


def _whole(name: str, text: str) -> Callable[[Command], Command]:
    return click.option(name, type=cells.whole, metavar="N", help=text)


def _words(name: str, metavar: str, text: str, **more: Any) -> Callable[[Command], Command]:
    return click.option(name, metavar=metavar, help=text, **more)


def _entry_options(command: Command) -> Command:
    """Give a command the options every entry has."""
    options = (
        client_option,
        click.option(
            "--on", type=cells.day, metavar="YYYY-MM-DD", help="The day it is about; left out, today."
        ),
        click.option("--at", type=cells.time_of_day, metavar="HH:MM", help="The time of day."),
        _words("--note", "T", f"A note of up to {limits.NOTE_CHARACTERS:,} characters."),
        _words("--entry-id", "UUID", "The entry's id: the same command again then stores nothing twice."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(epilog=example("recovery-tracker log check-in --leg-pain 4 --back-pain 2"))
def log() -> None:
    """Log a check-in, a sit-and-reach test or a massage session."""


@log.command(
    "check-in",
    epilog=example("recovery-tracker log check-in --leg-pain 4 --back-pain 2 --extent thigh --at 07:30"),
)
@_whole("--leg-pain", "Leg pain, 0 (none) to 10 (worst imaginable).")
@_whole("--back-pain", "Back pain, 0 to 10.")
@_words("--extent", "E", f"How far down symptoms reach: {', '.join(PAIN_EXTENTS)}.")
@_words("--side", "S", f"Which side: {', '.join(SIDES)}.")
@_whole("--tingling", "Tingling, 0 (none) to 3 (severe).")
@_whole("--numbness", "Numbness, 0 to 3.")
@_whole("--weakness", "Weakness, 0 to 3.")
@_whole("--sleep-quality", "Last night's sleep, 1 (very poor) to 5 (very good).")
@click.option("--hours-sitting", type=decimal_typed, metavar="H", help="Hours sitting today, 0 to 24.")
@_whole("--minutes-active", "Minutes active today, 0 to 1440.")
@_words(
    "--exercise",
    "X",
    f"An exercise done; may be repeated: {', '.join(e.exercise_id for e in EXERCISES)}.",
    multiple=True,
)
@click.option("--flare", is_flag=True, help="Mark a flare.")
@_entry_options
@click.pass_obj
def check_in(command_line: CommandLine, /, client: str | None, **options: Any) -> None:
    """Log how the pain is: leg pain, back pain, or both."""
    _keep(command_line, client, CheckIn(source="command line", **_values(options)))


@log.command(
    "sit-and-reach",
    epilog=example(
        "recovery-tracker log sit-and-reach --variant csep_acsm --trial 21.5 --trial 23 --trial 22"
    ),
)
@click.option("--foot-line", type=decimal_typed, metavar="CM", help="Where on the scale the soles stand.")
@click.option("--trial", type=decimal_typed, metavar="CM", multiple=True, help="A reading; up to three.")
@_words(
    "--variant",
    "V",
    f"How it is done: {', '.join(VARIANT_NAMES)}. Gives the foot line when that is left out.",
)
@_words(
    "--unit",
    "U",
    f"Unit of the foot line and trials given: {' or '.join(UNITS)}.",
    default="cm",
    show_default=True,
)
@_words("--side", "S", "The leg tested, left or right, in the one-leg variants.")
@click.option("--warm-up/--no-warm-up", default=None, help="Whether there was a warm-up before.")
@_words("--skipped", "WHY", f"Why there was no test: {', '.join(SKIP_REASONS)}.")
@_entry_options
@click.pass_obj
def sit_and_reach(command_line: CommandLine, /, client: str | None, unit: str, **options: Any) -> None:
    """Log a sit-and-reach test, or why it was skipped."""
    values = _values(options)
    limits.one_of("unit", unit, UNITS)
    values["trials_cm"] = tuple(_length_cm(trial, unit) for trial in values["trials_cm"])
    if "foot_line_cm" in values:
        values["foot_line_cm"] = _length_cm(values["foot_line_cm"], unit)
    elif "variant" in values and "skipped_reason" not in values:
        values["foot_line_cm"] = variant_named(values["variant"]).foot_line_cm
    _keep(command_line, client, SitAndReachTest(source="command line", **values))


@log.command(
    "massage-session",
    epilog=example(
        "recovery-tracker log massage-session --minutes 45 --area hamstrings --pain-before 5 --pain-after 3"
    ),
)
@_whole("--minutes", "How long, 1 to 240 minutes.")
@_words("--area", "A", f"An area; may be repeated: {', '.join((*AREAS, *BOTH_SIDES))}.", multiple=True)
@_words("--pressure", "P", f"How firm: {', '.join(PRESSURES)}.")
@_whole("--pain-before", "Pain just before, 0 to 10.")
@_whole("--pain-after", "Pain just after, 0 to 10.")
@_words("--therapist", "NAME", "Who gave it.")
@_entry_options
@click.pass_obj
def massage_session(command_line: CommandLine, /, client: str | None, **options: Any) -> None:
    """Log a massage session."""
    values = _values(options)
    values["areas"] = tuple(area for given in values["areas"] for area in BOTH_SIDES.get(given, (given,)))
    _keep(command_line, client, MassageSession(source="command line", **values))


def _values(options: Mapping[str, Any]) -> dict[str, Any]:
    # What is left out is not passed on, so that the domain's own defaults hold.
    return {FIELDS.get(name, name): value for name, value in options.items() if value is not None}


def _length_cm(value: float | str, unit: str) -> float | str:
    return value if isinstance(value, str) else cm_from(value, unit)


def _keep(command_line: CommandLine, /, client: str | None, entry: Entry) -> None:
    outcome = command_line.record(client, may_make=True).add(entry)
    if outcome.deleted:
        raise TrackerError(
            "An entry with this id was deleted before and stays deleted; undo that in the app."
        )
    did = "Saved" if outcome.is_new else "Changed" if outcome.changed else "Already there, left as it is:"
    click.echo(f"{did} {_described(outcome.entry)} (id {outcome.entry.entry_id})")


def _described(entry: Entry) -> str:
    name, parts = SAID[entry.kind]
    row = TABLES[entry.kind].row(entry)
    said = [words.format(row[column]) for column, words in parts.items() if row[column] is not None]
    return " ".join([name, entry.on_date.isoformat(), *said])
