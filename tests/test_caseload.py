"""The caseload: each client at a glance, from what their link shows and nothing more."""

from datetime import timedelta
from typing import Any

import pytest

from tests.practice import client_account, shared
from tests.set_clock import SetClock
from tracker import clock
from tracker.access.sharing import keep_share, revoke
from tracker.access.sign_in import actor_of, sign_up
from tracker.analysis.pain_trend import pain_trend
from tracker.caseload import FLAGS, NERVE_SIGNS, RED_FLAG, SILENT, WORSE, CaseloadRow, caseload
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Role
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import latest_days
from tracker.domain.red_flags import RedFlagAnswers
from tracker.errors import UnknownClient
from tracker.exchange.sample_entries import sample_entries
from tracker.frames import daily_pain, entry_frame
from tracker.places import ACCOUNTS, CHECK_IN, CLIENTS, PLACES, PROGRESS, shown_to
from tracker.progress.evidence_of_record import evidence
from tracker.record import ClientRecord
from tracker.store.store import Store

TODAY = clock.today()


@pytest.fixture
def robin(store: Store) -> Account:
    return sign_up(store, "robin", "a long walk by the river", "therapist")


def kept(store: Store, robin: Account, username: str, *entries: Entry, **link: Any) -> ClientRecord:
    """A client with entries and a link that Robin keeps."""
    account = client_account(store, username)
    record = ClientRecord(store, actor_of(account), account.account_id)
    record.imports.bring_in(entries)
    keep_share(store, robin, shared(store, account, **link)[0])
    return record


def pain(ago: int, **values: Any) -> CheckIn:
    return CheckIn(on_date=TODAY - timedelta(days=ago), **values)


def course(first: int, last: int, site: str = "leg_pain_nrs", days: int = 60) -> list[CheckIn]:
    """One value for the first fortnight, another from then on."""
    return [pain(ago, **{site: first if ago > days - 14 else last}) for ago in range(days, -1, -1)]


def rows(store: Store, robin: Account) -> dict[str, CaseloadRow]:
    return {row.name: row for row in caseload(store, robin, TODAY)}


def test_each_client_has_latest_mean_change_and_last_entry(store: Store, robin: Account) -> None:
    kept(store, robin, "better", *course(7, 3))
    kept(store, robin, "worse", *course(3, 7))
    kept(store, robin, "back", *course(6, 5, "back_pain_nrs"))
    found = rows(store, robin)
    told = {
        name: (row.site, row.latest_mean, row.change, row.verdict, row.flags) for name, row in found.items()
    }
    assert told == {
        "better": ("leg", 3, -4, "much better", ()),
        "worse": ("leg", 7, 4, "much worse", (WORSE,)),
        "back": ("back", 5, -1, "somewhat better", ()),
    }
    assert {row.last_entry for row in found.values()} == {TODAY}
    assert len(found["better"].daily) == 61
    assert found["better"].daily[-1] == (TODAY, 3.0)


def test_it_says_what_the_whole_record_says(store: Store, robin: Account) -> None:
    record = kept(store, robin, "ana", *sample_entries(5, 900, TODAY))
    (row,) = caseload(store, robin, TODAY)
    whole = pain_trend(daily_pain(entry_frame(CheckIn, *record.entries.rows(CheckIn.kind))), "leg", TODAY)
    assert whole.recent is not None
    assert (row.latest_mean, row.change, row.verdict) == (
        pytest.approx(whole.recent.mean), pytest.approx(whole.change), whole.verdict,
    )  # fmt: skip


def test_a_worse_back_is_flagged_beside_a_better_leg(store: Store, robin: Account) -> None:
    both = [
        pain(ago, leg_pain_nrs=7 if ago > 46 else 3, back_pain_nrs=3 if ago > 46 else 7)
        for ago in range(60, -1, -1)
    ]
    kept(store, robin, "ana", *both)
    assert rows(store, robin)["ana"].flags == (WORSE,)


# A leg that no longer hurts and gets weak, numb, or is felt further down; each with what it was at first.
WORSE_NERVES = (
    ({"weakness": 0}, {"weakness": 3}),
    ({"numbness": 1}, {"numbness": 2}),
    ({"pain_extent": "thigh"}, {"pain_extent": "foot"}),
)


def less_pain_and(first: dict[str, Any], latest: dict[str, Any], days: int = 60) -> list[Entry]:
    return [pain(ago, leg_pain_nrs=8, **first) if ago > days - 14 else pain(ago, leg_pain_nrs=1, **latest) for ago in range(days, -1, -1)]  # fmt: skip


