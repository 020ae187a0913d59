"""Files that are small to send and large to read: each way in has its bound of time and memory, and says so."""

import io
import json
import struct
import time as stopwatch
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest

from tests.samples import some_of
from tracker.errors import ImportRefused
from tracker.exchange.archive import read_archive
from tracker.exchange.csv_files import entries_of
from tracker.exchange.importers import formats
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.choosing import with_choices

# A tenth of this on a quiet machine; what is quadratic takes a hundred times as long.
MOST_CPU_SECONDS = 6.0
MOST_BYTES = 150_000_000
HEALTH = b"<?xml version='1.0'?>\n<!DOCTYPE HealthData [%s]>\n<HealthData>%s</HealthData>"


@dataclass(frozen=True)
class Bomb:
    """A file, who reads it, and what of it may become entries."""

    make: Callable[[], bytes]
    read: Callable[[bytes], object]
    is_refused: bool = True


def other_app(*choices: str) -> Callable[[bytes], object]:
    def read(data: bytes) -> object:
        arrival = formats.read(io.BytesIO(data), most_seconds=3)
        return batch_of(arrival, with_choices(arrival, choices)) if choices else arrival.sources

    return read


def zipped(members: dict[str, bytes], extra: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type, info.extra = zipfile.ZIP_DEFLATED, extra
            archive.writestr(info, content)
    return out.getvalue()


def directory_alone(entries: int, *, lies: bool = False, zip64: bool = False) -> bytes:
    """A zip that is nothing but its directory: 46 bytes for each empty name."""
    one = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    body = b"".join(one + bytes([97 + n % 26]) for n in range(entries))
    count, size, offset = (1 if lies else min(entries, 0xFFFF)), len(body), 0
    if zip64:
        record = struct.pack(
            "<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, entries, entries, len(body), 0
        ) + struct.pack("<4sLQL", b"PK\6\7", 0, len(body), 1)
        body, count, size, offset = body + record, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
    return body + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, size, offset, 0)


def names(count: int, last: str) -> bytes:
    return json.dumps({f"n{number}": 0 for number in range(count)}).encode()[:-1] + f',"{last}":1}}'.encode()


def diary(**tables: list[dict[str, object]]) -> bytes:
    content = [{"tableName": name, "values": rows} for name, rows in tables.items()]
    return json.dumps({"database": {"content": content}}).encode()


def days(count: int, **more: object) -> list[dict[str, object]]:
    return [
        {"_id": 1, "date": "2024-03-01", "condition": 1, "painDescription_id": 1, **more}
        for _ in range(count)
    ]


def nested(depth: int) -> bytes:
    return HEALTH % (b"", b"<a>" * depth)


def habits(numbers: range) -> bytes:
    marks = {f"{number} a/Checkmarks.csv": b"Date,Value\n2024-03-01,NO\n" for number in numbers}
    positions = b"".join(b"%d,a\n" % number for number in numbers)
    return zipped({"Habits.csv": b"Position,Name\n" + positions, **marks})


def noted(count: int) -> bytes:
    notes = "".join(f"2024-03-01,,yes,{number}\n" for number in range(count))
    return f"day,pain,walk,note\n2024-03-01,7,,\n{notes}".encode()


