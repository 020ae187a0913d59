"""How long a report takes, against its answers and the bare Typst compile of the same pages in the same run; how large; how much memory."""

import json
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from statistics import median

from bench.row import Row, rounds_of, took_ms
from tracker import clock
from tracker.domain.period import Period
from tracker.exchange.sample_entries import sample_entries
from tracker.progress import progress
from tracker.record import ClientRecord, personal_record
from tracker.reports import pdf as writer
from tracker.reports.contents import report_of
from tracker.reports.html import report_html
from tracker.reports.interactive import report_interactive
from tracker.reports.report_request import ReportOrder
from tracker.store.store import open_store

ROUNDS = 9
PROJECT = Path(__file__).parent.parent
# Typst sets in threads of its own, so the whole process is timed.
ALL_THREADS = time.process_time
# Of the PDF: times the floor, and milliseconds; of the HTML: kilobytes.
MOST = {(1, True): 1.5}
MOST_MS = {(10, True): 1000.0}
MOST_HTML_KB = {(1, True): 100.0}
MOST_MORE_MB = 150


def run() -> list[Row]:
    """Measure a year and ten, as a sheet and in full, and then the memory of the largest."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for years in (1, 10):
            record = record_of(folder, years)
            rows += [*_measured(record, years, is_full=False), *_measured(record, years, is_full=True)]
            record._access.store.driver.close()
        return [*rows, *_memory(folder / "10.db")]


def record_of(folder: Path, years: int) -> ClientRecord:
    """Return a record of so many sampled years that end yesterday."""
    record = personal_record(open_store(folder / f"{years}.db"))
    record.imports.bring_in(sample_entries(11, 365 * years, clock.today() - timedelta(days=1)))
    return record


def _bare(files: dict[str, bytes]) -> bytes:
    """The floor: Typst alone, given the very files that the report's pages are made of."""
    return writer._compiled(files, "a4", writer._fonts((writer.LATIN,), False), writer.STANDARDS)


def _answers(record: ClientRecord, order: ReportOrder) -> None:
    """The floor: what a report says, worked out, and not yet written."""
    last = order.until or clock.today()
    progress(record, Period(record.entries.first_day() or last, last), "cm").all_answers()


def _times(record: ClientRecord, is_full: bool) -> dict[str, float]:
    """Return medians in ms. Each round ends on another day, for Typst keeps what it has set and real reports differ."""
    times: dict[str, list[float]] = {"answers": [], "typst": [], "pdf": [], "html": [], "interactive": []}
    for number in range(rounds_of(ROUNDS) + 1):
        first, second = (
            ReportOrder(is_full=is_full, until=clock.today() - timedelta(days=2 * number + more))
            for more in (0, 1)
        )
        files = writer._files(report_of(record, first))
        works = {
            "answers": lambda: _answers(record, first),  # noqa: B023  called in this round
            "typst": lambda: _bare(files),  # noqa: B023
            "pdf": lambda: writer.report_pdf(report_of(record, second)),  # noqa: B023
            "html": lambda: report_html(report_of(record, second)),  # noqa: B023
            "interactive": lambda: report_interactive(report_of(record, second)),  # noqa: B023
        }
        for name, work in works.items():
            took = took_ms(work, ALL_THREADS)
            if number:  # the first round warms up
                times[name].append(took)
    return {name: median(values) for name, values in times.items()}


def _measured(record: ClientRecord, years: int, *, is_full: bool) -> list[Row]:
    took, key = _times(record, is_full), (years, is_full)
    report = report_of(record, ReportOrder(is_full=is_full))
    sizes = {
        "PDF": writer.report_pdf(report), "HTML": report_html(report), "interactive HTML": report_interactive(report),
    }  # fmt: skip
    name = f"{'a year' if years == 1 else f'{years} years'} {'in full' if is_full else 'on a sheet'}"
    floor = took["answers"] + took["typst"]
    return [
        Row(
            f"{name} as PDF; floor: working out its answers, and Typst alone on the same files", took["pdf"], floor, "ms CPU",
            most=MOST.get(key), most_ours=MOST_MS.get(key),
        ),
        Row(f"{name} as HTML", took["html"], unit="ms CPU"),
        Row(f"{name} as interactive HTML", took["interactive"], unit="ms CPU"),
        *(
            Row(f"{name}, size as {form}", len(made) / 1000, unit="kB", most_ours=MOST_HTML_KB.get(key) if form == "HTML" else None)
            for form, made in sizes.items()
        ),
    ]  # fmt: skip


def _memory(path: Path) -> list[Row]:
    """In a process of its own: how much more it holds at its peak for the PDF of ten years in full."""
    command = [sys.executable, "-m", "bench.reports", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT)
    told: dict[str, float] = json.loads(done.stdout)
    return [
        Row(
            "10 years in full as PDF, memory added at most",
            told["more_mb"],
            unit="MB",
            most_ours=MOST_MORE_MB,
        ),
        Row("the same, first in its process", told["first_ms"], unit="ms CPU"),
    ]


def _peak_mb() -> float:
    """The most this process ever held; a child's own, which getrusage does not tell on Linux."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _tell_memory(path: Path) -> None:
    record = personal_record(open_store(path))
    with tempfile.TemporaryDirectory() as name:  # what a running server has loaded already
        writer.report_pdf(report_of(personal_record(open_store(Path(name) / "none.db")), ReportOrder()))
    before = _peak_mb()
    first = took_ms(lambda: writer.report_pdf(report_of(record, ReportOrder(is_full=True))), ALL_THREADS)
    print(json.dumps({"more_mb": _peak_mb() - before, "first_ms": first}))


if __name__ == "__main__":
    _tell_memory(Path(sys.argv[1]))
