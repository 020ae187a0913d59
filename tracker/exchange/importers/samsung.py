"""Samsung Health: each day's steps, from the zip of personal data or the file of steps in it."""

import re
from datetime import UTC, date, datetime

from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.importers.arrival import Arrival
from tracker.exchange.importers.days import moment_in
from tracker.exchange.importers.health_days import SEVERAL_DEVICES, STEPS, HealthDays
from tracker.exchange.importers.incoming import HEAD_BYTES, IncomingFile, Start
from tracker.exchange.importers.text_table import table_of

NAME = "samsung"
WORDS = "Samsung Health (the zip of all data, or its file of steps)"
_KIND = r"com\.samsung\.shealth\.(?:tracker\.pedometer_day_summary|step_daily_trend)"
_STEPS = re.compile(rf"(?:.*/)?{_KIND}\.[^/]*\.csv")
_FIRST_LINE = re.compile(rf'(?:\xef\xbb\xbf)?"?{_KIND}"?,'.encode("latin-1"))
# What else Samsung writes, a file a kind, counts in thousandths of a second, and its times may be in UTC.
_OTHER_KIND = re.compile(
    rb'(?:\xef\xbb\xbf)?"?com\.samsung\.[^\n]*\n[^\n]*(?:com\.samsung\.|\b(?:datauuid|deviceuuid|time_offset)\b)'
)
_ONLY_STEPS = "Of Samsung Health only the steps of each day are read: import its file step_daily_trend (CSV), or the zip of all data."
_MILLISECONDS_OF_A_DAY = 86_400_000


def recognises(start: Start) -> bool:
    """Return whether a zip holds Samsung's days of steps, or a file's first line says that it is Samsung's."""
    is_samsungs = _FIRST_LINE.match(start.head) or _OTHER_KIND.match(start.head)
    return any(_STEPS.fullmatch(name) for name in start.members) or is_samsungs is not None


def read(file: IncomingFile) -> Arrival:
    """Return each day's steps: of its rows, one a device and one for all, that with the most counts.

    Raises ImportRefused for Samsung's files of anything else.
    """
    days = HealthDays()
    head = file.stream.read(HEAD_BYTES)
    if not _FIRST_LINE.match(head) and _OTHER_KIND.match(head):
        raise ImportRefused(_ONLY_STEPS)
    if not head.startswith(b"PK"):
        _read_days(file.data, "", days)
    else:
        with file.zip() as archive:
            for name, data in zip_members.some_members(archive, _STEPS.fullmatch):
                _read_days(data, name, days)
    remarks = (SEVERAL_DEVICES,) if days.has_several_sources else ()
    return Arrival(NAME, tuple(days.rows()), remarks=remarks, is_health_data=True)


def _read_days(data: bytes, name: str, days: HealthDays) -> None:
    # The first line says the kind and may have as many cells as the header under it.
    table = table_of(b"\n" + data.partition(b"\n")[2])
    # Names of columns are long or short, whichever version wrote them.
    columns = {
        column.split(".")[-1].strip("\N{ZERO WIDTH NO-BREAK SPACE}"): column for column in table.header
    }
    steps, day = columns.get("step_count", columns.get("count")), columns.get("day_time")
    if steps is None or day is None:
        raise ImportRefused("the columns of steps and of their day are missing.", table.header_line)
    for line, cells in table.cells():
        on_date, amount = _day(cells[day]), cells[steps].strip()
        if on_date is None or re.fullmatch(r"[0-9]{1,7}", amount) is None:
            raise ImportRefused(f"{name[:80]}: a day without its date and steps.".removeprefix(": "), line)
        days.add(STEPS, on_date, f"{name} {line}", int(amount))


def _day(text: str) -> date | None:
    """Return a day that is written as such, or as the milliseconds at which it would begin in UTC."""
    if re.fullmatch(r"[0-9]{12,13}", text.strip()) and int(text) % _MILLISECONDS_OF_A_DAY == 0:
        return datetime.fromtimestamp(int(text) // 1_000, UTC).date()
    moment = moment_in(text, "ymd")
    return moment.on_date if moment else None
