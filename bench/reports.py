"""How long a report takes, against the bare Typst compile of the same pages in the same run; JSON to bench/results/."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from tracker import clock
from tracker.exchange.sample import sample_entries
from tracker.record import ClientRecord, personal_record
from tracker.reports import pdf as writer
from tracker.reports.contents import report_of
from tracker.reports.html import report_html
from tracker.reports.interactive import report_interactive
from tracker.reports.order import ReportOrder
from tracker.store.store import open_store

ROUNDS = 9
RESULTS = Path(__file__).parent / "results"


def record_of(folder: Path, years: int) -> ClientRecord:
    record = personal_record(open_store(folder / f"{years}.db"))
    record.bring_in(sample_entries(11, 365 * years, clock.today() - timedelta(days=1)))
    return record


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def bare(files: dict[str, bytes]) -> bytes:
    """The floor: Typst alone, given the very files that the report's pages are made of."""
    return writer._compiled(files, "a4", writer._fonts((writer.LATIN,), False), writer.STANDARDS)


def measured(record: ClientRecord, is_full: bool) -> dict[str, float]:
    """Medians in ms. Each round ends on another day, for Typst keeps what it has set and real reports differ."""
    times: dict[str, list[float]] = {"floor": [], "whole": [], "html": [], "interactive": []}
    for number in range(ROUNDS + 1):
        first, second = (
            ReportOrder(is_full=is_full, until=clock.today() - timedelta(days=2 * number + more))
            for more in (0, 1)
        )
        files = writer._files(report_of(record, first))
        taken = {
            "floor": timed(lambda: bare(files)),  # noqa: B023  called in this round
            "whole": timed(lambda: writer.report_pdf(report_of(record, second))),  # noqa: B023
            "html": timed(lambda: report_html(report_of(record, second))),  # noqa: B023
            "interactive": timed(lambda: report_interactive(report_of(record, second))),  # noqa: B023
        }
        for name, seconds in taken.items():
            if number:  # the first round warms up
                times[name].append(seconds)
    report = report_of(record, ReportOrder(is_full=is_full))
    return {
        **{f"{name}_ms": round(1000 * median(values), 1) for name, values in times.items()},
        "ratio": round(median(times["whole"]) / median(times["floor"]), 2),
        "pdf_kb": round(len(writer.report_pdf(report)) / 1000),
        "html_kb": round(len(report_html(report)) / 1000),
        "interactive_kb": round(len(report_interactive(report)) / 1000),
    }


def memory(folder: Path) -> dict[str, float]:
    """In a process of its own: how much more it holds at its peak for the PDF of ten years in full."""
    done = subprocess.run(
        [sys.executable, __file__, "--memory", str(folder / "10.db")],
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def peak_mb() -> float:
    """The most this process ever held; a child's own, which getrusage does not tell on Linux."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def tell_memory(path: Path) -> None:
    record = personal_record(open_store(path))
    with tempfile.TemporaryDirectory() as name:  # what a running server has loaded already
        writer.report_pdf(report_of(personal_record(open_store(Path(name) / "none.db")), ReportOrder()))
    before = peak_mb()
    first = timed(lambda: writer.report_pdf(report_of(record, ReportOrder(is_full=True))))
    print(json.dumps({"more_mb": round(peak_mb() - before, 1), "first_in_process_ms": round(first * 1000)}))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = {}
        for years in (1, 10):
            record = record_of(folder, years)
            for is_full in (False, True):
                key = f"{years} y, {'full' if is_full else 'sheet'}"
                found[key] = measured(record, is_full)
            record.store.driver.close()
        found["10 y, full, fresh process"] = memory(folder)
    for key, values in found.items():
        print(f"{key:28}", "  ".join(f"{name} {value}" for name, value in values.items()))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "reports.json").write_text(json.dumps(found, indent=1))
    year, ten = found["1 y, full"], found["10 y, full"]
    limits = {"year's ratio <= 2": year["ratio"] <= 2, "10 years < 1 s": ten["whole_ms"] < 1000}
    limits["10 years < 150 MB more"] = found["10 y, full, fresh process"]["more_mb"] < 150
    for limit, is_kept in limits.items():
        print(f"{'ok  ' if is_kept else 'MISS'} {limit}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        tell_memory(Path(sys.argv[2]))
    else:
        main()
