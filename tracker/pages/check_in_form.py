"""The fields of a check-in, for the check-in page and for editing."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from tracker.components.number_field import number_field
from tracker.components.pain_extent import pain_extent
from tracker.components.pain_pad import pain_pad
from tracker.components.pain_places import pain_places
from tracker.domain.check_in import (
    EXTENT_WORDS,
    SEVERITIES,
    SIDES,
    SLEEP_QUALITIES,
    SYMPTOMS,
    CheckIn,
    furthest_extent,
)
from tracker.domain.exercise import EXERCISES
from tracker.domain.guidance import SADDLE_MARKED, SIGNS_PAGE
from tracker.domain.home_plan import PlanItem, also_planned, checklist_of
from tracker.domain.pain_place import SADDLE, pain_places_of
from tracker.pages.draft import Draft
from tracker.pages.in_view import bring_into_view
from tracker.pages.links import link
from tracker.pages.moment_fields import moment_fields, moment_from, note_field
from tracker.pages.save_bar import refused_beside

SYMPTOM_LABELS = {"tingling": "Tingling", "numbness": "Numbness", "weakness": "Weakness in the leg"}


def check_in_fields(
    draft: Draft,
    *,
    is_flare: bool,
    carried_side: str | None = None,
    plan: tuple[PlanItem, ...] = (),
    asks_when: bool = False,
) -> dict[str, Any]:
    """Show the fields and return what is in them, by the names of CheckIn; the home plan is a checklist of its own."""
    values: dict[str, Any] = {"is_flare": is_flare}
    refused_beside(draft, "leg_pain_nrs", "back_pain_nrs")
    for name, label in (("leg_pain_nrs", "Leg pain"), ("back_pain_nrs", "Back pain")):
        values[name] = draft.taps[name] = pain_pad(label, key=draft.key(name), value=draft.tapped(name))
    refused_beside(draft, "pain_extent")
    values["pain_extent"] = draft.taps["pain_extent"] = pain_extent(
        "How far down does it reach?", key=draft.key("pain_extent"), value=draft.tapped("pain_extent")
    )
    start = draft.start if isinstance(draft.start, CheckIn) else None
    ticked = () if is_flare and start is None else _checklist(draft, plan)
    # In a flare nothing more is asked; what was put in before stays in sight and counts.
    if is_flare and start is None and not draft.is_unfolded:
        return values | {"side": carried_side, "exercises_done": ()}
    side = (
        f" ({carried_side} side, as last time)" if carried_side in ("left", "right") and start is None else ""
    )
    if draft.refused is not None and draft.refused.field not in (*values, "on_date", "at_time"):
        st.session_state[draft.key("more")] = True
    folded = st.expander(
        f"More about this check-in{side}",
        expanded=start is not None,
        icon=":material/tune:",
        key=draft.key("more"),
        on_change="rerun",
    )
    # Made when it is first opened: a check-in of two taps waits for none of it. What was put in then counts, folded or not.
    draft.is_unfolded = draft.is_unfolded or folded.open or start is not None
    if draft.is_unfolded:
        with folded:
            values["pain_places"] = _places(draft, values["pain_extent"])
            values |= _symptoms(draft, start, carried_side)
            values |= _day_so_far(draft, start, plan)
            values["note"] = note_field(draft)
            if asks_when:
                refused_beside(draft, "on_date", "at_time")
                values |= moment_fields(draft)
    else:
        values["side"] = carried_side
    values["exercises_done"] = (*ticked, *values.get("exercises_done", ()))
    return values


def check_in_from(draft: Draft, values: dict[str, Any]) -> CheckIn:
    """Return the check-in of a form's values; now, unless another day or time is given. Raises InvalidEntry."""
    return CheckIn(entry_id=draft.entry_id, **(values | moment_from(draft, values)))


def _places(draft: Draft, extent: str | None) -> tuple[str, ...]:
    """Show the body map once its line is opened; the furthest place proposes how far down it reaches."""
    refused_beside(draft, "pain_places")
    marked = tuple(draft.tapped("pain_places", ()))
    folded = st.expander(
        "Where exactly? A body map",
        expanded=bool(marked),
        icon=":material/accessibility_new:",
        key=draft.key("map"),
        on_change="rerun",
    )
    with folded:
        # Made when it is first opened; what was marked counts, folded or not.
        if not (folded.open or marked):
            return ()
        marked = draft.taps["pain_places"] = pain_places(
            "Where does it hurt?", key=draft.key("pain_places"), value=marked
        )
        places = pain_places_of(marked)
        _warn_of_saddle(draft, is_marked=any(place.place.name == SADDLE for place in places))
        _propose_extent(draft, furthest_extent(places), extent)
    return marked


