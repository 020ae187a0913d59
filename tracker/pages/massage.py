"""The massage page: log a massage session, on its day or later; beside it, reasons to ask a doctor before one."""

from dataclasses import replace

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.massage_precautions import MASSAGE_PRECAUTIONS
from tracker.domain.massage_session import MassageSession
from tracker.pages.calendar import planned_massages
from tracker.pages.draft import open_draft
from tracker.pages.massage_form import massage_fields, massage_from
from tracker.pages.massages_given import log_given, show_given
from tracker.pages.receipt import receipt, save_bar
from tracker.pages.refusal import attempt
from tracker.pages.undo import offer_undo, show_undo

FORM = MassageSession.kind
PRECAUTIONS = "precautions"
EDITING = "edits_precautions"


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


def massage_precautions(visit: Visit) -> None:
    """Ask for the precautions until they are answered; then say what was ticked and offer to change it."""
    ticked = visit.profile.massage_precautions
    with st.container(key=PRECAUTIONS, border=True):
        show_undo(visit, PRECAUTIONS)
        if ticked is None or st.session_state.get(EDITING):
            _precautions_form(visit, ticked or ())
            return
        if ticked:
            st.warning(
                "**Ask a doctor or pharmacist before your next massage**, and tell your therapist. You ticked:",
                icon=":material/medical_services:",
            )
            st.markdown(
                "\n".join(f"- {p.question}" for p in MASSAGE_PRECAUTIONS if p.precaution_id in ticked)
            )
        else:
            st.text("You said that no reason to ask a doctor before a massage applies to you.")
        if st.button("Something changed", key="precautions_changed"):
            st.session_state[EDITING] = True
            st.rerun()


def _precautions_form(visit: Visit, ticked: tuple[str, ...]) -> None:
    with st.form("precautions_form", border=False, enter_to_submit=False):
        st.markdown("**Before a massage: is any of this true for you?** Then ask a doctor first.")
        chosen = tuple(
            precaution.precaution_id
            for precaution in MASSAGE_PRECAUTIONS
            if st.checkbox(
                precaution.question,
                precaution.precaution_id in ticked,
                key=f"precaution_{precaution.precaution_id}",
            )
        )
        st.caption("This stays with you: it is in no shared link, so tell your therapist yourself.")
        if st.form_submit_button("Save: the ones I left empty do not apply", width="stretch"):
            _save_precautions(visit, chosen)


def _save_precautions(visit: Visit, chosen: tuple[str, ...]) -> None:
    profile = visit.profile
    changed = replace(profile, version=0, massage_precautions=chosen)
    now = attempt(lambda: visit.record.profile.edit(changed, profile.version))
    if now is not None:
        st.session_state.pop(EDITING, None)
        st.session_state.pop("profile_seen", None)
        done = "Ask a doctor before your next massage." if chosen else "Saved."
        offer_undo(PRECAUTIONS, done, lambda visit: visit.record.profile.edit(profile, now.version))
        st.rerun()
