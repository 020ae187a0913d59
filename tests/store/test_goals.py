"""The goals' contract: the latest version stands, none is lost, and a stale change is refused."""

from datetime import date

import pytest

from tracker.domain.client import Actor, Role
from tracker.domain.goal import Goal
from tracker.errors import StaleEdit
from tracker.store.goals import GoalVersion
from tracker.store.store import Store

ANA, BEN = Actor("ana", Role.CLIENT), Actor("ben", Role.CLIENT)
PAIN = Goal(kind="pain", target=2, by_date=date(2026, 5, 1), site="leg")
REACH = Goal(kind="reach", target=-1.5, by_date=date(2028, 2, 29), variant="back_saver", side="left")


def test_a_client_starts_without_a_goal(store: Store) -> None:
    found = store.goals.current("ana")
    assert (found.version, found.goal) == (0, None)
    assert store.goals.versions("ana") == ()


@pytest.mark.parametrize("goal", [PAIN, REACH])
def test_a_goal_is_read_back_as_it_was_set_and_belongs_to_one_client(store: Store, goal: Goal) -> None:
    kept = store.goals.set("ana", goal, 0)
    assert kept.version == 1
    assert store.goals.current("ana").goal == goal
    assert store.goals.current("ben").goal is None


def test_changing_and_withdrawing_lose_no_earlier_goal(store: Store) -> None:
    store.goals.set("ana", PAIN, 0)
    store.goals.set("ana", REACH, 1)
    withdrawn = store.goals.set("ana", None, 2)
    assert (withdrawn.version, withdrawn.goal) == (3, None)
    assert [past.goal for past in store.goals.versions("ana")] == [None, REACH, PAIN]
    assert store.goals.set("ana", PAIN, 3).goal == PAIN


def test_withdrawing_nothing_writes_nothing(store: Store) -> None:
    assert store.goals.set("ana", None, 0).version == 0
    assert store.goals.versions("ana") == ()
    store.goals.set("ana", PAIN, 0)
    store.goals.set("ana", None, 1)
    assert store.goals.set("ana", None, 2).version == 2


def test_a_stale_change_is_refused_with_what_stands(store: Store) -> None:
    store.goals.set("ana", PAIN, 0)
    with pytest.raises(StaleEdit) as refused:
        store.goals.set("ana", REACH, 0)
    assert refused.value.stored == store.goals.current("ana")
    assert store.goals.current("ana").goal == PAIN


def test_a_goal_outlives_the_connection_and_goes_with_its_client(open_driver, store: Store) -> None:
    store.goals.set("ana", PAIN, 0)
    again = Store(open_driver())
    assert again.goals.current("ana").goal == PAIN
    again.clients.erase("ana")
    assert again.goals.versions("ana") == ()


def test_of_two_who_set_a_goal_at_once_one_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.goals.set("ana", PAIN, 0)
    # As a database reads it that lets two look before either writes.
    real, looks = store.goals.current, iter([GoalVersion(0, None)])
    monkeypatch.setattr(store.goals, "current", lambda client_id: next(looks, None) or real(client_id))
    with pytest.raises(StaleEdit) as told:
        store.goals.set("ana", REACH, 0)
    assert told.value.stored == real("ana")
    assert real("ana").goal == PAIN
    assert len(store.goals.versions("ana")) == 1
