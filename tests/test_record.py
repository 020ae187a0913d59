"""The record: one client's entries as one actor may see and change them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest

from tests.practice import client_account
from tracker import clock
from tracker.access.api_tokens import make_api_token
from tracker.access.sign_in import actor_of
from tracker.domain import limits
from tracker.domain.check_in import CheckIn
from tracker.domain.client import PERSONAL_CLIENT_ID, ROLES, Actor, Client, Role
from tracker.domain.entry import Entry, new_entry_id
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.domain.red_flags import EMERGENCY, RedFlagAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import (
    AccessRefused,
    ImportRefused,
    InvalidEntry,
    NotSaved,
    StaleEdit,
    StoreUnavailable,
    UnknownClient,
    UnknownEntry,
)
from tracker.record import OPERATOR, PERSON, ClientRecord, ImportReport, personal_record
from tracker.record.api_tokens import MOST_TOKENS
from tracker.store.store import Store, open_store

DAY = date(2026, 3, 9)


def leg_pain(entry: Entry) -> int:
    assert isinstance(entry, CheckIn)
    assert entry.leg_pain_nrs is not None
    return entry.leg_pain_nrs


def check_in(leg: int = 3, **values: object) -> CheckIn:
    return CheckIn(**{"leg_pain_nrs": leg, "on_date": DAY, **values})  # type: ignore[arg-type]


def ahead(entry: CheckIn, days: int = 1) -> CheckIn:
    """The same entry with a day to come, as only something stored may have."""
    return replace(entry, on_date=clock.today() + timedelta(days=days), version=1)


@pytest.fixture(params=["sqlite", "postgres"])
def store(
    request: pytest.FixtureRequest, up_to_date: Callable[[Path], Path], tmp_path: Path
) -> Iterator[Store]:
    """The same record on either database."""
    if request.param == "sqlite":
        opened = open_store(up_to_date(tmp_path / "tracker.db"))
        yield opened
        opened.driver.close()
        return
    server = request.getfixturevalue("postgres")
    opened = open_store(url := server.database())
    yield opened
    opened.driver.close()
    server.drop(url)


# Who may


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("account", ["ana", "ben", "", "ANA", "ana "])
def test_only_the_client_and_the_operator_reach_a_record(store: Store, role: Role, account: str) -> None:
    actor = Actor(account, role)
    if role == Role.OPERATOR or (role == Role.CLIENT and account == "ana"):
        assert ClientRecord(store, actor, "ana").client_id == "ana"
    else:
        with pytest.raises(AccessRefused):
            ClientRecord(store, actor, "ana")


def test_personal_mode_begins_one_record_and_finds_it_again(store: Store) -> None:
    first = personal_record(store)
    assert first.profile.get().client_id == PERSONAL_CLIENT_ID
    first.profile.edit(Client(client_id=PERSONAL_CLIENT_ID, label="mine"), 1)
    assert personal_record(store).profile.get().label == "mine"
    assert ClientRecord(store, OPERATOR, PERSONAL_CLIENT_ID).profile.get().label == "mine"
    assert first.actor == PERSON
    assert [client.client_id for client in store.clients.all()] == [PERSONAL_CLIENT_ID]


def test_what_was_changed_says_who_changed_it(store: Store, record: ClientRecord) -> None:
    kept = record.entries.add(check_in()).entry
    ClientRecord(store, OPERATOR, PERSONAL_CLIENT_ID).entries.edit(
        replace(kept, note="from the command line"), 1
    )
    assert [past.changed_by for past in record.entries.past_versions(kept)] == ["operator"]


# The profile


def test_a_profile_stays_of_its_client_and_keeps_to_the_rules(record: ClientRecord) -> None:
    stored = record.profile.get()
    changed = record.profile.edit(replace(stored, client_id="somebody-else", birth_year=1980), stored.version)
    assert (changed.client_id, changed.birth_year, changed.version) == (PERSONAL_CLIENT_ID, 1980, 2)
    with pytest.raises(InvalidEntry, match="Birth year"):
        record.profile.edit(replace(changed, birth_year=clock.today().year + 1), 2)
    with pytest.raises(StaleEdit):
        record.profile.edit(replace(changed, unit="in"), 1)
    assert record.profile.get() == changed


def test_erasing_ends_the_record_and_a_second_tab_is_told(record: ClientRecord) -> None:
    record.entries.add(check_in())
    record.erase()
    with pytest.raises(UnknownClient):
        record.profile.get()
    with pytest.raises(NotSaved, match=r"^Not saved\. This record is not in the database any more\."):
        record.entries.add(check_in())
    assert record.entries.all() == ()
    assert personal_record(record._access.store).entries.add(check_in()).is_new


# Entries


def test_an_entry_is_added_changed_deleted_and_brought_back(record: ClientRecord) -> None:
    kept = record.entries.add(check_in()).entry
    assert record.entries.add(kept).is_new is False
    changed = record.entries.edit(replace(kept, note="later"), kept.version)
    assert record.entries.get(kept.kind, kept.entry_id) == changed
    record.entries.delete(changed)
    assert [past.entry for past in record.entries.deleted()] == [changed]
    assert record.entries.undo(changed).note == "later"
    assert [past.change for past in record.entries.past_versions(kept)] == ["deleted", "edited"]


def test_a_change_is_not_taken_back_by_bringing_back_what_was_deleted_since(record: ClientRecord) -> None:
    kept = record.entries.add(check_in()).entry
    changed = record.entries.edit(replace(kept, note="later"), kept.version)
    record.entries.delete(changed)
    with pytest.raises(UnknownEntry):
        record.entries.undo(changed, of_edit=True)
    assert record.entries.all() == ()


def test_a_stale_delete_is_told(record: ClientRecord) -> None:
    kept = record.entries.add(check_in()).entry
    record.entries.edit(replace(kept, note="later"), 1)
    with pytest.raises(StaleEdit):
        record.entries.delete(kept)
    assert len(record.entries.all()) == 1


def test_no_change_puts_an_entry_into_the_future(record: ClientRecord) -> None:
    kept = record.entries.add(check_in()).entry
    with pytest.raises(InvalidEntry, match="future"):
        record.entries.add(ahead(check_in()))
    with pytest.raises(InvalidEntry, match="future"):
        record.entries.edit(ahead(kept, days=3), 1)  # type: ignore[arg-type]
    with pytest.raises(InvalidEntry, match="future"):
        record.warning_signs.answer(RedFlagAnswers(on_date=clock.today() + timedelta(days=1)))
    assert record.entries.all() == (kept,)
    assert record.warning_signs.state().asked_on is None


def test_what_was_entered_further_east_can_be_changed_and_brought_in_before_its_day_begins_here(
    record: ClientRecord,
) -> None:
    clock.use_zone("Pacific/Kiritimati")  # 25 hours ahead of Niue: always another day
    kept = record.entries.add(check_in(on_date=clock.today())).entry
    clock.use_zone("Pacific/Niue")
    assert kept.on_date > clock.today()
    assert (
        record.entries.edit(CheckIn(entry_id=kept.entry_id, on_date=kept.on_date, leg_pain_nrs=5), 1).version
        == 2
    )
    assert record.imports.bring_in([check_in(on_date=kept.on_date)]).added == 1
    with pytest.raises(InvalidEntry, match="future"):
        record.entries.add(check_in(on_date=kept.on_date))


def test_entries_of_all_kinds_come_latest_first(record: ClientRecord) -> None:
    ordered = [
        MassageSession(minutes=30, on_date=DAY + timedelta(days=1)),
        check_in(at_time=time(19, 0)),
        SitAndReachTest(skipped_reason="pain", on_date=DAY, at_time=time(7, 30)),
        check_in(),
        MassageSession(minutes=45, on_date=DAY - timedelta(days=1), at_time=time(23, 59)),
    ]
    for number in (3, 0, 4, 1, 2):
        record.entries.add(ordered[number])
    ids = [entry.entry_id for entry in ordered]
    assert [entry.entry_id for entry in record.entries.all()] == ids
    assert [entry.entry_id for entry in record.entries.all(["check-in"])] == [ids[1], ids[3]]
    assert [entry.entry_id for entry in record.entries.all(period=Period(DAY, DAY))] == ids[1:4]
    assert record.entries.first_day() == DAY - timedelta(days=1)
    assert record.entries.latest("massage-session").entry_id == ids[0]  # type: ignore[union-attr]
    names, rows = record.entries.rows("check-in", Period(DAY, DAY))
    assert [row[names.index("entry_id")] for row in rows] == [ids[3], ids[1]]


def test_deleted_entries_of_all_kinds_come_latest_first(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [record.entries.add(entry).entry for entry in (check_in(), MassageSession(minutes=30), check_in())]
    now = clock.utc_now()
    for minutes, entry in enumerate(kept):
        monkeypatch.setattr(clock, "utc_now", lambda minutes=minutes: now + timedelta(minutes=minutes))
        record.entries.delete(entry)
    assert [past.entry for past in record.entries.deleted()] == kept[::-1]
    assert [past.entry for past in record.entries.deleted(["massage-session"])] == [kept[1]]


def test_an_unknown_entry_is_told(record: ClientRecord) -> None:
    with pytest.raises(UnknownEntry):
        record.entries.get("check-in", check_in().entry_id)
    with pytest.raises(UnknownEntry):
        record.entries.undo(check_in())


# A file of entries


def test_bringing_in_twice_adds_nothing_and_leaves_what_was_deleted(record: ClientRecord) -> None:
    file = [check_in(number) for number in range(4)]
    assert record.imports.bring_in(file) == ImportReport(added=4, already_there=0, deleted_here=0)
    before = record.entries.all()
    record.entries.delete(record.entries.get(file[0].kind, file[0].entry_id))
    record.entries.edit(replace(file[1], note="changed here"), 1)
    more = [*file, check_in(9)]
    assert record.imports.bring_in(more) == ImportReport(added=1, already_there=3, deleted_here=1)
    assert len(record.entries.all()) == len(before)
    assert record.entries.get(file[1].kind, file[1].entry_id).note == "changed here"


def test_a_file_that_fails_half_way_adds_nothing(record: ClientRecord) -> None:
    def file() -> object:
        yield check_in(1)
        yield check_in(2)
        raise InvalidEntry("note", "Line 3 is wrong.")

    with pytest.raises(InvalidEntry):
        record.imports.bring_in(file())  # type: ignore[arg-type]
    assert record.entries.all() == ()
    assert record.imports.bring_in([]) == ImportReport(0, 0, 0)


# Warning signs


def test_warning_signs_stand_until_they_are_lifted(record: ClientRecord) -> None:
    assert record.warning_signs.state().is_due(DAY)
    state = record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}, on_date=DAY))
    assert (state.tier, state.asked_on) == (EMERGENCY, DAY)
    assert (
        record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "no"}, on_date=DAY)).tier == EMERGENCY
    )
    assert record.warning_signs.answer(RedFlagAnswers(lifted="seen", on_date=DAY)).tier is None
    assert (
        record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}, on_date=DAY)).tier == EMERGENCY
    )
    assert record.warning_signs.state().tier == EMERGENCY


def test_the_same_form_saved_again_with_other_values_keeps_both_and_shows_the_last(
    record: ClientRecord,
) -> None:
    first = CheckIn(leg_pain_nrs=4)
    record.entries.add(first)
    again = record.entries.add(replace(first, leg_pain_nrs=5))
    assert (again.is_new, again.entry.version) == (False, 2)
    assert [one.leg_pain_nrs for one in record.entries.all(("check-in",))] == [5]  # type: ignore[attr-defined]
    assert [past.entry.leg_pain_nrs for past in record.entries.past_versions(again.entry)] == [4]  # type: ignore[attr-defined]


def test_a_second_press_of_save_a_minute_later_changes_nothing(record: ClientRecord) -> None:
    first = CheckIn(leg_pain_nrs=4, at_time=time(7, 30))
    record.entries.add(first)
    assert record.entries.add(replace(first, at_time=time(7, 31))).entry.version == 1


def test_of_two_at_once_with_one_id_and_two_values_one_is_told_that_theirs_is_not_kept(
    record: ClientRecord,
) -> None:
    """A phone's queue and its open form, say; saved one after the other, the later stands (a lost answer)."""
    entry_id = new_entry_id()
    told: list[object] = []
    values, gate = (2, 7), Barrier(2)
    real = record._access.store.entries.has

    def has_entry(*asked: str) -> bool:
        found = real(*asked)
        gate.wait(10)  # both have looked before either saves
        return found

    def save(pain: int) -> None:
        try:
            told.append(leg_pain(record.entries.add(CheckIn(leg_pain_nrs=pain, entry_id=entry_id)).entry))
        except StaleEdit as stale:
            told.append(stale.stored)

    record._access.store.entries.has = has_entry  # type: ignore[method-assign,assignment]
    threads = [Thread(target=save, args=(pain,)) for pain in values]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (stands,) = record.entries.all()
    assert {type(one) for one in told} == {int, CheckIn}
    assert stands in told
    assert leg_pain(stands) in told
    record._access.store.entries.has = real  # type: ignore[method-assign]
    other = 9 - leg_pain(stands)
    assert record.entries.add(CheckIn(leg_pain_nrs=other, entry_id=entry_id)).changed, (
        "pressed again, it is meant"
    )


