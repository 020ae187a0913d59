"""The fields of a sit-and-reach test, for its page and for editing."""

from typing import Any

import streamlit as st

from tracker import clock
from tracker.articles.drawings import drawing as drawing_svg
from tracker.articles.drawings import drawing_alt
from tracker.components.drawing import drawing
from tracker.components.number_field import needs_sign, number_field
from tracker.domain.description import length_in_words, reach_in_words
from tracker.domain.sit_and_reach import (
    FROM_THE_TOES,
    MOST_TRIALS,
    SIDES,
    SKIP_REASONS,
    TOOLS,
    SitAndReachTest,
    Variant,
    cm_from,
    cm_to,
    variant_named,
)
from tracker.errors import InvalidEntry
from tracker.pages.draft import Draft
from tracker.pages.moment_fields import moment_fields, moment_from, note_field
from tracker.pages.save_bar import refused_beside

UNIT_WORDS = {"cm": "centimetres", "in": "inches"}
WARM_UPS = {True: "Warmed up", False: "Cold"}
TOOL_NAMES = {
    "ruler": "A ruler",
    "tape": "A tape measure",
    "box": "A box with a scale",
    "chair": "A chair and a ruler",
}
SIGNS = ("short of my toes", "past my toes")
# What each way asks of the body, in our words; protocols: CSEP/ACSM digest, YMCA, Hoeger, Rikli & Jones 1998.
STEPS = {
    "csep_acsm": "Shoes off, soles flat against the box about 15 cm (6 in) apart. Reach slowly along the top, hold 2 seconds.",
    "presidents": "Shoes off, soles flat against the box. Reach slowly along the top, one hand on the other.",
    "eurofit": "Shoes off, soles flat against the box, knees straight. Push the ruler forward slowly and hold.",
    "ymca": "Tape a measure to the floor, heels at 15 inches (38.1 cm), feet about 12 inches (30 cm) apart. Reach slowly, hold 3 seconds.",
    "back_saver": "One leg straight against the box, the other bent with its foot on the floor. Do each leg as its own test.",
    "chair": "Sit on the front edge of a firm chair, one leg out, heel down, toes up. Reach for the toes, hold 2 seconds, and measure from the toes to your fingertips.",
    "modified": "Sit with your back to the wall and put zero at your fingertips. Then reach forward, hold 2 seconds.",
}
RULER_STEPS = (
    "Sit on the floor, legs straight, feet about 30 cm (12 in) apart, toes up. Reach slowly along the floor, hold 3 seconds, "
    "and measure from your heels, right below your toes, to your fingertips."
)


def flexibility_fields(draft: Draft, done: list[SitAndReachTest], unit: str) -> dict[str, Any] | None:
    """Show the fields and return what is in them, by the names of SitAndReachTest; lengths in cm.

    `done` are the tests before this one, latest first: the way of testing is carried over from them. None as long as
    it is not said what there is to test with.
    """
    start = draft.start if isinstance(draft.start, SitAndReachTest) else None
    like = start or next(iter(done), None)
    tool = st.segmented_control(
        "What have you got?", list(TOOL_NAMES), default=like.tool if like else None, format_func=TOOL_NAMES.__getitem__,
        key=draft.key("tool"), required=True, persist_state="session",
    )  # fmt: skip
    if tool is None:
        return None
    variant = _variant(draft, tool, like, unit)
    values: dict[str, Any] = {"variant": variant.name, "side": None}
    if variant.by_side:
        refused_beside(draft, "side")
        values["side"] = st.segmented_control(
            "Which leg?",
            SIDES,
            default=start.side if start else _next_leg(variant, done),
            format_func=str.capitalize,
            key=draft.key("side"),
            required=True,
            persist_state="session",
            help="The leg that is straight.",
        )
    alike = like if like and (like.variant, like.tool) == (variant.name, tool) else None
    refused_beside(draft, "foot_line_cm")
    values["foot_line_cm"] = _foot_line(draft, tool, variant, alike, unit)
    refused_beside(draft, "trials_cm", *(f"trial_{number + 1}_cm" for number in range(MOST_TRIALS)))
    values["trials_cm"] = _tries(draft, tool, values["foot_line_cm"], alike, unit)
    _show_result(values, variant, unit)
    values["warm_up"] = st.segmented_control(
        "Before the test",
        list(WARM_UPS),
        default=start.warm_up if start else None,
        format_func=WARM_UPS.__getitem__,
        key=draft.key("warm_up"),
        persist_state="session",
    )
    values |= moment_fields(draft)
    values["note"] = note_field(draft)
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
        "Why not today?",
        SKIP_REASONS,
        default=getattr(draft.start, "skipped_reason", None),
        format_func=words.__getitem__,
        key=draft.key("skipped_reason"),
        persist_state="session",
    )


def test_from(draft: Draft, values: dict[str, Any]) -> SitAndReachTest:
    """Return the test of a form's values; the time of day counts, so it is now unless given. Raises InvalidEntry."""
    for number, length in enumerate(values.get("trials_cm", ()), 1):
        if isinstance(length, str) and needs_sign(length):
            raise InvalidEntry(
                f"trial_{number}_cm", f"Try {number}: {SIGNS[0]}, or {SIGNS[1]}?".replace("my", "your")
            )
    return SitAndReachTest(entry_id=draft.entry_id, **(values | moment_from(draft, values)))


