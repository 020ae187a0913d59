"""A practice on a fresh database, and browsers that talk to its routes and middleware without Streamlit."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.practice import PASSWORD
from tests.web.stand_in import HERE, app
from tracker.installation import installation
from tracker.store.store import Store

Browser = Callable[..., TestClient]


@pytest.fixture
def practice(
    cheap_passwords: None, up_to_date: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """Practice mode on a fresh database."""
    monkeypatch.setenv("TRACKER_MODE", "practice")
    monkeypatch.setenv("TRACKER_DATABASE", str(up_to_date(tmp_path / "practice.db")))
    store = installation().store
    yield store
    store.driver.close()


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
