"""The events page: a word and a day, which every chart then shows."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.event import Event
from tracker.pages.draft import open_draft
from tracker.pages.event_form import event_fields, event_from
from tracker.pages.receipt import receipt, save_bar

FORM = Event.kind


def render(visit: Visit) -> None:
    """Show the form, or the receipt of what was just saved."""
    draft = open_draft(FORM)
    if receipt(visit, draft, "Another event"):
        return
    st.title("Something that happened", anchor=False)
    st.text("It stands as a line on your charts. No link shows it unless you tick “Events” there.")
    values = event_fields(draft)
    save_bar(visit, draft, "Save event", "save_event", lambda: event_from(draft, values))
