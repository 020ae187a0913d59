"""A form that its browser still shows after its server died: taken up again by the same person, at the same form."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from tracker.pages import draft
from tracker.pages.draft import Draft, open_draft


class Page:
    """A new page's state on a server that has not seen it, and what its browser sends first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, person: str, keys: list[str]) -> None:
        sent = [SimpleNamespace(id=f"$$ID-0123456789abcdef-{key}") for key in keys]
        running = SimpleNamespace(session_state=SimpleNamespace(get_widget_states=lambda: sent))
        shown = SimpleNamespace(session_state={}, user={"sid": person})
        monkeypatch.setattr(draft, "st", shown)
        monkeypatch.setattr(draft, "get_script_run_ctx", lambda: running)


@pytest.fixture
def half_filled(monkeypatch: pytest.MonkeyPatch) -> Draft:
    Page(monkeypatch, "ann", [])
    return open_draft("check-in")


def test_a_form_on_screen_goes_on_with_its_id(monkeypatch: pytest.MonkeyPatch, half_filled: Draft) -> None:
    Page(monkeypatch, "ann", ["save_check_in", half_filled.key("note")])
    assert open_draft("check-in").key("note") == half_filled.key("note")


@pytest.mark.parametrize(
    ("person", "form"), [("ben", "check-in"), ("ann", "edit"), ("ann", "massage-session")]
)
def test_another_person_or_another_form_begins_anew(
    monkeypatch: pytest.MonkeyPatch, half_filled: Draft, person: str, form: str
) -> None:
    Page(monkeypatch, person, [half_filled.key("note")])
    assert open_draft(form).entry_id != half_filled.entry_id


def test_a_page_that_is_known_keeps_its_own(monkeypatch: pytest.MonkeyPatch, half_filled: Draft) -> None:
    Page(monkeypatch, "ann", [])
    mine = open_draft("check-in")
    other = Draft(entry_id=str(uuid4()), mark=mine.mark)
    monkeypatch.setattr(
        draft, "get_script_run_ctx",
        lambda: SimpleNamespace(
            session_state=SimpleNamespace(get_widget_states=lambda: [SimpleNamespace(id=other.key("note"))])
        ),
    )  # fmt: skip
    assert open_draft("check-in") is mine
