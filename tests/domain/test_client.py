"""Profiles and actors."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.domain.refusals import refused
from tracker import clock
from tracker.domain.client import ROLES, Actor, Client, Role


@pytest.fixture(autouse=True)
def _in_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "utc_now", lambda: datetime(2026, 7, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("birth_year", [None, 1906, 1980, 2026], [1905, 2027, 0, -1, True, 1980.0, "1980"]),
        ("sex", [None, "female", "male"], ["", "Female", 1]),
        ("unit", ["cm", "in"], [None, "", "mm"]),
        ("language", ["en"], [None, "", "xx"]),
        ("label", [None, "Ana", "x" * 80], ["x" * 81, 3]),
    ],
)
def test_each_field_keeps_to_its_table(field: str, good: list[object], bad: list[object]) -> None:
    for value in good:
        assert getattr(Client(client_id="me", **{field: value}), field) == value  # type: ignore[arg-type]
    for value in bad:
        with refused(field, field.replace("_", " ")):
            Client(client_id="me", **{field: value})  # type: ignore[arg-type]


def test_a_label_is_one_line() -> None:
    assert Client(client_id="me", label=" my \n left\tleg\x00 ").label == "my left leg"


def test_a_clock_set_back_keeps_a_stored_profile_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = replace(Client(client_id="me", birth_year=1980), version=1)
    monkeypatch.setattr(clock, "utc_now", lambda: datetime(1970, 1, 1, tzinfo=UTC))
    assert replace(stored).birth_year == 1980
    with refused("birth_year", "birth year"):
        Client(client_id="me", birth_year=1980)


@pytest.mark.parametrize("role", ROLES)
def test_known_roles(role: Role) -> None:
    assert Actor("ana", role).role == role


def test_an_unknown_role_is_refused() -> None:
    with refused("role", "role"):
        Actor("ana", "admin")  # type: ignore[arg-type]
