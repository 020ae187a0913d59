"""The fields of a medicine, for its page and for editing."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from tracker import clock
from tracker.components.plain_words import literal_markdown
from tracker.domain.medicine import AS_NEEDED, NAME_CHARACTERS, REGULAR, USES, MedicineTaken
from tracker.pages.draft import Draft
from tracker.pages.moment_fields import day_field, moment_fields, moment_from, note_field
from tracker.pages.save_bar import refused_beside

MOST_OFFERED = 5


def medicine_fields(draft: Draft, before: Sequence[MedicineTaken] = ()) -> dict[str, Any]:
    """Show the fields and return what is in them, by the names of MedicineTaken; those of `before` are offered."""
    start = draft.start if isinstance(draft.start, MedicineTaken) else None
    refused_beside(draft, "name", "dose", "use")
    _offer(draft, before[:MOST_OFFERED])
    values: dict[str, Any] = {
        name: st.text_input(
            label,
            getattr(start, name, None),
            max_chars=NAME_CHARACTERS,
            key=draft.key(name),
            persist_state="session",
            placeholder=example,
        )
        for name, label, example in (
            ("name", "Which medicine?", "in your own words"),
            ("dose", "How much?", "optional, for example 400 mg"),
        )
    }
    values["use"] = st.segmented_control(
        "How do you take it?",
        USES,
        default=start.use if start else AS_NEEDED,
        required=True,
        format_func=str.capitalize,
        key=draft.key("use"),
        persist_state="session",
    )
    refused_beside(draft, "on_date", "at_time", "until_date")
    values |= _since(draft, start) if values["use"] == REGULAR else moment_fields(draft, "Which day?")
    values["note"] = note_field(draft)
    return values


def medicine_from(draft: Draft, values: dict[str, Any]) -> MedicineTaken:
    """Return the medicine of a form's values; one taken as needed is of now, unless another day or time is given.

    Raises InvalidEntry.
    """
    if values["use"] == REGULAR:
        when = {"on_date": values["on_date"] or clock.today()}
    else:
        when = moment_from(draft, values)
    return MedicineTaken(entry_id=draft.entry_id, **(values | when))


def _offer(draft: Draft, before: Sequence[MedicineTaken]) -> None:
    """Show what was taken before, to fill name, dose and use with one tap."""
    if not before:
        return
    with st.container(key="medicines_before", horizontal=True, gap="small"):
        for number, medicine in enumerate(before):
            filled = {
                draft.key("name"): medicine.name,
                draft.key("dose"): medicine.dose,
                draft.key("use"): medicine.use,
            }
            st.button(
                literal_markdown(medicine.name or ""),
                key=f"before_{number}",
                on_click=lambda filled=filled: st.session_state.update(filled),
            )


def _since(draft: Draft, start: MedicineTaken | None) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        began = day_field(draft, "Since which day?", "since", start.on_date if start else None)
    with right:
        ended = day_field(
            draft,
            "Last day",
            "until_date",
            start.until_date if start else None,
            "Empty means that you still take it.",
        )
    return {"on_date": began, "until_date": ended}
