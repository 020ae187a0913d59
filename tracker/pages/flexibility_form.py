"""The fields of a sit-and-reach test, for its page and for editing."""

from typing import Any

import streamlit as st

from tracker.articles.drawings import drawing as drawing_svg
from tracker.articles.drawings import drawing_alt
from tracker.components.drawing import drawing
from tracker.domain.description import reach_in_words
from tracker.domain.sit_and_reach import (
    MOST_TRIALS,
    SIDES,
    SKIP_REASONS,
    VARIANT_NAMES,
    SitAndReachTest,
    Variant,
    cm_from,
    cm_to,
    variant_named,
)
from tracker.pages.draft import Draft
from tracker.pages.moment_fields import moment_fields, moment_from, note_field

UNIT_WORDS = {"cm": "centimetres", "in": "inches"}
WARM_UPS = {True: "Warmed up", False: "Cold"}
# What each way asks of the body, in our words; protocols: CSEP/ACSM digest, YMCA, Hoeger, Rikli & Jones 1998.
STEPS = {
    "csep_acsm": "Shoes off, soles flat against the box about 15 cm (6 in) apart. Reach slowly along the top, hold 2 seconds.",
    "presidents": "Shoes off, soles flat against the box. Reach slowly along the top, one hand on the other.",
    "eurofit": "Shoes off, soles flat against the box, knees straight. Push the ruler forward slowly and hold.",
    "ymca": "Tape a measure to the floor, heels at 15 inches (38.1 cm), feet about 12 inches (30 cm) apart. Reach slowly, hold 3 seconds.",
    "back_saver": "One leg straight against the box, the other bent with its foot on the floor. Do each leg as its own test.",
    "chair": "Sit on the front edge of a firm chair, one leg out, heel down. Reach for the toes: the toes are zero.",
    "modified": "Sit with your back to the wall and put zero at your fingertips. Then reach forward, hold 2 seconds.",
}


def flexibility_fields(draft: Draft, last: SitAndReachTest | None, unit: str) -> dict[str, Any]:
    """Show the fields and return what is in them, by the names of SitAndReachTest; lengths in cm.

    `last` is the test before this one, whose way of testing is carried over.
    """
    start = draft.start if isinstance(draft.start, SitAndReachTest) else None
    like = start or last or SitAndReachTest(skipped_reason="other")
    variant = _variant(draft, like, unit)
    values: dict[str, Any] = {"variant": variant.name, "side": None}
    if variant.by_side:
        values["side"] = st.segmented_control(
            "Which leg is straight?", SIDES, default=like.side, format_func=str.capitalize,
            key=draft.key("side"), persist_state="session",
        )  # fmt: skip
    values["foot_line_cm"] = _foot_line(draft, like, variant, unit)
    values["trials_cm"] = _trials(draft, start, unit)
    values["warm_up"] = st.segmented_control(
        "Before the test", list(WARM_UPS), default=start.warm_up if start else None, format_func=WARM_UPS.__getitem__,
        key=draft.key("warm_up"), persist_state="session",
    )  # fmt: skip
    values |= moment_fields(draft)
    values["note"] = note_field(draft)
    _show_result(values, unit)
    return values


def skip_fields(draft: Draft) -> str | None:
    """Ask why a test is skipped and return the reason."""
    words = {
        "pain": "Pain",
        "told not to": "I was told not to",
        "no time": "No time",
        "other": "Something else",
    }
    return st.segmented_control(
        "Why not today?", SKIP_REASONS, default=getattr(draft.start, "skipped_reason", None), format_func=words.__getitem__,
        key=draft.key("skipped_reason"), persist_state="session",
    )  # fmt: skip


def test_from(draft: Draft, values: dict[str, Any]) -> SitAndReachTest:
    """Return the test of a form's values; the time of day counts, so it is now unless given. Raises InvalidEntry."""
    return SitAndReachTest(entry_id=draft.entry_id, **(values | moment_from(draft, values)))


def _variant(draft: Draft, like: SitAndReachTest, unit: str) -> Variant:
    name = st.selectbox(
        "How do you test?", VARIANT_NAMES, VARIANT_NAMES.index(like.variant),
        format_func=lambda known: variant_named(known).title(unit), key=draft.key("variant"), persist_state="session",
    )  # fmt: skip
    picture = f"sit_and_reach_{name}"
    drawing(drawing_svg(picture), alt=drawing_alt(picture), key=f"drawing-{picture}", max_width_px=420)
    st.text(STEPS[name])
    return variant_named(name)


def _foot_line(draft: Draft, like: SitAndReachTest, variant: Variant, unit: str) -> float | None:
    known_cm = like.foot_line_cm if like.variant == variant.name else None
    if known_cm is None:
        known_cm = variant.foot_line_cm
    shown = round(cm_to(known_cm, unit), 2)
    typed = st.number_input(
        f"Foot line: where on the scale are your soles? ({unit})", 0.0, 100.0, shown, 0.5, "%.1f",
        key=draft.key(f"foot_line_{variant.name}_{unit}"), persist_state="session",
        help="Boxes differ. Read it off yours once; the app then remembers it.",
    )  # fmt: skip
    return _length_cm(typed, shown, known_cm, unit)


def _trials(draft: Draft, start: SitAndReachTest | None, unit: str) -> tuple[float, ...]:
    st.markdown(
        f"**What did you read off the scale?** Up to three tries, in {UNIT_WORDS[unit]}; the best one counts."
    )
    before = start.trials_cm if start else ()
    typed = []
    for number, column in enumerate(st.columns(MOST_TRIALS)):
        known_cm = before[number] if number < len(before) else None
        shown = None if known_cm is None else round(cm_to(known_cm, unit), 2)
        # The unit is in the key: 30 typed as centimetres must not become 30 inches.
        value = column.number_input(
            f"Try {number + 1}", -100.0, 200.0, shown, 0.5, "%.1f", key=draft.key(f"trial_{number}_{unit}"),
            persist_state="session", placeholder="–",
        )  # fmt: skip
        typed.append(_length_cm(value, shown, known_cm, unit))
    return tuple(value_cm for value_cm in typed if value_cm is not None)


def _length_cm(typed: float | None, shown: float | None, known_cm: float | None, unit: str) -> float | None:
    """Return what was typed in cm; a length left as it was shown keeps its exact value."""
    if typed is None or typed == shown:
        return known_cm if typed == shown else None
    return cm_from(typed, unit)


def _show_result(values: dict[str, Any], unit: str) -> None:
    if values["trials_cm"] and values["foot_line_cm"] is not None and values["variant"] != "modified":
        reach_cm = max(values["trials_cm"]) - values["foot_line_cm"]
        st.info(f"Your reach: {reach_in_words(reach_cm, unit)}.", icon=":material/straighten:")
