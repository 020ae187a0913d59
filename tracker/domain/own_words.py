"""A person's own words inside a sentence of ours: they must not turn it round, whichever way they are read."""

import unicodedata

# They would turn the words around them; a few words of one language need none.
_TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_RIGHT_TO_LEFT = ("R", "AL", "AN")


def one_line(words: str | None) -> str | None:
    """Return words on one line, None for blank."""
    return " ".join((words or "").translate(_TURNING).split()) or None


def isolated(words: str) -> str:
    """Return words so that a sentence of ours around them reads from the left, numbers beside them included.

    What is read from the right gets marks that nobody sees; the first one keeps a line that begins with such words.
    """
    is_turned = any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in words)
    return f"\u200e\u2068{words}\u2069" if is_turned else words


def quoted(words: str) -> str:
    """Return words in quotation marks."""
    return isolated(f"\u201c{words}\u201d")
