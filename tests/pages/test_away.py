"""A database that is away for a moment: the page waits for it, and what was typed is still there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.pages.opened_app import OpenedApp
from tracker.domain.check_in import CheckIn
from tracker.errors import StoreAway
from tracker.pages import refusal
from tracker.record import ClientRecord
from tracker.store.drivers.sqlite import SqliteDriver

SENTENCE = "The database cannot be reached. Try again in a moment."


class Outage:
    """Makes the next readings fail, so many as are left."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 0
        reading = SqliteDriver.reading

        @contextmanager
        def failing(driver: SqliteDriver) -> Iterator[Any]:
            if self.left:
                self.left -= 1
                raise StoreAway(SENTENCE)
            with reading(driver) as db:
                yield db

        monkeypatch.setattr(SqliteDriver, "reading", failing)
        monkeypatch.setattr(refusal, "AGAIN_SECONDS", 0.0)


@pytest.fixture
def outage(monkeypatch: pytest.MonkeyPatch) -> Outage:
    return Outage(monkeypatch)


def test_a_form_goes_on_where_it_was(app: OpenedApp, record: ClientRecord, outage: Outage) -> None:
    app.go("check-in").tap(leg_pain_nrs=6).fill(note="typed before")
    outage.left = 3
    app.press("Save check-in")
    assert outage.left == 0
    assert app.widget("note").value == "typed before"
    assert record.entries.all() == (), "the press came to nothing, and nothing said that it was saved"
    app.press("Save check-in")
    (entry,) = record.entries.all()
    assert isinstance(entry, CheckIn)
    assert (entry.leg_pain_nrs, entry.note) == (6, "typed before")


def test_it_is_said_once_for_a_while_not_at_every_try(
    app: OpenedApp, outage: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("streamlit.toast", lambda words, **_more: said.append(words))
    app.go("check-in")
    outage.left = 4
    app.rerun()
    assert outage.left == 0
    (words,) = said
    assert "cannot be reached" in words
    assert "What you entered is still here" in words
    assert app.refusals == []
