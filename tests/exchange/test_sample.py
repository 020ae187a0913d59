"""The invented records: the same each time, believable, and nobody's."""

from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise
from statistics import mean

import pytest

from tracker import clock
from tracker.access.sign_in import sign_up
from tracker.domain.check_in import PAIN_EXTENTS, CheckIn
from tracker.domain.client import Client
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import TrackerError
from tracker.exchange.csv_files import entries_of
from tracker.exchange.sample import SAMPLE_DAYS, SAMPLE_LAST_DAY, SAMPLE_SEED, fill, sample_files
from tracker.exchange.sample_entries import sample_entries
from tracker.record import OPERATOR, ClientRecord, personal_record
from tracker.settings import PROJECT
from tracker.store.store import Store

FIRST_DAY = SAMPLE_LAST_DAY - timedelta(days=SAMPLE_DAYS - 1)
SEEDS = (SAMPLE_SEED, 1, 2, 3)


def made(
    seed: int = SAMPLE_SEED, days: int = SAMPLE_DAYS
) -> tuple[list[CheckIn], list[SitAndReachTest], list[MassageSession]]:
    entries = sorted(
        sample_entries(seed, days, SAMPLE_LAST_DAY), key=lambda entry: (entry.on_date, entry.at_time)
    )
    return (
        [entry for entry in entries if isinstance(entry, CheckIn)],
        [entry for entry in entries if isinstance(entry, SitAndReachTest)],
        [entry for entry in entries if isinstance(entry, MassageSession)],
    )


def leg(entries: list[CheckIn]) -> float:
    return mean(entry.leg_pain_nrs for entry in entries if entry.leg_pain_nrs is not None)


def test_the_same_seed_gives_the_same_entries() -> None:
    first = sample_entries(SAMPLE_SEED, 60, SAMPLE_LAST_DAY)
    assert sample_entries(SAMPLE_SEED, 60, SAMPLE_LAST_DAY) == first
    other = sample_entries(SAMPLE_SEED + 1, 60, SAMPLE_LAST_DAY)
    assert not {entry.entry_id for entry in first} & {entry.entry_id for entry in other}


