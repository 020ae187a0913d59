"""Nerve-friendly advice: what the exercise library says and leaves out once a stretch brought on a nerve sign."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.articles.exercises import ExerciseText
from tracker.domain.check_in import CheckIn
from tracker.domain.nerve_signs import CAREFUL_DAYS, HAMSTRING_STRETCHES, NERVE_SLIDER, careful_since
from tracker.domain.period import latest_days
from tracker.locales import day_words
from tracker.pages.links import link

PROVOKED, SHOWN_ALL_THE_SAME = "stretch_provoked", "stretches_all_the_same"


def exercises_for_now(visit: Visit, library: tuple[ExerciseText, ...]) -> tuple[ExerciseText, ...]:
    """Return the library, or, with a nerve sign, say so and return it with the slider first and no hamstring stretch."""
    reason = _reason(visit)
    if reason is None or st.session_state.get(SHOWN_ALL_THE_SAME):
        return library
    with st.container(key="nerve_advice", border=True):
        st.subheader("For now: movements that are kind to the nerve", anchor=False)
        st.text(reason)
        st.text(
            "Tingling, or pain below the knee, can mean that a stretch pulls on the nerve rather than on the muscle. "
            "The hamstring stretches are left out for now. Keep to small, smooth movements that bring nothing on, and "
            "to short walks. If it lasts, spreads, or your leg gets weak or numb, have it looked at."
        )
        link("check-in", "Note it in a check-in", icon="add_circle")
        link("warning-signs", "Look at the warning signs", icon="health_and_safety")
        if st.button("It has settled: show the stretches again", type="tertiary", key="stretches_again"):
            st.session_state.pop(PROVOKED, None)
            st.session_state[SHOWN_ALL_THE_SAME] = True
            st.rerun()
    without_stretches = [exercise for exercise in library if exercise.exercise_id not in HAMSTRING_STRETCHES]
    return tuple(sorted(without_stretches, key=lambda exercise: exercise.exercise_id != NERVE_SLIDER))


def ask_whether_provoked(exercise: ExerciseText) -> None:
    """Offer the answer that a stretch brought on a nerve sign."""
    if exercise.kind == "stretch" and st.button(
        "This brought on tingling or pain below the knee",
        key=f"provoked_{exercise.exercise_id}",
        icon=":material/back_hand:",
    ):
        st.session_state[PROVOKED] = exercise.name
        st.session_state.pop(SHOWN_ALL_THE_SAME, None)
        st.rerun()


def _reason(visit: Visit) -> str | None:
    if name := st.session_state.get(PROVOKED):
        return f"{name} brought on tingling or pain below the knee."
    check_ins = visit.record.entries.all((CheckIn.kind,), latest_days(CAREFUL_DAYS, visit.today))
    day = careful_since((entry for entry in check_ins if isinstance(entry, CheckIn)), visit.today)
    if day is None:
        return None
    return f"On {day_words(day)} you noted a hamstring stretch, and tingling or pain below the knee."
