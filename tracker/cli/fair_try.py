"""`recovery-tracker try ...`: a fair try from the command line: planned, begun, followed, and answered at its end."""

import json
from datetime import timedelta
from typing import Any

import click

from tracker import clock
from tracker.cli.program import CommandLine, client_option, example
from tracker.domain.coin import EXERCISE, KINDS, MASSAGE, in_text
from tracker.domain.exercise import EXERCISES
from tracker.domain.fair_try import FairTry, TryEnd, TryState
from tracker.domain.fair_try_protocol import (
    OUTCOMES,
    USUAL_PAIRS,
    TryProtocol,
    earliest_first_date,
    usual_left_out_days,
)
from tracker.domain.fair_try_words import (
    kept_words,
    protocol_items,
    state_words,
    title_of,
    today_words,
)
from tracker.errors import InvalidEntry, TrackerError
from tracker.exchange import cells
from tracker.locales import WEEKDAYS
from tracker.record import ClientRecord

NAMES = {name.lower(): number for number, name in enumerate(WEEKDAYS)}


@click.group("try", epilog=example("recovery-tracker try today"))
def fair_try() -> None:
    """Plan and follow a fair try: a small experiment of one person, decided by coin."""


@fair_try.command(epilog=example("recovery-tracker try plan --kind massage --slot monday --slot thursday"))
@client_option
@click.option("--kind", metavar="K", required=True, help=f"What is tried: {', '.join(KINDS)}.")
@click.option(
    "--outcome",
    metavar="O",
    default="leg-pain",
    show_default=True,
    help=f"What is compared: {', '.join(OUTCOMES)}.",
)
@click.option(
    "--slot", "slots", metavar="WEEKDAY", multiple=True, help="Of a massage: a weekday; given twice."
)
@click.option("--what", metavar="T", help="Of a habit: your own words. Of an exercise: its id.")
@click.option(
    "--block-days", type=cells.whole, metavar="N", help="Of an exercise or a habit: days in a block, 2 or 3."
)
@click.option(
    "--pairs",
    type=cells.whole,
    metavar="N",
    help=f"Weeks, else {USUAL_PAIRS[MASSAGE]}, or pairs of blocks, else {USUAL_PAIRS[EXERCISE]}.",
)
@click.option(
    "--from", "first", type=cells.day, metavar="D", help="First day, YYYY-MM-DD; else the next that can be."
)
@click.pass_obj
def plan(command_line: CommandLine, /, client: str | None, **values: Any) -> None:
    """Propose a try and print all that is fixed by it, with its id; nothing begins yet."""
    record = command_line.record(client)
    proposed = record.fair_tries.propose(_protocol(values))
    protocol = proposed.protocol
    click.echo(f"{proposed.try_id}\t{title_of(protocol)}")
    for label, sentence in protocol_items(protocol):
        click.echo(f"{label}: {sentence}")
    if sentence := record.fair_tries.chances(
        protocol.kind, protocol.outcome, protocol.pairs, protocol.block_days
    ):
        click.echo(f"What it can find: {sentence}")
    click.echo(f"SHA-256 of the protocol: {protocol.signature}")


@fair_try.command(epilog=example("recovery-tracker try start"))
@client_option
@click.argument("try_id", metavar="[ID]", required=False)
@click.pass_obj
def start(command_line: CommandLine, client: str | None, try_id: str | None) -> None:
    """Agree to a proposed try: its coins are drawn and sealed."""
    record = command_line.record(client)
    begun = record.fair_tries.agree(try_id or _only(record, TryState.PROPOSED).try_id)
    click.echo(state_words(begun, clock.today()))
    click.echo(f"SHA-256 of the coins: {begun.commitment}")


@fair_try.command(epilog=example("recovery-tracker try today"))
@client_option
@click.pass_obj
def today(command_line: CommandLine, client: str | None) -> None:
    """Print what the running tries ask today, and how much was kept so far."""
    tries = command_line.record(client).fair_tries.running()
    if not tries:
        click.echo("No fair try is running.")
    day = clock.today()
    for running in tries:
        click.echo(f"{title_of(running.protocol)}: {today_words(running, day)}")
        click.echo(" ".join(filter(None, (kept_words(running, day), state_words(running, day)))))


