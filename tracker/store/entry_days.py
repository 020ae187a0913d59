"""The days of a record's entries in the store: the first, the last, and what each was like."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from tracker.domain.check_in import PAIN_EXTENTS
from tracker.domain.period import Period
from tracker.store.schema.tables import TABLES
from tracker.store.transaction import StoreNoun

DAILY_COURSE = ("on_date", "leg_pain_nrs", "back_pain_nrs", "weakness", "numbness", "pain_extent")
_STEP_OF_EXTENT = " ".join(f"WHEN '{extent}' THEN {step}" for step, extent in enumerate(PAIN_EXTENTS))


class EntryDays(StoreNoun):
    """The days' part of the store."""

    def first(self, client_id: str) -> date | None:
        """Return the day of the first entry of any kind that begins a record."""
        each = " UNION ALL ".join(
            f"SELECT min(on_date) AS day FROM {table.name} WHERE client_id = :client_id"
            for table in TABLES.values()
            if table.entry_class.begins_record
        )
        (first,) = self._db.read(f"SELECT min(day) FROM ({each}) AS first_days", client_id=client_id)[1][0]
        return date.fromisoformat(first) if first else None

    def ends(self, client_id: str, kinds: Iterable[str], period: Period) -> tuple[date | None, date | None]:
        """Return the first and last day of a period that has an entry of one of some kinds, None without any."""
        # Asked apart, each is one step in the key; together, every entry would be read.
        each = " UNION ALL ".join(
            f"SELECT {end}(on_date) AS day FROM {TABLES[kind].name}"
            " WHERE client_id = :client_id AND on_date BETWEEN :first AND :last"
            for kind in kinds
            for end in ("min", "max")
        )
        first, last = self._db.read(
            f"SELECT min(day), max(day) FROM ({each}) AS ends", client_id=client_id, **days_between(period)
        )[1][0]
        return (date.fromisoformat(first), date.fromisoformat(last)) if first else (None, None)

    def revision(
        self, client_id: str, kinds: Collection[str], period: Period | None = None
    ) -> tuple[int, ...]:
        """Return numbers that are never the same again once an entry of these kinds, goal, profile or fair try has changed.

        Entries and their past versions are counted: each adding makes more of the first, each edit, delete and undo
        more of the second. `period` counts the entries of its days only.
        """
        among = "client_id = :client_id" + (" AND on_date BETWEEN :first AND :last" if period else "")
        each = [f"(SELECT count(*) FROM {TABLES[kind].name} WHERE {among})" for kind in kinds]
        past = ", ".join(f"'{TABLES[kind].kind}'" for kind in kinds) or "''"
        each += [
            f"(SELECT count(*) FROM entry_history WHERE client_id = :client_id AND kind IN ({past}))",
            "(SELECT COALESCE(max(version), 0) FROM goal WHERE client_id = :client_id)",
            "(SELECT COALESCE(max(version), 0) FROM client WHERE client_id = :client_id)",
            "(SELECT count(*) + count(agreed_at) + count(ended_at) FROM fair_try WHERE client_id = :client_id)",
        ]
        days = days_between(period) if period else {}
        return tuple(self._db.read(f"SELECT {', '.join(each)}", client_id=client_id, **days)[1][0])

    def first_with_each(self, client_id: str, columns: Iterable[str], period: Period) -> tuple[date, ...]:
        """Return the first day of a period on which each column of DAILY_COURSE was given, none for one that never was."""
        wanted = [name for name in DAILY_COURSE if name in columns]
        each = ", ".join(
            f"(SELECT on_date FROM check_in WHERE client_id = :client_id AND {name} IS NOT NULL"
            " AND on_date BETWEEN :first AND :last ORDER BY on_date LIMIT 1)"
            for name in wanted
        )
        (days,) = self._db.read(f"SELECT {each}", client_id=client_id, **days_between(period))[1]
        return tuple(date.fromisoformat(day) for day in days if day)

    def flares(self, client_id: str, before: date, most: int) -> tuple[date, ...]:
        """Return the latest days before a day on which a check-in was marked as a flare, at most so many."""
        rows = self._db.read(
            "SELECT DISTINCT on_date FROM check_in WHERE client_id = :client_id AND is_flare = 1"
            " AND on_date < :before ORDER BY on_date DESC LIMIT :most",
            client_id=client_id,
            before=before.isoformat(),
            most=most,
        )[1]
        return tuple(date.fromisoformat(day) for (day,) in rows)

    def daily_course(self, client_id: str, period: Period) -> list[tuple[Any, ...]]:
        """Return each day's DAILY_COURSE, oldest first: what one look at many days or clients needs.

        Pain is the mean of a day, weakness and numbness the worst, the extent the furthest, as a place in PAIN_EXTENTS.
        """
        return self._db.read(
            "SELECT on_date, avg(leg_pain_nrs), avg(back_pain_nrs), max(weakness), max(numbness),"
            f" max(CASE pain_extent {_STEP_OF_EXTENT} END) FROM check_in"
            " WHERE client_id = :client_id AND on_date BETWEEN :first AND :last GROUP BY on_date ORDER BY on_date",
            client_id=client_id,
            **days_between(period),
        )[1]


def days_between(period: Period) -> dict[str, str]:
    """Return a period's ends as a statement's `:first` and `:last`."""
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}
