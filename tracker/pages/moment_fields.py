"""The fields every form has: another day, another time, a note."""

from datetime import date
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
    with left:
        on_date = day_field(draft, day_label, "on_date", draft.start.on_date if draft.start else None)
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


def day_field(
    draft: Draft, label: str, name: str, start_day: date | None, blank: str = "Empty means today."
) -> date | None:
    """Show a field for a day up to today and return it; `blank` says what is meant without one."""
    # West of where it was saved, an entry can be of tomorrow.
    latest = max(start_day or clock.today(), clock.today())
    return st.date_input(
        label,
        start_day,
        EARLIEST_DAY,
        latest,
        key=draft.key(name),
        persist_state="session",
        format=field_pattern(),
        help=blank,
    )


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
