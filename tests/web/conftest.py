"""A practice on a fresh database, and browsers that talk to its routes and middleware without Streamlit."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from practice import PASSWORD
from stand_in import HERE, app
from starlette.testclient import TestClient

from tracker.access import passwords
from tracker.installation import installation
from tracker.store.store import Store

Browser = Callable[..., TestClient]


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Practice mode on a fresh database."""
    # Hundreds of sign-ins; what a hash must cost is tested where it is made.
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()
    monkeypatch.setenv("TRACKER_MODE", "practice")
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "practice.db"))
    store = installation().store
    yield store
    store.driver.close()
    passwords._nobody.cache_clear()


@pytest.fixture
def browser(practice: Store) -> Browser:
    """A fresh browser, signed in when a username is given."""

    def open_browser(username: str | None = None, base_url: str = HERE, **headers: str) -> TestClient:
        made = TestClient(
            app(), base_url=base_url, headers={"origin": base_url, **headers}, follow_redirects=False
        )
        if username is not None:
            answer = made.post("/sign-in", data={"username": username, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        return made

    return open_browser
