"""What is shown after Save: what was stored, a way to take it back, and the next useful thing."""

import streamlit as st

from tracker.domain.check_in import CheckIn
from tracker.domain.description import begun, describe, moment_in_words
from tracker.domain.entry import Entry
from tracker.domain.guidance import days_so_far, next_step
from tracker.domain.period import latest_days
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.pages.draft import begin_draft
from tracker.pages.links import link
from tracker.pages.refusal import attempt
from tracker.pages.visit import Visit


def keep(visit: Visit, form: str, entry: Entry) -> None:
    """Save an entry and go on to its receipt; a refusal is shown and leaves the form as it is."""
    added = attempt(lambda: visit.record.add(entry))
    if added is None:
        return
    if added.deleted:
        st.info("This form was saved and taken back before. It stays out of your record.")
        begin_draft(form, added.entry)
        return
    st.session_state["receipt"] = added.entry
    begin_draft(form)
    st.rerun()


def receipt(visit: Visit, form: str, again: str) -> bool:
    """Show the receipt of this form's last save, if it is still due; return whether it was shown."""
    entry = st.session_state.get("receipt")
    if not isinstance(entry, Entry) or entry.kind != form:
        return False
    with st.container(key="receipt", border=True):
        st.subheader("Saved", anchor=False)
        st.text(
            f"{begun(moment_in_words(entry.on_date, entry.at_time, visit.today))}: {describe(entry, visit.profile.unit)}."
        )
        if entry.note:
            st.text(entry.note)
        with st.container(horizontal=True):
            if st.button("Undo", icon=":material/undo:", key="undo_save"):
                _take_back(visit, form, entry)
            if st.button(again, icon=":material/add:", key="another"):
                st.session_state.pop("receipt", None)
                st.rerun()
    _encourage(visit, entry)
    return True


def _take_back(visit: Visit, form: str, entry: Entry) -> None:
    def delete() -> bool:
        visit.record.delete(entry)
        return True

    if attempt(delete):
        st.session_state.pop("receipt", None)
        begin_draft(form, entry)
        st.toast("Taken back. Your answers are still in the form.", icon=":material/undo:")
        st.rerun()


def _encourage(visit: Visit, entry: Entry) -> None:
    flags = visit.record.red_flags()
    fortnight = visit.record.entries((CheckIn.kind,), latest_days(14, visit.today))
    days = len({one.on_date for one in fortnight})
    last_test = visit.record.latest(SitAndReachTest.kind)
    is_flare = isinstance(entry, CheckIn) and entry.is_flare
    if is_flare:
        st.text("Flares pass. Nothing else is due today; a number and how far it reaches is plenty.")
    elif flags.tier is None and isinstance(entry, CheckIn):
        st.text(days_so_far(days))
    step = next_step(flags, last_test.on_date if last_test else None, days, is_flare, visit.today)
    with st.container(key="next_step", horizontal=True, vertical_alignment="center", border=True):
        st.text(step.sentence)
        link(step.page, step.action)
