"""Files that Streamlit keeps for a page: only the session whose page shows them may fetch them."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from streamlit.runtime import Runtime

from tracker.web.open_pages import may_fetch

ANN, BOB = {"uid": "ann", "sid": "s1"}, {"uid": "bob", "sid": "s2"}


@dataclass
class OpenPage:
    """One open page, as Streamlit's books have it."""

    id: str
    who: dict[str, str] = field(default_factory=dict)

    def matches_user_info(self, who: dict[str, str]) -> bool:
        return who == self.who


def books(monkeypatch: pytest.MonkeyPatch, shown: object, *pages: OpenPage) -> None:
    sessions = SimpleNamespace(list_active_sessions=lambda: [SimpleNamespace(session=page) for page in pages])
    files = SimpleNamespace(_files_by_session_and_coord=shown)
    runtime = SimpleNamespace(media_file_mgr=files, _session_mgr=sessions)
    monkeypatch.setattr(Runtime, "instance", lambda: runtime)


def test_a_file_is_for_the_session_that_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = {"one": {"0.1": "abc"}, "two": {"0.1": "def"}}
    books(monkeypatch, shown, OpenPage("one", ANN), OpenPage("two", BOB))
    assert may_fetch("/media/abc.png", **ANN)
    assert may_fetch("/media/def.csv", **BOB)
    assert not may_fetch("/media/abc.png", **BOB)
    assert not may_fetch("/media/def.csv", **ANN)
    assert not may_fetch("/media/ab.png", **ANN)
    assert not may_fetch("/media/", **ANN)
    assert not may_fetch("/media/abc.png", uid="ann", sid="s9")


def test_a_file_goes_when_its_page_does(monkeypatch: pytest.MonkeyPatch) -> None:
    books(monkeypatch, {"one": {"0.1": "abc"}})
    assert not may_fetch("/media/abc.png", **ANN)
    books(monkeypatch, {}, OpenPage("one", ANN))
    assert not may_fetch("/media/abc.png", **ANN)


def test_a_version_with_other_books_gives_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Runtime, "instance", lambda: SimpleNamespace())
    assert not may_fetch("/media/abc.png", **ANN)


def test_without_a_running_app_nothing_is_given_out() -> None:
    assert not Runtime.exists()
    assert not may_fetch("/media/abc.png", **ANN)
