"""Reasons to ask a doctor before a massage: asked once beside the massage form, and again when something changed."""

from dataclasses import replace

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.massage_precautions import MASSAGE_PRECAUTIONS
from tracker.pages.refusal import attempt
from tracker.pages.undo import offer_undo, show_undo

PRECAUTIONS = "precautions"
EDITING = "edits_precautions"


def massage_precautions(visit: Visit) -> None:
    """Ask for the precautions until they are answered; then say what was ticked and offer to change it."""
    ticked = visit.profile.massage_precautions
    with st.container(key=PRECAUTIONS, border=True):
        show_undo(visit, PRECAUTIONS)
        if ticked is None or st.session_state.get(EDITING):
            _questions(visit, ticked or ())
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


def _questions(visit: Visit, ticked: tuple[str, ...]) -> None:
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
            _save(visit, chosen)


def _save(visit: Visit, chosen: tuple[str, ...]) -> None:
    profile = visit.profile
    changed = replace(profile, version=0, massage_precautions=chosen)
    now = attempt(lambda: visit.record.profile.edit(changed, profile.version))
    if now is not None:
        st.session_state.pop(EDITING, None)
        st.session_state.pop("profile_seen", None)
        done = "Ask a doctor before your next massage." if chosen else "Saved."
        offer_undo(PRECAUTIONS, done, lambda visit: visit.record.profile.edit(profile, now.version))
        st.rerun()
