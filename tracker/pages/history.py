"""The history page: every entry, to look at, change, delete and bring back."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from tracker import clock
from tracker.access.visit import Visit
from tracker.domain.check_in import CheckIn
from tracker.domain.description import capitalise_first, day_in_words, describe, moment_in_words, own_texts
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.limits import words
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.period import Period
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import UnknownEntry
from tracker.exchange.importers.formats import NAMES
from tracker.locales import whole
from tracker.pages.draft import open_draft
from tracker.pages.edit import EDIT, EDIT_FORM, edit_address, edit_form
from tracker.pages.in_view import bring_into_view
from tracker.pages.links import day_from_address, link
from tracker.pages.questionnaire_form import show_answers
from tracker.pages.refusal import attempt
from tracker.pages.undo import offer_undo, show_undo, sign_beside, undo_place
from tracker.store.entry_history import PastVersion
from tracker.store.schema.tables import KINDS

KIND_NAMES = {
    CheckIn.kind: "Check-ins",
    SitAndReachTest.kind: "Tests",
    MassageSession.kind: "Massages",
    ActivityRating.kind: "Activities",
    OverallChange.kind: "Overall",
    Event.kind: "Events",
    MedicineTaken.kind: "Medicines",
    QuestionnaireAnswers.kind: "Questionnaires",
    "deleted": "Deleted",
}
ON_A_PAGE = 25
# Where the list says what was taken out or brought back.
HISTORY = "history"
BACK_FILLED = "Added later"


def render(visit: Visit) -> None:
    """Show the entry that the address asks to edit, or the list."""
    entry_asked = st.query_params.get(EDIT)
    if entry_asked and not visit.is_read_only:
        edit_form(visit, _opened(visit, entry_asked))
        return
    st.session_state.pop("conflict", None)
    if (edited := st.session_state.pop("edited", None)) is not None:
        bring_into_view(sign_beside(edited) or f"entry_{edited}")
    st.title("History", anchor=False)
    if (day := day_from_address("day")) is not None:
        _one_day(visit, day)
        return
    if not visit.is_read_only:
        with st.container(key="add_beside", horizontal=True):
            link("events", "Add an event", icon="event")
            link("medicines", "Log a medicine", icon="medication")
            if visit.questionnaires.questionnaires:
                link("questionnaires", "Answer a questionnaire", icon="quiz")
    chosen = st.segmented_control(
        "Show",
        _kinds(visit),
        selection_mode="multi",
        format_func=KIND_NAMES.__getitem__,
        key="kinds",
        bind="query-params",
        label_visibility="collapsed",
    )
    if "deleted" in chosen and not visit.is_read_only:
        _deleted(visit)
        return
    words = st.text_input(
        "Find your words", key="find", placeholder="Find your words", label_visibility="collapsed"
    )
    matching = _matching(visit.record.entries.all([kind for kind in chosen if kind in KINDS] or KINDS), words)
    if not matching:
        _undo_above(visit)
        st.text("Nothing here yet." if not words else "No entry has these words.")
        if not visit.is_read_only:
            link("check-in", "Log a check-in", icon="add_circle")
        return
    _list(visit, matching)


def _one_day(visit: Visit, day: date) -> None:
    """Show the entries of one day: where a dot of a chart leads."""
    entries = visit.record.entries.all(period=Period(day, day))
    _undo_above(visit, entries)
    st.header(capitalise_first(day_in_words(day, visit.today)), anchor=False)
    if not entries:
        st.text("Nothing is logged on this day.")
    for entry in entries:
        _row(visit, entry)
    if st.button("All entries", icon=":material/arrow_back:", type="tertiary", key="all_days"):
        del st.query_params["day"]
        st.rerun()


def _opened(visit: Visit, entry_asked: str) -> Entry:
    """Return the entry to edit as it was when its form was opened; raises UnknownEntry."""
    kind, _, entry_id = entry_asked.partition(".")
    draft = open_draft(EDIT_FORM)
    start = draft.start
    if start is None or start.entry_id != entry_id:
        if kind not in KINDS:
            raise UnknownEntry
        start = visit.record.entries.get(kind, entry_id)
        draft.restart(start)
    st.session_state["edited"] = entry_id
    return start


def _kinds(visit: Visit) -> list[str]:
    scope = visit.record.scope
    if scope is not None:
        return [kind for kind in KINDS if scope.shows_kind(kind)]
    # Where a practice has no questionnaires, nothing speaks of them.
    unnamed = () if visit.settings.questionnaires_folder else (QuestionnaireAnswers.kind,)
    return [kind for kind in KIND_NAMES if kind not in unnamed]


def _matching(entries: tuple[Entry, ...], words: str) -> list[Entry]:
    wanted = words.strip().casefold()
    return [entry for entry in entries if wanted in "\n".join(own_texts(entry)).casefold()]


def _list(visit: Visit, matching: list[Entry]) -> None:
    pages = -(-len(matching) // ON_A_PAGE)
    page = st.pagination(pages, key="history_page", bind="query-params") if pages > 1 else 1
    st.caption(f"{whole(len(matching))} {'entry' if len(matching) == 1 else 'entries'}")
    shown = matching[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    _undo_above(visit, shown)
    day = None
    for entry in shown:
        if entry.on_date != day:
            day = entry.on_date
            st.header(capitalise_first(day_in_words(day, visit.today)), anchor=False)
        _row(visit, entry)


def _undo_above(visit: Visit, shown: Sequence[Entry] = ()) -> None:
    """Offer Undo above the entries shown, unless it stands beside one of them."""
    place = undo_place()
    if not any(entry.entry_id == place for entry in shown):
        show_undo(visit, place)


def _row(visit: Visit, entry: Entry) -> None:
    show_undo(visit, entry.entry_id)
    with st.container(key=f"entry_{entry.entry_id}", border=True, gap="small"):
        when = f"{entry.at_time:%H:%M}  " if entry.at_time else ""
        st.text(
            f"{when}{describe(entry, visit.profile.unit)}{' (remembered)' if entry.is_remembered else ''}"
        )
        if entry.note:
            st.text(entry.note)
        if isinstance(entry, QuestionnaireAnswers):
            show_answers(entry)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if entry.is_back_filled:
                st.badge(BACK_FILLED, icon=":material/history:", color="gray")
            if entry.version > 1:
                st.badge("Changed", icon=":material/edit_note:", color="gray")
            if visit.is_read_only:
                return
            if st.button("Edit", key=f"edit_{entry.entry_id}", icon=":material/edit:", type="tertiary"):
                if open_draft(EDIT_FORM).start != entry:
                    open_draft(EDIT_FORM).restart(entry)
                st.query_params[EDIT] = edit_address(entry)[EDIT]
                st.rerun()
            if st.button("Delete", key=f"delete_{entry.entry_id}", icon=":material/delete:", type="tertiary"):
                _delete(visit, entry)
        _where_from(visit, entry)


def _where_from(visit: Visit, entry: Entry) -> None:
    """Show from which file an entry came, how it was written there, and how it read before it was changed."""
    if entry.source in NAMES:
        st.caption(f"Brought in from {NAMES[entry.source]}")
    if entry.source in NAMES or entry.version > 1:
        _originals(visit, entry)
    if entry.version > 1:
        _past(visit, entry)


def _originals(visit: Visit, entry: Entry) -> None:
    if not (originals := visit.record.imports.originals(entry)):
        return
    with st.expander(f"As it was in {NAMES.get(entry.source, 'the file of a phone or watch')}"):
        for original in originals:
            scale = f" (scale {original.scale})" if original.scale not in ("as written", "in full") else ""
            st.text(f"{words(original.field)}: {original.value}{scale}")


def _past(visit: Visit, entry: Entry) -> None:
    with st.expander("How it read before"):
        for past in visit.record.entries.past_versions(entry):
            changed = clock.local(past.changed_at)
            st.text(
                f"Until {moment_in_words(changed.date(), changed.time(), visit.today)} ({past.change}): "
                f"{moment_in_words(past.entry.on_date, past.entry.at_time, visit.today)}, "
                f"{describe(past.entry, visit.profile.unit)}"
            )
            if past.entry.note:
                st.text(past.entry.note)


def _delete(visit: Visit, entry: Entry) -> None:
    def delete() -> bool:
        visit.record.entries.delete(entry)
        return True

    if attempt(delete):
        offer_undo(HISTORY, _done("Deleted", visit, entry), lambda visit: visit.record.entries.undo(entry))
        st.rerun()


def _done(what: str, visit: Visit, entry: Entry) -> str:
    return f"{what}: {describe(entry, visit.profile.unit)}, {day_in_words(entry.on_date, visit.today)}."


def _deleted(visit: Visit) -> None:
    _undo_above(visit)
    past = visit.record.entries.deleted()
    st.text("What you deleted. Bring back what you want." if past else "Nothing is deleted.")
    for version in past:
        _deleted_row(visit, version)


def _deleted_row(visit: Visit, past: PastVersion) -> None:
    with st.container(key=f"gone_{past.entry.entry_id}", border=True):
        st.text(
            f"{capitalise_first(day_in_words(past.entry.on_date, visit.today))}: {describe(past.entry, visit.profile.unit)}"
        )
        if past.entry.note:
            st.text(past.entry.note)
        pressed = st.button(
            "Bring back",
            key=f"back_{past.entry.entry_id}",
            icon=":material/restore_from_trash:",
            type="tertiary",
        )
        back = attempt(lambda: visit.record.entries.undo(past.entry)) if pressed else None
        if back is not None:
            done = _done("Brought back", visit, back)
            offer_undo(HISTORY, done, lambda visit: visit.record.entries.delete(back))
            st.rerun()
