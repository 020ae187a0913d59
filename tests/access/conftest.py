"""A small practice: two clients who consented, two therapists, an owner, and a clock that can be moved."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.practice import PASSWORD, client_account
from tracker import clock
from tracker.access import passwords
from tracker.access.sign_in import sign_up
from tracker.domain.account import Account
from tracker.store.store import Store

Advance = Callable[[timedelta], None]


@pytest.fixture
def advance(monkeypatch: pytest.MonkeyPatch) -> Advance:
    """Moves the clock."""
    moved = timedelta(0)
    real = clock.utc_now

    def on(step: timedelta) -> None:
        nonlocal moved
        moved += step

    monkeypatch.setattr(clock, "utc_now", lambda: real() + moved)
    return on


@pytest.fixture(scope="session", autouse=True)
def _remembered_hash() -> Iterator[None]:
    """Hashes the password of all of them once."""
    with pytest.MonkeyPatch.context() as patch:
        hashed = passwords.hash_of(PASSWORD, "nobody")
        real = passwords.hash_of
        patch.setattr(
            passwords,
            "hash_of",
            lambda typed, *more: hashed if typed == PASSWORD else real(typed, *more),
        )
        yield


@pytest.fixture
def ana(store: Store) -> Account:
    return client_account(store, "ana")


@pytest.fixture
def ben(store: Store) -> Account:
    return client_account(store, "ben")


@pytest.fixture
def robin(store: Store) -> Account:
    return sign_up(store, "robin", PASSWORD, "therapist", "Robin A.")


@pytest.fixture
def sam(store: Store) -> Account:
    return sign_up(store, "sam", PASSWORD, "therapist")


@pytest.fixture
def olga(store: Store) -> Account:
    return sign_up(store, "olga", PASSWORD, "owner")
