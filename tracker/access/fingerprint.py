"""What tells a session that its answers changed, and whose they are, without saying anything else."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from urllib.parse import urlencode

from tracker.access.sessions import Identity
from tracker.domain.period import Period
from tracker.domain.red_flags import Tier
from tracker.record import ClientRecord


def answers_query(
    record: ClientRecord, identity: Identity | None, range_name: str, period: Period, **also: str | None
) -> str:
    """Return the query at which a session finds the answers of a period: `also` may name a question and a share."""
    query: Mapping[str, str] = {"of": record_token(record, identity), "range": range_name}
    if range_name == "own":
        query = {**query, "from": period.first.isoformat(), "to": period.last.isoformat()}
    return urlencode({**query, **{name: value for name, value in also.items() if value}})


def fingerprint(record: ClientRecord, identity: Identity | None, tier: Tier | None, today: date) -> str:
    """Return a word that is another one once something changed that answers rest on.

    That are the entries that may be seen, goal and profile, the warning signs' `tier`, and the day. Only who knows the
    session's id, which no browser does, could work back from it.
    """
    days = record.scope.period if record.scope else None
    return _digest(identity, record.client_id, record.entries.revision(), days, tier, today)


def record_token(record: ClientRecord, identity: Identity | None) -> str:
    """Return a word for a record in a session, so that a page asks for nobody else's after another person signed in."""
    return _digest(identity, record.client_id)[:12]


def _digest(identity: Identity | None, *facts: object) -> str:
    # One person's mode has no sessions, and nobody to keep anything from.
    session_id = identity.session_id if identity else ""
    return sha256(repr((session_id, *facts)).encode()).hexdigest()[:24]
