"""Accounts: what a username and a password must be."""

import pytest

from tests.domain.refusals import refused
from tracker.domain.account import Account, canonical_username, checked_password
from tracker.domain.client import Role

COMMON = frozenset({"password1", "letmein123"})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ana", "ana"),
        (" Ana.B ", "ana.b"),
        ("ａｎａ", "ana"),
        ("a1_", "a1_"),
        ("0-0", "0-0"),
        ("x" * 40, "x" * 40),
    ],
)
def test_a_username_has_one_form(typed: str, kept: str) -> None:
    assert canonical_username(typed) == kept == Account(username=typed, role=Role.CLIENT).username


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "ab", "x" * 41, ".ana", "-ana", "ana b", "ana\n1", "anä", "аna", "ana@example.org", "a\x00na"],
)
def test_a_username_that_may_not_be(typed: str) -> None:
    with refused("username", "Username"):
        canonical_username(typed)


@pytest.mark.parametrize("password", ["12345678", "ﬁsh and chips", "x" * 1024, "    four spaces"])
def test_a_password_that_may_be_keeps_its_spaces(password: str) -> None:
    assert checked_password(password, "ana", frozenset()).strip() != ""
    assert len(checked_password(password, "ana")) >= 8


@pytest.mark.parametrize(
    "password", ["", "1234567", "x" * 1025, "é" * 513, "PassWord1", "anastasia", "AnaStasia"]
)
def test_a_password_that_may_not_be(password: str) -> None:
    with refused("password", "Password"):
        checked_password(password, "anastasia", COMMON)
    with refused("passphrase", "Passphrase"):
        checked_password(password, "anastasia", COMMON, "passphrase")


def test_the_name_shown_is_the_name_or_the_username() -> None:
    assert Account(username="ana", role=Role.CLIENT, name=" Ana \n B. ").shown_name == "Ana B."
    assert Account(username="ana", role=Role.CLIENT, name=" ").shown_name == "ana"


def test_there_is_no_other_role() -> None:
    for role in ("", "operator", "holder", "admin"):
        with refused("role", "Role"):
            Account(username="ana", role=role)  # type: ignore[arg-type]
    with refused("role", "missing"):
        Account(username="ana", role=None)  # type: ignore[arg-type]
    with refused("name", "80"):
        Account(username="ana", role=Role.CLIENT, name="x" * 81)
