"""Attempts in the store: how often somebody tried, by bucket, until when."""

from datetime import datetime

from tracker.store.schema.tables import instant_text
from tracker.store.transaction import StoreNoun


class Attempts(StoreNoun):
    """The attempts' part of the store."""

    def add(self, bucket: str, now: datetime, until: datetime) -> int:
        """Count one more attempt in a bucket and return how many it holds; a bucket past its end starts anew."""
        rows = self._db.write(
            "INSERT INTO attempts (bucket, count, until) VALUES (:bucket, 1, :until)"
            " ON CONFLICT (bucket) DO UPDATE SET"
            " count = CASE WHEN attempts.until <= :now THEN 1 ELSE attempts.count + 1 END,"
            " until = CASE WHEN attempts.until <= :now THEN excluded.until ELSE attempts.until END"
            " RETURNING count",
            bucket=bucket,
            now=instant_text(now),
            until=instant_text(until),
        )
        return int(rows[0][0])

    def count(self, bucket: str, now: datetime) -> int:
        """Return how many attempts a bucket holds now."""
        rows = self._db.read(
            "SELECT count FROM attempts WHERE bucket = :bucket AND until > :now",
            bucket=bucket,
            now=instant_text(now),
        )[1]
        return int(rows[0][0]) if rows else 0

    def forget(self, bucket: str) -> None:
        """Empty a bucket."""
        self._db.write("DELETE FROM attempts WHERE bucket = :bucket", bucket=bucket)

    def forget_ended(self, now: datetime) -> None:
        """Remove the buckets past their end: they are named after addresses and accounts, and measure nothing any more."""
        self._db.write("DELETE FROM attempts WHERE until <= :now", now=instant_text(now))
