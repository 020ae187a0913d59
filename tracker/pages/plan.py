"""The home plan: a therapist writes it and remarks for a client who shares; the client reads both."""

from typing import Any
from uuid import UUID, uuid5

import streamlit as st

from tracker.access.accounts import name_of
from tracker.access.visit import Visit
from tracker.articles.exercises import ExerciseText, exercise_texts
from tracker.clock import local_day
from tracker.components.number_field import number_field
from tracker.domain.description import capitalise_first, day_in_words
from tracker.domain.entry import new_entry_id
from tracker.domain.exercise import EXERCISES
from tracker.domain.home_plan import PlanItem, Remark, item_in_words
from tracker.domain.limits import NOTE_CHARACTERS
from tracker.pages.in_view import bring_into_view
from tracker.pages.links import link
from tracker.pages.notice import notify
from tracker.pages.refusal import attempt
from tracker.pages.undo import offer_undo, show_undo
from tracker.places import FAIR_TRY

HOME_PLAN = "home_plan"
OWN_WORDS = "own words"
_WRITTEN = "plan item number"
_REMARK_WRITTEN = "Written. The client reads it on Progress."


def render(visit: Visit) -> None:
    """Show the plan with the means to change it, and the remarks with the means to write one."""
    st.title("Home plan", anchor=False)
    if not visit.record.can_prescribe:
        st.text("Only a therapist who keeps the link in their caseload writes the home plan.")
        return
    st.text("The client sees this as a checklist at their check-in, with your name and the day.")
    show_undo(visit, HOME_PLAN)
    tried = frozenset(
        fair_try.protocol.item_id
        for fair_try in visit.record.fair_tries.running()
        if not fair_try.awaits_last_number(visit.today)
    )
    for item in visit.record.home_plan.current():
        _item(visit, item, tried)
    _new_item(visit)
    if visit.record.fair_tries.can_propose:
        link(FAIR_TRY.path, "Propose a fair try", icon=FAIR_TRY.icon)
    _remarks(visit)


def show_plan(visit: Visit) -> None:
    """Show the client their plan: what, how much, who wrote it and when. Nothing when there is none."""
    items = () if visit.is_read_only else visit.record.home_plan.current()
    if not items:
        return
    with st.container(key="home_plan", border=True, gap="small"):
        st.subheader("Your home plan", anchor=False)
        for item in items:
            st.text(item_in_words(item))
            if item.note:
                st.text(item.note)
            _by(visit, item)


def show_remarks(visit: Visit) -> None:
    """Show the client what therapists wrote to them, latest first."""
    remarks = () if visit.is_read_only else visit.record.remarks.all()
    if not remarks:
        return
    with st.container(key="remarks", border=True, gap="small"):
        st.subheader("From your therapist", anchor=False)
        for remark in remarks[:3]:
            _remark(visit, remark)
        if len(remarks) > 3:
            with st.expander(f"Earlier ({len(remarks) - 3})"):
                for remark in remarks[3:]:
                    _remark(visit, remark)


def _remark(visit: Visit, remark: Remark) -> None:
    """Show the client a remark, what they answered, and the means to answer."""
    st.text(remark.words)
    _by(visit, remark)
    _replies(visit, remark, "You answered")
    with st.popover("Answer", icon=":material/reply:", key=f"answer_{remark.remark_id}"):
        number = st.session_state.setdefault(_WRITTEN, 0)
        form = f"reply_{remark.remark_id}_{number}"
        words = st.text_area(
            "Your answer",
            max_chars=NOTE_CHARACTERS,
            key=form,
            placeholder="Your therapist reads it with your record.",
        )

        def answer() -> bool:
            visit.record.remarks.reply(remark.remark_id, words, _id_of(form, words))
            return True

        if st.button("Send the answer", key=f"send_{remark.remark_id}", type="primary") and attempt(answer):
            st.session_state[_WRITTEN] = number + 1
            notify("Sent. Your therapist reads it with your record.")
            st.rerun()


def _id_of(form: str, typed: object) -> str:
    """Return the id of what is typed into a form: pressed again while it is being kept, it is kept once."""
    form_id = st.session_state.setdefault(f"id of {form}", new_entry_id())
    # Other words are another's id: what was changed between two presses is not lost.
    return str(uuid5(UUID(form_id), repr(typed)))


def _replies(visit: Visit, remark: Remark, author: str) -> None:
    for reply in visit.record.remarks.replies():
        if reply.remark_id == remark.remark_id:
            with st.container(key=f"by_reply_{reply.reply_id}", gap=None):
                st.text(f"{author}, {day_in_words(local_day(reply.written_at), visit.today)}:")
                st.text(reply.words)


