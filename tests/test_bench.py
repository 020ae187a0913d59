"""The benchmarks' own arithmetic: what counts as met, which files are run, and what is written down."""

import json
from pathlib import Path

import pytest

from bench import __main__ as runner
from bench import table
from bench.row import Row, medians, slope


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("x", 20, 10, most=2), True),
        (Row("x", 21, 10, most=2), False),
        (Row("x", 20, 10, most=2, most_ours=19), False),
        (Row("x", 7, 10, "/s", least=0.7), True),
        (Row("x", 6, 10, "/s", least=0.7), False),
        (Row("x", 0, most_ours=0), True),
        (Row("x", 5, most=2), False),
        (Row("x", 5), None),
    ],
)
def test_a_budget_is_met_only_when_every_bound_of_it_is(row: Row, met: bool | None) -> None:
    assert row.met is met


def test_works_take_turns_after_one_call_that_does_not_count() -> None:
    called: list[str] = []
    took = medians(2, one=lambda: called.append("one"), two=lambda: called.append("two"))
    assert called == ["one", "two"] * 3
    assert set(took) == {"one", "two"}


def test_a_slope_is_what_one_more_adds() -> None:
    assert slope([(1, 12), (2, 22), (5, 52)]) == pytest.approx(10)


def test_only_files_that_hold_a_benchmark_are_run() -> None:
    assert {
        "store",
        "answers",
        "server",
        "scale",
        "reports",
        "formats",
        "imports",
        "quick",
        "check_in",
        "greedy",
        "saved",
        "progress",
    } == set(runner.names())


def test_a_run_is_written_into_the_page_and_nothing_else_of_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, results, older = (tmp_path / name for name in ("performance.md", "run.json", "older.json"))
    page.write_text(f"before\n{table.BEGIN}\nold\n{table.END}\nafter\n")
    monkeypatch.setattr(table, "PAGE", page)
    machine = {"load": [1.0, 2.0, 3.0], "packages": {"streamlit": "1"}, "processor": "p", "cores": 2,
               "system": "s", "python": "3", "sqlite": "3"}  # fmt: skip
    for path, at, ours in ((results, "2026-01-02", 3), (older, "2026-01-01", 1)):
        rows = [{"bench": "store", **Row("save", ours, 1, most=2).as_dict()}]
        path.write_text(json.dumps({"at": at, "seconds": 1, "machine": machine, "rows": rows}))
    table.write_page([results, older])
    written = page.read_text()
    assert written.startswith("before\n")
    assert written.endswith("\nafter\n")
    assert "old" not in written
    assert "| 3.00x | at most 2x | **no** |" in written
    assert "0 of 1 budgets met" in written
