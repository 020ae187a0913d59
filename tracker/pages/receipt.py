"""What is shown after Save: what was stored, a way to take it back, and the next useful thing."""

import streamlit as st

from tracker.domain.check_in import CheckIn
from tracker.domain.description import begun, describe, moment_in_words
from tracker.domain.entry import Entry
from tracker.domain.guidance import days_so_far, next_step
from tracker.domain.period import latest_days
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import StaleEdit, TrackerError
from tracker.pages.draft import Draft
from tracker.pages.links import link
from tracker.pages.refusal import attempt, refuse
from tracker.pages.visit import Visit


def keep(visit: Visit, draft: Draft, entry: Entry) -> None:
    """Save a form's entry and go on to its receipt; a refusal is shown and leaves the form as it is."""
    added = attempt(lambda: visit.record.add(entry))
    if added is None:
        return
    if added.deleted:
        draft.restart(added.entry)
        st.info("This form was saved and taken back before. It stays out of your record.")
        return
    draft.kept = added.entry
    st.rerun()


def receipt(visit: Visit, draft: Draft, again: str) -> bool:
    """Show the receipt of a form that is saved; return whether it was shown."""
    entry = draft.kept
    if entry is None:
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
                _take_back(visit, draft, entry)
            if st.button(again, icon=":material/add:", key="another"):
                draft.restart()
                st.rerun()
    _encourage(visit, entry)
    return True


def _take_back(visit: Visit, draft: Draft, entry: Entry) -> None:
    try:
        visit.record.delete(entry)
    except StaleEdit:
        refuse("This entry was changed somewhere else since you saved it. Look at it in the history.")
    except TrackerError as error:
        refuse(error.sentence)
    else:
        draft.restart(entry)
        st.toast("Taken back. Your answers are still in the form.", icon=":material/undo:")
        st.rerun()


def _encourage(visit: Visit, entry: Entry) -> None:
    flags = visit.record.red_flags()
    fortnight = visit.record.entries((CheckIn.kind,), latest_days(14, visit.today))
    days = len({one.on_date for one in fortnight})
    last_test = visit.record.latest(SitAndReachTest.kind)
    is_flare = isinstance(entry, CheckIn) and entry.is_flare
    # Neither comfort nor praise beside a danger.
    if flags.tier is None and is_flare:
        st.text("Flares pass. Nothing else is due today; a number and how far it reaches is plenty.")
    elif flags.tier is None and isinstance(entry, CheckIn):
        st.text(days_so_far(days))
    step = next_step(flags, last_test.on_date if last_test else None, days, is_flare, visit.today)
    with st.container(key="next_step", horizontal=True, vertical_alignment="center", border=True):
        st.text(step.sentence)
        link(step.page, step.action)
