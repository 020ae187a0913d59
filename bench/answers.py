"""Answers: one client's ten years to every analysis and Chart value, beside reading the frames they start from."""

from typing import Any

from bench.crowd import crowd, measured_record
from bench.row import COMPUTES, Row, medians
from bench.store import read_frames
from tracker import clock
from tracker.domain.period import named_range
from tracker.progress import MORE, Progress, progress
from tracker.record import ClientRecord
from tracker.store.store import open_store

# One asking is shorter than the clock is fine.
ROUNDS, ASKED = 15, 100


def run() -> list[Row]:
    """Measure the whole way, reading included: what a page does before it draws."""
    store = open_store(crowd(1))
    record = measured_record(store)
    took = medians(
        ROUNDS,
        COMPUTES,
        floor=lambda: read_frames(record),
        usual=lambda: _answers(record, "3m"),
        ours=lambda: _answers(record, "all"),
        first=lambda: _first(record),
    )
    asked = medians(ROUNDS, COMPUTES, mark=lambda: [record.entries.revision() for _ in range(ASKED)])["mark"]
    store.driver.close()
    floor = took["floor"]
    budget: dict[str, Any] = {"unit": "ms CPU", "most": 4, "most_ours": 120}
    return [
        Row("ten years to all answers and charts; floor: reading the frames", took["ours"], floor, **budget),
        Row("the same, charts of three months", took["usual"], floor, **budget),
        Row("the answers that the page opens with, three months", took["first"], floor, "ms CPU"),
        Row(
            "asking whether ten years' answers changed, at every rerun of the page",
            asked / ASKED,
            unit="ms CPU",
            most_ours=1,
        ),
    ]


def _answers(record: ClientRecord, range_name: str) -> None:
    shown = _first(record, range_name)
    for question in MORE:
        shown.answer(question)


def _first(record: ClientRecord, range_name: str = "3m") -> Progress:
    return progress(record, named_range(range_name, clock.today(), record.entries.first_day()), "cm")
