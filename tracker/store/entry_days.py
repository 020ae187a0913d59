"""The days of a record's entries in the store: the first, the last, and what each was like."""

from datetime import date

from tracker.domain.client import Actor
from tracker.domain.period import Period
from tracker.store.tables import TABLES
from tracker.store.transaction import Transactions


class EntryDays(Transactions):
    """The days' part of the store."""

    def first_day(self, actor: Actor, client_id: str) -> date | None:
        """Return the day of the first entry of any kind."""
        each = " UNION ALL ".join(
            f"SELECT min(on_date) AS day FROM {table.name} WHERE client_id = :client_id"
            for table in TABLES.values()
        )
        (first,) = self.read(f"SELECT min(day) FROM ({each}) AS first_days", client_id=client_id)[1][0]
        return date.fromisoformat(first) if first else None

    def days_of(self, actor: Actor, client_id: str, kind: str, period: Period) -> tuple[date, date] | None:
        """Return the first and last day of a period that has an entry of a kind, if there is one."""
        among = f"FROM {TABLES[kind].name} WHERE client_id = :client_id AND on_date BETWEEN :first AND :last"
        # Asked apart, each is one step in the key; together, every entry would be read.
        first, last = self.read(
            f"SELECT (SELECT min(on_date) {among}), (SELECT max(on_date) {among})",
            client_id=client_id,
            **days_between(period),
        )[1][0]
        return (date.fromisoformat(first), date.fromisoformat(last)) if first else None

    def first_pain_day(self, actor: Actor, client_id: str, column: str, period: Period) -> date | None:
        """Return the first day of a period on which leg_pain_nrs or back_pain_nrs was given."""
        name = {"leg_pain_nrs": "leg_pain_nrs", "back_pain_nrs": "back_pain_nrs"}[column]
        found = self.read(
            f"SELECT on_date FROM check_in WHERE client_id = :client_id AND {name} IS NOT NULL"
            " AND on_date BETWEEN :first AND :last ORDER BY on_date LIMIT 1",
            client_id=client_id,
            **days_between(period),
        )[1]
        return date.fromisoformat(found[0][0]) if found else None

    def daily_pain(
        self, actor: Actor, client_id: str, period: Period
    ) -> tuple[tuple[str, float | None, float | None], ...]:
        """Return each day's mean leg and back pain, oldest first: a list of many clients needs no more."""
        found = self.read(
            "SELECT on_date, avg(leg_pain_nrs), avg(back_pain_nrs) FROM check_in"
            " WHERE client_id = :client_id AND on_date BETWEEN :first AND :last GROUP BY on_date ORDER BY on_date",
            client_id=client_id,
            **days_between(period),
        )[1]
        return tuple((day, leg, back) for day, leg, back in found)


def days_between(period: Period) -> dict[str, str]:
    """Return a period's ends as a statement's `:first` and `:last`."""
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}
