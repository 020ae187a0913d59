"""The fields of a massage session, for its page and for editing."""

from typing import Any

import streamlit as st

from tracker import clock
from tracker.components.body_map import body_map
from tracker.components.number_field import number_field
from tracker.components.pain_pad import pain_pad
from tracker.domain.massage_session import NAME_CHARACTERS, PRESSURES, MassageSession
from tracker.pages.draft import Draft
from tracker.pages.moment_fields import moment_fields, note_field
from tracker.pages.save_bar import refused_beside


def massage_fields(draft: Draft, carried_therapist: str | None = None) -> dict[str, Any]:
    """Show the fields and return what is in them, by the names of MassageSession."""
    values = dose_fields(draft)
    refused_beside(draft, "pain_before_nrs", "pain_after_nrs")
    for name, label in (("pain_before_nrs", "Pain before"), ("pain_after_nrs", "Pain after")):
        values[name] = draft.taps[name] = pain_pad(label, key=draft.key(name), value=draft.tapped(name))
    return values | therapist_and_note(draft, carried_therapist)


def dose_fields(draft: Draft) -> dict[str, Any]:
    """Show day, time, minutes, areas and pressure, and return what is in them."""
    start = draft.start if isinstance(draft.start, MassageSession) else None
    refused_beside(draft, "on_date", "at_time")
    values: dict[str, Any] = moment_fields(draft, "Which day?", takes_now=False)
    refused_beside(draft, "minutes")
    values["minutes"] = number_field(
        "How many minutes?",
        1,
        240,
        start.minutes if start else None,
        5,
        key=draft.key("minutes"),
        placeholder="for example 45",
        begin=45,
        memory=draft.taps,
    )
    refused_beside(draft, "areas", "pressure")
    values["areas"] = draft.taps["areas"] = body_map(
        "Where?", key=draft.key("areas"), value=tuple(draft.tapped("areas", ()))
    )
    values["pressure"] = st.segmented_control(
        "How firm?",
        PRESSURES,
        default=start.pressure if start else None,
        format_func=str.capitalize,
        key=draft.key("pressure"),
        persist_state="session",
    )
    return values


def therapist_and_note(draft: Draft, carried_therapist: str | None = None) -> dict[str, Any]:
    """Show who gave it and the note, and return what is in them."""
    refused_beside(draft, "therapist")
    start = draft.start if isinstance(draft.start, MassageSession) else None
    therapist = st.text_input(
        "Therapist",
        start.therapist if start else carried_therapist,
        max_chars=NAME_CHARACTERS,
        key=draft.key("therapist"),
        persist_state="session",
    )
    return {"therapist": therapist, "note": note_field(draft)}


def massage_from(draft: Draft, values: dict[str, Any]) -> MassageSession:
    """Return the massage session of a form's values. Raises InvalidEntry."""
    return MassageSession(
        entry_id=draft.entry_id, **(values | {"on_date": values["on_date"] or clock.today()})
    )
