"""How every refusal must read: the field it is about, and exactly one sentence that names it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tracker.errors import InvalidEntry


@contextmanager
def refused(field: str, *named: str) -> Iterator[None]:
    """The block must raise InvalidEntry for `field`, in one sentence with every word of `named`."""
    with pytest.raises(InvalidEntry) as caught:
        yield
    sentence = caught.value.sentence
    assert caught.value.field == field
    assert re.fullmatch(r"[A-Z][^\n]*[^\s.?!][.?]", sentence), sentence
    assert not re.search(r"[.?!]\s", sentence[:-1]), f"more than one sentence: {sentence}"
    for word in named:
        assert word.lower() in sentence.lower(), sentence
