"""How often a form may be tried: counted in the database, so that a restart forgives nothing."""

from datetime import timedelta

from tracker import clock
from tracker.errors import TooManyAttempts
from tracker.store.store import Store

HOUR = timedelta(hours=1)


def count_try(store: Store, what: str, whose: str, most: int) -> None:
    """Count one try of something by somebody (an address, an account); raises TooManyAttempts past `most` an hour."""
    now, bucket = clock.utc_now(), f"{what} {whose}"
    # Asked before it is counted: a flood past the limit must not keep the disk busy.
    if store.attempts(bucket, now) >= most or store.count_attempt(bucket, now, now + HOUR) > most:
        raise TooManyAttempts
