"""Own activities on a page: choosing and wording them, a number for each, and the overall change."""

from dataclasses import replace
from typing import Any

import streamlit as st

from tracker.access.visit import Visit
from tracker.asked_after_save import (
    OverallAsked,
    RatingAsked,
    activities_today,
    may_choose_activities,
    overall_too,
    ratings_too,
)
from tracker.components.pain_pad import ability_pad
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry, new_entry_id
from tracker.domain.overall_change import OVERALL_QUESTION, OVERALL_STEPS, OverallChange
from tracker.domain.own_activity import AS_BEFORE, MOST_ACTIVITIES, ActivityRating, OwnActivity
from tracker.domain.own_words import quoted
from tracker.pages.draft import Draft
from tracker.pages.moment_fields import moment_fields, note_field
from tracker.pages.notice import notify
from tracker.pages.refusal import attempt
from tracker.pages.save_bar import refused_beside
from tracker.pages.undo import offer_undo, show_undo

CHOOSE = "What would you most like to do again?"
EXAMPLES = "for example: tie my shoes"
# Where Undo of what was done to the list is shown.
ACTIVITIES = "activities"
_NOT_NOW, _NUMBER = "activities_not_now", "activity number"


def activities_too(visit: Visit, check_in: CheckIn) -> None:
    """Ask with a check-in what is due: activities to choose in a new record, a number for each, the overall change."""
    show_undo(visit, ACTIVITIES)
    chosen = visit.record.own_activities.all()
    is_choosing = (not chosen or _NUMBER in st.session_state) and may_choose_activities(
        visit.record, visit.flags, check_in
    )
    if is_choosing and not st.session_state.get(_NOT_NOW):
        with st.container(key="choose_activities", border=True, gap="small"):
            _choose(visit, len(chosen))
            if st.button("Done" if chosen else "Not now", key="activities_later", type="tertiary"):
                st.session_state[_NOT_NOW] = True
                st.rerun()
    if asked := ratings_too(visit.record, visit.flags, check_in) if chosen else ():
        with st.container(key="rate_activities", border=True, gap="small"):
            st.subheader("How well can you do it now?", anchor=False)
            for question in asked:
                _rate(visit, question)
    if overall := overall_too(visit.record, visit.flags, check_in):
        with st.container(key="overall", border=True, gap="small"):
            _ask_overall(visit, overall)


def activities_form(visit: Visit) -> None:
    """Show the own activities: today's number for each, other words, an end, and one more."""
    asked = activities_today(visit.record)
    show_undo(visit, ACTIVITIES)
    with st.expander(
        "My activities", icon=":material/directions_walk:", expanded=not asked, key="my_activities"
    ):
        for question in asked:
            with st.container(key=f"activity_{question.activity.activity_id}", border=True, gap="small"):
                _rate(visit, question)
                _mend(visit, question.activity)
        _choose(visit, len(asked))


def rating_fields(draft: Draft) -> dict[str, Any]:
    """Show the fields of a rating that is changed, and return what is in them."""
    start = draft.start if isinstance(draft.start, ActivityRating) else None
    refused_beside(draft, "activity")
    words = st.text_input(
        "What is it about?",
        start.activity if start else None,
        key=draft.key("activity"),
        persist_state="session",
    )
    refused_beside(draft, "ability")
    ability = draft.taps["ability"] = ability_pad(
        "How well could you do it?", key=draft.key("ability"), value=draft.tapped("ability")
    )
    return {"activity": words, "ability": ability, **_about(draft)}


def overall_fields(draft: Draft) -> dict[str, Any]:
    """Show the fields of an answer about the overall change, and return what is in them."""
    start = draft.start if isinstance(draft.start, OverallChange) else None
    refused_beside(draft, "overall")
    overall = st.pills(
        OVERALL_QUESTION,
        OVERALL_STEPS,
        default=start.overall if start else None,
        format_func=str.capitalize,
        key=draft.key("overall"),
        persist_state="session",
    )
    return {"overall": overall, **_about(draft)}


