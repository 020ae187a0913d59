"""What every store keeps to, whatever database is under it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from unittest.mock import Mock
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.invented_questionnaires import FOUR, answers_to
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Client, Role
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import AS_NEEDED, REGULAR, MedicineTaken
from tracker.domain.period import Period
from tracker.domain.red_flags import EMERGENCY, RedFlagAnswers, red_flag_state
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import NotSaved, StaleEdit, TrackerError, UnknownClient, UnknownEntry
from tracker.store.schema.tables import KINDS, TABLES
from tracker.store.store import Store
from tracker.store.transaction import Driver

ANA, BEN = Actor("ana", Role.CLIENT), Actor("ben", Role.CLIENT)
CHECK_IN = CheckIn.kind
DAY = date(2026, 3, 9)

FULL = (
    CheckIn(
        on_date=DAY, at_time=time(7, 30), leg_pain_nrs=0, back_pain_nrs=10, pain_extent="foot", side="both", tingling=0,
        numbness=3, weakness=1, sleep_quality=5, hours_sitting=7.25, minutes_active=0, is_flare=True,
        exercises_done=("calf_stretch", "short_walk"), note="כאב 😀\n'; DROP TABLE check_in; --", source="csv",
    ),
    SitAndReachTest(
        on_date=DAY, at_time=time(0, 0), variant="back_saver", foot_line_cm=26, trials_cm=(22.5, 30.01, -4), side="left",
        warm_up=False, note="cold room",
    ),
    SitAndReachTest(on_date=DAY, skipped_reason="pain", foot_line_cm=26),
    MassageSession(
        on_date=DAY, minutes=45, areas=("lower_back", "left_hamstring"), pressure="firm", pain_before_nrs=6,
        pain_after_nrs=0, therapist="Ana B.", note="deep",
    ),
    Event(on_date=DAY, at_time=time(9, 0), words="'; DROP TABLE event; -- כאב 😀", note="left side"),
    MedicineTaken(on_date=DAY, name="Naproxen", dose="250 mg", use=REGULAR, until_date=DAY, note="with food"),
    MedicineTaken(on_date=DAY, at_time=time(7, 30), name="Ibuprofen", use=AS_NEEDED),
    replace(answers_to(FOUR, bed="a1", tub="a2", shoes="a0"), on_date=DAY, note="כאב 😀"),
)  # fmt: skip
BARE = (
    CheckIn(back_pain_nrs=0),
    SitAndReachTest(foot_line_cm=0, trials_cm=(0,)),
    MassageSession(minutes=1),
    Event(words="x"),
    MedicineTaken(name="x", use=REGULAR),
    answers_to(FOUR, bed="a1"),
)


def check_in(leg: int = 3, **values: object) -> CheckIn:
    return CheckIn(**{"leg_pain_nrs": leg, "on_date": DAY, **values})  # type: ignore[arg-type]


def at_once(count: int, work: Callable[[int], object]) -> list[object]:
    """What each of `count` threads got back, or was refused with, when all begin together."""
    gate = threading.Barrier(count)
    found: list[object] = [None] * count

    def run(number: int) -> None:
        gate.wait()
        try:
            found[number] = work(number)
        except TrackerError as refusal:
            found[number] = refusal

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


# Adding and reading


@pytest.mark.parametrize("entry", [*FULL, *BARE], ids=lambda entry: entry.kind)
def test_an_entry_comes_back_as_it_was(store: Store, entry: Entry) -> None:
    added = store.entries.add("ana", entry)
    assert (added.is_new, added.deleted) == (True, False)
    assert added.entry == replace(entry, version=1)
    assert store.entries.get("ana", entry.kind, entry.entry_id) == added.entry
    assert store.entries.of_kind("ana", entry.kind) == (added.entry,)
    assert store.entries.latest("ana", entry.kind) == added.entry
    assert store.entry_days.first("ana") == (entry.on_date if entry.begins_record else None)


def test_it_is_still_there_for_another_server(open_driver: Callable[[], Driver]) -> None:
    first, second = Store(open_driver()), Store(open_driver())
    first.clients.add(Client(client_id="ana"))
    kept = [first.entries.add("ana", entry).entry for entry in FULL]
    assert [second.entries.get("ana", entry.kind, entry.entry_id) for entry in kept] == kept
    first.driver.close()
    assert [Store(open_driver()).entries.get("ana", entry.kind, entry.entry_id) for entry in kept] == kept


def test_adding_again_changes_nothing_even_with_other_values(store: Store) -> None:
    first = store.entries.add("ana", check_in(3)).entry
    other = replace(first, leg_pain_nrs=9, on_date=DAY - timedelta(days=1), version=0)  # type: ignore[call-arg]
    again = store.entries.add("ana", other)
    assert (again.entry, again.is_new, again.deleted) == (first, False, False)
    assert store.entries.of_kind("ana", CHECK_IN) == (first,)
    assert store.entry_history.of_entry("ana", CHECK_IN, first.entry_id) == ()


def test_one_form_saved_by_fifty_at_once_is_one_entry(store: Store) -> None:
    entry = check_in()
    found = at_once(50, lambda _number: store.entries.add("ana", entry))
    assert sorted(outcome.is_new for outcome in found) == [False] * 49 + [True]  # type: ignore[attr-defined]
    assert len(store.entries.of_kind("ana", CHECK_IN)) == 1


def test_of_two_servers_that_write_at_once_none_is_turned_away(open_driver: Callable[[], Driver]) -> None:
    servers = [Store(open_driver()), Store(open_driver())]
    servers[0].clients.add(Client(client_id="ana"))

    def add_twenty(number: int) -> int:
        return sum(servers[number % 2].entries.add("ana", check_in()).is_new for _ in range(20))

    assert at_once(4, add_twenty) == [20] * 4
    assert len(servers[0].entries.of_kind("ana", CHECK_IN)) == 80


def test_an_entry_of_nobody_is_not_saved(store: Store) -> None:
    with pytest.raises(NotSaved, match=r"^Not saved\. .+\.$"):
        store.entries.add("nobody", check_in())
    with pytest.raises(NotSaved):
        store.red_flags.add("nobody", RedFlagAnswers())
    assert store.entries.of_kind("nobody", CHECK_IN) == ()
    assert store.entries.add("ana", check_in()).is_new, "and the store goes on working"


def test_zero_and_blank_stay_apart(store: Store) -> None:
    store.entries.add("ana", check_in(0, tingling=0, minutes_active=0, hours_sitting=0))
    store.entries.add("ana", check_in(1))
    names, rows = store.entries.rows("ana", CHECK_IN)
    cells = [dict(zip(names, row, strict=True)) for row in rows]
    zero, blank = sorted(cells, key=lambda cell: cell["leg_pain_nrs"])
    for name in ("tingling", "minutes_active", "hours_sitting"):
        assert (zero[name], blank[name]) == (0, None)
    assert {cell["back_pain_nrs"] for cell in cells} == {None}


def test_rows_are_the_entries_in_the_columns_of_their_table(store: Store) -> None:
    for entry in FULL:
        store.entries.add("ana", entry)
    for kind, table in TABLES.items():
        names, rows = store.entries.rows("ana", kind)
        assert tuple(names) == table.columns
        entries = store.entries.of_kind("ana", kind)
        assert [tuple(table.row(entry)[name] for name in names) for entry in entries] == rows
        assert len(rows) == sum(entry.kind == kind for entry in FULL)


def test_entries_come_by_day_then_time_then_when_they_were_made(store: Store) -> None:
    made = datetime(2026, 3, 9, 12, tzinfo=UTC)
    ordered = [
        check_in(on_date=DAY - timedelta(days=1), at_time=time(23, 0)),
        check_in(created_at=made),
        check_in(created_at=made + timedelta(seconds=1)),
        check_in(at_time=time(7, 0), created_at=made + timedelta(hours=9)),
        check_in(at_time=time(19, 0)),
        check_in(on_date=DAY + timedelta(days=1)),
    ]
    for entry in (ordered[number] for number in (4, 0, 2, 5, 1, 3)):
        store.entries.add("ana", entry)
    found = store.entries.of_kind("ana", CHECK_IN)
    assert [entry.entry_id for entry in found] == [entry.entry_id for entry in ordered]
    ids = [row[0] for row in store.entries.rows("ana", CHECK_IN)[1]]
    assert ids == [entry.entry_id for entry in ordered]
    assert store.entries.latest("ana", CHECK_IN) == found[-1]


def test_the_latest_of_several_alike_is_the_last_listed(store: Store) -> None:
    made = datetime(2026, 3, 9, 12, tzinfo=UTC)
    for _ in range(8):
        store.entries.add("ana", check_in(created_at=made))
    assert store.entries.latest("ana", CHECK_IN) == store.entries.of_kind("ana", CHECK_IN)[-1]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [(0, 0, [0]), (0, 2, [0, 1, 2]), (1, 1, [1]), (-5, -1, []), (2, 9, [2]), (-9, 9, [0, 1, 2])],
)
def test_a_period_holds_both_its_ends(store: Store, first: int, last: int, found: list[int]) -> None:
    day = date(2024, 2, 28)  # and over 29 February
    for number in (2, 0, 1):
        store.entries.add("ana", check_in(number, on_date=day + timedelta(days=number)))
    period = Period(day + timedelta(days=first), day + timedelta(days=last))
    assert [entry.leg_pain_nrs for entry in store.entries.of_kind("ana", CHECK_IN, period)] == found  # type: ignore[attr-defined]
    assert len(store.entries.rows("ana", CHECK_IN, period)[1]) == len(found)


def test_an_empty_record(store: Store) -> None:
    for kind in KINDS:
        assert store.entries.of_kind("ana", kind) == ()
        assert store.entries.rows("ana", kind) == (list(TABLES[kind].columns), [])
        assert store.entries.latest("ana", kind) is None
        assert store.entry_history.deleted("ana", kind) == ()
        with pytest.raises(UnknownEntry):
            store.entries.get("ana", kind, str(uuid4()))
    assert store.entry_days.first("ana") is None
    assert store.red_flags.answers("ana") == ()


def test_the_revision_is_never_the_same_again(store: Store) -> None:
    seen = [store.entry_days.revision("ana", KINDS)]
    kept = check_in(note="one")
    other = MassageSession(minutes=30, on_date=DAY)

    def changes(change: Callable[[], object]) -> None:
        change()
        seen.append(store.entry_days.revision("ana", KINDS))

    changes(lambda: store.entries.add("ana", kept))
    changes(lambda: store.entries.add("ana", other))
    changes(lambda: store.entries.edit(ANA, "ana", replace(kept, leg_pain_nrs=9), 1))
    changes(lambda: store.entries.undo(ANA, "ana", CHECK_IN, kept.entry_id))
    changes(lambda: store.entries.delete(ANA, "ana", CHECK_IN, kept.entry_id, 3))
    # As many entries as before, made as long ago: only what was deleted in between tells.
    changes(lambda: store.entries.add("ana", check_in(created_at=kept.created_at)))
    changes(lambda: store.entries.undo(ANA, "ana", CHECK_IN, kept.entry_id))
    changes(lambda: store.entries.add_all("ana", [check_in(number) for number in range(3)]))
    goal = Goal(kind="pain", site="leg", target=2, by_date=DAY + timedelta(days=60))
    changes(lambda: store.goals.set("ana", goal, 0))
    changes(lambda: store.goals.set("ana", None, 1))
    profile = store.clients.get("ana")
    changes(lambda: store.clients.edit(replace(profile, unit="in"), profile.version))
    assert len(set(seen)) == len(seen)
    store.entries.add("ana", kept)
    store.entries.add("ben", check_in())
    assert store.entry_days.revision("ana", KINDS) == seen[-1], "nothing of ana's changed"


def test_the_revision_of_some_kinds_and_days_knows_no_others(store: Store) -> None:
    days = Period(DAY - timedelta(days=1), DAY)
    before = store.entry_days.revision("ana", (CHECK_IN,), days)
    massage = MassageSession(minutes=30, on_date=DAY)
    store.entries.add("ana", massage)
    store.entries.delete(ANA, "ana", massage.kind, massage.entry_id, 1)
    store.entries.add("ana", check_in(on_date=DAY - timedelta(days=2)))
    assert store.entry_days.revision("ana", (CHECK_IN,), days) == before
    assert len(store.entry_days.revision("ana", (), days)) == 4
    store.entries.add("ana", check_in())
    assert store.entry_days.revision("ana", (CHECK_IN,), days) != before


def test_the_first_day_is_of_any_kind(store: Store) -> None:
    store.entries.add("ana", check_in())
    store.entries.add("ana", MassageSession(minutes=30, on_date=DAY - timedelta(days=40)))
    assert store.entry_days.first("ana") == DAY - timedelta(days=40)


def test_the_ends_are_those_of_the_kinds_and_days_asked_for_and_of_nobody_else(store: Store) -> None:
    def ends(*kinds: str, first: int = 100, last: int = 0) -> tuple[date | None, date | None]:
        days = Period(DAY - timedelta(days=first), DAY - timedelta(days=last))
        return store.entry_days.ends("ana", kinds, days)

    for ago in (2, 5, 9):
        store.entries.add("ana", check_in(on_date=DAY - timedelta(days=ago)))
    store.entries.add("ana", MassageSession(minutes=30, on_date=DAY - timedelta(days=40)))
    store.entries.add("ben", check_in())
    assert ends(*KINDS) == (DAY - timedelta(days=40), DAY - timedelta(days=2))
    assert ends(CHECK_IN) == (DAY - timedelta(days=9), DAY - timedelta(days=2))
    assert ends(*KINDS, first=6, last=3) == (DAY - timedelta(days=5),) * 2
    assert ends(CHECK_IN, first=40, last=10) == (None, None)
    assert ends(SitAndReachTest.kind) == (None, None)


def test_readings_of_one_moment_see_what_is_stored(store: Store) -> None:
    store.entries.add("ana", check_in())
    with store.at_one_moment():
        assert len(store.limited_to("ana").entries.of_kind("ana", CHECK_IN)) == 1
        assert store.limited_to("ben").entries.of_kind("ben", CHECK_IN) == ()
    store.entries.add("ben", check_in())
    assert len(store.entries.of_kind("ben", CHECK_IN)) == 1


def test_days_marked_as_a_flare_are_the_latest_before_a_day_once_each(store: Store) -> None:
    first = date(2026, 3, 1)
    for number in range(8):
        for _ in range(2):
            day = first + timedelta(days=number)
            store.entries.add("ana", check_in(on_date=day, is_flare=number % 2 == 0))
    store.entries.add("ben", check_in(on_date=first, is_flare=True))
    flared = [first + timedelta(days=number) for number in (4, 2, 0)]
    assert store.entry_days.flares("ana", first + timedelta(days=6), 5) == tuple(flared)
    assert store.entry_days.flares("ana", first + timedelta(days=6), 2) == tuple(flared[:2])
    assert store.entry_days.flares("ben", first, 5) == ()


def test_what_is_stored_stays_readable_when_the_clock_is_set_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [store.entries.add("ana", entry).entry for entry in FULL]
    profile = store.clients.edit(Client(client_id="ana", birth_year=1980), 1)
    monkeypatch.setattr(clock, "datetime", Mock(now=lambda _zone: datetime(1970, 1, 1, tzinfo=UTC)))
    assert clock.utc_now().year == 1970
    assert store.clients.get("ana") == profile
    for entry in kept:
        store.entries.delete(ANA, "ana", entry.kind, entry.entry_id, 1)
        assert store.entry_history.deleted("ana", entry.kind)[0].entry == entry
        assert store.entries.undo(ANA, "ana", entry.kind, entry.entry_id) == replace(entry, version=2)


# Changing


@pytest.mark.parametrize("entry", FULL, ids=lambda entry: entry.kind)
def test_an_edit_replaces_the_values_and_keeps_the_old(store: Store, entry: Entry) -> None:
    before = store.entries.add("ana", entry).entry
    changed = replace(
        before,
        note="changed",
        on_date=DAY - timedelta(days=3),
        source="form",
        created_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    after = store.entries.edit(Actor("op", Role.OPERATOR), "ana", changed, seen_version=1)
    assert after == replace(before, note="changed", on_date=DAY - timedelta(days=3), version=2)
    assert store.entries.get("ana", entry.kind, entry.entry_id) == after
    (past,) = store.entry_history.of_entry("ana", entry.kind, entry.entry_id)
    assert (past.entry, past.change, past.changed_by) == (before, "edited", "op")
    assert abs(past.changed_at - clock.utc_now()) < timedelta(minutes=1)


def test_a_stale_edit_or_delete_changes_nothing_and_shows_what_is_stored(store: Store) -> None:
    first = store.entries.add("ana", check_in(3)).entry
    second = store.entries.edit(ANA, "ana", replace(first, note="other tab"), 1)
    for attempt in (
        lambda: store.entries.edit(ANA, "ana", replace(first, note="this tab"), 1),
        lambda: store.entries.edit(ANA, "ana", replace(first, note="this tab"), 3),
        lambda: store.entries.delete(ANA, "ana", CHECK_IN, first.entry_id, 1),
    ):
        with pytest.raises(StaleEdit) as caught:
            attempt()
        assert caught.value.stored == second
    assert store.entries.of_kind("ana", CHECK_IN) == (second,)
    assert len(store.entry_history.of_entry("ana", CHECK_IN, first.entry_id)) == 1


def test_of_eight_edits_at_once_one_wins_and_seven_are_told(store: Store) -> None:
    first = store.entries.add("ana", check_in()).entry
    found = at_once(8, lambda number: store.entries.edit(ANA, "ana", replace(first, note=f"tab {number}"), 1))
    winners = [outcome for outcome in found if not isinstance(outcome, TrackerError)]
    assert winners == [store.entries.get("ana", CHECK_IN, first.entry_id)]
    assert sum(isinstance(outcome, StaleEdit) and outcome.stored == winners[0] for outcome in found) == 7


def test_of_an_edit_and_a_delete_at_once_one_is_told_and_nothing_is_lost(store: Store) -> None:
    for _ in range(10):
        first = store.entries.add("ana", check_in()).entry
        doings = (
            lambda entry=first: store.entries.edit(ANA, "ana", replace(entry, note="kept"), 1),
            lambda entry=first: store.entries.delete(ANA, "ana", CHECK_IN, entry.entry_id, 1),
        )
        found = at_once(2, lambda number: doings[number]())  # noqa: B023
        assert sum(isinstance(outcome, StaleEdit | UnknownEntry) for outcome in found) == 1
        assert len(store.entry_history.of_entry("ana", CHECK_IN, first.entry_id)) == 1


@pytest.mark.parametrize("entry", FULL, ids=lambda entry: entry.kind)
def test_a_deleted_entry_is_out_of_the_record_but_can_come_back(store: Store, entry: Entry) -> None:
    kept = store.entries.add("ana", entry).entry
    store.entries.delete(ANA, "ana", entry.kind, entry.entry_id, 1)
    assert store.entries.of_kind("ana", entry.kind) == ()
    assert store.entries.rows("ana", entry.kind)[1] == []
    assert store.entry_days.first("ana") is None
    (past,) = store.entry_history.deleted("ana", entry.kind)
    assert (past.entry, past.change, past.changed_by) == (kept, "deleted", "ana")
    assert store.entries.undo(ANA, "ana", entry.kind, entry.entry_id) == replace(kept, version=2)
    assert store.entries.of_kind("ana", entry.kind) == (replace(kept, version=2),)
    assert store.entry_history.deleted("ana", entry.kind) == ()


def test_a_deleted_entry_stays_deleted_when_it_is_added_again(store: Store) -> None:
    kept = store.entries.add("ana", check_in()).entry
    store.entries.delete(ANA, "ana", CHECK_IN, kept.entry_id, 1)
    again = store.entries.add("ana", replace(kept, note="from a file", version=0))
    assert (again.entry, again.is_new, again.deleted) == (kept, False, True)
    assert store.entries.of_kind("ana", CHECK_IN) == ()
    store.entries.undo(ANA, "ana", CHECK_IN, kept.entry_id)
    assert not store.entries.add("ana", kept).deleted


def test_deleting_twice_or_editing_what_is_deleted_is_told(store: Store) -> None:
    kept = store.entries.add("ana", check_in()).entry
    store.entries.delete(ANA, "ana", CHECK_IN, kept.entry_id, 1)
    with pytest.raises(UnknownEntry):
        store.entries.delete(ANA, "ana", CHECK_IN, kept.entry_id, 1)
    with pytest.raises(UnknownEntry):
        store.entries.edit(ANA, "ana", kept, 1)
    with pytest.raises(UnknownEntry):
        store.entries.edit(ANA, "ana", check_in(), 1)
    assert len(store.entry_history.deleted("ana", CHECK_IN)) == 1


def test_undo_of_an_edit_and_undo_of_the_undo(store: Store) -> None:
    first = store.entries.add("ana", check_in(3)).entry
    second = store.entries.edit(ANA, "ana", replace(first, leg_pain_nrs=8), 1)  # type: ignore[call-arg]
    assert store.entries.undo(ANA, "ana", CHECK_IN, first.entry_id) == replace(first, version=3)
    assert store.entries.undo(ANA, "ana", CHECK_IN, first.entry_id) == replace(second, version=4)
    past = store.entry_history.of_entry("ana", CHECK_IN, first.entry_id)
    assert [(one.change, one.entry.version, one.entry.leg_pain_nrs) for one in past] == [  # type: ignore[attr-defined]
        ("undone", 3, 3), ("undone", 2, 8), ("edited", 1, 3),
    ]  # fmt: skip


def test_there_is_nothing_to_undo(store: Store) -> None:
    kept = store.entries.add("ana", check_in()).entry
    for entry_id in (kept.entry_id, str(uuid4())):
        with pytest.raises(UnknownEntry):
            store.entries.undo(ANA, "ana", CHECK_IN, entry_id)
    assert store.entries.of_kind("ana", CHECK_IN) == (kept,)


def test_deleted_entries_come_latest_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [store.entries.add("ana", check_in(number)).entry for number in range(3)]
    now = clock.utc_now()
    for minutes, number in enumerate((1, 0, 2)):
        monkeypatch.setattr(clock, "utc_now", lambda minutes=minutes: now + timedelta(minutes=minutes))
        store.entries.delete(ANA, "ana", CHECK_IN, kept[number].entry_id, 1)
    assert [past.entry for past in store.entry_history.deleted("ana", CHECK_IN)] == [
        kept[2],
        kept[0],
        kept[1],
    ]


DOINGS = st.lists(
    st.tuples(st.sampled_from(("add", "edit", "delete", "undo")), st.integers(0, 1), st.integers(0, 10)),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOINGS)
def test_any_order_of_changes_ends_as_the_plain_model_says(
    store: Store, doings: list[tuple[str, int, int]]
) -> None:
    client_id = str(uuid4())
    store.clients.add(Client(client_id=client_id))
    ids = [str(uuid4()), str(uuid4())]
    now: dict[str, int | None] = dict.fromkeys(ids)
    past: dict[str, list[int]] = {entry_id: [] for entry_id in ids}
    for doing, which, leg in doings:
        entry_id, stored = ids[which], now[ids[which]]
        version = len(past[entry_id]) + 1
        try:
            if doing == "add":
                store.entries.add(client_id, check_in(leg, entry_id=entry_id))
                if stored is None and not past[entry_id]:
                    now[entry_id] = leg
            elif doing == "edit":
                store.entries.edit(ANA, client_id, check_in(leg, entry_id=entry_id), version)
                past[entry_id].append(stored)  # type: ignore[arg-type]
                now[entry_id] = leg
            elif doing == "delete":
                store.entries.delete(ANA, client_id, CHECK_IN, entry_id, version)
                past[entry_id].append(stored)  # type: ignore[arg-type]
                now[entry_id] = None
            else:
                store.entries.undo(ANA, client_id, CHECK_IN, entry_id)
                now[entry_id] = past[entry_id][-1]
                if stored is not None:
                    past[entry_id].append(stored)
        except UnknownEntry:
            assert (not past[entry_id]) if doing == "undo" else stored is None
    for entry_id in ids:
        found = [entry for entry in store.entries.of_kind(client_id, CHECK_IN) if entry.entry_id == entry_id]
        assert [entry.leg_pain_nrs for entry in found] == [leg for leg in (now[entry_id],) if leg is not None]  # type: ignore[attr-defined]
        kept = store.entry_history.of_entry(client_id, CHECK_IN, entry_id)
        assert [one.entry.leg_pain_nrs for one in reversed(kept)] == past[entry_id]  # type: ignore[attr-defined]


# Together


def test_together_keeps_all_or_nothing(store: Store) -> None:
    with store.together():
        first, second = (store.entries.add("ana", check_in(leg)).entry for leg in (1, 2))
        assert len(store.entries.of_kind("ana", CHECK_IN)) == 2, "what is written is read in the same block"
    before = (store.entries.of_kind("ana", CHECK_IN), store.clients.get("ana"))

    def change_all_and_fail() -> None:
        with store.together():
            store.entries.add("ana", check_in(3))
            store.entries.edit(ANA, "ana", replace(first, note="changed"), 1)
            store.entries.delete(ANA, "ana", CHECK_IN, second.entry_id, 1)
            store.clients.edit(Client(client_id="ana", sex="female"), 1)
            store.red_flags.add("ana", RedFlagAnswers())
            raise InterruptedError

    with pytest.raises(InterruptedError):
        change_all_and_fail()
    assert (store.entries.of_kind("ana", CHECK_IN), store.clients.get("ana")) == before
    assert store.entry_history.of_entry("ana", CHECK_IN, first.entry_id) == ()
    assert store.red_flags.answers("ana") == ()
    assert store.entries.add("ana", check_in(4)).is_new


def test_together_inside_together_belongs_to_the_outer(store: Store) -> None:
    def fail_outside() -> None:
        with store.together():
            with store.together():
                store.entries.add("ana", check_in())
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail_outside()
    assert store.entries.of_kind("ana", CHECK_IN) == ()
    with store.together(), store.together():
        store.entries.add("ana", check_in())
    assert len(store.entries.of_kind("ana", CHECK_IN)) == 1


def test_a_refusal_inside_together_that_is_dealt_with_keeps_the_rest(store: Store) -> None:
    with store.together():
        kept = store.entries.add("ana", check_in()).entry
        with pytest.raises(StaleEdit):
            store.entries.edit(ANA, "ana", kept, 7)
    assert store.entries.of_kind("ana", CHECK_IN) == (kept,)


def test_what_the_database_refuses_inside_together_undoes_all_of_it(store: Store) -> None:
    def add_to_ana_and_nobody() -> None:
        with store.together():
            store.entries.add("ana", check_in())
            store.entries.add("nobody", check_in())

    with pytest.raises(NotSaved):
        add_to_ana_and_nobody()
    assert store.entries.of_kind("ana", CHECK_IN) == ()


def test_another_thread_does_not_see_or_join_an_open_block(store: Store) -> None:
    found: list[int] = []
    with store.together():
        store.entries.add("ana", check_in())
        reader = threading.Thread(target=lambda: found.append(len(store.entries.of_kind("ana", CHECK_IN))))
        reader.start()
        reader.join()
    assert found == [0]
    assert len(store.entries.of_kind("ana", CHECK_IN)) == 1


# Clients


def test_two_clients_with_the_same_ids_never_meet(store: Store) -> None:
    shared = [replace(entry, entry_id=str(uuid4())) for entry in FULL]
    for entry in shared:
        store.entries.add("ana", entry)
        assert store.entries.add("ben", replace(entry, note="of ben")).is_new
        for seen in (1, 2, 3):
            store.entries.edit(BEN, "ben", replace(entry, note="of ben"), seen)
    bens = {kind: store.entries.of_kind("ben", kind) for kind in KINDS}
    answers = RedFlagAnswers(answers={"saddle": "yes"})
    store.red_flags.add("ana", answers)
    store.red_flags.add("ben", replace(answers, answers={"saddle": "no"}))
    for entry in shared:
        store.entries.edit(ANA, "ana", replace(entry, note="of ana"), 1)
        store.entries.delete(ANA, "ana", entry.kind, entry.entry_id, 2)
        assert store.entries.add("ana", entry).deleted, "that ben has it does not bring it back to ana"
        assert entry.entry_id in [
            past.entry.entry_id for past in store.entry_history.deleted("ana", entry.kind)
        ]
        bens_past = store.entry_history.of_entry("ben", entry.kind, entry.entry_id)
        assert [(past.changed_by, past.entry.note) for past in bens_past] == [("ben", "of ben")] * 3
        assert store.entries.get("ben", entry.kind, entry.entry_id).note == "of ben"
    store.clients.edit(Client(client_id="ana", sex="female"), 1)
    assert store.clients.get("ben").sex is None
    assert {kind: store.entries.of_kind("ben", kind) for kind in KINDS} == bens
    assert all(store.entry_history.deleted("ben", kind) == () for kind in KINDS)
    assert [one.answers["saddle"] for one in store.red_flags.answers("ben")] == ["no"]
    assert store.entry_days.first("ana") is None
    assert store.entry_days.first("ben") == DAY
    store.clients.erase("ana")
    assert {kind: store.entries.of_kind("ben", kind) for kind in KINDS} == bens


def test_the_id_of_anothers_entry_opens_nothing(store: Store) -> None:
    kept = store.entries.add("ana", check_in()).entry
    store.entries.edit(ANA, "ana", replace(kept, note="changed"), 1)
    for attempt in (
        lambda: store.entries.get("ben", CHECK_IN, kept.entry_id),
        lambda: store.entries.edit(BEN, "ben", replace(kept, note="ben was here"), 2),
        lambda: store.entries.delete(BEN, "ben", CHECK_IN, kept.entry_id, 2),
        lambda: store.entries.undo(BEN, "ben", CHECK_IN, kept.entry_id),
    ):
        with pytest.raises(UnknownEntry):
            attempt()
    assert store.entry_history.of_entry("ben", CHECK_IN, kept.entry_id) == ()
    assert store.entries.rows("ben", CHECK_IN)[1] == []
    assert store.entries.latest("ben", CHECK_IN) is None
    assert store.entries.get("ana", CHECK_IN, kept.entry_id).note == "changed"


def test_a_profile_is_kept_once_and_changed_by_version(store: Store) -> None:
    assert store.clients.add(Client(client_id="ana", label="again")).label is None, "the first one stands"
    first = store.clients.get("ana")
    assert first.version == 1
    wanted = Client(
        client_id="ana", label="Ana", birth_year=1980, sex="female", unit="in", language="en",
        massage_precautions=("blood_thinners", "skin"),
    )  # fmt: skip
    second = store.clients.edit(wanted, seen_version=1)
    assert second == replace(wanted, version=2, created_at=first.created_at)
    with pytest.raises(StaleEdit) as caught:
        store.clients.edit(replace(wanted, label="stale"), seen_version=1)
    assert caught.value.stored == second == store.clients.get("ana")
    assert [client.client_id for client in store.clients.all()] == ["ana", "ben"]


def test_an_unknown_client_is_named(store: Store) -> None:
    with pytest.raises(UnknownClient, match="'nobody'"):
        store.clients.get("nobody")
    with pytest.raises(UnknownClient):
        store.clients.edit(Client(client_id="nobody"), 1)


def test_instants_are_kept_in_utc_whatever_zone_they_come_in(store: Store) -> None:
    made = datetime.fromisoformat("2026-03-09T09:00:00+05:30")
    kept = store.clients.add(Client(client_id="cleo", created_at=made))
    assert kept.created_at == made
    store.red_flags.add("cleo", RedFlagAnswers(created_at=made))
    assert store.red_flags.answers("cleo")[0].created_at == made


def test_erasing_leaves_nothing_of_the_client(store: Store) -> None:
    for entry in FULL:
        store.entries.add("ana", entry)
        store.entries.edit(ANA, "ana", replace(entry, note="changed"), 1)
    store.entries.delete(ANA, "ana", CHECK_IN, FULL[0].entry_id, 2)
    store.red_flags.add("ana", RedFlagAnswers())
    store.clients.erase("ana")
    with pytest.raises(UnknownClient):
        store.clients.get("ana")
    assert store.red_flags.answers("ana") == ()
    for entry in FULL:
        assert (
            store.entries.of_kind("ana", entry.kind) == store.entry_history.deleted("ana", entry.kind) == ()
        )
        assert store.entry_history.of_entry("ana", entry.kind, entry.entry_id) == ()
    store.clients.add(Client(client_id="ana"))
    assert store.entries.add("ana", FULL[0]).is_new, "nothing remembers the old entries"


def test_erasing_nobody_is_no_error(store: Store) -> None:
    store.clients.erase("nobody")
    assert [client.client_id for client in store.clients.all()] == ["ana", "ben"]


# Warning signs


def test_answers_are_only_ever_added_to(store: Store) -> None:
    first = RedFlagAnswers(answers={"saddle": "yes"}, on_date=DAY)
    second = RedFlagAnswers(lifted="seen", on_date=DAY)
    for answered in (first, second):
        store.red_flags.add("ana", answered)
    store.red_flags.add("ana", replace(first, answers={"saddle": "no"}))
    assert store.red_flags.answers("ana") == (first, second)


def test_answers_stay_in_the_order_they_were_given(store: Store) -> None:
    made = datetime(2026, 3, 9, 12, tzinfo=UTC)
    told = []
    for _ in range(6):  # all within one second, and then with the clock set back
        told.append(RedFlagAnswers(lifted="mistake", created_at=made))
        told.append(RedFlagAnswers(answers={"saddle": "yes"}, created_at=made - timedelta(hours=len(told))))
    for answered in told:
        store.red_flags.add("ana", answered)
    assert list(store.red_flags.answers("ana")) == told
    assert red_flag_state(store.red_flags.answers("ana")).tier == EMERGENCY


def test_answers_given_at_once_are_all_kept(store: Store) -> None:
    told = [RedFlagAnswers(answers={"saddle": "yes"}) for _ in range(12)]
    assert at_once(12, lambda number: store.red_flags.add("ana", told[number])) == [None] * 12
    assert {one.answers_id for one in store.red_flags.answers("ana")} == {one.answers_id for one in told}


def test_the_driver_reports_its_facts(driver: Driver) -> None:
    facts = driver.facts()
    assert {"database", "schema", "integrity"} <= set(facts)
    assert facts["integrity"] == "ok"
    driver.ping()


def test_what_holds_a_nul_is_looked_for_in_vain(store: Store) -> None:
    """An address, a form or a query may hold one; PostgreSQL does not even compare it."""
    store.entries.add("ana", BARE[0])
    for client_id, entry_id in (
        ("ana", "a\0b"),
        ("ana", f"{BARE[0].entry_id}\0"),
        ("ana\0", BARE[0].entry_id),
    ):
        with pytest.raises(UnknownEntry):
            store.entries.get(client_id, CHECK_IN, entry_id)
    assert (store.shares.get("\0"), store.accounts.has("\0"), store.api_tokens.of_hash("\0")) == (
        None,
        False,
        None,
    )