def _by(visit: Visit, written: PlanItem | Remark) -> None:
    author, day = name_of(visit.store, written.written_by), local_day(written.written_at)
    # A name is somebody's own words too: plain text only.
    with st.container(key=f"by_{getattr(written, 'item_id', None) or getattr(written, 'remark_id', '')}"):
        st.text(f"{author}, {day_in_words(day, visit.today)}")


def _item(visit: Visit, item: PlanItem, tried: frozenset[str | None]) -> None:
    with st.container(key=f"plan_{item.item_id}", border=True, gap="small"):
        st.text(item_in_words(item))
        if item.note:
            st.text(item.note)
        _by(visit, item)
        if item.item_id in tried:
            st.caption("A fair try of it is running: taking it off ends the try, also when it comes back.")

        def end() -> bool:
            visit.record.home_plan.end(item.item_id)
            return True

        if st.button(
            "Take it off", key=f"end_{item.item_id}", icon=":material/remove:", type="tertiary"
        ) and attempt(end):
            done = f"Taken off: {item_in_words(item)}."
            offer_undo(HOME_PLAN, done, lambda visit: visit.record.home_plan.resume(item.item_id))
            st.rerun()


def _new_item(visit: Visit) -> None:
    st.subheader("Add an exercise", anchor=False)
    number = st.session_state.setdefault(_WRITTEN, 0)
    names = {exercise.exercise_id: exercise.name for exercise in EXERCISES}
    usual = {exercise_text.exercise_id: exercise_text for exercise_text in exercise_texts()}
    with st.container(key="new_plan_item", border=True):
        chosen = st.selectbox(
            "Exercise",
            [*names, OWN_WORDS],
            index=None,
            key=f"plan_exercise_{number}",
            format_func=lambda exercise_id: names.get(exercise_id, "Something else, in my own words"),
        )
        own_words = None
        if chosen == OWN_WORDS:
            own_words = st.text_input(
                "What?",
                max_chars=200,
                key=f"plan_own_{number}",
                help="The client reads it; a check-in cannot tick it off.",
            )
        dose = _dose(usual.get(chosen or ""), f"{number}_{chosen}")
        note = st.text_input("Note", max_chars=500, key=f"plan_note_{number}", placeholder="optional")

        def add() -> PlanItem:
            exercise_id = None if chosen == OWN_WORDS else chosen
            typed = dict(exercise_id=exercise_id, own_words=own_words, note=note, **dose)
            item = PlanItem(item_id=_id_of(f"plan_{number}", typed), written_by="", **typed)
            visit.record.home_plan.add(item)
            return item

        pressed = st.button("Add to the plan", type="primary", key="add_plan_item", disabled=chosen is None)
        added = attempt(add) if pressed else None
        if added is not None:
            item_id = added.item_id
            done = f"Added: {item_in_words(added)}."
            offer_undo(HOME_PLAN, done, lambda visit: visit.record.home_plan.end(item_id))
            st.session_state[_WRITTEN] = number + 1
            st.rerun()


def _dose(usual: ExerciseText | None, key: str) -> dict[str, Any]:
    """Ask how long, how often and on how many days, beginning with the exercise's own dose; return it by the names of PlanItem."""
    left, middle, right = st.columns(3)
    with left:
        hold_s = number_field(
            "Hold, seconds", 1, 300, usual.hold_s if usual else None, 5, key=f"plan_hold_{key}"
        )
    with middle:
        repetitions = number_field(
            "Repetitions", 1, 100, usual.repetitions if usual else None, key=f"plan_times_{key}"
        )
    with right:
        days = number_field("Days a week", 1, 7, usual.days_a_week if usual else 7, key=f"plan_days_{key}")
    return {"hold_s": hold_s, "repetitions": repetitions, "days_a_week": days}


def _remarks(visit: Visit) -> None:
    st.subheader("Write to the client", anchor=False)
    number = st.session_state.setdefault(_WRITTEN, 0)
    form = f"remark_{number}"
    words = st.text_area(
        "Remark",
        max_chars=NOTE_CHARACTERS,
        key=form,
        label_visibility="collapsed",
        placeholder="They read it on their Progress page, with your name and the day.",
    )

    def write() -> bool:
        visit.record.remarks.add(words, _id_of(form, words))
        return True

    if st.button("Send", key="send_remark", type="primary") and attempt(write):
        st.session_state[_WRITTEN] = number + 1
        notify(_REMARK_WRITTEN)
        bring_into_view("written_remarks", _REMARK_WRITTEN)
        st.rerun()
    with st.container(key="written_remarks"):
        for remark in visit.record.remarks.all():
            with st.container(key=f"remark_{remark.remark_id}", border=True, gap="small"):
                st.text(remark.words)
                _replies(visit, remark, "The client answered")
                st.text(capitalise_first(day_in_words(local_day(remark.written_at), visit.today)))