def _warn_of_saddle(draft: Draft, *, is_marked: bool) -> None:
    had_it = isinstance(draft.start, CheckIn) and draft.start.is_saddle_marked
    was_marked = draft.taps.get("is_saddle_marked", had_it)
    draft.taps["is_saddle_marked"] = is_marked or None
    if not is_marked:
        return
    if not was_marked:
        # It stands below a long map, and is what has to be seen now.
        bring_into_view("saddle_marked")
    with st.container(key="saddle_marked", gap="small"):
        st.error(SADDLE_MARKED, icon=":material/health_and_safety:")
        link(SIGNS_PAGE, "Read the warning signs", icon="health_and_safety")


def _propose_extent(draft: Draft, proposed: str | None, extent: str | None) -> None:
    # Proposed, never set: somebody may mark an old bruise on the shin, and only they know.
    if proposed is None:
        return
    with st.container(key="furthest_place", gap="small"):
        if proposed == extent:
            st.text(f"How far down: felt {EXTENT_WORDS[proposed]}, as the places you marked.")
            return
        st.text(f"By the places you marked, it is felt {EXTENT_WORDS[proposed]}.")
        if st.button(f"Say: felt {EXTENT_WORDS[proposed]}", key="take_extent", icon=":material/check:"):
            draft.taps["pain_extent"] = proposed
            bring_into_view("furthest_place")
            st.rerun()


def _symptoms(draft: Draft, start: CheckIn | None, carried_side: str | None) -> dict[str, Any]:
    refused_beside(draft, "side", *SYMPTOMS)
    values: dict[str, Any] = {
        "side": _choice(
            draft, "side", "Which side?", SIDES, start.side if start else carried_side, str.capitalize
        )
    }
    for symptom in SYMPTOMS:
        chosen = getattr(start, symptom, None)
        values[symptom] = _choice(
            draft,
            symptom,
            SYMPTOM_LABELS[symptom],
            range(len(SEVERITIES)),
            chosen,
            lambda severity: SEVERITIES[severity].capitalize(),
        )
    return values


def _day_so_far(draft: Draft, start: CheckIn | None, plan: tuple[PlanItem, ...]) -> dict[str, Any]:
    refused_beside(draft, "sleep_quality", "hours_sitting", "minutes_active", "exercises_done")
    sleep = _choice(
        draft,
        "sleep_quality",
        "How did you sleep?",
        range(1, len(SLEEP_QUALITIES) + 1),
        start.sleep_quality if start else None,
        lambda quality: SLEEP_QUALITIES[quality - 1].capitalize(),
    )
    left, right = st.columns(2)
    with left:
        sitting = number_field(
            "Hours sitting", 0, 24, start.hours_sitting if start else None, 0.5, is_whole=False,
            key=draft.key("hours_sitting"), memory=draft.taps,
        )  # fmt: skip
    with right:
        active = number_field(
            "Minutes active", 0, 1440, start.minutes_active if start else None, 5,
            key=draft.key("minutes_active"), memory=draft.taps,
        )  # fmt: skip
    planned = checklist_of(plan)
    names = {
        exercise.exercise_id: exercise.name for exercise in EXERCISES if exercise.exercise_id not in planned
    }
    done = st.pills(
        "Other exercises done" if planned else "Exercises done", list(names), selection_mode="multi", default=list(start.exercises_done if start else ()),
        format_func=names.__getitem__, key=draft.key("exercises_done"), persist_state="session",
    )  # fmt: skip
    return {
        "sleep_quality": sleep,
        "hours_sitting": sitting,
        "minutes_active": active,
        "exercises_done": tuple(done),
    }


def _checklist(draft: Draft, plan: tuple[PlanItem, ...]) -> list[str]:
    # A checkbox reads its text as Markdown: a therapist's note may not stand on it, these words are our own.
    planned = checklist_of(plan)
    if planned:
        st.markdown("**Exercises done, of your home plan**")
    ticked = [
        exercise_id
        for exercise_id, words in planned.items()
        if st.checkbox(words, key=draft.key(f"plan_{exercise_id}"), persist_state="session")
    ]
    if own := also_planned(plan):
        st.text(own)
    return ticked


def _choice(
    draft: Draft, name: str, label: str, options: Any, chosen: Any, words: Callable[[Any], str]
) -> Any:
    return st.segmented_control(
        label, list(options), default=chosen, format_func=words, key=draft.key(name), persist_state="session"
    )
