"""Google Health Connect: the zip that Android's own backup writes, a database of what phone and watch counted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from zipfile import ZipFile

from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.importers.arrival import Arrival
from tracker.exchange.importers.health_days import (
    MINUTES_ACTIVE,
    SEVERAL_DEVICES,
    STEPS,
    HealthDays,
    night_of,
)
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.store.backup.private_folder import private_folder
from tracker.store.foreign_database import foreign_rows

NAME = "health-connect"
WORDS = "Google Health Connect (zip)"
_DATABASE = "health_connect_export.db"
MOST_DATABASE_BYTES = 200_000_000
_CHUNK = 1 << 18
# 1 awake, 3 out of bed, 7 awake in bed; what is left is sleep of some kind.
_AWAKE = (1, 3, 7)


def recognises(start: Start) -> bool:
    """Return whether a zip holds Health Connect's database."""
    return any(name.split("/")[-1] == _DATABASE for name in start.members)


def read(file: IncomingFile) -> Arrival:
    """Return each day's steps, minutes of exercise and hours asleep."""
    days = HealthDays()
    # SQLite reads files; this one would be eight times what a request may be in memory.
    with file.zip() as archive, private_folder(Path(gettempdir()), NAME) as folder:
        copy = str(folder / _DATABASE)
        _unpack(archive, copy)
        _read_steps(copy, days)
        _read_exercise(copy, days)
        _read_sleep(copy, days)
    remarks = (SEVERAL_DEVICES,) if days.has_several_sources else ()
    return Arrival(
        NAME,
        tuple(days.rows()),
        remarks=remarks,
        overlap=frozenset((STEPS, MINUTES_ACTIVE)),
        is_health_data=True,
    )


def _unpack(archive: ZipFile, copy: str) -> None:
    name = next(path for path in zip_members.names(archive) if path.split("/")[-1] == _DATABASE)
    size = 0
    with archive.open(name) as member, Path(copy).open("wb") as unpacked:
        while piece := member.read(_CHUNK):
            size += len(piece)
            if size > MOST_DATABASE_BYTES:
                raise ImportRefused(f"The database is larger than {MOST_DATABASE_BYTES // 1_000_000} MB.")
            unpacked.write(piece)


def _read_steps(path: str, days: HealthDays) -> None:
    columns = ("start_time", "start_zone_offset", "count", "app_info_id")
    for start, offset, count, app in foreign_rows(path, "steps_record_table", columns):
        if type(count) is int and count >= 0:
            days.add(STEPS, _clock(start, offset).date(), str(app), count)


def _read_exercise(path: str, days: HealthDays) -> None:
    columns = ("start_time", "start_zone_offset", "end_time", "app_info_id")
    for start, offset, end, app in foreign_rows(path, "exercise_session_record_table", columns):
        minutes = (_moment(end) - _moment(start)).total_seconds() / 60
        if 0 < minutes <= 1440:
            days.add(MINUTES_ACTIVE, _clock(start, offset).date(), str(app), minutes)


def _read_sleep(path: str, days: HealthDays) -> None:
    columns = ("row_id", "start_time", "end_time", "end_zone_offset", "app_info_id")
    nights = {row[0]: row[1:] for row in foreign_rows(path, "sleep_session_record_table", columns)}
    night_by_id = {
        row_id: night_of(_clock(start, offset), _clock(end, offset))
        for row_id, (start, end, offset, _) in nights.items()
    }
    staged: set[Any] = set()
    of_stage = ("parent_key", "stage_start_time", "stage_end_time", "stage_type")
    for night, start, end, stage in foreign_rows(path, "sleep_stages_table", of_stage):
        if night in nights:
            staged.add(night)
            if stage not in _AWAKE:
                days.asleep(night_by_id[night], str(nights[night][-1]), _moment(start), _moment(end))
    for night, (start, end, _, app) in nights.items():
        # Without stages the whole session is all that is known of it.
        if night not in staged:
            days.asleep(night_by_id[night], str(app), _moment(start), _moment(end))


def _moment(milliseconds: Any, ahead_seconds: int = 0) -> datetime:
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds, seconds=ahead_seconds)
    except (TypeError, OverflowError):
        raise ImportRefused("The database of Health Connect holds a moment that is none.") from None


def _clock(milliseconds: Any, offset_seconds: Any) -> datetime:
    """Return a moment on the clock of the phone, whose offset the record has."""
    offset = offset_seconds if type(offset_seconds) is int and abs(offset_seconds) <= 86_400 else 0
    return _moment(milliseconds, offset)
