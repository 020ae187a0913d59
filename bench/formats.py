"""Formats: ten years as FHIR and as an archive, out and in, beside what must be done in any case.

The floor of writing is reading the entries and dumping the same JSON; the floor of reading is parsing the same
JSON and one transaction writing the same rows. Medians of five, in one run.
"""

import gc
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import uuid4

from tracker.domain.client import Actor, Client
from tracker.exchange.archive import archive_of, read_archive
from tracker.exchange.fhir.bundle import fhir_of
from tracker.exchange.sample import sample_entries
from tracker.record import ClientRecord, personal_record
from tracker.store.store import Store, open_store
from tracker.store.tables import KINDS

YEARS, RUNS, MOST_FHIR_S = 10, 5, 2.0


def median_s(work: Callable[[], object]) -> float:
    took = []
    for _ in range(RUNS):
        gc.collect()
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def row(name: str, took: float, floor: float, size: int = 0) -> None:
    print(f"{name:<34}{took * 1000:>9.0f} ms{floor * 1000:>9.0f} ms{took / floor:>7.1f}x{size:>12,} bytes")


def fresh(store: Store) -> ClientRecord:
    client_id = str(uuid4())
    actor = Actor(client_id, "client")
    store.add_client(actor, Client(client_id=client_id))
    return ClientRecord(store, actor, client_id)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        record = personal_record(open_store(Path(folder) / "here.db"))
        there = open_store(Path(folder) / "there.db")
        entries = sample_entries(1, 365 * YEARS, date(2026, 3, 9))
        record.bring_in(entries)
        fhir, archive = fhir_of(record), archive_of(record)
        bundle, content = json.loads(fhir), json.loads(archive)
        print(f"{len(entries):,} entries of {YEARS} years, {len(bundle['entry']):,} FHIR resources")
        print(f"{'':<34}{'median':>12}{'floor':>12}{'ratio':>8}{'size':>18}")
        read_s = median_s(lambda: [record.entries((kind,)) for kind in KINDS])
        fhir_s = median_s(lambda: fhir_of(record))
        row("FHIR out", fhir_s, read_s + median_s(lambda: json.dumps(bundle).encode()), len(fhir))
        archive_floor = read_s + median_s(lambda: json.dumps(content).encode())
        row("archive out", median_s(lambda: archive_of(record)), archive_floor, len(archive))
        parse_s = median_s(lambda: json.loads(archive))
        row("archive read and checked", median_s(lambda: read_archive(archive)), parse_s, len(archive))
        whole = read_archive(archive)
        write_s = median_s(lambda: fresh(there).bring_in(entries))
        row("archive into an empty record", median_s(lambda: fresh(there).restore_archive(whole)), write_s)
        again = fresh(there)
        again.restore_archive(whole)
        row("the same archive again", median_s(lambda: again.restore_archive(whole)), write_s)
        print(f"FHIR of {YEARS} years under {MOST_FHIR_S:g} s: {'yes' if fhir_s < MOST_FHIR_S else 'NO'}")


if __name__ == "__main__":
    main()