@pytest.mark.parametrize("read", ["entries.has", "consents.version"])
def test_a_save_that_cannot_even_be_begun_is_told_as_not_saved(
    store: Store, monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    account = client_account(store, "ann")
    record = ClientRecord(store, actor_of(account), account.account_id, needs_consent=True)

    def is_away(*_asked: str) -> None:
        raise StoreUnavailable("The database does not answer.")

    part, method = read.split(".")
    monkeypatch.setattr(getattr(record._access.store, part), method, is_away)
    with pytest.raises(NotSaved, match=r"^Not saved\. The database does not answer\.$"):
        record.entries.add(CheckIn(leg_pain_nrs=3))
    if read == "consents.version":
        with pytest.raises(NotSaved):
            record.goals.set(Goal(kind="pain", target=2, by_date=clock.today(), site="leg"), 0)


def test_many_who_make_the_last_token_at_once_make_one(store: Store) -> None:
    account = client_account(store, "ann")
    record = ClientRecord(store, actor_of(account), account.account_id)
    for _ in range(MOST_TOKENS - 1):
        make_api_token(record, "t", ("log",), 30)
    gate = Barrier(4)
    refused: list[str] = []

    def make() -> None:
        gate.wait(30)
        try:
            make_api_token(record, "t", ("log",), 30)
        except InvalidEntry as error:
            refused.append(error.sentence)

    threads = [Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(record.api_tokens.all()) == MOST_TOKENS
    assert len(refused) == 3


def test_a_file_for_which_a_record_has_no_room_is_refused_whole_and_one_entry_is_kept(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages read all entries at once: without a bound, one person's files took the memory of everybody."""
    monkeypatch.setattr(limits, "MOST_ENTRIES", 4)
    days = [CheckIn(on_date=date(2026, 3, day), leg_pain_nrs=day) for day in range(1, 8)]
    record.imports.bring_in(days[:3])
    record.entries.delete(record.entries.all()[0])
    whole = replace(record.archive.whole(), entries=tuple(replace(day, version=1) for day in days[3:5]))
    for refused in (
        lambda: record.imports.foresee(days[3:5]),
        lambda: record.imports.bring_in(days[3:5]),
        lambda: record.archive.restore(whole),
    ):
        with pytest.raises(ImportRefused, match="nothing of it was taken"):
            refused()
    assert len(record.entries.all()) == 2
    record.imports.bring_in(days[:4])
    for day in days[4:6]:
        record.imports.bring_in([day])
        record.entries.add(replace(day, entry_id=new_entry_id()))
    assert len(record.entries.all()) == 7
