"""How often a form may be tried: counted in the database, so that a restart forgives nothing."""

from datetime import timedelta

from tracker import clock
from tracker.errors import TooManyAttempts
from tracker.store.store import Store

HOUR = timedelta(hours=1)


def count_try(store: Store, what: str, whose: str, most: int) -> None:
    """Count one try of something by somebody (an address, an account); raises TooManyAttempts past `most` an hour."""
    now = clock.utc_now()
    if store.count_attempt(f"{what} {whose}", now, now + HOUR) > most:
        raise TooManyAttempts
