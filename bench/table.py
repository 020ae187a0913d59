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


def machine_words(result: dict[str, Any]) -> str:
    """Return where and when a run was made, in one paragraph."""
    where = result["machine"]
    packages = ", ".join(f"{name} {version}" for name, version in where["packages"].items())
    load = " ".join(f"{one:.1f}" for one in where["load"])
    return (
        f"Run of {result['at']}, {result['seconds']} s: {where['processor']}, {where['cores']} cores, {where['system']}, "
        f"Python {where['python']}, SQLite {where['sqlite']}, {packages}. Load average when it began (1, 5, 15 minutes): "
        f"{load}; above the number of cores, other programs ran beside it."
    )


def made(result: dict[str, Any]) -> str:
    """Return the part of docs/performance.md that a run makes: one table a benchmark, then the machine."""
    names = dict.fromkeys(row["bench"] for row in result["rows"])
    of = {name: [row for row in result["rows"] if row["bench"] == name] for name in names}
    parts = [f"### {name}\n\n" + "\n".join(lines(rows)) for name, rows in of.items()]
    kept = [row["met"] for row in result["rows"] if row["met"] is not None]
    parts.append(f"{sum(kept)} of {len(kept)} budgets met. {machine_words(result)}")
    return "\n\n".join(parts)


def write_page(results: Path) -> None:
    """Put a run's results into docs/performance.md."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    result = json.loads(results.read_text("utf-8"))
    PAGE.write_text(f"{before}{BEGIN}\n\n{made(result)}\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    latest = max((PROJECT / "bench" / "results").glob("*.json"), default=None)
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else latest
    if chosen is None:
        raise SystemExit("There are no results yet: run `make bench` first.")
    write_page(chosen)