def _variant(draft: Draft, tool: str, like: SitAndReachTest | None, unit: str) -> Variant:
    names = TOOLS[tool]
    name = names[0]
    if len(names) > 1:
        name = st.selectbox(
            "How do you test?",
            names,
            names.index(like.variant) if like and like.variant in names else 0,
            format_func=lambda variant: variant_named(variant).title(unit),
            key=draft.key("variant"),
            persist_state="session",
        )
    picture = f"sit_and_reach_{'ruler' if tool == 'ruler' else name}"
    drawing(drawing_svg(picture), alt=drawing_alt(picture), key=f"drawing-{picture}", max_width_px=420)
    st.text(RULER_STEPS if tool == "ruler" else STEPS[name])
    return variant_named(name)


def _next_leg(variant: Variant, done: list[SitAndReachTest]) -> str | None:
    """Return the leg to test next, from the tests so far, latest first; None where it has to be asked.

    Of two legs it is the one tested longest ago; who tests one leg only goes on with it, but not twice on a day.
    """
    tested = [test for test in done if test.variant == variant.name and test.side in SIDES]
    legs = list(dict.fromkeys(test.side for test in tested))
    if len(legs) == 1 and tested[0].on_date == clock.today():
        return None
    return legs[-1] if legs else None


def _foot_line(
    draft: Draft, tool: str, variant: Variant, alike: SitAndReachTest | None, unit: str
) -> float | str | None:
    usual_cm = 0.0 if tool in FROM_THE_TOES else variant.foot_line_cm
    known_cm = usual_cm if alike is None or alike.foot_line_cm is None else alike.foot_line_cm
    # Only boxes differ from each other; elsewhere it is asked where it was not the usual one.
    if (tool != "box" or variant.zero != "toes") and (tool in FROM_THE_TOES or known_cm == usual_cm):
        return known_cm
    shown_length = round(cm_to(known_cm, unit), 2)
    typed = number_field(
        f"Foot line: where on the scale are your soles? ({unit})",
        0,
        100,
        shown_length,
        0.5,
        is_whole=False,
        key=draft.key(f"foot_line_{variant.name}_{unit}"),
        memory=draft.taps,
        help="Boxes differ. Read it off yours once; the app then remembers it.",
    )
    return _length_cm(typed, shown_length, known_cm, unit)


def _tries(
    draft: Draft, tool: str, foot_line_cm: float | str | None, alike: SitAndReachTest | None, unit: str
) -> tuple[float | str, ...]:
    signs = SIGNS if tool in FROM_THE_TOES else None
    question = "How far from your toes are your fingertips?" if signs else "What did you read off the scale?"
    st.markdown(f"**{question}** Up to three tries, in {UNIT_WORDS[unit]}; the best one counts.")
    # A length from the toes is what the scale reads less its foot line.
    zero_cm = foot_line_cm if signs and isinstance(foot_line_cm, float) else 0.0
    start = draft.start if alike is draft.start and isinstance(draft.start, SitAndReachTest) else None
    before = start.trials_cm if start else ()
    last = max(alike.trials_cm) if alike and alike.trials_cm else foot_line_cm
    begin = round(cm_to(last - zero_cm, unit), 1) if isinstance(last, float) else 0.0
    typed = []
    for number, column in enumerate(st.columns(MOST_TRIALS)):
        known_cm = before[number] - zero_cm if number < len(before) else None
        shown_length = None if known_cm is None else round(cm_to(known_cm, unit), 2)
        with column:
            # The unit is in the key: 30 typed as centimetres must not become 30 inches.
            value = number_field(
                f"Try {number + 1}",
                -100,
                200,
                shown_length,
                0.5,
                is_whole=False,
                signs=signs,
                begin=abs(begin) if signs else begin,
                key=draft.key(f"{'gap' if signs else 'trial'}_{number}_{unit}"),
                memory=draft.taps,
            )
        length = _length_cm(value, shown_length, known_cm, unit)
        if length is not None:
            typed.append(length if isinstance(length, str) else round(length + zero_cm, 2))
    return tuple(typed)


def _length_cm(
    typed: float | str | None, shown_length: float | None, known_cm: float | None, unit: str
) -> float | str | None:
    """Return what was typed in cm; a length left as it was shown keeps its exact value, an unclear text stays one."""
    if typed is None or isinstance(typed, str):
        return typed
    return known_cm if typed == shown_length else cm_from(typed, unit)


def _show_result(values: dict[str, Any], variant: Variant, unit: str) -> None:
    lengths = (values["foot_line_cm"], *values["trials_cm"])
    if not values["trials_cm"] or not all(isinstance(length, float) for length in lengths):
        return
    reach_cm = max(values["trials_cm"]) - values["foot_line_cm"]
    words = (
        reach_in_words(reach_cm, unit)
        if variant.zero == "toes"
        else f"{length_in_words(reach_cm, unit)} from your {variant.zero}"
    )
    st.info(f"Your reach: {words}.", icon=":material/straighten:")