def test_the_committed_files_are_what_the_code_makes() -> None:
    files = sample_files()
    assert {path.name: path.read_bytes() for path in (PROJECT / "data" / "sample").glob("*")} == files
    brought = [entry for content in files.values() for entry in entries_of(content)]
    assert sorted(brought, key=lambda e: e.entry_id) == sorted(
        sample_entries(SAMPLE_SEED, SAMPLE_DAYS, SAMPLE_LAST_DAY), key=lambda e: e.entry_id
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_pain_eases_over_months_with_a_flare_between(seed: int) -> None:
    check_ins, _, _ = made(seed)
    by_day = {
        n: [e for e in check_ins if e.on_date == FIRST_DAY + timedelta(days=n)] for n in range(SAMPLE_DAYS)
    }
    assert 5 <= leg([e for n in range(14) for e in by_day[n]]) <= 7.5
    assert 1.3 <= leg([e for n in range(SAMPLE_DAYS - 30, SAMPLE_DAYS) for e in by_day[n]]) <= 4
    flares = [entry for entry in check_ins if entry.is_flare]
    assert flares
    assert {entry.pain_extent for entry in flares} == {"calf"}
    begun = (flares[0].on_date - FIRST_DAY).days
    assert leg(flares) > leg([e for n in range(begun - 10, begun) for e in by_day[n]]) + 1


@pytest.mark.parametrize("seed", SEEDS)
def test_days_go_together_with_the_days_before(seed: int) -> None:
    check_ins, _, _ = made(seed)
    daily = [
        leg([e for e in check_ins if e.on_date == day]) for day in sorted({e.on_date for e in check_ins})
    ]
    steps = [later - earlier for earlier, later in pairwise(daily)]
    assert mean(step**2 for step in steps) < 0.5 * mean((value - mean(daily)) ** 2 for value in daily)


@pytest.mark.parametrize("seed", SEEDS)
def test_symptoms_withdraw_up_the_leg(seed: int) -> None:
    check_ins, _, _ = made(seed)
    reach = [PAIN_EXTENTS.index(entry.pain_extent) for entry in check_ins if entry.pain_extent]
    assert mean(reach[-40:]) < mean(reach[:40]) - 1
    assert {entry.side for entry in check_ins} <= {"left", None}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_record_has_what_real_ones_have(seed: int) -> None:
    check_ins, tests, massage_sessions = made(seed)
    days = {entry.on_date for entry in check_ins}
    all_days = [FIRST_DAY + timedelta(days=n) for n in range(SAMPLE_DAYS)]
    assert 0.7 < len(days) / SAMPLE_DAYS < 0.95, "some days are missed"
    everything = days | {entry.on_date for entry in (*tests, *massage_sessions)}
    assert any(not everything & set(all_days[n : n + 7]) for n in range(14, SAMPLE_DAYS - 7)), (
        "a week is missed"
    )
    assert 20 < len(check_ins) - len(days) < 70, "some days have a morning and an evening"
    back_filled = [entry for entry in check_ins if entry.is_back_filled]
    assert 2 <= len(back_filled) <= 20
    assert any(entry.note for entry in check_ins)
    assert any(entry.exercises_done for entry in check_ins)
    assert 8 <= len(massage_sessions) <= 14
    assert mean((s.pain_before_nrs or 0) - (s.pain_after_nrs or 0) for s in massage_sessions) > 0
    assert all(
        entry.created_at.date() <= SAMPLE_LAST_DAY for entry in (*check_ins, *tests, *massage_sessions)
    )
    assert all(entry.created_at.date() >= entry.on_date for entry in (*check_ins, *tests, *massage_sessions))


@pytest.mark.parametrize("seed", SEEDS)
def test_reach_grows_and_one_test_is_skipped_for_pain(seed: int) -> None:
    _, tests, _ = made(seed)
    weekly = [test for test in tests if test.variant == "csep_acsm"]
    assert len(weekly) > 2 * len([test for test in tests if test.variant != "csep_acsm"])
    assert sum(test.skipped_reason == "pain" for test in weekly) == 1
    reach = [test.sit_and_reach_cm for test in weekly if test.sit_and_reach_cm is not None]
    assert -10 <= reach[0] <= -5
    assert -1 <= reach[-1] <= 4


@pytest.mark.parametrize("days", [1, 2, 13, 100, 2000])
def test_any_length_works(days: int) -> None:
    entries = sample_entries(5, days, SAMPLE_LAST_DAY)
    first = SAMPLE_LAST_DAY - timedelta(days=days - 1)
    assert all(first <= entry.on_date <= SAMPLE_LAST_DAY for entry in entries)
    assert len({entry.entry_id for entry in entries}) == len(entries)


def test_fill_makes_a_practice(store: Store) -> None:
    told: list[tuple[int, int]] = []
    kept = fill(store, clients=3, years=0.1, seed=4, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]
    labels = {client.client_id: client.label for client in store.clients.all()}
    assert labels == {"me": None, "sample-0002": "Sample client 2", "sample-0003": "Sample client 3"}
    records = [ClientRecord(store, OPERATOR, client_id).entries.all() for client_id in labels]
    assert sum(map(len, records)) == kept
    assert all(records)
    assert max(entry.on_date for entry in records[0]) <= clock.today() - timedelta(days=1)


def test_fill_accepts_a_record_that_was_only_begun(record: ClientRecord) -> None:
    assert fill(record._access.store, clients=1, years=0.05, seed=1) == len(record.entries.all()) > 0


def test_fill_leaves_a_record_with_entries_alone(record: ClientRecord) -> None:
    kept = record.entries.add(CheckIn(leg_pain_nrs=3)).entry
    with pytest.raises(TrackerError, match="name a new file in TRACKER_DATABASE"):
        fill(record._access.store, clients=2, years=0.1, seed=1)
    assert record.entries.all() == (kept,)
    assert len(record._access.store.clients.all()) == 1


def test_fill_leaves_an_earlier_sample_alone(store: Store) -> None:
    store.clients.add(Client(client_id="sample-0002"))
    with pytest.raises(TrackerError, match="accounts already"):
        fill(store, clients=2, years=0.1, seed=1)
    assert personal_record(store).entries.all() == ()


@pytest.mark.parametrize("what", ["account", "deleted entry", "goal", "name", "plan"])
def test_fill_refuses_a_database_that_holds_anybody_real(
    store: Store, what: str, cheap_passwords: None
) -> None:
    record = personal_record(store)
    if what == "account":
        sign_up(store, "olga", "a long walk by the river", "owner")
    elif what == "deleted entry":
        record.entries.delete(record.entries.add(CheckIn(leg_pain_nrs=3)).entry)
    elif what == "goal":
        record.goals.set(Goal(kind="pain", site="leg", target=2, by_date=clock.today()), 0)
    elif what == "name":
        profile = record.profile.get()
        record.profile.edit(replace(profile, label="Ana"), profile.version)
    else:
        record.planned_massages.add(PlannedMassage(on_date=clock.today(), at_time=time(9)))
    with pytest.raises(TrackerError, match="name a new file in TRACKER_DATABASE"):
        fill(store, clients=1, years=0.1, seed=1)


def test_fill_takes_a_database_that_was_only_opened(store: Store) -> None:
    personal_record(store).profile.get()
    assert fill(store, clients=1, years=0.1, seed=1) > 0


def test_the_committed_sample_lies_in_the_past() -> None:
    # The domain refuses future days, so a checkout on any machine must be able to read it.
    assert SAMPLE_LAST_DAY.year < 2026
