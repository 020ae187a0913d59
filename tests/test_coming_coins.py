"""The coins to come are nowhere before their day: whatever leaves the app is the same for every way they may fall."""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.fair_tries import MONDAY, begun, habit_try, keep_diary, massage_try
from tests.set_clock import SetClock
from tracker import clock
from tracker.access.calendar_feed import feed, make_feed, own_calendar
from tracker.cli import main
from tracker.domain import coin
from tracker.domain.fair_try_protocol import TryProtocol
from tracker.domain.period import Period
from tracker.exports import EXPORT_FORMATS, export_of
from tracker.progress import evidence, progress
from tracker.record import ClientRecord, personal_record
from tracker.reports.at_a_glance import at_a_glance
from tracker.store.store import Store, open_store

NONCE = "5e" * 32


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "tracker.db"))
    opened = open_store(tmp_path / "tracker.db")
    yield opened
    opened.driver.close()


@pytest.fixture
def record(store: Store, day: SetClock) -> ClientRecord:
    record = personal_record(store)
    keep_diary(record)
    return record


def command(*words: str) -> Callable[[ClientRecord, Store, str], Any]:
    def run(_record: ClientRecord, _store: Store, _token: str) -> str:
        return CliRunner().invoke(main, list(words)).output

    return run


def exported(name: str) -> Callable[[ClientRecord, Store, str], Any]:
    def export(record: ClientRecord, _store: Store, _token: str) -> Any:
        data = export_of(record, name)
        if name != "csv":
            return re.sub(
                rb"/ID \[.*?\]|/(Creation|Mod)Date ?\(.*?\)|<xmp:.*?Date>.*?<|xmpMM:.*?<", b"", data
            )
        with zipfile.ZipFile(io.BytesIO(data)) as files:
            return {file: files.read(file) for file in files.namelist()}

    return export


def today_of(record: ClientRecord) -> Period:
    return Period(clock.today(), clock.today())


WAYS_OUT: dict[str, Callable[[ClientRecord, Store, str], Any]] = {
    **{name: exported(name) for name in EXPORT_FORMATS if name != "pdf"},
    "try today": command("try", "today"),
    "try result": command("try", "result"),
    "try start": command("try", "start"),
    "summary": command("summary"),
    "feed": lambda record, store, token: feed(store, token),
    "calendar file": lambda record, store, token: own_calendar(record),
    "tries": lambda record, store, token: repr(record.fair_tries.all()),
    "whole record": lambda record, store, token: repr(record.archive.whole()),
    "evidence": lambda record, store, token: repr(evidence(record, today_of(record), "cm").fair_tries),
    "at a glance": lambda record, store, token: list(
        at_a_glance(record, progress(record, today_of(record), "cm"), today_of(record))
    ),
    "audit": lambda record, store, token: [
        (line.action, line.detail)
        for line in store.audit.of_client(record.client_id)
        if line.action.startswith("fair try")
    ],
}


@pytest.mark.parametrize("plan", [massage_try, habit_try])
def test_what_leaves_is_the_same_for_every_coming_coin(
    plan: Callable[..., TryProtocol],
    record: ClientRecord,
    store: Store,
    day: SetClock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(coin, "nonce", lambda: NONCE)
    token = make_feed(record)
    protocol = plan(MONDAY, pairs=8)
    running = begun(record, protocol)
    told_by_some_day = set()
    for days in (0, 1, 9, 23, (protocol.last_date - MONDAY).days):
        day.set(MONDAY + timedelta(days=days))
        known = protocol.pairs_known(day.day)
        outcomes = []
        for coming in (True, False):
            order = tuple(pair % 2 == 0 if pair < known else coming == (pair % 3 == 0) for pair in range(8))
            seal = coin.commitment(order, NONCE)
            digits = "".join("1" if is_first else "0" for is_first in order)
            store.write("UPDATE fair_try SET coins = :digits, commitment = :seal", digits=digits, seal=seal)
            caplog.clear()
            way_out = {name: unsealed(way(record, store, token), seal) for name, way in WAYS_OUT.items()}
            outcomes.append({**way_out, "log": unsealed(caplog.text, seal)})
            assert NONCE not in repr(outcomes)
        for name, told in outcomes[0].items():
            assert told == outcomes[1][name], f"{name} tells a coin to come after {days} days"
        told_by_some_day.add(str(outcomes[0]["tries"]))
    # That it tells the coins that have come, and so could tell those to come.
    assert len(told_by_some_day) > 2
    assert running.try_id in str(outcomes[0]["archive"])


def unsealed(value: Any, seal: str) -> str:
    """What was told, but for the seal itself, which is another one for other coins."""
    return repr(value).replace(seal, "SEAL")


def test_once_it_is_over_all_coins_are_told(record: ClientRecord, store: Store, day: SetClock) -> None:
    running = begun(record, massage_try(MONDAY))
    day.set(running.protocol.last_number_by + timedelta(days=1))
    (over,) = record.fair_tries.all()
    assert over.nonce is not None
    assert over.nonce in export_of(record, "archive").decode()
    assert over.nonce in CliRunner().invoke(main, ["try", "result"]).output
