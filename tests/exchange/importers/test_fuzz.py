"""Files bent at random: each reader gives entries that are right, or one sentence; never a traceback, never a wrong row.

The same files in every run; `make fuzz` tries each reader for ten minutes (FUZZ_SECONDS) with many more.
"""

import io
import os
import random
import time as stopwatch
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.exchange.importers.foreign_files import (
    ANY_CSV,
    APPLE,
    BEARABLE,
    DAYLIO,
    TRACK_AND_GRAPH,
    arrived,
    loop_zip,
    pain_diary,
    zipped,
)
from tests.exchange.importers.test_files_from_outside import DAILY_TREND, DAY_SUMMARY
from tests.exchange.importers.test_phone_health import FITBIT_CSV, GARMIN, GARMIN_CSV, TAKEOUT, health_connect
from tests.real_cases import CASES, data_of
from tracker import clock
from tracker.errors import ImportRefused
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.choosing import missing, with_choices
from tracker.exchange.importers.formats import NAMES
from tracker.exchange.importers.preview import preview_lines, report_lines
from tracker.exchange.importers.scale import FIELDS, words

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
LEAST_FILES = 60
# What one file of a few kilobytes may take at the worst, on a busy machine.
MOST_SECONDS_A_FILE = 5.0
with TemporaryDirectory() as _folder:
    HEALTH_CONNECT = health_connect(Path(_folder))
SEEDS: dict[str, list[bytes]] = {
    "any-csv": [
        ANY_CSV.encode(),
        *(
            data_of(one.file)
            for one in CASES
            if one.file.endswith(".csv") and not one.file.startswith(("own_", "daylio_", "bearable_"))
        ),
    ],
    "csv": [data_of("own_saved_with_semicolons.csv")],
    "track-and-graph": [TRACK_AND_GRAPH.encode()],
    "daylio": [DAYLIO.encode(), data_of("daylio_note_html.csv")],
    "bearable": [BEARABLE.encode(), data_of("bearable_old_header.csv")],
    "loop": [loop_zip(), data_of("loop_before_headers.zip")],
    "apple-health": [APPLE, data_of("apple_ios16_dtd.zip")],
    "pain-diary": [
        pain_diary(),
        data_of("pain_diary_as_exported.backup"),
        data_of("pain_diary_PfaBackup.zip"),
    ],
    "fitbit": [FITBIT_CSV.encode(), zipped(TAKEOUT)],
    "garmin": [GARMIN_CSV.encode(), zipped(GARMIN)],
    "health-connect": [HEALTH_CONNECT],
    "samsung": [DAY_SUMMARY.encode(), DAILY_TREND.encode()],
}
ODD = (
    b"", b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b"'", b";", b",", b"\t", b"\n", b"\r", b"=", b"-", b"n/a", b"NaN", b"1e400",
    b"99999999999999999999", b"24:00", b"2026-02-30", b"03/04/26", b"\xd9\xa7", b"\xef\xbc\x97", b"\xe2\x88\x92", b"&#0;",
    b"<a>", b"]>", b"<!ENTITY x 'y'>", b"{", b"}", b"[", b"null", b"true", b"sep=;\n", b"2026\xe5\xb9\xb43\xe6\x9c\x88", b"|",
    b"\xf0\x9f\x98\x80", b" (Mild)", b"UNKNOWN", b"lundi 9 mars 2026", b"9 lis 2026", b"p. m.", b"\\u0000", b"\xed\xa0\x80",
)  # fmt: skip


def bent(data: bytes, chance: random.Random) -> bytes:
    """A file with a few pieces taken out, doubled, moved, cut off, or replaced by something odd."""
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randrange(len(data) + 1), chance.choice((0, 1, 1, 2, 5, 20, 100))
        before, piece, after = data[:at], data[at : at + length], data[at + length :]
        way = chance.randrange(12)
        if way < 4:
            data = before + chance.choice(ODD) + after
        elif way < 6:
            data = before + after
        elif way < 8:
            data = before + piece * chance.choice((2, 3, 50)) + after
        elif way < 10:
            other = chance.randrange(len(data) + 1)
            data = data[:other] + piece + data[other:]
        else:
            data = before + bytes([chance.randrange(256)]) + after if way == 10 or length else before
        data = data or b"x"
    return data[:200_000]


