"""The fields of an event, for its page and for editing."""

from typing import Any

import streamlit as st

from tracker import clock
from tracker.domain.event import WORDS_CHARACTERS, Event
from tracker.pages.draft import Draft
from tracker.pages.moment_fields import day_field, note_field
from tracker.pages.save_bar import refused_beside


def event_fields(draft: Draft) -> dict[str, Any]:
    """Show the fields and return what is in them, by the names of Event."""
    start = draft.start if isinstance(draft.start, Event) else None
    refused_beside(draft, "words")
    words = st.text_input(
        "What happened?",
        start.words if start else None,
        max_chars=WORDS_CHARACTERS,
        key=draft.key("words"),
        persist_state="session",
        placeholder="for example injection, new job",
    )
    refused_beside(draft, "on_date")
    on_date = day_field(draft, "Which day?", "on_date", start.on_date if start else None)
    return {"words": words, "on_date": on_date, "note": note_field(draft)}


def event_from(draft: Draft, values: dict[str, Any]) -> Event:
    """Return the event of a form's values. Raises InvalidEntry."""
    at_time = draft.start.at_time if draft.start else None
    return Event(
        entry_id=draft.entry_id,
        at_time=at_time,
        **(values | {"on_date": values["on_date"] or clock.today()}),
    )