def _about(draft: Draft) -> dict[str, Any]:
    note = note_field(draft)
    refused_beside(draft, "on_date", "at_time")
    return {"note": note, **moment_fields(draft)}


def _choose(visit: Visit, chosen: int) -> None:
    """Ask for one more activity, as long as there is room."""
    if chosen >= MOST_ACTIVITIES:
        st.text(f"These are all {MOST_ACTIVITIES}. Stop asking about one to make room for another.")
        return
    number = st.session_state.get(_NUMBER, 0)
    words = st.text_input(
        "Something else?" if chosen else CHOOSE,
        key=f"activity_words_{number}",
        placeholder=EXAMPLES,
        help=f"In your own words; up to {MOST_ACTIVITIES}. About once a week you give each a number.",
    )

    is_pressed = st.button("Add it", key="add_activity", icon=":material/add:")
    added = attempt(lambda: visit.record.own_activities.choose(words or "")) if is_pressed else None
    if added is not None:
        st.session_state[_NUMBER] = number + 1
        activity_id = added.activity_id
        offer_undo(
            ACTIVITIES,
            f"Added: {quoted(added.words)}.",
            lambda visit: visit.record.own_activities.end(activity_id),
        )
        st.rerun()


def _mend(visit: Visit, activity: OwnActivity) -> None:
    """Offer other words for an activity, and to ask about it no more."""
    with st.container(horizontal=True, gap="small"):
        with st.popover("Change the words", key=f"reword_{activity.activity_id}"):
            words = st.text_input(
                "Other words for the same", activity.words, key=f"words_{activity.activity_id}"
            )
            st.text("Its numbers so far stay with it.")

            def reword() -> bool:
                visit.record.own_activities.reword(activity.activity_id, words or "")
                return True

            if st.button("Keep these words", key=f"keep_{activity.activity_id}", type="primary") and attempt(
                reword
            ):
                offer_undo(
                    ACTIVITIES,
                    "Words changed.",
                    lambda visit: visit.record.own_activities.reword(activity.activity_id, activity.words),
                )
                st.rerun()

        def end() -> bool:
            visit.record.own_activities.end(activity.activity_id)
            return True

        if st.button("Stop asking", key=f"end_{activity.activity_id}", type="tertiary") and attempt(end):
            offer_undo(
                ACTIVITIES,
                f"No longer asked: {quoted(activity.words)}. Its numbers stay.",
                lambda visit: visit.record.own_activities.choose(activity.words),
            )
            st.rerun()


def _rate(visit: Visit, asked: RatingAsked) -> None:
    """Ask for a number: a tap saves it, another changes it, Clear takes it back."""
    stands = asked.answer.ability if asked.answer else None
    ability = ability_pad(
        asked.activity.words, key=f"ability-{asked.activity.activity_id}-{visit.today}", value=stands
    )
    if ability != stands:
        _save(visit, asked.answer, asked.rating(ability) if ability is not None else None)
    if stands is not None:
        st.text(f"Saved for today: {stands} of {AS_BEFORE}.")


def _ask_overall(visit: Visit, asked: OverallAsked) -> None:
    stands = asked.answer.overall if asked.answer else None
    overall = st.pills(
        OVERALL_QUESTION,
        OVERALL_STEPS,
        default=stands,
        format_func=str.capitalize,
        key=f"overall-{asked.entry_id}",
    )
    if overall != stands:
        _save(visit, asked.answer, asked.overall_change(overall) if overall else None)
    if stands is not None:
        st.text(f"Saved: {stands}.")


def _save(visit: Visit, stands: Entry | None, entry: Entry | None) -> None:
    """Keep an answer under its id, or take back the one that stands."""

    def save() -> bool:
        if entry is None:
            if stands is not None:
                visit.record.entries.delete(stands)
            return True
        if visit.record.entries.add(entry).deleted:
            # What was taken back stays so; this is another answer.
            visit.record.entries.add(replace(entry, entry_id=new_entry_id()))
        return True

    if attempt(save):
        if entry is None:
            notify("Taken back: blank again.", "undo")
        st.rerun()
