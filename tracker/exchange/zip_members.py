"""Members of a zip, read within bounds: names, links, sizes and methods that could do harm are refused."""

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from tracker.errors import ImportRefused

MOST_MEMBERS = 2_000
MOST_UNZIPPED_BYTES = 25_000_000
# Text repeats itself; nothing that people logged shrinks to less than this part of it.
MOST_RATIO = 250
# What the standard library raises, one time or another, for a zip that is not whole.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)
DAMAGED = "The zip is damaged or is not an ordinary one: export it again."


@contextmanager
def opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose members are all harmless; raises ImportRefused, also for what fails while it is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise ImportRefused(f"The zip holds more than {MOST_MEMBERS:,} files.")
            names = set()
            for info in members:
                _check(info)
                if info.filename in names:
                    raise ImportRefused(f"{_shown(info.filename)} is in the zip twice.")
                names.add(info.filename)
            yield archive
    except DAMAGE as error:
        raise ImportRefused(DAMAGED) from error


def member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a member's bytes; what comes out is counted, whatever the zip says of it."""
    with archive.open(name) as opened_member:
        data = opened_member.read(most + 1)
    if len(data) > most:
        raise ImportRefused(f"{_shown(name)} unzips to more than {most // 1_000_000} MB.")
    return data


def guarded(stream: IO[bytes], zipped_bytes: int, chunk: int) -> Iterator[bytes]:
    """Yield a member in pieces, and refuse one that unzips to far more than text does."""
    size = 0
    while piece := stream.read(chunk):
        size += len(piece)
        if size > 10_000_000 and size > MOST_RATIO * zipped_bytes:
            raise ImportRefused("The zip unzips to far more than such a file holds: it is not what it says.")
        yield piece


def _check(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    if "\0" in name or "\\" in name or name.startswith("/") or ":" in name or ".." in name.split("/"):
        raise ImportRefused(f"The zip holds a file with an unsafe name, {_shown(name)}.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ImportRefused(f"{_shown(name)} in the zip is a link, not a file.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
        raise ImportRefused("The zip must be an ordinary one: deflated or stored, without a password.")
    if name.lower().endswith((".gz", ".zip", ".bz2", ".xz", ".7z")):
        raise ImportRefused(f"{_shown(name)}: a zip within a zip is not read.")


def _shown(name: str) -> str:
    return repr(name[:60])