@fair_try.command(epilog=example("recovery-tracker try keep no"))
@client_option
@click.argument("answer", type=click.Choice(["yes", "no"]))
@click.argument("try_id", metavar="[ID]", required=False)
@click.pass_obj
def keep(command_line: CommandLine, client: str | None, answer: str, try_id: str | None) -> None:
    """Say whether this week's or block's part could be kept; what is not said counts as kept."""
    record = command_line.record(client)
    running = record.fair_tries.get(try_id) if try_id else _only(record, TryState.RUNNING)
    parts = running.assignments_told(clock.today())
    if not parts:
        raise TrackerError("No part of this fair try has come yet.")
    record.fair_tries.say_not_kept(running.try_id, parts[-1].number, was_kept=answer == "yes")
    click.echo(kept_words(record.fair_tries.get(running.try_id), clock.today()))


@fair_try.command(epilog=example("recovery-tracker try result"))
@client_option
@click.argument("try_id", metavar="[ID]", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How it is printed.",
)
@click.pass_obj
def result(command_line: CommandLine, client: str | None, try_id: str | None, form: str) -> None:
    """Print the answer of a try that has come to its end, the latest unless one is named, and its coins."""
    record = command_line.record(client)
    answers = record.fair_tries.answers(record.profile.get().unit, try_id=try_id, at_most=1)
    if not answers:
        raise TrackerError(_why_no_answer(record, try_id))
    chosen = answers[0]
    over = chosen.fair_try
    coins = in_text(over.protocol.kind, over.coins)
    if form == "text":
        click.echo(title_of(over.protocol))
        for sentence in (chosen.sentence, *chosen.further, *chosen.cannot_say):
            click.echo(sentence)
        click.echo(f"Coins: {coins}\nNonce: {over.nonce}\nSHA-256 of the coins: {over.commitment}")
        return
    tested = chosen.result.tested
    content = {
        "try_id": over.try_id,
        "protocol": over.protocol.values(),
        "signature": over.protocol.signature,
        "sentence": chosen.sentence,
        "verdict": chosen.result.verdict,
        "difference": tested and round(tested.difference, 3),
        "low": tested and (None if tested.low is None else round(tested.low, 3)),
        "high": tested and (None if tested.high is None else round(tested.high, 3)),
        "orders": tested and tested.orders,
        "orders_as_extreme": tested and tested.as_extreme,
        "pairs_kept": chosen.result.pairs_kept,
        "coins": coins,
        "nonce": over.nonce,
        "commitment": over.commitment,
    }
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _protocol(values: dict[str, Any]) -> TryProtocol:
    kind, what, block_days = values["kind"], values["what"], values["block_days"]
    slots = tuple(_weekday(name) for name in values["slots"])
    if kind == EXERCISE and what is not None:
        what = next((exercise.name for exercise in EXERCISES if exercise.exercise_id == what), what)
    first = values["first"]
    if isinstance(first, str):
        raise InvalidEntry("from", "--from must be a calendar date such as 2026-03-09.")
    if first is None:
        first = earliest_first_date(kind, clock.today())
        if kind == MASSAGE and slots:
            first += timedelta(days=(slots[0] - first.weekday()) % 7)
    return TryProtocol(
        kind=kind,
        outcome=values["outcome"],
        first_date=first,
        pairs=USUAL_PAIRS.get(kind, 0) if values["pairs"] is None else values["pairs"],
        slots=slots,
        block_days=block_days,
        words=what,
        left_out_days=usual_left_out_days(block_days),
    )


def _weekday(name: str) -> int:
    number = NAMES.get(name.strip().lower())
    if number is None:
        raise InvalidEntry("slots", f"--slot must be a weekday: {', '.join(NAMES)}.")
    return number


def _only(record: ClientRecord, state: TryState) -> FairTry:
    """Return the one try of a state; raises TrackerError where there is none, or several to choose from."""
    tries = [candidate for candidate in record.fair_tries.all() if candidate.state == state]
    if not tries:
        raise TrackerError(f"No fair try is {state.value}.")
    if len(tries) > 1:
        ids = ", ".join(candidate.try_id for candidate in tries)
        raise TrackerError(f"More than one fair try is {state.value}; name one of {ids}.")
    return tries[0]


def _why_no_answer(record: ClientRecord, try_id: str | None) -> str:
    tries = [record.fair_tries.get(try_id)] if try_id else list(record.fair_tries.all())
    latest = next(
        (candidate for candidate in tries if candidate.state not in (TryState.PROPOSED, TryState.NOT_BEGUN)),
        None,
    )
    if latest is None:
        return "No fair try has been begun."
    if latest.end is not None and latest.end != TryEnd.COMPLETE:
        return f"There is no answer. {state_words(latest, clock.today())}"
    return f"There is no answer yet. {state_words(latest, clock.today())}"
