"""A personal token: what another program of the person's may do in their record, and until when."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tracker import clock
from tracker.domain import limits
from tracker.domain.entry import new_entry_id
from tracker.errors import InvalidEntry

# What an entry says that a program logged, and a past version that a program changed.
SOURCE = "api"
LOG, SUMMARY, ENTRIES = "log", "summary", "entries"
SCOPES = {
    LOG: "Log entries, and change or take out what it logged itself",
    SUMMARY: "Read the summary",
    ENTRIES: "Read every entry, notes included",
}
LABEL_CHARACTERS = 80
DAYS_GOOD = (30, 90, 365)


@dataclass(frozen=True, kw_only=True)
class ApiToken:
    """What one token may do (some of SCOPES) and until when (UTC); raises InvalidEntry."""

    client_id: str
    label: str
    scopes: tuple[str, ...]
    ends_at: datetime
    token_id: str = field(default_factory=new_entry_id)
    created_at: datetime = field(default_factory=clock.utc_now)
    last_used_at: datetime | None = None

    def __post_init__(self) -> None:
        label = limits.text("label", self.label, LABEL_CHARACTERS)
        if label is None:
            raise InvalidEntry("label", "Label is missing: which program is it for?")
        object.__setattr__(self, "label", label)
        object.__setattr__(self, "scopes", limits.subset_of("scopes", self.scopes, tuple(SCOPES)))
        if not self.scopes:
            raise InvalidEntry("scopes", "Choose at least one thing that the program may do.")

    def is_good(self, now: datetime) -> bool:
        """Whether its time is not over."""
        return now < self.ends_at


def end_of(days: int, now: datetime) -> datetime:
    """Return when a token ends that is good for some days; raises InvalidEntry for other numbers than are offered."""
    if days not in DAYS_GOOD:
        raise InvalidEntry("days", f"Days must be one of: {', '.join(map(str, DAYS_GOOD))}.")
    return now + timedelta(days=days)
