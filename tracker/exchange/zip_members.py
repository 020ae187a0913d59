"""Members of a zip, read within bounds: names, links, sizes and methods that could do harm are refused."""

import stat
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, cast

from tracker.errors import ImportRefused

# 13,000 files with names of 60 letters, read in under a second; Apple Health has one for each workout's route.
MOST_DIRECTORY_BYTES = 2_000_000
LONGEST_NAME = 255
# Ten years with long notes come to more than an upload may hold, but not once zipped.
MOST_UNZIPPED_BYTES = 25_000_000
# Text repeats itself; nothing that people logged shrinks to less than this part of it.
MOST_RATIO = 250
PACKED = (".gz", ".zip", ".bz2", ".xz", ".7z")
# What the standard library raises, one time or another, for a zip that is not whole.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, OverflowError)
DAMAGED = "The zip is damaged or is not an ordinary one: export it again."


class _ReadInPieces:
    """A file that refuses to be read in one large piece, as `zipfile` reads the directory of a zip.

    What a zip says of its directory's size or number of files may be a lie in either of two formats; what is read of
    it is not.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.is_bounded = True

    def read(self, size: int = -1) -> bytes:
        if not self.is_bounded:
            return self._file.read(size)
        data = (
            b""
            if size > MOST_DIRECTORY_BYTES
            else self._file.read(size if size >= 0 else MOST_DIRECTORY_BYTES + 1)
        )
        if size > MOST_DIRECTORY_BYTES or len(data) > MOST_DIRECTORY_BYTES:
            raise ImportRefused("The zip holds more files than are read here.")
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@contextmanager
def opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose members are all harmless; raises ImportRefused, also for what fails while it is read."""
    pieces = _ReadInPieces(file)
    try:
        with zipfile.ZipFile(cast("BinaryIO", pieces)) as archive:
            pieces.is_bounded = False
            seen = set()
            for info in archive.infolist():
                _check(info)
                if info.filename in seen:
                    raise there_twice(info.filename)
                seen.add(info.filename)
            yield archive
    except DAMAGE as error:
        raise ImportRefused(DAMAGED) from error


def names(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Return the names of the files in a zip, but for the hidden ones that a Mac, for one, puts beside them."""
    return tuple(
        name
        for name in archive.namelist()
        if not name.endswith("/")
        # "./" before a name is the folder itself.
        and not any(part.startswith(".") or part == "__MACOSX" for part in name.split("/") if part != ".")
    )


def there_twice(name: str) -> ImportRefused:
    """Return the refusal of a zip that holds a file twice."""
    return ImportRefused(f"{_shown(name)} is in the zip twice; it may hold each once.")


def member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a member's bytes; what comes out is counted, whatever the zip says of it."""
    with archive.open(name) as opened_member:
        data = opened_member.read(most + 1)
    if len(data) > most:
        raise ImportRefused(f"{_shown(name)} unzips to more than {most // 1_000_000} MB.")
    return data


def packed_member(members: Iterable[str]) -> str | None:
    """Return the first name of a file that is packed itself, if there is one; none of them is ever read."""
    return next((name for name in members if name.lower().endswith(PACKED)), None)


def some_members(archive: zipfile.ZipFile, is_wanted: Callable[[str], object]) -> Iterator[tuple[str, bytes]]:
    """Yield the names and bytes of the members that are wanted, 25 MB of them together at the most."""
    unzipped = 0
    for name in names(archive):
        if is_wanted(name):
            data = member(archive, name, MOST_UNZIPPED_BYTES)
            unzipped += len(data)
            if unzipped > MOST_UNZIPPED_BYTES:
                raise ImportRefused(f"The zip unzips to more than {MOST_UNZIPPED_BYTES // 1_000_000} MB.")
            yield name, data


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
    if len(name) > LONGEST_NAME:
        raise ImportRefused(f"A name in the zip has more than {LONGEST_NAME} letters, {_shown(name)}.")
    if "\0" in name or "\\" in name or name.startswith("/") or ":" in name or ".." in name.split("/"):
        raise ImportRefused(f"The zip holds a file with an unsafe name, {_shown(name)}.")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ImportRefused(f"{_shown(name)} in the zip is a link, not a file.")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
        raise ImportRefused("The zip must be an ordinary one: deflated or stored, without a password.")


def _shown(name: str) -> str:
    return repr(name[:60])
