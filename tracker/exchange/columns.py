"""How each column of our CSV is read: whole numbers, decimals, yes or no, days, times, words and free text."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tracker.domain import limits
from tracker.errors import InvalidEntry
from tracker.exchange import cells
from tracker.store.tables import TABLES

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def _flag(name: str) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if cell not in ("0", "1"):
            raise InvalidEntry(name, f"{limits.words(name)} must be 1 for yes or 0 for no.")
        return int(cell)

    return read


def _plain_id(cell: str) -> str:
    # Python's UUID also reads braces, underscores and other scripts' digits; an id has one spelling here.
    return cell if _ID.fullmatch(cell.lower()) else ""


TEXT_COLUMNS = ("note", "therapist", "source")
_WHOLE_COLUMNS = (
    "leg_pain_nrs", "back_pain_nrs", "tingling", "numbness", "weakness", "sleep_quality", "minutes_active",
    "minutes", "pain_before_nrs", "pain_after_nrs",
)  # fmt: skip
DECIMAL_COLUMNS = (
    "hours_sitting",
    "foot_line_cm",
    "trial_1_cm",
    "trial_2_cm",
    "trial_3_cm",
    "sit_and_reach_cm",
)
FLAG_COLUMNS = ("is_flare", "warm_up")
READERS: Mapping[str, Callable[[str], Any]] = {
    **{column: str for table in TABLES.values() for column in table.columns},
    **dict.fromkeys(TEXT_COLUMNS, cells.unescaped),
    **dict.fromkeys(_WHOLE_COLUMNS, cells.whole),
    **dict.fromkeys(DECIMAL_COLUMNS, cells.decimal),
    **{name: _flag(name) for name in FLAG_COLUMNS},
    "entry_id": _plain_id,
    "on_date": cells.day,
    "at_time": cells.time_of_day,
    "created_at": cells.instant,
}