def bombs() -> dict[str, Bomb]:
    health, table, found = (
        other_app(),
        other_app("pain=leg_pain_nrs:0-10", "walk=exercises_done:short_walk"),
        {},
    )
    for last in ("n0", "n399999"):
        found[f"a JSON name twice among 400,000, {last}"] = Bomb(partial(names, 400_000, last), read_archive)
    found["a JSON value of 20 MB"] = Bomb(
        lambda: json.dumps({"format": "x" * 20_000_000}).encode(), read_archive
    )
    found["deep JSON"] = Bomb(lambda: b'{"a":' * 300_000, read_archive)
    found["many JSON objects"] = Bomb(lambda: b'{"database":[' + b"{}," * 1_000_000 + b"{}]}", health)
    for depth in (1_000, 100_000, 1_500_000):
        found[f"XML {depth:,} deep"] = Bomb(partial(nested, depth), health)
    found["XML of many elements' names"] = Bomb(
        lambda: HEALTH % (b"", b"".join(b"<a%x/>" % n for n in range(500_000))), health
    )
    found["XML of many attributes' names"] = Bomb(
        lambda: HEALTH % (b"", b"".join(b"<a b%x='1'/>" % n for n in range(300_000))), health
    )
    found["XML of many declared attributes"] = Bomb(
        lambda: (
            HEALTH
            % (b"".join(b"<!ATTLIST a b%x CDATA #IMPLIED>" % n for n in range(30_000)), b"<a/>" * 100_000)
        ),
        health,
    )
    found["XML that never begins"] = Bomb(lambda: b"<?xml version='1.0'?>" + b"<!-- x -->" * 400_000, health)
    found["XML of many comments that never end"] = Bomb(lambda: HEALTH % (b"<!--" * 50_000, b""), health)
    found["XML of many document types that never end"] = Bomb(
        lambda: b"<?xml version='1.0'?>" + b"<!DOCTYPE HealthData [" * 10_000 + b"<HealthData>", health
    )
    found["a zip of 500 MB of XML elements"] = Bomb(
        lambda: zipped({"export.xml": b"<HealthData>" + (b"<a/>" * 1_000_000) * 50 + b"</HealthData>"}),
        health,
    )
    kind = b"<Record type='%s' value='HKCategoryValueSeverityMild' startDate='2024-03-01 10:00:00 +0000'/>"
    found["long types in a zip"] = Bomb(
        lambda: zipped({"export.xml": HEALTH % (b"", (kind % (b"x" * 1_000_000)) * 60)}), health
    )
    for name, make in (
        ("", partial(directory_alone, 400_000)),
        (" that lies about its number", partial(directory_alone, 400_000, lies=True)),
        (" of the large format", partial(directory_alone, 400_000, zip64=True)),
    ):
        found[f"a zip of 400,000 names{name}, as another app's"] = Bomb(make, health)
        found[f"a zip of 400,000 names{name}, as ours"] = Bomb(make, entries_of)
    found["a zip with much beside its names"] = Bomb(
        lambda: zipped({f"{n}": b"" for n in range(100)}, b"\xff\xff\0\0" * 16_000), health
    )
    long_name = f"001 {'a' * 60_000}/Checkmarks.csv"
    unknown = b"Date,Value\n" + b"2024-03-01,UNKNOWN\n" * 49_000
    found["a zip with a long name"] = Bomb(
        lambda: zipped({"Habits.csv": b"Position,Name\n001,a\n", long_name: unknown}), health
    )
    found["thousands of habits"] = Bomb(lambda: habits(range(1_000, 13_000)), health, is_refused=False)
    marks = b"Date,Value\n" + b'2024-03-01,"%s"\n' % (b"Entry(timestamp=" * 600) * 400
    found["marks in brackets"] = Bomb(
        lambda: zipped({"Habits.csv": b"Position,Name\n001,a\n", "001 a/Checkmarks.csv": marks}),
        health,
        is_refused=False,
    )  # what Loop never writes is refused once its habit is chosen
    packed = " | ".join(["a - None"] * 800)
    found["a long category before many names"] = Bomb(
        lambda: (
            "date formatted,category,rating/amount,detail\n" + f"2024-03-01,{'c' * 9_000},,{packed}\n" * 250
        ).encode(),
        health,
    )
    words = [{"_id": 1, "painLevel": 3, "painQualities": "w" * 9_000}]
    found["words that every day refers to"] = Bomb(
        lambda: diary(diaryentries=days(40_000), paindescriptions=words), health
    )
    pills: list[dict[str, object]] = [{"diaryEntry_id": 1, "drug_id": 1, "morning": 1} for _ in range(30_000)]
    found["medicines that every day refers to"] = Bomb(
        lambda: diary(diaryentries=days(20_000), drugintakes=pills), health
    )
    found["a long medicine"] = Bomb(
        lambda: diary(diaryentries=days(1), drugintakes=pills, drugs=[{"_id": 1, "name": "x" * 2_000_000}]),
        health,
    )
    for count in (18_000, 49_000):
        found[f"a day of {count:,} notes and exercises"] = Bomb(
            partial(noted, count), table, is_refused=count > 18_000
        )
    spaces = f'2026-01-01,January 1,Thursday,10:00,good,run,,"a{" " * 9_000}b"\n' * 490
    found["notes that are mostly spaces"] = Bomb(
        lambda: f"full_date,date,weekday,time,mood,activities,note_title,note\n{spaces}".encode(),
        health,
        is_refused=False,
    )
    found["a header of 5 MB"] = Bomb(lambda: b"on_date," * 600_000 + b"\n", entries_of)
    return found


BOMBS = bombs()


@pytest.mark.parametrize("name", some_of(list(BOMBS), 12))
def test_a_small_file_costs_little_time_and_memory_to_read(name: str) -> None:
    bomb = BOMBS[name]
    data = bomb.make()
    # What is read is bounded by its time or by its rows, and takes many times as long where its memory is counted.
    is_counted = bomb.is_refused and not ("500 MB" in name or "notes and" in name)
    if is_counted:
        tracemalloc.start()
    begun = stopwatch.process_time()
    try:
        bomb.read(data)
        is_refused = False
    except ImportRefused:
        is_refused = True
    finally:
        seconds, most_bytes = stopwatch.process_time() - begun, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert seconds < MOST_CPU_SECONDS
    assert most_bytes < MOST_BYTES
    assert is_refused == bomb.is_refused
