"""Massage sessions that a therapist logs for a client: the therapist's form, and what the client is told."""

from typing import Any

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.description import capitalise_first, describe, ended, has_one_already, moment_in_words
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.pages.draft import Draft, open_draft
from tracker.pages.edit import edit_address
from tracker.pages.in_view import bring_into_view
from tracker.pages.links import link
from tracker.pages.massage_form import dose_fields, massage_from, therapist_and_note
from tracker.pages.notice import notify
from tracker.pages.refusal import attempt
from tracker.pages.save_bar import refused_beside, save_button
from tracker.pages.undo import offer_undo, show_undo

FORM = "massage given"
# Where Undo of what was done to it is shown.
GIVEN = "massages_given"
MOST_TOLD = 3


def log_given(visit: Visit) -> None:
    """Show a therapist the form for a massage session they gave; it takes back what it logged as long as it is open."""
    st.title("A massage you gave", anchor=False)
    if not visit.record.can_log_massages:
        st.text("The client does not let you log massage sessions.")
        return
    show_undo(visit, GIVEN)
    st.text(
        "It goes into the client’s record under your name. They are told, and can change it or take it out."
    )
    draft = open_draft(FORM)
    values = dose_fields(draft)
    is_another = _of_this_day(visit, draft, values)
    values |= therapist_and_note(draft, visit.account.shown_name if visit.account else None)
    with st.container(key="save_bar"):
        given = save_button(draft, "Log it for the client", "log_given", lambda: massage_from(draft, values))
    logged = attempt(lambda: visit.record.massages_given.log(given, is_another=is_another)) if given else None
    if logged is not None:
        done = f"Logged for the client: {describe(logged)}, {moment_in_words(logged.on_date, logged.at_time, visit.today)}."
        offer_undo(GIVEN, done, lambda visit: visit.record.massages_given.take_back(logged))
        draft.restart()
        bring_into_view("undo_bar", done)
        st.rerun()


def _of_this_day(visit: Visit, draft: Draft, values: dict[str, Any]) -> bool:
    """Say which massage session the day has already; return whether this was another one."""
    day = values["on_date"] or visit.today
    entries = visit.record.entries.of(MassageSession, Period(day, day))
    if not entries:
        return False
    refused_beside(draft, "is_another")
    st.text(has_one_already(entries[0]))
    return st.checkbox("This was another one", key=draft.key("is_another"))


def show_given(visit: Visit) -> None:
    """Tell a client what was logged for them lately, until they let it stand, change it or take it out."""
    show_undo(visit, GIVEN)
    sessions = visit.record.massages_given.to_look_at()
    for session in sessions[:MOST_TOLD]:
        with st.container(key=f"given_{session.entry_id}", border=True, gap="small"):
            moment = moment_in_words(session.on_date, session.at_time, visit.today)
            st.text(f"Logged for you. {capitalise_first(moment)}: {ended(describe(session))}")
            if session.note:
                st.text(session.note)
            of_day = visit.record.entries.all(
                (MassageSession.kind,), Period(session.on_date, session.on_date)
            )
            if len(of_day) > 1:
                st.text("This day has another massage too. Take one out if they are the same.")
            with st.container(horizontal=True, gap="small"):
                _answers(visit, session)


def _answers(visit: Visit, session: MassageSession) -> None:
    def agree() -> bool:
        visit.record.massages_given.agree(session)
        return True

    def take_out() -> bool:
        visit.record.entries.delete(session)
        return True

    if st.button("It is right", key=f"agree_{session.entry_id}", icon=":material/check:") and attempt(agree):
        notify("Good. It stays in your record.")
        st.rerun()
    link("history", "Change it", icon="edit", address=edit_address(session))
    if st.button(
        "Take it out", key=f"out_{session.entry_id}", icon=":material/delete:", type="tertiary"
    ) and attempt(take_out):
        offer_undo(GIVEN, "Taken out.", lambda visit: visit.record.entries.undo(session))
        st.rerun()
