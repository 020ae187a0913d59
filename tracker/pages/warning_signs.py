"""The warning signs: the questions, and what to do about a yes."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain import safety_words
from tracker.domain.description import day_in_words
from tracker.domain.guidance import SIGNS_PAGE
from tracker.domain.red_flags import (
    EMERGENCY,
    RED_FLAGS,
    SOON,
    TIERS,
    RedFlagAnswers,
    RedFlagState,
    Tier,
)
from tracker.pages.draft import open_draft
from tracker.pages.in_view import bring_into_view
from tracker.pages.refusal import attempt, refuse
from tracker.pages.stop import lift_stop, show_signs
from tracker.reports.warning_words import warnings, warnings_sentence

REST = {
    "no": "They do not apply to me",
    "unknown": "I am not sure, or would rather not say",
}


def render(visit: Visit) -> None:
    """Show what stands, then the questions."""
    flags = visit.flags
    st.title("Warning signs", anchor=False)
    if visit.is_read_only:
        _answers(visit, flags)
        return
    if flags.tier is not None:
        _what_to_do(visit, flags)
    _noted(flags, st.session_state.pop("rest_answered", None))
    if flags.tier == EMERGENCY:
        # Nothing beside it: what to do stands in the place of the questions, which can still be asked for.
        with st.expander("Answer the questions again", icon=":material/checklist:"):
            _ask(visit, flags)
    else:
        _ask(visit, flags)


def _ask(visit: Visit, flags: RedFlagState) -> None:
    st.markdown(
        "Rarely, leg and back pain comes from something that massage and stretching cannot help and that must not wait. "
        "**Ticking a box here alerts nobody**: what to do is up to you, and the app tells you what that is."
    )
    if flags.asked_on is not None:
        st.caption(f"Last answered {day_in_words(flags.asked_on, visit.today)}. The app asks once a week.")
    _questions(visit)


def _answers(visit: Visit, flags: RedFlagState) -> None:
    st.text(warnings_sentence(flags, visit.record.scope))
    for urgency, question in warnings(flags):
        st.text(f"{urgency}: {question}")


def _noted(flags: RedFlagState, rest: str | None) -> None:
    """Say what became of the answers just saved, unless an emergency stands: then nothing else matters."""
    if rest == "unknown" and flags.tier != EMERGENCY:
        st.info(
            "What you left empty is noted as not sure. If you cannot tell about an emergency sign, phone a doctor or an urgent care line today.",
            icon=":material/call:",
        )
    elif rest == "no" and flags.tier is None:
        st.success(
            "Noted. Having none of these signs does not rule anything out: if something worries you, ask a doctor.",
            icon=":material/check:",
        )


def _what_to_do(visit: Visit, flags: RedFlagState) -> None:
    number = visit.settings.emergency_number
    with st.container(key="stop"):
        st.subheader(safety_words.what_to_do(flags.tier or SOON, number), anchor=False)
        show_signs(flags)
        _call(flags.tier, number)
        lift_stop(visit)


def _call(tier: Tier | None, number: str) -> None:
    if tier != SOON:
        st.link_button(safety_words.call(number), f"tel:{number}", type="primary", icon=":material/call:")


def _questions(visit: Visit) -> None:
    ticked: set[str] = set()
    draft = open_draft(SIGNS_PAGE)
    with st.form("warning_signs", border=False, enter_to_submit=False):
        st.markdown(
            "**Tick what is true for you now.** Leave out what a doctor has already looked at, unless it got worse."
        )
        for tier in TIERS:
            st.subheader(safety_words.heading_of(tier, visit.settings.emergency_number), anchor=False)
            for flag in RED_FLAGS:
                if flag.tier == tier and st.checkbox(flag.question, key=draft.key(flag.flag_id)):
                    ticked.add(flag.flag_id)
        rest = st.radio(
            "The ones I left empty",
            list(REST),
            index=None,
            format_func=REST.__getitem__,
            key=draft.key("rest"),
        )
        if st.form_submit_button("Save my answers", type="primary", width="stretch"):
            _save(visit, ticked, rest)


def _save(visit: Visit, ticked: set[str], rest: str | None) -> None:
    if rest is None and not ticked:
        refuse("Say what the empty boxes mean: that they do not apply, or that you are not sure.")
        return
    # A tick waits for no other answer: it is stored at once, and what was left empty is unknown.
    rest = rest or "unknown"
    answers = {flag.flag_id: "yes" if flag.flag_id in ticked else rest for flag in RED_FLAGS}
    if attempt(lambda: visit.record.warning_signs.answer(RedFlagAnswers(answers=answers))) is not None:
        open_draft(SIGNS_PAGE).restart()
        st.session_state["rest_answered"] = rest
        if ticked:
            bring_into_view("stop")
        st.rerun()
