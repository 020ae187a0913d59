"""Originals: what another app's file said, cleaned like every text that is kept."""

import pytest

from tracker.domain.original import VALUE_CHARACTERS, Original
from tracker.errors import InvalidEntry


def test_a_value_keeps_its_words_and_loses_what_no_store_takes() -> None:
    assert Original("id", "note", "a\0b\n7,5 ", "in full").value == "ab\n7,5"
    assert Original("id", "note", "\0", "in full").value == ""


def test_a_value_beyond_any_note_is_refused() -> None:
    with pytest.raises(InvalidEntry, match="up to 100,000 characters"):
        Original("id", "note", "x" * (VALUE_CHARACTERS + 1), "in full")
