"""A phone or tablet of personal mode's one person: its name, and since when it may open the record."""

from dataclasses import dataclass
from datetime import datetime, timedelta

NAME_CHARACTERS = 40
PAIRING_MINUTES = 5
PAIRING_LASTS = timedelta(minutes=PAIRING_MINUTES)


@dataclass(frozen=True, kw_only=True)
class PairedDevice:
    """A device that was paired, when it was, and when it was last seen (UTC)."""

    client_id: str
    device_id: str
    name: str
    paired_at: datetime
    seen_at: datetime
