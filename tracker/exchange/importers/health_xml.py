"""The XML of a health export as pieces that a parser takes: without its document type, and with what iOS wrote wrong mended."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterable, Iterator

from tracker.errors import ImportRefused

# Apple's own document type takes 10 kB; all of it is looked at before anything is parsed.
_MOST_DOCUMENT_TYPE_BYTES = 1 << 18
_DOCUMENT_TYPE = re.compile(rb"<!DOCTYPE\s+HealthData\s*\[(?P<inside>.*?)\]\s*>", re.DOTALL)
_CONTROLS = bytes(c for c in range(32) if c not in (9, 10, 13))
# References to the same characters, which XML has no place for either.
_REFERENCE = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));")
_LONGEST_REFERENCE = 16


def mended(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a health export in their order; raises ImportRefused for a document type that could do harm.

    The document type goes, since iOS 16 writes one that is broken; what it declares is looked at first. Control
    characters, and bytes that are no UTF-8, come from the names of devices and go too. Lines stay where they are.
    """
    rest = iter(pieces)
    head = b""
    while len(head) < _MOST_DOCUMENT_TYPE_BYTES and not _is_past_document_type(head):
        piece = next(rest, b"")
        if not piece:
            break
        head += piece
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        yield head
        yield from rest
        return
    yield from _clean(_chained(_without_document_type(head), rest))


def _is_past_document_type(head: bytes) -> bool:
    return b"<HealthData" in head or (b"<!DOCTYPE" not in head and len(head) > 4_096)


def _chained(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from rest


def _without_document_type(head: bytes) -> bytes:
    before, sign, _ = head.partition(b"<HealthData")
    prolog = before if sign else head
    # Where it begins is looked up first: tried at each of many beginnings, a pattern takes minutes.
    match = _DOCUMENT_TYPE.match(prolog, max(prolog.find(b"<!DOCTYPE"), 0))
    if match is None:
        return head
    inside = _without_comments(match["inside"])
    line = head.count(b"\n", 0, match.start()) + 1
    if b"<!ENTITY" in inside:
        raise ImportRefused("the XML declares entities, which a health export never does.", line)
    if b'"' in inside or b"'" in inside:
        # A default is copied into every element that lacks it: a small file then takes the machine for hours.
        raise ImportRefused("the XML declares default values, which a health export never does.", line)
    return head[: match.start()] + b"\n" * match[0].count(b"\n") + head[match.end() :]


def _without_comments(text: bytes) -> bytes:
    """Return XML without its comments, in one pass however many of them begin and never end."""
    parts, at = [], 0
    while (start := text.find(b"<!--", at)) >= 0 and (end := text.find(b"-->", start + 4)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return b"".join((*parts, text[at:]))


def _clean(pieces: Iterable[bytes]) -> Iterator[bytes]:
    decoder = getincrementaldecoder("utf-8")("replace")
    is_plain, left = True, b""
    for piece in pieces:
        data = left + piece
        at = data.rfind(b"&", max(0, len(data) - _LONGEST_REFERENCE))
        data, left = (data[:at], data[at:]) if at >= 0 else (data, b"")
        data = _REFERENCE.sub(b"", data.translate(None, _CONTROLS))
        if is_plain and not _is_utf8(data):
            is_plain = False
        yield data if is_plain else decoder.decode(data).encode()
    yield left


def _is_utf8(data: bytes) -> bool:
    """Whether bytes are UTF-8 except for a letter that may go on in the next piece."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3 and error.reason == "unexpected end of data"
    return True
