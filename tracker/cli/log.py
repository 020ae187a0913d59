"""`recovery-tracker log ...`: one entry from the command line; the domain says what is allowed, not the options."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from tracker.cli.program import Command, CommandLine, client_option, example
from tracker.domain import limits
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.massage_session import BOTH_SIDES, MassageSession
from tracker.domain.measure import (
    Choices,
    Day,
    Decimal,
    Measure,
    Readings,
    WholeNumber,
    YesNo,
    measures_of,
)
from tracker.domain.medicine import MedicineTaken
from tracker.domain.numerals import decimal_typed
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.questionnaire import Answers, QuestionnaireAnswers
from tracker.domain.sit_and_reach import UNITS, SitAndReachTest, cm_from, variant_named
from tracker.errors import InvalidEntry, TrackerError
from tracker.exchange import cells
from tracker.exchange.questionnaire_files import questionnaires_in, typed_value
from tracker.store.schema.tables import TABLES

RECEIPT_WORDS = {
    CheckIn.kind: ("check-in", {"leg_pain_nrs": "leg {}", "back_pain_nrs": "back {}"}),
    SitAndReachTest.kind: (
        "sit-and-reach test",
        {"sit_and_reach_cm": "{:+g} cm", "skipped_reason": "skipped: {}"},
    ),
    MassageSession.kind: (
        "massage session",
        {"minutes": "{} minutes", "pain_before_nrs": "pain before {}", "pain_after_nrs": "pain after {}"},
    ),
    ActivityRating.kind: ("activity rating", {"activity": "{}:", "ability": "{} of 10"}),
    OverallChange.kind: ("overall change", {"overall": "{}"}),
    Event.kind: ("event", {"words": "{}"}),
    QuestionnaireAnswers.kind: ("questionnaire", {"title": "{}:", "score": "score {:g}"}),
    MedicineTaken.kind: (
        "medicine",
        {"name": "{}", "dose": "{}", "use": "{}", "until_date": "until {}"},
    ),
}


def _measure_options(entry_class: type[Entry]) -> Callable[[Command], Command]:
    """Give a command an option for each measure of a kind of entry."""

    def decorate(command: Command) -> Command:
        for measure in reversed(tuple(measures_of(entry_class).values())):
            command = command if measure.is_fixed else _option(measure)(command)
        return command

    return decorate


def _option(measure: Measure) -> Callable[[Command], Command]:
    if isinstance(measure, YesNo):
        if measure.is_required:
            return click.option(measure.option, is_flag=True, help=measure.help)
        return click.option(measure.option, default=None, help=measure.help)
    reader: Callable[[str], Any] | None = None
    if isinstance(measure, WholeNumber):
        reader = cells.whole
    elif isinstance(measure, Decimal | Readings):
        reader = decimal_typed
    elif isinstance(measure, Day):
        reader = cells.day
    many = isinstance(measure, Choices | Readings | Answers)
    return click.option(
        measure.option, type=reader, metavar=measure.metavar, multiple=many, help=measure.help
    )


def _entry_options(command: Command) -> Command:
    """Give a command the options every entry has."""
    options = (
        client_option,
        click.option(
            "--on",
            type=cells.day,
            metavar="YYYY-MM-DD",
            help="The day it is about; left out, today.",
        ),
        click.option("--at", type=cells.time_of_day, metavar="HH:MM", help="The time of day."),
        click.option("--note", metavar="T", help=f"A note of up to {limits.NOTE_CHARACTERS:,} characters."),
        click.option(
            "--entry-id",
            metavar="UUID",
            help="The entry's id: the same command again then stores nothing twice.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(epilog=example("recovery-tracker log check-in --leg-pain 4 --back-pain 2"))
def log() -> None:
    """Log an entry: a check-in, a test, a massage session, an event, a medicine, how you are and what you can do."""


def _log_as_given(entry_class: type[Entry], words: str, arguments: str) -> None:
    """Add the command of a kind of entry whose options are its measures as they are."""

    @log.command(
        entry_class.kind, help=words, epilog=example(f"recovery-tracker log {entry_class.kind} {arguments}")
    )
    @_measure_options(entry_class)
    @_entry_options
    @click.pass_obj
    def command(command_line: CommandLine, /, client: str | None, **options: Any) -> None:
        _keep(command_line, client, entry_class(source="command line", **_values(entry_class, options)))


for _entry_class, _words, _arguments in (
    (
        CheckIn,
        "Log how the pain is: leg pain, back pain, or both.",
        "--leg-pain 4 --back-pain 2 --extent thigh --at 07:30",
    ),
    (
        ActivityRating,
        "Log how well you can do one of your activities.",
        '--activity "tie my shoes" --ability 4',
    ),
    (OverallChange, "Log how you are overall since you started.", '--overall "much better"'),
    (
        Event,
        "Log an event: what happened on a day, which charts then show.",
        "--words Injection --on 2026-03-09",
    ),
    (
        MedicineTaken,
        "Log a medicine: taken once as needed, or regularly since a day.",
        "--name Naproxen --use regular --on 2026-03-09",
    ),
):
    _log_as_given(_entry_class, _words, _arguments)


@log.command(
    "sit-and-reach",
    epilog=example(
        "recovery-tracker log sit-and-reach --variant csep_acsm --trial 21.5 --trial 23 --trial 22"
    ),
)
@_measure_options(SitAndReachTest)
@click.option(
    "--unit",
    metavar="U",
    help=f"Unit of the foot line and trials given: {' or '.join(UNITS)}.",
    default="cm",
    show_default=True,
)
@_entry_options
@click.pass_obj
def sit_and_reach(command_line: CommandLine, /, client: str | None, unit: str, **options: Any) -> None:
    """Log a sit-and-reach test, or why it was skipped."""
    values = _values(SitAndReachTest, options)
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
@_measure_options(MassageSession)
@_entry_options
@click.pass_obj
def massage_session(command_line: CommandLine, /, client: str | None, **options: Any) -> None:
    """Log a massage session."""
    values = _values(MassageSession, options)
    values["areas"] = tuple(
        area for area_name in values["areas"] for area in BOTH_SIDES.get(area_name, (area_name,))
    )
    _keep(command_line, client, MassageSession(source="command line", **values))


@log.command(
    "questionnaire",
    epilog=example("recovery-tracker log questionnaire --questionnaire urn:example:walking --answer far=yes"),
)
@_measure_options(QuestionnaireAnswers)
@_entry_options
@click.pass_obj
def questionnaire(
    command_line: CommandLine,
    /,
    client: str | None,
    questionnaire: str | None,
    answer: tuple[str, ...],
    **options: Any,
) -> None:
    """Log answers to a questionnaire of the folder that TRACKER_QUESTIONNAIRES_DIR names."""
    installed = questionnaires_in(command_line.settings().questionnaires_folder)
    asked = installed.named(questionnaire)
    if asked is None:
        urls = ", ".join(form.url for form in installed.questionnaires) or "none"
        raise InvalidEntry(
            "questionnaire", f"Questionnaire must be one that is installed; there are: {urls}."
        )
    given = {}
    for written in answer:
        link_id, mark, value = written.partition("=")
        if not mark or link_id in given:
            raise InvalidEntry("answers", "Answers are each given once, as ID=VALUE.")
        given[link_id] = typed_value(asked, link_id, value)
    about = _values(QuestionnaireAnswers, options)
    _keep(command_line, client, asked.answered(given, source="command line", **about))


def _values(entry_class: type[Entry], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that were given by field name; what is left out keeps the domain's own default."""
    measures = measures_of(entry_class).items()
    fields = {_parameter(measure): name for name, measure in measures if not measure.is_fixed}
    fields |= {"on": "on_date", "at": "at_time"}
    return {fields.get(name, name): value for name, value in options.items() if value is not None}


def _parameter(measure: Measure) -> str:
    """Return the name by which the options come in, and which the environment variable ends with."""
    return measure.option.split("/")[0].removeprefix("--").replace("-", "_")


def _length_cm(value: float | str, unit: str) -> float | str:
    return value if isinstance(value, str) else cm_from(value, unit)


def _keep(command_line: CommandLine, /, client: str | None, entry: Entry) -> None:
    outcome = command_line.record(client, may_make=True).entries.add(entry)
    if outcome.deleted:
        raise TrackerError(
            "An entry with this id was deleted before and stays deleted; undo that in the app."
        )
    did = "Saved" if outcome.is_new else "Changed" if outcome.changed else "Already there, left as it is:"
    click.echo(f"{did} {_described(outcome.entry)} (id {outcome.entry.entry_id})")


def _described(entry: Entry) -> str:
    name, parts = RECEIPT_WORDS[entry.kind]
    row = TABLES[entry.kind].row(entry)
    phrases = [words.format(row[column]) for column, words in parts.items() if row[column] is not None]
    return " ".join([name, entry.on_date.isoformat(), *phrases])
