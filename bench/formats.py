"""Formats: ten years as FHIR and as an archive, out and in, beside what must be done in any case."""

import json
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import uuid4

from bench.row import COMPUTES, Row, medians
from tracker.domain.client import Actor, Client, Role
from tracker.domain.entry import Entry
from tracker.exchange.archive import archive_of, read_archive
from tracker.exchange.sample_entries import sample_entries
from tracker.exports import fhir_of
from tracker.record import ClientRecord, personal_record
from tracker.store.schema.tables import KINDS
from tracker.store.store import Store, open_store

YEARS, ROUNDS, MOST_FHIR_MS = 10, 5, 2000


def fresh(store: Store) -> ClientRecord:
    client_id = str(uuid4())
    actor = Actor(client_id, Role.CLIENT)
    store.clients.add(Client(client_id=client_id))
    return ClientRecord(store, actor, client_id)


def run() -> list[Row]:
    """Measure both formats out, and the archive in again."""
    with tempfile.TemporaryDirectory() as folder:
        record = personal_record(open_store(Path(folder) / "here.db"))
        there = open_store(Path(folder) / "there.db")
        entries = sample_entries(1, 365 * YEARS, date(2026, 3, 9))
        record.imports.bring_in(entries)
        return [*_out(record), *_in(there, archive_of(record.archive), entries)]


def _out(record: ClientRecord) -> list[Row]:
    fhir, archive = fhir_of(record), archive_of(record.archive)
    bundle, content = json.loads(fhir), json.loads(archive)
    took = medians(
        ROUNDS,
        COMPUTES,
        read=lambda: [record.entries.all((kind,)) for kind in KINDS],
        bundle=lambda: json.dumps(bundle).encode(),
        content=lambda: json.dumps(content).encode(),
        fhir=lambda: fhir_of(record),
        archive=lambda: archive_of(record.archive),
    )
    floor = "floor: reading the entries and dumping the same JSON"
    return [
        Row(
            f"{YEARS} years out as FHIR, {len(fhir) / 1e6:.1f} MB; {floor}",
            took["fhir"],
            took["read"] + took["bundle"],
            "ms CPU",
            most_ours=MOST_FHIR_MS,
        ),
        Row(
            f"{YEARS} years out as an archive, {len(archive) / 1e6:.1f} MB; {floor}",
            took["archive"],
            took["read"] + took["content"],
            "ms CPU",
        ),
    ]


def _in(there: Store, archive: bytes, entries: Sequence[Entry]) -> list[Row]:
    whole = read_archive(archive)
    again = fresh(there)
    again.archive.restore(whole)
    read = medians(ROUNDS, COMPUTES, floor=lambda: json.loads(archive), ours=lambda: read_archive(archive))
    written = medians(
        ROUNDS,
        floor=lambda: fresh(there).imports.bring_in(entries),
        new=lambda: fresh(there).archive.restore(whole),
        again=lambda: again.archive.restore(whole),
    )
    return [
        Row("an archive read and checked; floor: parsing its JSON", read["ours"], read["floor"], "ms CPU"),
        Row(
            "an archive into an empty record; floor: the same entries written",
            written["new"],
            written["floor"],
        ),
        Row("the same archive again", written["again"], written["floor"]),
    ]
