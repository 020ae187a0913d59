"""A file that comes in, and how it starts: what an importer looks at to recognise its format."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, Protocol
from zipfile import ZipFile

from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.importers.arrival import Arrival
from tracker.exchange.importers.text_table import MOST_BYTES, TextTable, table_of

HEAD_BYTES = 4_096


@dataclass(frozen=True)
class Start:
    """How a file starts: its first bytes, the names in it if it is a zip, the column names if it is a table.

    `xml_starts` are the first bytes of each XML file in a zip, by its name.
    """

    head: bytes
    members: tuple[str, ...] = ()
    header: frozenset[str] = frozenset()
    xml_starts: tuple[tuple[str, bytes], ...] = ()

    @property
    def is_zip(self) -> bool:
        """Whether the file is a zip."""
        return self.head.startswith(b"PK")

    @property
    def is_json(self) -> bool:
        """Whether the file can only be meant as a JSON object."""
        return self._plain_head.startswith(b"{")

    @property
    def is_xml(self) -> bool:
        """Whether the file can only be meant as XML."""
        return self._plain_head.startswith(b"<")

    @property
    def _plain_head(self) -> bytes:
        return self.head.removeprefix(b"\xef\xbb\xbf").lstrip()


class IncomingFile:
    """A file that is read from its start as often as it takes; at most 5 MB of it are held in memory."""

    def __init__(self, stream: BinaryIO, name: str = "", most_seconds: float = math.inf) -> None:
        """`stream` can be read again from its start; `name` is what the person calls the file.

        `most_seconds` of a core is what reading a file that is read as a stream may take.
        """
        self._stream = stream
        self.name = name
        self.most_seconds = most_seconds

    @property
    def stream(self) -> BinaryIO:
        """The file, to be read from its start."""
        self._stream.seek(0)
        return self._stream

    @cached_property
    def data(self) -> bytes:
        """All of the file; raises ImportRefused for more than 5 MB."""
        data = self.stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise ImportRefused(
                f"The file is larger than {MOST_BYTES // 1_000_000} MB: import a shorter period at a time, or as our zip."
            )
        return data

    @cached_property
    def table(self) -> TextTable:
        """The file as a table; raises ImportRefused when it is none."""
        return table_of(self.data)

    @contextmanager
    def zip(self) -> Iterator[ZipFile]:
        """Open the file as a zip whose members are all harmless; raises ImportRefused."""
        with zip_members.opened(self.stream) as archive:
            yield archive

    @cached_property
    def start(self) -> Start:
        """How the file starts; raises ImportRefused for a zip or a table that is damaged or out of bounds."""
        start = Start(self.stream.read(HEAD_BYTES))
        if start.is_zip:
            with self.zip() as archive:
                members = zip_members.names(archive)
                xml = [name for name in members if name.lower().endswith(".xml")][:MOST_XML]
                starts = tuple((name, _first_bytes(archive, name)) for name in xml)
            return Start(start.head, members, xml_starts=starts)
        if start.is_json or start.is_xml:
            return start
        return Start(start.head, header=frozenset(self._header))

    @property
    def _header(self) -> tuple[str, ...]:
        """The column names; of a file of several tables, those of the first."""
        try:
            return self.table.header
        except ImportRefused:
            lines = [line for line in self.data[:HEAD_BYTES].splitlines() if line.strip(b" ,;")][:3]
            for line in lines:
                if line.count(b",") > 2:
                    return table_of(line + b"\n").header
            raise


class Importer(Protocol):
    """What each format's module has; `NAME` is what --format takes, `WORDS` what people call it."""

    NAME: str
    WORDS: str

    def recognises(self, start: Start) -> bool:
        """Return whether a file that starts so is of this format."""

    def read(self, file: IncomingFile) -> Arrival:
        """Return what is in a file; raises ImportRefused with one sentence, naming the line where there is one."""


# Apple Health's zip has one XML of records, one for hospitals and one for each walk, and those have another ending.
MOST_XML = 20


def _first_bytes(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        return member.read(HEAD_BYTES * 4)
