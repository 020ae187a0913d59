"""A therapist logs the massage they gave: where the client lets them, that and nothing else, and the client has the last word."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.access.test_record_matrix import LONG_AGO, WRITES, Practice, as_, everything
from tests.practice import shared
from tracker import clock
from tracker.access.sharing import keep_share, let_go, withdraw_consent
from tracker.access.sign_in import actor_of
from tracker.access.witness import audit_events
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.description import describe
from tracker.domain.massage_session import MassageSession
from tracker.domain.measure import Part
from tracker.domain.share_link import ShareLink
from tracker.errors import AccessRefused, InvalidEntry, StaleEdit, TrackerError
from tracker.exports import fhir_of
from tracker.record import ClientRecord
from tracker.store.store import Store

TODAY = clock.today()
YESTERDAY = TODAY - timedelta(days=1)


def letting(place: Practice, **values: object) -> ShareLink:
    return place.kept_link(may_log_massages=True, **values)


@pytest.fixture
def place(store: Store, ana: Account, robin: Account) -> Practice:
    record = ClientRecord(store, actor_of(ana), ana.account_id)
    check_in = record.entries.add(CheckIn(leg_pain_nrs=4)).entry
    for day in (TODAY, LONG_AGO):
        record.entries.add(MassageSession(on_date=day, minutes=30))
    assert isinstance(check_in, CheckIn)
    return Practice(store, ana, robin, check_in)


@pytest.fixture
def link(place: Practice) -> ShareLink:
    return letting(place)


@pytest.fixture
def robins(place: Practice, link: ShareLink) -> ClientRecord:
    return ClientRecord(place.store, actor_of(place.robin), place.ana.account_id, share=link)


@pytest.fixture
def anas(place: Practice) -> ClientRecord:
    return as_("ana")(place)


def given(**values: object) -> MassageSession:
    return MassageSession(**{"on_date": YESTERDAY, "minutes": 45, "areas": ("lower_back",), **values})  # type: ignore[arg-type]


def test_it_stands_in_the_clients_record_under_the_therapists_name(
    robins: ClientRecord, anas: ClientRecord
) -> None:
    session = robins.massages_given.log(given(pressure="firm", note="Left side tight.", therapist="Robin"))
    (kept,) = [one for one in anas.entries.all((MassageSession.kind,)) if one.on_date == YESTERDAY]
    assert kept == session
    assert isinstance(kept, MassageSession)
    assert (kept.minutes, kept.areas, kept.pressure, kept.note) == (
        45,
        ("lower_back",),
        "firm",
        "Left side tight.",
    )
    assert (kept.logged_by, kept.source) == ("Robin A.", "therapist")
    assert "logged by Robin A." in describe(kept)
    assert anas.massages_given.to_look_at() == (kept,)
    written = json.loads(fhir_of(anas))
    (procedure,) = [one["resource"] for one in written["entry"] if one["resource"]["id"] == kept.entry_id]
    assert procedure["recorder"] == {"display": "Robin A."}


def test_a_name_is_the_accounts_and_not_the_forms(robins: ClientRecord) -> None:
    session = robins.massages_given.log(
        given(logged_by="Somebody else", source="form", pain_before_nrs=8, pain_after_nrs=0)
    )
    assert (session.logged_by, session.source) == ("Robin A.", "therapist")
    assert (session.pain_before_nrs, session.pain_after_nrs) == (None, None), (
        "how it felt is the client's to say"
    )


def test_the_client_mends_it_and_its_mark_stays(robins: ClientRecord, anas: ClientRecord) -> None:
    session = robins.massages_given.log(given())
    mended = anas.entries.edit(
        replace(session, minutes=30, logged_by="Nobody", therapist="Sam"), session.version
    )
    assert isinstance(mended, MassageSession)
    assert (mended.minutes, mended.logged_by, mended.source) == (30, "Robin A.", "therapist")
    assert anas.massages_given.to_look_at() == (), "who changed it has seen it"
    with pytest.raises(StaleEdit):
        robins.massages_given.take_back(session)


def test_the_client_takes_it_out_and_it_stays_out(robins: ClientRecord, anas: ClientRecord) -> None:
    session = robins.massages_given.log(given())
    anas.entries.delete(session)
    with pytest.raises(TrackerError, match="stays out"):
        robins.massages_given.log(given(entry_id=session.entry_id))
    assert anas.massages_given.to_look_at() == ()
    assert anas.entries.undo(session).version == 2


def test_the_client_lets_it_stand_and_is_asked_no_more(robins: ClientRecord, anas: ClientRecord) -> None:
    session = robins.massages_given.log(given())
    anas.massages_given.agree(session)
    assert anas.massages_given.to_look_at() == ()
    assert robins.massages_given.to_look_at() == ()


def test_one_form_is_one_entry(place: Practice, robins: ClientRecord, anas: ClientRecord) -> None:
    session = given()
    assert robins.massages_given.log(session) == robins.massages_given.log(session)
    assert len([one for one in anas.entries.all((MassageSession.kind,)) if one.on_date == YESTERDAY]) == 1
    lines = [event.did for event in audit_events(place.store, actor_of(place.ana), place.ana.account_id)]
    assert lines.count("logged a massage session for you") == 1


def test_a_day_that_has_one_is_said_and_not_doubled(robins: ClientRecord, anas: ClientRecord) -> None:
    anas.entries.add(given(minutes=60))
    with pytest.raises(InvalidEntry, match="already: 60 minutes, lower back"):
        robins.massages_given.log(given())
    assert len([one for one in anas.entries.all((MassageSession.kind,)) if one.on_date == YESTERDAY]) == 1
    robins.massages_given.log(given(), is_another=True)
    assert len([one for one in anas.entries.all((MassageSession.kind,)) if one.on_date == YESTERDAY]) == 2


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (TODAY + timedelta(days=1), "future"),
        (TODAY - timedelta(days=7), "last 7"),
        (LONG_AGO, "last 7"),
    ],
)
def test_a_day_to_come_or_long_gone_is_refused(robins: ClientRecord, day: date, why: str) -> None:
    with pytest.raises(InvalidEntry, match=why):
        robins.massages_given.log(given(on_date=day))


def test_a_day_that_is_not_shared_is_refused(place: Practice) -> None:
    share = letting(place, rolling_days=1)
    record = ClientRecord(place.store, actor_of(place.robin), place.ana.account_id, share=share)
    with pytest.raises(InvalidEntry, match="shares with you"):
        record.massages_given.log(given())


def test_a_flood_ends(place: Practice, robins: ClientRecord, anas: ClientRecord) -> None:
    for _ in range(10):
        robins.massages_given.log(given(), is_another=True)
    before = everything(place.store)
    with pytest.raises(TrackerError, match="Wait until tomorrow"):
        robins.massages_given.log(given(), is_another=True)
    assert everything(place.store) == before
    assert len(anas.entries.all((MassageSession.kind,))) == 12


def test_every_other_door_stays_shut(place: Practice, robins: ClientRecord) -> None:
    own = robins.massages_given.log(given())
    before = everything(place.store)
    for write in WRITES.values():
        with pytest.raises(AccessRefused):
            write(robins, place)
    for refused in (
        lambda: robins.entries.edit(own, 1),
        lambda: robins.entries.delete(own),
        lambda: robins.entries.add(given()),
    ):
        with pytest.raises(AccessRefused):
            refused()
    assert everything(place.store) == before


def test_a_therapist_takes_back_their_own_and_nobody_elses(
    place: Practice,
    robins: ClientRecord,
    anas: ClientRecord,
    sam: Account,
) -> None:
    hers = anas.entries.add(given(minutes=60)).entry
    assert isinstance(hers, MassageSession)
    share, _ = shared(place.store, place.ana, may_log_massages=True)
    keep_share(place.store, sam, share)
    sams = ClientRecord(place.store, actor_of(sam), place.ana.account_id, share=place.now(share))
    of_sam = sams.massages_given.log(given(), is_another=True)
    for session in (hers, of_sam):
        with pytest.raises(AccessRefused):
            robins.massages_given.take_back(session)
    sams.massages_given.take_back(of_sam)
    assert [one.entry_id for one in anas.entries.all((MassageSession.kind,)) if one.on_date == YESTERDAY] == [
        hers.entry_id
    ]
    assert anas.entries.deleted()[0].entry.entry_id == of_sam.entry_id


@pytest.mark.parametrize("end", ["ended", "given back", "consent withdrawn"])
def test_nothing_is_logged_after_the_link_is_over(
    place: Practice,
    robins: ClientRecord,
    link: ShareLink,
    end: str,
) -> None:
    session = robins.massages_given.log(given())
    if end == "ended":
        place.ended(link)
    elif end == "given back":
        let_go(place.store, place.robin, link)
    else:
        withdraw_consent(place.store, actor_of(place.ana), place.ana.account_id)
    before = everything(place.store)
    for write in (
        lambda: robins.massages_given.log(given(), is_another=True),
        lambda: robins.massages_given.take_back(session),
    ):
        with pytest.raises(AccessRefused):
            write()
    assert everything(place.store) == before


def test_who_merely_holds_the_link_logs_nothing(place: Practice) -> None:
    record = as_("holder", lambda p: p.link(may_log_massages=True))(place)
    assert not record.can_log_massages
    with pytest.raises(AccessRefused):
        record.massages_given.log(given())


@pytest.mark.parametrize(
    "values",
    [
        {"may_be_kept": False},
        {"fields": (Part.PAIN,)},
        {"first_day": LONG_AGO, "last_day": TODAY},
    ],
)
def test_a_link_that_cannot_take_it_says_what_is_missing(values: dict[str, object]) -> None:
    with pytest.raises(InvalidEntry, match="the link must show massage sessions"):
        ShareLink(**{"client_id": "ana", "may_be_kept": True, "may_log_massages": True, **values})  # type: ignore[arg-type]
    assert not ShareLink(client_id="ana", may_be_kept=True).may_log_massages


def test_an_entry_that_is_there_already_tells_the_therapist_nothing_new(
    place: Practice, robins: ClientRecord
) -> None:
    anas = as_("ana")(place)
    own = anas.entries.add(MassageSession(on_date=YESTERDAY, minutes=30, note="not for Robin")).entry
    with pytest.raises(AccessRefused):
        robins.massages_given.log(given(entry_id=own.entry_id), is_another=True)
    logged = robins.massages_given.log(given(), is_another=True)
    anas.entries.edit(replace(logged, note="nor this"), logged.version)
    again = robins.massages_given.log(replace(logged, version=0), is_another=True)
    assert (again.entry_id, again.version, again.note) == (logged.entry_id, 2, None)