def bent_file(data: bytes, chance: random.Random) -> bytes:
    """The same for what is in a zip, half of the time; the zip itself stays whole then."""
    if not data.startswith(b"PK") or chance.random() < 0.3:
        return bent(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name in chance.sample(sorted(members), k=1):
        content = members.pop(name)
        new = name if chance.random() < 0.8 else bent(name.encode(), chance).decode("utf-8", "replace")[:100]
        members[new.partition("\0")[0] or "x"] = bent(
            bytes(content) if isinstance(content, bytes) else content.encode(), chance
        )
    return zipped(members)


SCALES = ("", "0-10", "0-4", "yes=45", "/100", "dmy", "ymd", "calf_stretch", "csep_acsm", "1-5")


def tried(data: bytes, chance: random.Random) -> None:
    """Everything that the command line does with a file, with choices at random."""
    arrival = arrived(data)
    names = [one.name for one in arrival.sources[:20]]
    choices = [
        f"{name}={chance.choice(list(FIELDS))}:{chance.choice(SCALES)}".removesuffix(":")
        for name in chance.sample(names, k=min(len(names), chance.randrange(4)))
    ]
    try:
        chosen = with_choices(arrival, choices)
    except ImportRefused:
        chosen = with_choices(arrival, ())
    lines = list(preview_lines(arrival, chosen))
    assert all(isinstance(line, str) for line in lines)
    if missing(arrival, chosen) is not None:
        return
    made = batch_of(arrival, chosen)
    assert all(isinstance(line, str) for line in report_lines(made))
    latest = clock.latest_day()
    ids = [one.entry_id for one in made.entries]
    assert len(ids) == len(set(ids)) or arrival.ready
    for entry in made.entries:
        assert date(1900, 1, 1) <= entry.on_date <= latest + timedelta(days=1)
        pains = [getattr(entry, name, None) for name in ("leg_pain_nrs", "back_pain_nrs")]
        assert all(pain is None or 0 <= pain <= 10 for pain in pains)
    for name, choice in chosen.items():
        words(*choice), name


def files(name: str, seconds: float) -> Iterator[tuple[int, bytes, random.Random]]:
    """Bent files for so long, each with the number that makes it again."""
    begun, number = stopwatch.monotonic(), 0
    while number < LEAST_FILES or stopwatch.monotonic() - begun < seconds:
        chance = random.Random(f"{name} {number}")
        yield number, bent_file(chance.choice(SEEDS[name]), chance), chance
        number += 1


def test_every_reader_is_tried() -> None:
    assert SEEDS.keys() == NAMES.keys()


@pytest.mark.timeout(SECONDS * 2 + 300)
@pytest.mark.parametrize("name", SEEDS)
def test_a_bent_file_is_read_or_refused(name: str) -> None:
    slowest = 0.0
    for number, data, chance in files(name, SECONDS):
        begun = stopwatch.thread_time()
        sentence = "read"
        try:
            tried(data, chance)
        except ImportRefused as refused:
            sentence = refused.sentence
        except Exception as error:
            raise AssertionError(f"{name} {number}: {error!r}") from error
        assert sentence.strip(), (name, number)
        assert "\n" not in sentence, (name, number, sentence)
        slowest = max(slowest, stopwatch.thread_time() - begun)
    assert slowest < MOST_SECONDS_A_FILE


@pytest.mark.timeout(SECONDS * 2 + 300)
def test_a_cell_gone_wrong_never_becomes_another_value() -> None:
    """One cell of a column of pain is replaced: the rows come in as they were, or the file is refused by that line."""
    chance = random.Random("cells")
    good = [(date(2026, 3, 1) + timedelta(days=n), (n * 7) % 11) for n in range(20)]
    begun, number = stopwatch.monotonic(), 0
    while (number := number + 1) <= LEAST_FILES or stopwatch.monotonic() - begun < SECONDS:
        at, odd = chance.randrange(20), chance.choice(ODD).decode("utf-8", "replace")
        lines = [f"{day},{pain}" for day, pain in good]
        day, pain = good[at]
        where = chance.randrange(2)
        cell = (
            chance.choice((odd, f"{odd}{pain}", f"{pain}{odd}"))
            if where
            else chance.choice((odd, f"{day}{odd}", f"{odd}{day}"))
        )
        quoted = '"' + cell.replace('"', '""') + '"'
        lines[at] = f"{day},{quoted}" if where else f"{quoted},{pain}"
        try:
            arrival = arrived(("Date,Leg pain\n" + "\n".join(lines) + "\n").encode())
            made = batch_of(arrival, with_choices(arrival, ["Leg pain=leg_pain_nrs:0-10"]))
        except ImportRefused:
            continue
        brought = {(one.on_date, getattr(one, "leg_pain_nrs", None)) for one in made.entries}
        # A digit of another script is that digit.
        read_so = {(day, int(cell))} if where and cell.isdecimal() else set()
        assert brought <= set(good) | read_so, (cell, brought - set(good))
