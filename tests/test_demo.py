"""The invented practice: who is in it, what is between them, and that nobody real can be reached through it."""

import pytest

from tests.practice import client_account
from tracker import clock
from tracker.access.sign_in import actor_of, sign_up
from tracker.caseload import caseload
from tracker.demo import CLIENTS, GUESTS, PASSWORD, THERAPIST, guest, invent_practice
from tracker.domain.check_in import CheckIn, furthest_extent
from tracker.record import ClientRecord
from tracker.store.store import Store


@pytest.fixture
def invented(store: Store) -> Store:
    invent_practice(store)
    return store


def test_a_therapist_has_every_client_who_shares(invented: Store) -> None:
    robin = invented.accounts.named(THERAPIST[0])
    assert robin is not None
    rows = caseload(invented, robin, clock.today())
    assert len(rows) == len(CLIENTS) - 1
    ana = invented.accounts.named("ana")
    assert ana is not None
    own = ClientRecord(invented, actor_of(ana), ana.account_id)
    assert len(own.entries.all()) > 150
    assert [item.exercise_id for item in own.home_plan.current()]
    marked = [entry for entry in own.entries.all((CheckIn.kind,)) if entry.pain_places]  # type: ignore[attr-defined]
    assert len(marked) > 50
    assert all(furthest_extent(entry.marked_places) == entry.pain_extent for entry in marked)  # type: ignore[attr-defined]
    assert own.remarks.all()[0].written_by == robin.account_id


def test_guests_sign_in_as_who_they_are_said_to_be(invented: Store) -> None:
    roles = [done.account.role for name in GUESTS if (done := guest(invented, name))]
    assert roles == ["client", "therapist", "owner"]
    assert guest(invented, "ben") is None


def test_nobody_real_is_a_guest_even_by_the_same_name(store: Store) -> None:
    client_account(store, "ana")
    assert guest(store, "ana") is None
    assert guest(store, "robin") is None


def test_a_real_practice_is_none_though_somebody_takes_a_guests_name_and_password(store: Store) -> None:
    sign_up(store, "ana", PASSWORD)
    sign_up(store, "olga", PASSWORD)
    assert guest(store, "ana") is None
    assert guest(store, "olga") is None
