"""Moving a whole installation from one database to another: every row, its ids and the audit's chain."""

from collections.abc import Callable
from contextlib import closing
from itertools import zip_longest

from tracker.errors import TrackerError
from tracker.store.schema.steps import keys_by_table
from tracker.store.store import Store

Told = Callable[[str, int], None]


def copy_database(source: Store, target: Store, report: Told | None = None) -> int:
    """Copy every row of `source`, as of one moment, into the empty `target`; return how many.

    What was copied is read back and compared, and the audit's chain followed, before anything is kept:
    all or nothing. `report` hears each table with its number of rows. Raises TrackerError.
    """
    if source.driver.facts()["database"] == target.driver.facts()["database"]:
        raise TrackerError("Both are the same database: name another one to copy to.")
    with source.at_one_moment(), target.together():
        _refuse_filled(target)
        if (broken := source.audit.broken_line()) is not None:
            raise TrackerError(
                f"The audit of the first database was changed at line {broken}: nothing was copied. Run check on it."
            )
        total = 0
        for table, key in keys_by_table().items():
            rows = _copy(source, target, table, key)
            if report:
                report(table, rows)
            total += rows
        if target.audit.broken_line() is not None:
            raise TrackerError("The audit did not arrive whole: nothing was kept. Copy again.")
    return total


def _refuse_filled(target: Store) -> None:
    for table in keys_by_table():
        if target.read(f"SELECT 1 FROM {table} LIMIT 1")[1]:
            raise TrackerError(
                f"The database to copy to is not empty (there are rows in {table}): nothing was copied. Name a new one."
            )


def _copy(source: Store, target: Store, table: str, key: str) -> int:
    names = source.read(f"SELECT * FROM {table} WHERE 1 = 0")[0]
    in_order = f"SELECT {', '.join(names)} FROM {table} ORDER BY {key}"
    with closing(source.stream(in_order)) as sent:
        rows = target.fill(table, names, sent)
    with closing(source.stream(in_order)) as sent, closing(target.stream(in_order)) as arrived:
        for number, (sent_row, other) in enumerate(zip_longest(sent, arrived), start=1):
            if sent_row != other:
                raise TrackerError(
                    f"Row {number} of {table} did not arrive as it was: nothing was kept. Copy again."
                )
    return rows
