"""A model of power cuts: which files a disk may hold when the power goes at any moment of a traced run.

A writer runs under strace. Its file operations are replayed up to the cut, by these rules, which are as
unkind as POSIX allows:
- what was written to a file before its last fsync or fdatasync is there;
- each later write and truncation is kept, dropped, or torn at 512-byte sectors, independently of the others;
- a name made or removed in a folder counts for sure only after an fsync of that folder; of the later
  changes of one name any number from the first on may have counted.
Shared memory (-shm) is left out: SQLite rebuilds it at the first start.
"""

import os
import random
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SECTOR = 512
WRITER = Path(__file__).with_name("writer.py")
NAMING = ("openat", "unlink", "mkdir")
WRITING = {"pwrite64": True, "ftruncate": True, "write": False, "fsync": False, "fdatasync": False}  # with an offset?
# None of these is expected; one that appears on our files would make the replay untrue.
UNMODELLED = (
    "open", "creat", "unlinkat", "mkdirat", "pwritev", "pwritev2", "writev", "fallocate", "truncate", "rename",
    "renameat", "renameat2", "link", "linkat", "sync_file_range", "dup", "dup2", "dup3",
)  # fmt: skip
LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\)\s+= (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


def strace_works() -> bool:
    """Return whether processes can be traced here."""
    try:
        return subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


class Event(NamedTuple):
    """One operation: a call's name, the path or open file it is about, and its offset, size or data."""

    call: str
    path: str
    offset: int = 0
    data: bytes = b""


def trace(folder: Path, version: str, synchronous: str, changes: int) -> list[Event]:
    """Run a writer on folder/data/tracker.db and return what it did to files, its sayings among it."""
    log = folder / "trace"
    calls = ",".join((*NAMING, *WRITING, "close", *UNMODELLED))
    subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-xx", "-s", "100000", "-e", f"trace={calls}", "-o", log,
         sys.executable, WRITER, folder / "data" / "tracker.db", version, synchronous, str(changes)],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    events = list(_events(log, str(folder)))
    log.unlink()
    return events


def _events(log: Path, folder: str) -> Iterator[Event]:
    opened: dict[int, str] = {1: "said"}
    with log.open() as lines:
        calls = (found for line in lines if (found := LINE.match(line)) and not found[3].startswith("-"))
        for call, arguments, result in (found.groups() for found in calls):
            texts = [bytes.fromhex(text.replace("\\x", "")) for text in TEXT.findall(arguments)]
            if call in NAMING:
                path = os.fsdecode(texts[0])
                is_ours = path.startswith(folder)
                if call == "openat":
                    opened.pop(int(result), None)
                    if is_ours:
                        opened[int(result)] = path
                if is_ours and (call != "openat" or "O_CREAT" in arguments):
                    yield Event(call, path)
                continue
            descriptor, *numbers = TEXT.sub("", arguments).split(", ")
            if not descriptor.isdigit() or (of := opened.get(int(descriptor))) is None:
                continue
            if call == "close":
                del opened[int(descriptor)]
                continue
            assert call in WRITING, f"{call} is not modelled"
            assert call != "write" or of == "said", "a write without an offset is not modelled"
            yield Event(call, of, int(numbers[-1]) if WRITING[call] else 0, *texts[:1])


@dataclass
class File:
    """The bytes of a file that are on the disk for sure, and what was done to it since."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[Event] = field(default_factory=list)

    def sync(self) -> None:
        for event in self.since:
            _apply(self.synced, event)
        self.since.clear()

    def after_cut(self, chance: random.Random, keep: float) -> bytes:
        content = bytearray(self.synced)
        for event in self.since:
            if chance.random() >= keep:
                continue
            if event.call == "pwrite64" and chance.random() < 0.25:
                for torn in _sectors(event):
                    if chance.random() < 0.5:
                        _apply(content, torn)
            else:
                _apply(content, event)
        return bytes(content)


def _apply(content: bytearray, event: Event) -> None:
    if event.call == "ftruncate":
        content[event.offset :] = b""
        return
    content.extend(bytes(max(0, event.offset - len(content))))
    content[event.offset : event.offset + len(event.data)] = event.data


def _sectors(event: Event) -> Iterator[Event]:
    start, end = event.offset, event.offset + len(event.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield event._replace(offset=start, data=event.data[start - event.offset : stop - event.offset])
        start = stop


@dataclass
class Name:
    """What a name in a folder stands for: for sure, and after each change since the folder was synced."""

    synced: File | None = None
    since: list[File | None] = field(default_factory=list)

    @property
    def now(self) -> File | None:
        return self.since[-1] if self.since else self.synced


class Disk:
    """A folder on a disk that may lose power; folders are files without content."""

    def __init__(self) -> None:
        self.names: dict[str, Name] = {}

    def do(self, event: Event) -> None:
        if event.path.endswith("-shm"):
            return
        name = self.names.setdefault(event.path, Name())
        if event.call in ("openat", "mkdir"):
            if name.now is None:
                name.since.append(File())
        elif event.call == "unlink":
            name.since.append(None)
        elif event.call in ("fsync", "fdatasync"):
            for path, entry in self.names.items():  # of a folder
                if os.path.dirname(path) == event.path and entry.since:
                    entry.synced, entry.since = entry.now, []
            if name.now is not None:
                name.now.sync()
        else:
            assert name.now is not None, "a removed file is still written to"
            name.now.since.append(event)

    def after_cut(self, chance: random.Random, into: Path, folder: str) -> None:
        """Write what may be left, as if `into` had been the folder."""
        keep = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))  # from all lost to a mere kill
        for path, name in sorted(self.names.items()):  # a folder before what is in it
            changes = [name.synced, *name.since]
            last = sum(chance.random() < keep for _ in name.since)
            target = into / os.path.relpath(path, folder)
            if (left := changes[last]) is None or not target.parent.is_dir():
                continue
            if any(other.startswith(f"{path}/") for other in self.names):
                target.mkdir()
            elif target != into:
                target.write_bytes(left.after_cut(chance, keep))


def cuts(
    events: list[Event], folder: str, count: int, seed: int, hear: Callable[[str], None], scratch: Path
) -> Iterator[Path]:
    """Yield a folder for each of `count` random cuts, in order; `hear` is told what was said before each."""
    chance, disk = random.Random(seed), Disk()
    moments = sorted(chance.randrange(len(events) + 1) for _ in range(count))
    done = 0
    for number, moment in enumerate(moments):
        for event in events[done:moment]:
            if event.call == "write":
                hear(event.data.decode().strip())
            else:
                disk.do(event)
        done = moment
        into = scratch / str(number)
        into.mkdir(parents=True)
        disk.after_cut(chance, into, folder)
        yield into
