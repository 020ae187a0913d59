"""The table: results as Markdown, on the terminal and in docs/performance.md (`python -m bench.table` writes it there)."""

import json
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parent.parent
PAGE = PROJECT / "docs" / "performance.md"
BEGIN, END = "<!-- Made by bench/table.py from a run. -->", "<!-- End of what is made. -->"


def said(value: float | None, unit: str) -> str:
    """Return a figure with its unit, three digits, empty when there is none."""
    if value is None:
        return ""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def lines(rows: list[dict[str, Any]]) -> list[str]:
    """Return rows as lines of a Markdown table, which is readable on a terminal too."""
    header = ("what", "floor", "ours", "ratio", "budget", "met")
    cells = [
        (
            row["what"],
            said(row["floor"], row["unit"]),
            said(row["ours"], row["unit"]),
            said(row["ratio"], "").strip() + ("x" if row["ratio"] else ""),
            row["budget"],
            {True: "yes", False: "**no**", None: ""}[row["met"]],
        )
        for row in rows
    ]
    wide = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    table = [
        " | ".join(cell.ljust(width) for cell, width in zip(one, wide, strict=True))
        for one in (header, *cells)
    ]
    rule = " | ".join("-" * width for width in wide)
    return [f"| {line} |" for line in (table[0], rule, *table[1:])]


def machine_words(where: dict[str, Any]) -> str:
    """Return the machine of a run in one sentence."""
    packages = ", ".join(f"{name} {version}" for name, version in where["packages"].items())
    return (
        f"{where['processor']}, {where['cores']} cores, {where['system']}, Python {where['python']}, "
        f"SQLite {where['sqlite']}, {packages}."
    )


def load_words(result: dict[str, Any]) -> str:
    """Return when a run began and how busy the machine was then."""
    load = ", ".join(f"{one:.1f}" for one in result["machine"]["load"])
    return f"The run ended at {result['at']}; load average (1, 5, 15 minutes) when it began: {load}."


def made(results: list[dict[str, Any]]) -> str:
    """Return what runs say in docs/performance.md: a table of each benchmark's latest run, then the machine."""
    of: dict[str, dict[str, Any]] = {}
    for result in sorted(results, key=lambda one: str(one["at"])):
        of |= {row["bench"]: result for row in result["rows"]}
    parts, kept = [], []
    for name, result in sorted(of.items()):
        rows = [row for row in result["rows"] if row["bench"] == name]
        kept += [row["met"] for row in rows if row["met"] is not None]
        parts.append(f"### {name}\n\n" + "\n".join(lines(rows)) + f"\n\n{load_words(result)}")
    machine = machine_words(next(iter(of.values()))["machine"]) if of else ""
    return "\n\n".join([*parts, f"{sum(kept)} of {len(kept)} budgets met. Machine: {machine}"])


def write_page(results: list[Path]) -> None:
    """Put runs' results into docs/performance.md."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    read = [json.loads(one.read_text("utf-8")) for one in results]
    PAGE.write_text(f"{before}{BEGIN}\n\n{made(read)}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    runs = [Path(one) for one in sys.argv[1:]] or list((PROJECT / "bench" / "results").glob("*.json"))
    if not runs:
        raise SystemExit("There are no results yet: run `make bench` first.")
    write_page(runs)
