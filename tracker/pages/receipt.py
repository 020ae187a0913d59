"""What is shown after Save: what was stored, a way to take it back, and the next useful thing."""

from collections.abc import Callable

import streamlit as st

from tracker.access.visit import Visit
from tracker.beside_usual import beside_usual
from tracker.components.pain_pad import pain_pad
from tracker.domain.check_in import CheckIn
from tracker.domain.description import capitalise_first, describe, ended, moment_in_words
from tracker.domain.entry import Entry
from tracker.domain.guidance import SIGNS_PAGE, days_so_far, next_step, sign_marked
from tracker.domain.period import latest_days
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import StaleEdit, TrackerError
from tracker.pages.draft import Draft
from tracker.pages.edit import edit_address
from tracker.pages.in_view import bring_into_view
from tracker.pages.links import link
from tracker.pages.massages_given import show_given
from tracker.pages.notice import notify
from tracker.pages.own_activities import activities_too
from tracker.pages.questionnaire_form import ask_questionnaire, show_score
from tracker.pages.refusal import attempt, refuse
from tracker.pages.save_bar import save_button
from tracker.pages.stop import is_put_off
from tracker.places import PROGRESS
from tracker.yesterday_too import yesterday_too


def save_bar(visit: Visit, draft: Draft, label: str, key: str, entry: Callable[[], Entry]) -> None:
    """Show a form's Save; pressed, it keeps the form's entry and goes on to its receipt, or shows what is wrong."""
    with st.container(key="save_bar"):
        made = save_button(draft, label, key, entry)
        if made is not None:
            keep(visit, draft, made)


def keep(visit: Visit, draft: Draft, entry: Entry) -> None:
    """Save a form's entry and go on to its receipt; a refusal is shown and leaves the form as it is."""
    added = attempt(lambda: visit.record.entries.add(entry))
    if added is None:
        return
    if added.deleted:
        draft.restart(added.entry)
        st.info("This form was saved and taken back before. It stays out of your record.")
        return
    draft.saved_entry = added.entry
    bring_into_view("receipt")
    st.rerun()


def receipt(visit: Visit, draft: Draft, again: str) -> bool:
    """Show the receipt of a form that is saved; return whether it was shown."""
    entry = draft.saved_entry
    if entry is None:
        return False
    with st.container(key="receipt", border=True):
        st.title("Saved", anchor=False)
        st.text(
            f"{capitalise_first(moment_in_words(entry.on_date, entry.at_time, visit.today))}: "
            + ended(describe(entry, visit.profile.unit))
        )
        if isinstance(entry, CheckIn) and (beside := beside_usual(visit.record, entry)):
            st.text(beside)
        if entry.note:
            st.text(entry.note)
        with st.container(horizontal=True):
            if st.button("Undo", icon=":material/undo:", key="undo_save"):
                _take_back(visit, draft, entry)
            link("history", "Change it", icon="edit", address=edit_address(entry))
            if st.button(again, icon=":material/add:", key="another"):
                draft.restart()
                st.rerun()
    if isinstance(entry, CheckIn):
        show_given(visit)
        _yesterday(visit, entry)
        activities_too(visit, entry)
        ask_questionnaire(visit, entry)
        if not entry.is_flare:
            link("medicines", "Took a medicine? Note it", icon="medication")
    if isinstance(entry, QuestionnaireAnswers):
        show_score(visit, entry)
    _what_next(visit, entry)
    return True


def _yesterday(visit: Visit, entry: CheckIn) -> None:
    """Ask for yesterday's pain where it is missing: a tap saves it, another changes it, Clear takes it back."""
    asked = yesterday_too(visit.record, visit.flags, entry)
    if asked is None or st.session_state.get(gone := f"gone-{asked.entry_id}"):
        return
    with st.container(key="yesterday"):
        answer: Entry | None = asked.answer
        stands = asked.nrs
        nrs = pain_pad(asked.label, key=f"yesterday-{asked.entry_id}", value=stands)
        if nrs is not None and nrs != stands:
            added = attempt(lambda: visit.record.entries.add(asked.check_in(nrs)))
            answer = None if added is None else added.entry
        if answer is None:
            return
        is_cleared = nrs is None
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Saved for yesterday, as remembered: {ended(describe(answer, visit.profile.unit))}")
            is_cleared |= st.button("Undo", icon=":material/undo:", key="undo_yesterday")
        if is_cleared and _is_taken_out(visit, answer):
            st.session_state[gone] = True
            notify("Taken back: yesterday is blank again.", "undo")
            st.rerun()


def _is_taken_out(visit: Visit, entry: Entry) -> bool:
    """Take an entry out, unless it was changed since it was saved; return whether it is out."""
    try:
        visit.record.entries.delete(entry)
    except StaleEdit:
        refuse("This entry was changed somewhere else since you saved it. Look at it in the history.")
        return False
    except TrackerError as error:
        refuse(error.sentence)
        return False
    return True


def _take_back(visit: Visit, draft: Draft, entry: Entry) -> None:
    if _is_taken_out(visit, entry):
        draft.restart(entry)
        notify("Taken back. Your answers are still in the form.", "undo")
        st.rerun()


def _what_next(visit: Visit, entry: Entry) -> None:
    fortnight = visit.record.entries.of(CheckIn, latest_days(14, visit.today))
    days = len({check_in_of_days.on_date for check_in_of_days in fortnight})
    last_test = visit.record.entries.latest(SitAndReachTest.kind)
    check_in = entry if isinstance(entry, CheckIn) else None
    # Above a check-in and its receipt the page asks for the look by itself; "Later" lasts the day.
    is_asked = check_in is not None or is_put_off(visit)
    flags = visit.flags.once_asked(visit.today) if is_asked else visit.flags
    step = next_step(flags, check_in, last_test.on_date if last_test else None, days, visit.today)
    # Neither comfort nor praise beside a danger, or before it has been asked about.
    if check_in and check_in.is_flare and step.page != SIGNS_PAGE and not visit.flags.is_due(visit.today):
        st.text("Most flares ease. A number and how far it reaches is plenty for today.")
    elif check_in and not check_in.is_flare and visit.flags.tier is None and sign_marked(check_in) is None:
        st.text(days_so_far(days))
    with st.container(key="next_step", horizontal=True, vertical_alignment="center", border=True):
        st.text(step.sentence)
        link(step.page, step.action)
        if step.page != PROGRESS.path:
            link(PROGRESS.path, "See my progress")