@pytest.mark.parametrize(("first", "latest"), WORSE_NERVES)
def test_less_pain_beside_a_worse_nerve_is_flagged_and_only_then(
    store: Store, robin: Account, first: dict[str, Any], latest: dict[str, Any]
) -> None:
    kept(store, robin, "worse-nerve", *less_pain_and(first, latest), fields=("pain", "symptoms"))
    kept(store, robin, "as-before", *less_pain_and(latest, latest), fields=("pain", "symptoms"))
    kept(store, robin, "young", *less_pain_and(first, latest, days=20), fields=("pain", "symptoms"))
    kept(store, robin, "not-shared", *less_pain_and(first, latest), fields=("pain",))
    listed = rows(store, robin)
    assert {name: row.flags for name, row in listed.items()} == {
        "worse-nerve": (NERVE_SIGNS,), "young": (NERVE_SIGNS,), "as-before": (), "not-shared": (),
    }  # fmt: skip
    assert listed["worse-nerve"].verdict == "much better", "which is what would be read alone"


def test_a_worse_nerve_stays_flagged_when_the_first_days_are_left_out_as_a_flare(
    store: Store, robin: Account
) -> None:
    for days in (33, 34, 60, 120):
        course = [
            pain(days - 1 - day, leg_pain_nrs=8 if day < 6 else 1, weakness=0 if day < 7 else 2)
            for day in range(days)
        ]
        kept(store, robin, f"days-{days}", *course, fields=("pain", "symptoms"))
    assert {row.flags for row in rows(store, robin).values()} == {(NERVE_SIGNS,)}


def test_the_list_and_the_sheet_behind_it_agree_on_nerve_signs_that_were_noted_late(
    store: Store, robin: Account
) -> None:
    # The first day with an extent lies in neither the first six weeks of pain nor the latest sixteen.
    def extent(ago: int) -> dict[str, Any]:
        return {"pain_extent": "thigh" if ago > 200 else "foot"} if ago < 250 else {}

    course = [pain(ago, leg_pain_nrs=8 if ago > 320 else 1, **extent(ago)) for ago in range(340, -1, -1)]
    record = kept(store, robin, "ana", *course, fields=("pain", "symptoms"))
    (share,) = store.shares.kept_by(robin.account_id)
    reading = ClientRecord(store, actor_of(robin), record.client_id, share=share)
    assert "reached further down" in " ".join(evidence(reading, latest_days(90, TODAY), "cm").beside_pain)
    assert rows(store, robin)["ana"].flags == (NERVE_SIGNS,)


@pytest.mark.parametrize(("ago", "silent"), [(0, False), (9, False), (10, True), (200, True)])
def test_silence_is_flagged_after_ten_days(store: Store, robin: Account, ago: int, silent: bool) -> None:
    kept(store, robin, "ana", MassageSession(minutes=30, on_date=TODAY - timedelta(days=ago)))
    row = rows(store, robin)["ana"]
    assert row.flags == ((SILENT,) if silent else ())
    assert row.flag_words == ((f"silent for {ago} days",) if silent else ())


def test_a_new_client_is_not_silent_yet_and_a_link_to_days_gone_by_never(
    store: Store, robin: Account
) -> None:
    kept(store, robin, "new")
    past = TODAY - timedelta(days=100)
    kept(store, robin, "past", pain(110, leg_pain_nrs=3), pain(0, leg_pain_nrs=9), last_day=past)
    found = rows(store, robin)
    assert (found["new"].flags, found["new"].last_entry, found["new"].latest_mean) == ((), None, None)
    assert (found["past"].flags, found["past"].last_entry) == ((), TODAY - timedelta(days=110))


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "UTC", "Etc/GMT-14"])
def test_a_therapists_zone_moves_no_day_that_a_link_shows(
    day: SetClock, store: Store, robin: Account, zone: str
) -> None:
    clock.use_practice_zone("UTC")
    clock.use_zone("UTC")
    day.set(day.day + timedelta(days=1), hour=11)
    days = [CheckIn(on_date=day.day - timedelta(days=ago), leg_pain_nrs=7 - ago) for ago in range(5)]
    kept(store, robin, "latest.days", *days, rolling_days=1)
    kept(store, robin, "days.gone", *days, last_day=day.day - timedelta(days=1))
    clock.use_zone(zone)
    found = {row.name: row for row in caseload(store, robin, clock.today())}
    assert found["latest.days"].last_entry == day.day
    assert (found["latest.days"].silent_days is None, found["days.gone"].silent_days) == (False, None)


def test_nobody_is_called_silent_whose_check_ins_are_not_shared(store: Store, robin: Account) -> None:
    long_ago = MassageSession(minutes=30, on_date=TODAY - timedelta(days=40))
    kept(store, robin, "ana", *course(3, 9), long_ago, fields=("massage",))
    kept(store, robin, "bea", long_ago, fields=("pain", "massage"))
    found = rows(store, robin)
    assert (found["ana"].flags, found["ana"].last_entry) == ((), TODAY - timedelta(days=40))
    assert found["bea"].flags == (SILENT,)


