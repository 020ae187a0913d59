"""Errors: each carries the sentence a person reads."""

import pytest

from tracker.errors import (
    AccessRefused,
    ImportRefused,
    InvalidEntry,
    InvalidSetting,
    NotSaved,
    StaleEdit,
    StoreUnavailable,
    TrackerError,
    UnknownClient,
    UnknownEntry,
    cause_of,
)
from tracker.settings import PROJECT


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (InvalidEntry("note", "Note is too long."), "Note is too long."),
        (NotSaved("Not saved."), "Not saved."),
        (StoreUnavailable("The file is missing."), "The file is missing."),
        (UnknownClient("ana"), "There is no client called 'ana' here."),
        (UnknownEntry(), "That entry is not in this record (any more)."),
        (AccessRefused(), "You do not have access to that record."),
        (InvalidSetting("TRACKER_PORT", "it must be a number", "Try 8501."),
         "TRACKER_PORT is not usable: it must be a number. Try 8501."),
        (ImportRefused("Leg pain is missing."), "Leg pain is missing."),
        (ImportRefused("Leg pain is missing.", line=7), "Line 7: Leg pain is missing."),
    ],
)  # fmt: skip
def test_the_sentence_is_what_is_shown(error: TrackerError, sentence: str) -> None:
    assert error.sentence == sentence == str(error)


def test_a_stale_edit_shows_what_is_stored_and_a_refused_line_its_number() -> None:
    assert StaleEdit("as stored").stored == "as stored"
    assert StaleEdit(None).sentence.endswith("Nothing was overwritten.")
    assert (ImportRefused("x", 3).line, ImportRefused("x").line) == (3, None)
    assert InvalidEntry("note", "x").field == "note"
    assert InvalidSetting("TRACKER_PORT", "x", "y").name == "TRACKER_PORT"


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError("stream broke off"), "stream broke off"),
        (OSError(), "the system gave no reason"),
    ],
)
def test_why_something_failed_is_never_empty(error: OSError, cause: str) -> None:
    assert cause_of(error) == cause


def test_a_sentence_can_always_be_shown_and_printed() -> None:
    """It may quote the name of a file: on Linux that is any bytes."""
    assert (
        TrackerError("R\udcfccken.db: no\nsuch\x1b[31m file").sentence.encode()
        == b"R cken.db: no such [31m file"
    )


def test_no_sentence_is_made_of_a_reason_that_may_be_missing() -> None:
    places = [file for file in PROJECT.glob("tracker/**/*.py") if ".strerror" in file.read_text("utf-8")]
    assert [file.name for file in places] == ["errors.py"]


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b[2J", "\x00", "\x85", "\u2028"])
def test_what_a_sentence_quotes_breaks_no_line_and_orders_nothing(sign: str) -> None:
    for error in (
        ImportRefused(f"{sign}.csv: not a date.", 3),
        InvalidEntry("note", f"Not {sign}."),
        UnknownClient(sign),
    ):
        assert str(error) == error.sentence
        assert not any(character < " " or character in "\x85\u2028" for character in error.sentence)
