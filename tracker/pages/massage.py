"""The massage page: log a massage session, on its day or later."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.massage_session import MassageSession
from tracker.pages.calendar import planned_massages
from tracker.pages.draft import open_draft
from tracker.pages.massage_form import massage_fields, massage_from
from tracker.pages.massage_precautions import massage_precautions
from tracker.pages.massages_given import log_given, show_given
from tracker.pages.receipt import receipt, save_bar

FORM = MassageSession.kind


def render(visit: Visit) -> None:
    """Show the form, or the receipt of what was just saved; to a therapist the form for what they gave."""
    if visit.is_read_only:
        log_given(visit)
        return
    show_given(visit)
    draft = open_draft(FORM)
    if receipt(visit, draft, "Another massage"):
        return
    st.title("A massage session", anchor=False)
    st.text("Only the minutes are needed. How you felt on the days after comes from your check-ins.")
    last = visit.record.entries.latest(FORM)
    values = massage_fields(draft, last.therapist if isinstance(last, MassageSession) else None)
    save_bar(visit, draft, "Save massage session", "save_massage", lambda: massage_from(draft, values))
    massage_precautions(visit)
    planned_massages(visit)
    if visit.booking_url and visit.profile.massage_precautions is not None:
        st.link_button("Book a massage", visit.booking_url, icon=":material/event:")
