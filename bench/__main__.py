"""`python -m bench [name ...]`: runs the benchmarks, prints one table, writes bench/results/<date>.json."""

import argparse
import importlib
import json
import os
import platform
import sqlite3
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.row import Row
from bench.table import lines

HERE = Path(__file__).parent
RESULTS = HERE / "results"
PACKAGES = ("streamlit", "pandas", "plotly", "sqlite-utils", "numpy")


def names() -> list[str]:
    """Return the names of all files here that hold a benchmark: they define run()."""
    return [one.stem for one in sorted(HERE.glob("*.py")) if "\ndef run(" in one.read_text("utf-8")]


def run_one(name: str) -> list[dict[str, Any]]:
    """Run one benchmark and return its rows as they are written down."""
    rows: list[Row] = importlib.import_module(f"bench.{name}").run()
    return [row.as_dict() for row in rows]


def machine() -> dict[str, Any]:
    """Return what the figures depend on; the load average says how busy the machine was when the run began."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = {line.partition(": ")[2] for line in lines if line.startswith("model name")}
    return {
        "processor": ", ".join(sorted(models)) or platform.processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: version(name) for name in PACKAGES},
        "load": os.getloadavg(),
    }


def main() -> None:
    """Run what was asked for; the exit code is 1 when a benchmark broke, whatever the budgets say."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which of: {', '.join(names())}")
    asked = parser.parse_args().names or names()
    if unknown := sorted(set(asked) - set(names())):
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join(names())}")
    started, where, rows, broke = time.time(), machine(), [], {}
    for name in asked:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            rows += [{"bench": name, **row} for row in run_one(name)]
        except Exception as error:  # noqa: BLE001  the others are still wanted
            broke[name] = f"{type(error).__name__}: {error}"
            print(f"{name} broke: {broke[name]}", file=sys.stderr)
    if rows:
        print("\n".join(lines(rows)))
    now = datetime.now(UTC)
    RESULTS.mkdir(exist_ok=True)
    written = RESULTS / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    result = {
        "at": now.isoformat(timespec="seconds"),
        "seconds": round(time.time() - started),
        "machine": where,
    }
    written.write_text(json.dumps({**result, "broke": broke, "rows": rows}, indent=1) + "\n", "utf-8")
    print(f"\n{written.relative_to(HERE.parent)}")
    raise SystemExit(1 if broke else 0)


if __name__ == "__main__":
    main()
