"""The fields of the quick check-in: from a posted form to a check-in, and from a check-in back to a form."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import new_entry_id
from tracker.domain.exercise import EXERCISES
from tracker.errors import InvalidEntry
from tracker.exchange import cells
from tracker.locales import weekday_and_day

SOURCE = "quick"
PADS = {"leg_pain_nrs": "Leg pain", "back_pain_nrs": "Back pain"}
EXTENTS = (
    ("none", "None", "no symptoms"),
    ("back", "Back", "only in the back"),
    ("buttock", "Buttock", "no further down"),
    ("thigh", "Thigh", "above the knee"),
    ("calf", "Calf", "below the knee"),
    ("foot", "Foot", "ankle to toes"),
    ("", "No answer", ""),
)
DONE = "did_"
# A phone's clock runs some minutes off, and by a whole zone when set by hand; more ahead than that cannot be.
FURTHEST_AHEAD = timedelta(days=1)
Fields = Mapping[str, str]


def empty_fields() -> dict[str, str]:
    """Return a form that has just been opened, with the id that its entry will have."""
    return {"entry_id": new_entry_id()}


def fields_of(entry: CheckIn) -> dict[str, str]:
    """Return a form holding the values of a check-in that was taken back: saving it is a new entry."""
    values = {
        **{name: getattr(entry, name) for name in PADS},
        "pain_extent": entry.pain_extent,
        "note": entry.note,
        "on_date": entry.on_date.isoformat(),
        "at_time": f"{entry.at_time:%H:%M}" if entry.at_time else None,
        **{f"{DONE}{exercise_id}": "on" for exercise_id in entry.exercises_done},
        "is_flare": "on" if entry.is_flare else None,
    }
    return empty_fields() | {name: str(value) for name, value in values.items() if value is not None}


def check_in_of(fields: Fields, *, knows_now: bool) -> CheckIn:
    """Return the check-in that the fields say; raises InvalidEntry.

    Without a day it is today, and, where `knows_now`, of this minute. `made_at`, sent by a browser that
    kept the check-in while it was offline, stays as it was said.
    """
    on_date = _day(fields)
    is_now = knows_now and on_date == clock.today()
    entry = CheckIn(
        entry_id=fields.get("entry_id", ""),
        on_date=on_date,
        at_time=_time(fields.get("at_time", "")) or (clock.local_time() if is_now else None),
        leg_pain_nrs=_whole(fields.get("leg_pain_nrs")),
        back_pain_nrs=_whole(fields.get("back_pain_nrs")),
        pain_extent=fields.get("pain_extent") or None,
        note=fields.get("note") or None,
        exercises_done=tuple(
            field_name.removeprefix(DONE) for field_name in fields if field_name.startswith(DONE)
        ),
        is_flare="is_flare" in fields,
        source=SOURCE,
    )
    made_at = fields.get("made_at", "")
    return replace(entry, created_at=_made_at(made_at)) if made_at else entry


def day_values(fields: Fields, today: date) -> dict[str, object]:
    """Return what the form shows of its day: the one asked for, or today. The day it shows is the day it saves under."""
    try:
        day = _day(fields)
    except InvalidEntry:
        day = today
    return {
        "day": fields.get("on_date") or day.isoformat(),
        "day_words": weekday_and_day(day, with_year=False),
        "yesterday": (today - timedelta(days=1)).isoformat(),
        "is_yesterday": bool(fields.get("yesterday")) and day == today - timedelta(days=1),
        "is_past": day < today,
    }


def is_ticked(fields: Fields, exercise_ids: set[str]) -> bool:
    """Whether one of some exercises is ticked: a fold that holds one stays open."""
    return any(f"{DONE}{exercise_id}" in fields for exercise_id in exercise_ids)


def names_of_exercises() -> dict[str, str]:
    """Return the name of every exercise there is, by its id."""
    return {exercise.exercise_id: exercise.name for exercise in EXERCISES}


def _whole(typed: str | None) -> Any:
    """Return a number as a CSV file has it; what is none, such as 05, stays text, for the check-in to refuse."""
    return cells.whole(typed) if typed else None


def _day(fields: Fields) -> date:
    """Return the day of a form; "Yesterday" counts where no other day was chosen beside it."""
    day, yesterday = _calendar_day(fields.get("on_date", "")), fields.get("yesterday", "")
    if not yesterday:
        return day
    before = _calendar_day(yesterday)
    return before if day == before + timedelta(days=1) else day


def _calendar_day(text: str) -> date:
    day = cells.day(text) if text else clock.today()
    if isinstance(day, str):
        raise InvalidEntry("on_date", "The day must be a calendar date such as 2026-03-09.")
    return day


def _time(text: str) -> time | None:
    if not text:
        return None
    try:
        if re.fullmatch(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?", text):
            return time.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidEntry("at_time", "Time must be a time of day such as 07:30.")


def _made_at(text: str) -> datetime:
    try:
        made_at = datetime.fromisoformat(text)
    except ValueError:
        made_at = None
    if made_at is None or made_at.tzinfo is None:
        raise InvalidEntry("made_at", "Made at must be an instant with its offset from UTC.")
    now = clock.utc_now()
    return now if made_at > now + FURTHEST_AHEAD else made_at
