"""How often a form may be tried: counted in the database, so that a restart forgives nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from tracker import clock
from tracker.access.tries import tries_of
from tracker.errors import InvalidEntry, TooManyAttempts
from tracker.store.store import Store

HOUR = timedelta(hours=1)


def count_try(store: Store, what: str, whose: str, most: int) -> None:
    """Count one try of something by somebody (an address, an account); raises TooManyAttempts past `most` an hour."""
    now, bucket = clock.utc_now(), f"{what} {whose}"
    # Asked before it is counted: a flood past the limit must not keep the disk busy.
    if store.attempts.count(bucket, now) >= most or store.attempts.add(bucket, now, now + HOUR) > most:
        raise TooManyAttempts


@contextmanager
def guess(store: Store, what: str, whose: str, most: int, secret: str) -> Iterator[None]:
    """Let one guess at a secret be made; counted when it was wrong: when the block refuses the field `secret`.

    Raises TooManyAttempts after `most` wrong ones an hour, those under way included.
    """
    bucket = f"{what} {whose}"
    with tries_of(store).one_more([(bucket, most)]) as commit:
        try:
            yield
        except InvalidEntry as error:
            if error.field == secret:
                now = clock.utc_now()
                commit(lambda: store.attempts.add(bucket, now, now + HOUR), [bucket])
            raise
