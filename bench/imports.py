"""Importing against its floor in the same run: a 5 MB CSV, and an Apple Health export of 200 MB in constant memory."""

import csv
import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from random import Random
from typing import Any

from bench.row import WAITS, Row, rounds_of, took_ms
from tracker.domain.check_in import CheckIn
from tracker.exchange.importers import apple_health, formats
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.incoming import IncomingFile
from tracker.record import ClientRecord, personal_record
from tracker.store.schema.tables import TABLES
from tracker.store.store import open_store

ROUNDS, MOST_ADDED_MB = 7, 50
PROJECT = Path(__file__).parent.parent
BYTES = 4_950_000
APPLE_BYTES = 200_000_000


def our_csv() -> bytes:
    """Return nearly 5 MB of our own CSV: check-ins with every field given."""
    random, table = Random(3), TABLES["check-in"]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(table.columns)
    number = 0
    while out.tell() < BYTES:
        entry = CheckIn(
            entry_id=str(uuid.UUID(int=random.getrandbits(128), version=4)),
            on_date=date(2010, 1, 1) + timedelta(number // 8), at_time=time_of_day(number % 24, 5),
            leg_pain_nrs=number % 11, back_pain_nrs=number % 7, pain_extent="thigh", side="left", tingling=1,
            numbness=0, weakness=0, sleep_quality=3, hours_sitting=6.5, minutes_active=30,
            note="a bit stiff in the morning" if number % 3 else None, created_at=datetime(2025, 1, 1, tzinfo=UTC),
        )  # fmt: skip
        writer.writerow([table.row(entry).get(name, "") for name in table.columns])
        number += 1
    return out.getvalue().encode()


def on_empty(act: Callable[[ClientRecord], Any]) -> float:
    """Return how many milliseconds something takes on an empty record."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "tracker.db")
        record = personal_record(store)
        took = took_ms(lambda: act(record), WAITS)
        store.driver.close()
    return took


def floor(record: ClientRecord, data: bytes) -> None:
    """Read with the csv module and write the cells as they are in one transaction: nothing is checked."""
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    names = [*header, "client_id", "version"]
    sql = f"INSERT INTO check_in ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"
    with record._access.store.driver.writing() as db:
        db.conn.executemany(sql, [[*(cell or None for cell in row), record.client_id, 1] for row in rows])


def imported(record: ClientRecord, data: bytes) -> None:
    batch = batch_of(formats.read(io.BytesIO(data), "check-in.csv"), {})
    record.imports.bring_in(batch.entries, batch.originals)


def csv_row() -> Row:
    """Measure each on an empty record, in turns."""
    data = our_csv()
    floors, ours = [], []
    for _ in range(rounds_of(ROUNDS)):
        floors.append(on_empty(lambda record: floor(record, data)))
        ours.append(on_empty(lambda record: imported(record, data)))
    rows = data.count(b"\n") - 1
    what = f"a CSV of {len(data) / 1e6:.1f} MB, {rows:,} rows; floor: csv module and bare inserts"
    return Row(what, statistics.median(ours), statistics.median(floors), most=3)


def apple_pieces() -> Iterator[bytes]:
    """Yield an Apple Health export: mostly steps, some workouts, a pain rating a day for ten years."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData ANY>\n]>\n<HealthData locale="en_US">\n'
    steps = b"".join(
        b' <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" creationDate='
        b'"2024-04-18 08:25:33 -0700" startDate="2024-04-17 08:%02d:00 -0700" endDate="2024-04-17 08:%02d:30 -0700"'
        b' value="%d"/>\n' % (n % 60, n % 60, n)
        for n in range(220)
    )
    size, day = 0, date(2014, 1, 1)
    while size < APPLE_BYTES:
        at = f"{day:%Y-%m-%d} 21:00:00 -0700"
        yield (
            f' <Record type="HKCategoryTypeIdentifierLowerBackPain" sourceName="Health" creationDate="{at}" startDate="{at}"'
            f' endDate="{at}" value="HKCategoryValueSeverityModerate"/>\n'
        ).encode() + steps
        size, day = size + len(steps) + 240, day + timedelta(1)
    yield b"</HealthData>\n"


def memory_megabytes(what: str) -> float:
    """Return this process's memory now (VmRSS) or at its highest (VmHWM), as Linux counts it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(what)).split()[1]) / 1_000


def read_apple(path: str) -> None:
    """Read an export in a process of its own and print how much memory that added at most."""
    before = memory_megabytes("VmRSS")
    begun = time.perf_counter()
    with Path(path).open("rb") as file:
        arrival = apple_health.read(IncomingFile(file))
    seconds = time.perf_counter() - begun
    added = memory_megabytes("VmHWM") - before
    print(json.dumps({"seconds": seconds, "rows": len(arrival.rows), "added_megabytes": added}))


def apple_rows() -> list[Row]:
    """Measure in a process of its own, which tells what reading adds to its memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xml"
        with path.open("wb") as file:
            for piece in apple_pieces():
                file.write(piece)
        size = path.stat().st_size / 1e6
        run = subprocess.run(
            [sys.executable, "-m", "bench.imports", str(path)], capture_output=True, check=True, cwd=PROJECT
        )
    measured: dict[str, float] = json.loads(run.stdout)
    return [
        Row(f"an Apple Health export of {size:.0f} MB read", measured["seconds"], unit="s"),
        Row("memory that adds at most", measured["added_megabytes"], unit="MB", most_ours=MOST_ADDED_MB),
    ]


def run() -> list[Row]:
    """Measure the CSV and the large export."""
    return [csv_row(), *apple_rows()]


if __name__ == "__main__":
    read_apple(sys.argv[1])