def test_what_is_not_shared_is_not_in_the_list(store: Store, robin: Account) -> None:
    record = kept(store, robin, "ana", *course(3, 9), MassageSession(minutes=30), fields=("massage",))
    record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
    row = rows(store, robin)["ana"]
    assert (row.latest_mean, row.change, row.daily, row.flags) == (None, None, (), ())
    assert row.last_entry == TODAY


def test_a_red_flag_comes_first_then_nerve_signs_worse_silent_and_names(store: Store, robin: Account) -> None:
    kept(store, robin, "cleo", *course(7, 3))
    kept(store, robin, "bea", *course(7, 3))
    kept(store, robin, "silent", pain(30, leg_pain_nrs=3))
    kept(store, robin, "worse", *course(3, 7))
    kept(store, robin, "weak", *less_pain_and(*WORSE_NERVES[0]), fields=("pain", "symptoms"))
    kept(store, robin, "urgent", pain(0, leg_pain_nrs=3)).warning_signs.answer(
        RedFlagAnswers(answers={"bowel": "yes"})
    )
    assert [row.name for row in caseload(store, robin, TODAY)] == [
        "urgent",
        "weak",
        "worse",
        "silent",
        "bea",
        "cleo",
    ]
    assert [row.flags for row in caseload(store, robin, TODAY)][:4] == [(flag,) for flag in FLAGS]
    assert FLAGS[0] == RED_FLAG


def test_another_therapists_clients_and_ended_links_are_not_in_it(
    store: Store, robin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = sign_up(store, "sam", "a long walk by the river", "therapist")
    record = kept(store, robin, "ana", *course(7, 3))
    assert caseload(store, sam, TODAY) == ()
    (before,) = store.shares.kept_by(robin.account_id)
    revoke(store, record.actor, record.client_id, before.share_id)
    assert caseload(store, robin, TODAY) == ()
    ended = store.shares.get(before.share_id)
    assert ended is not None
    monkeypatch.setattr(store.shares, "kept_by", lambda _account: (ended,))
    assert caseload(store, robin, TODAY) == (), "also when it ended since the list was read"
    record.erase()
    monkeypatch.setattr(store.shares, "kept_by", lambda _account: (before,))
    with pytest.raises(UnknownClient):
        record.profile.get()
    assert caseload(store, robin, TODAY) == ()


def test_a_long_record_takes_no_more_reading_than_a_short_one(
    store: Store, robin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(store, robin, "short", *sample_entries(1, 120, TODAY))
    kept(store, robin, "long", *sample_entries(1, 1200, TODAY))
    read: list[int] = []
    real = store.driver.run

    def run(db: Any, sql: str, values: Any) -> Any:
        names, found = real(db, sql, values)
        read.append(len(found))
        return names, found

    monkeypatch.setattr(store.driver, "run", run)
    caseload(store, robin, TODAY)
    assert len(read) <= 1 + 2 * 8, "statements do not grow with the record"
    # The first six weeks and the latest sixteen are what a comparison rests on.
    assert sum(read) <= 2 * (112 + 42 + 12), "nor do the rows that are read"


# Who is shown which place


def test_forms_are_shown_to_nobody_but_the_client() -> None:
    forms = {"check-in", "massage", "flexibility", "share"}
    for role, has_record, is_read_only in ((Role.HOLDER, True, True), (Role.THERAPIST, True, True), (Role.THERAPIST, False, False), (Role.OWNER, False, False)):  # fmt: skip
        shown = shown_to(role, has_record=has_record, is_read_only=is_read_only)
        assert not forms & {place.path for place in (*shown.tabs, *shown.corner)}
    own = shown_to(Role.CLIENT, has_record=True, is_read_only=False)
    assert forms < {place.path for place in (*own.tabs, *own.corner)}
    assert own.home == CHECK_IN


def test_who_begins_where_and_only_therapists_write_plans() -> None:
    assert shown_to(Role.THERAPIST, has_record=False, is_read_only=False).home == CLIENTS
    assert shown_to(Role.OWNER, has_record=False, is_read_only=False).tabs[:2] == (CLIENTS, ACCOUNTS)
    for role, may in ((Role.THERAPIST, True), (Role.HOLDER, False)):
        shown = shown_to(role, has_record=True, is_read_only=True)
        assert shown.home == PROGRESS
        assert ("plan" in {place.path for place in shown.tabs}) is may


def test_no_two_places_share_an_address() -> None:
    paths = [place.path for place in PLACES]
    assert len(paths) == len(set(paths))
