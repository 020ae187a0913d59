"""A notice: a short message that the app sends by itself, and what a person chose of them. Nothing of health is in one."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.domain import limits
from tracker.errors import InvalidEntry
from tracker.settings import is_mail_address

CHECK_IN, TEST, SESSION, RECAP = "check-in", "test", "session", "recap"
KINDS = {
    CHECK_IN: "The daily check-in, if you have not made one that day",
    TEST: "The weekly flexibility test",
    SESSION: "The day before a planned massage session",
    RECAP: "On Sundays, whether there is something new to see",
}
CLAIMED, ACCEPTED, REFUSED = "claimed", "accepted", "refused"
LONGEST_PLACE = 500
CODE_LASTS = timedelta(hours=1)
# How late a notice may be; also how long it is tried again.
LATEST = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class NoticeChoice:
    """Where a client's notices go, which of KINDS, and the zone of their time; raises InvalidEntry.

    Until a place is confirmed by the code that was sent to it, nothing else goes there.
    """

    client_id: str
    place: str
    kinds: tuple[str, ...] = ()
    zone_name: str = ""
    is_confirmed: bool = False
    next_at: datetime | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", limits.subset_of("kinds", self.kinds, tuple(KINDS)))


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A notice that is or was to be sent: of which kind and day, where to, and what came of it."""

    client_id: str
    kind: str
    on_date: date
    masked_place: str
    claimed_at: datetime
    state: str = CLAIMED
    refusal: str | None = None


def checked_place(typed: str) -> str:
    """Return an e-mail address or a service's address as typed, without blanks around it; raises InvalidEntry."""
    place = typed.strip()
    is_service = re.fullmatch(r"[A-Za-z][A-Za-z0-9]*://[!-~]+", place) is not None
    if len(place) > LONGEST_PLACE or not (is_service or is_mail_address(place)):
        raise InvalidEntry(
            "place",
            "Where to must be one e-mail address, or a service's address such as ntfys://ntfy.sh/my-topic, without blanks.",
        )
    return place


def is_service(place: str) -> bool:
    """Whether a place is a service's address, not an e-mail address."""
    return "://" in place


def masked(place: str) -> str:
    """Return a place so that its person knows it and nobody else learns it."""
    if is_service(place):
        return f"{place.partition('://')[0].lower()}://***"
    name, _, domain = place.rpartition("@")
    return f"{name[:1]}***@{domain}"
