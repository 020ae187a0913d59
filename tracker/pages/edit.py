"""Editing one entry: its form with its values, and what to do when it was changed elsewhere meanwhile."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.check_in import CheckIn
from tracker.domain.description import capitalise_first, describe, moment_in_words
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.guidance import signs_marked
from tracker.domain.massage_session import MassageSession
from tracker.domain.measure import fixed_values
from tracker.domain.medicine import MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import StaleEdit, TrackerError
from tracker.pages.check_in_form import check_in_fields, check_in_from
from tracker.pages.draft import Draft, open_draft
from tracker.pages.event_form import event_fields, event_from
from tracker.pages.flexibility_form import flexibility_fields, test_from
from tracker.pages.in_view import bring_into_view
from tracker.pages.massage_form import massage_fields, massage_from
from tracker.pages.medicine_form import medicine_fields, medicine_from
from tracker.pages.moment_fields import moment_from
from tracker.pages.own_activities import overall_fields, rating_fields
from tracker.pages.questionnaire_form import answers_from, questionnaire_fields, show_answers
from tracker.pages.refusal import refuse
from tracker.pages.save_bar import save_button
from tracker.pages.undo import offer_undo

EDIT_FORM = "edit"
# What the address of the history says while an entry is being edited, so that Back leads to the list.
EDIT = "edit"


def edit_address(entry: Entry) -> dict[str, str]:
    """Return what the history's address says to open an entry for editing."""
    return {EDIT: f"{entry.kind}.{entry.entry_id}"}


def edit_form(visit: Visit, entry: Entry) -> None:
    """Show the entry's form; Save replaces the entry unless it was changed since it was opened."""
    st.title("Change an entry", anchor=False)
    st.caption(capitalise_first(moment_in_words(entry.on_date, entry.at_time, visit.today)))
    draft = open_draft(EDIT_FORM)
    changed = _fields(visit, draft, entry)
    conflict = st.session_state.get("conflict")
    if isinstance(conflict, Entry):
        _show_conflict(visit, conflict)
    with st.container(key="save_bar", horizontal=True):
        save = "Save mine over it" if isinstance(conflict, Entry) else "Save changes"
        mine = save_button(draft, save, "save_edit", changed)
        if mine is not None:
            _save(visit, mine, conflict if isinstance(conflict, Entry) else entry)
        if st.button("Leave it as it is", key="cancel_edit"):
            _close()


def _fields(visit: Visit, draft: Draft, entry: Entry) -> Callable[[], Entry]:
    if isinstance(entry, CheckIn):
        is_flare = st.toggle(
            "This was a flare", entry.is_flare, key=draft.key("is_flare"), persist_state="session"
        )
        check_in = check_in_fields(draft, is_flare=is_flare, asks_when=True)
        return lambda: _same(entry, check_in_from(draft, check_in))
    if isinstance(entry, MassageSession):
        massage = massage_fields(draft)
        return lambda: _same(entry, massage_from(draft, massage))
    if isinstance(entry, ActivityRating | OverallChange):
        fields = rating_fields(draft) if isinstance(entry, ActivityRating) else overall_fields(draft)
        return lambda: replace(entry, **(fields | moment_from(draft, fields)))
    if isinstance(entry, Event):
        event = event_fields(draft)
        return lambda: _same(entry, event_from(draft, event))
    if isinstance(entry, MedicineTaken):
        medicine = medicine_fields(draft)
        return lambda: _same(entry, medicine_from(draft, medicine))
    if isinstance(entry, QuestionnaireAnswers):
        questionnaire = visit.questionnaires.named(entry.questionnaire)
        if questionnaire is None or not questionnaire.asks_what_was_answered(entry):
            show_answers(entry, is_open=True)
            st.text(
                "Its questionnaire was changed, or is not in use here any more. The answers can be read and deleted, not changed."
            )
            return lambda: entry
        given = questionnaire_fields(draft, questionnaire)
        return lambda: _same(entry, answers_from(draft, questionnaire, given))
    if isinstance(entry, SitAndReachTest) and entry.skipped_reason is None:
        test = flexibility_fields(draft, [entry], visit.profile.unit) or {}
        return lambda: _same(entry, test_from(draft, test))
    st.text(describe(entry, visit.profile.unit))
    st.text("A skipped test has nothing to change; delete it if it is wrong.")
    return lambda: entry


def _same(entry: Entry, changed: Entry) -> Entry:
    # The draft has an id of its own, as a new entry would; an edit keeps the entry's.
    return replace(changed, entry_id=entry.entry_id, **fixed_values(entry))


def _save(visit: Visit, mine: Entry, seen: Entry) -> None:
    try:
        changed = visit.record.entries.edit(mine, seen.version)
    except StaleEdit as stale:
        if isinstance(stale.stored, Entry) and _reads_the_same(mine, stale.stored):
            _close()
        st.session_state["conflict"] = stale.stored
        bring_into_view("conflict")
        st.rerun()
    except TrackerError as error:
        refuse(error.sentence)
    else:
        sign = _new_sign(seen, changed)
        offer_undo(
            changed.entry_id,
            "Changes saved.",
            lambda visit: visit.record.entries.undo(changed, of_edit=True),
            sign,
        )
        _close()


def _new_sign(before: Entry, after: Entry) -> str:
    """Return what a change made like a warning sign in a check-in; empty where it said all of it before."""
    if not (isinstance(before, CheckIn) and isinstance(after, CheckIn)):
        return ""
    signs_before = tuple(signs_marked(before))
    return next((sign for sign in signs_marked(after) if sign not in signs_before), "")


def _reads_the_same(mine: Entry, stored: Entry) -> bool:
    # A second tap on Save finds its own change stored: no reason to ask anything.
    return replace(mine, version=stored.version, created_at=stored.created_at, source=stored.source) == stored


def _show_conflict(visit: Visit, stored: Entry) -> None:
    with st.container(key="conflict", gap="small"):
        st.warning(
            "This entry was changed somewhere else after you opened it. Nothing was overwritten. It now reads:",
            icon=":material/sync_problem:",
        )
        st.text(
            f"{capitalise_first(moment_in_words(stored.on_date, stored.at_time, visit.today))}: {describe(stored, visit.profile.unit)}"
        )
        if stored.note:
            st.text(stored.note)
        st.text("Save yours over it, or leave it as it is. Either way the other version is kept.")


def _close() -> None:
    st.session_state.pop("conflict", None)
    st.query_params.pop(EDIT, None)
    open_draft(EDIT_FORM).restart()
    st.rerun()
