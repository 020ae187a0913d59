"""The fields every form has: another day, another time, a note."""

from typing import Any

import streamlit as st

from tracker import clock
from tracker.domain.limits import EARLIEST_DAY
from tracker.locales import field_pattern
from tracker.pages.draft import Draft
from tracker.pages.save_bar import refused_beside


def moment_fields(draft: Draft, day_label: str = "Another day", *, takes_now: bool = True) -> dict[str, Any]:
    """Show day and time and return them as `on_date` and `at_time`; `takes_now` when `moment_from` reads them."""
    left, right = st.columns(2)
    start_day = draft.start.on_date if draft.start else None
    # West of where it was saved, an entry can be of tomorrow.
    latest = max(start_day or clock.today(), clock.today())
    on_date = left.date_input(
        day_label,
        start_day,
        EARLIEST_DAY,
        latest,
        key=draft.key("on_date"),
        persist_state="session",
        format=field_pattern(),
        help="Empty means today.",
    )
    at_time = right.time_input(
        "Another time",
        draft.start.at_time if draft.start else None,
        key=draft.key("at_time"),
        persist_state="session",
        step=300,
        help="Empty means now, or no time for another day."
        if takes_now and not draft.start
        else "Empty means no time.",
    )
    return {"on_date": on_date, "at_time": at_time}


def moment_from(draft: Draft, values: dict[str, Any]) -> dict[str, Any]:
    """Return `on_date` and `at_time` of a form's values: now, unless another day or time is given."""
    on_date = values.get("on_date") or clock.today()
    is_now = on_date == clock.today() and draft.start is None
    return {"on_date": on_date, "at_time": values.get("at_time") or (clock.local_time() if is_now else None)}


def note_field(draft: Draft) -> str | None:
    """Show the note and return it; the browser counts otherwise than we do and would drop what is too long."""
    refused_beside(draft, "note")
    return st.text_area(
        "Note",
        draft.start.note if draft.start else None,
        key=draft.key("note"),
        persist_state="session",
        placeholder="Anything worth remembering about it",
    )
