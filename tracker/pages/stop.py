"""The stop: an emergency sign stands, so care comes before everything else on every page."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain import safety_words
from tracker.domain.description import day_in_words
from tracker.domain.guidance import SIGNS_PAGE
from tracker.domain.red_flags import EMERGENCY, RedFlagAnswers, RedFlagState, put_off_on
from tracker.domain.safety_words import URGENCY
from tracker.pages.draft import open_draft
from tracker.pages.links import link
from tracker.pages.refusal import attempt

# Stretching and praise wait until somebody has been seen; logging and reading one's own record need not.
HELD_BACK = ("flexibility", "progress")
ASKED_ON = ("check-in", "progress")
LATER = "signs later"


def stop_for_warning_signs(visit: Visit, path: str) -> bool:
    """Show the stop or the reminder that the answers call for; return whether the page must not be shown."""
    flags = visit.flags
    if flags.tier is None or path == SIGNS_PAGE:
        return False
    if flags.tier != EMERGENCY:
        st.warning(safety_words.REMINDERS[flags.tier], icon=":material/medical_services:")
        link(SIGNS_PAGE, safety_words.WHICH_ONE)
        return False
    if st.session_state.get("past_stop"):
        st.error(safety_words.STILL_STANDS, icon=":material/emergency_home:")
        link(SIGNS_PAGE, safety_words.READ_WHAT_TO_DO)
        return False
    _stop(visit, flags, path)
    return True


def tell_of_warning_signs(visit: Visit, path: str) -> None:
    """Tell who reads a shared record of the signs that stand, before everything else."""
    flags = visit.flags
    if flags.tier is None or path == "warning-signs":
        return
    with st.container(key="told_signs", border=True):
        since = f", the first {day_in_words(flags.since, visit.today)}" if flags.since else ""
        st.error(f"**Red flag answered yes**{since}:", icon=":material/emergency_home:")
        st.markdown(
            "\n".join(f"- **{URGENCY[flags.tier_of(flag)]}**: {flag.question}" for flag in flags.present)
        )


def stretching_waits(visit: Visit) -> bool:
    """Say that testing and stretching wait, when a sign calls for care now or today; return whether they do."""
    flags = visit.flags
    if flags.tier == EMERGENCY:
        st.error(safety_words.STRETCHING_WAITS[flags.tier], icon=":material/emergency_home:")
    elif flags.tier is not None and flags.is_urgent:
        st.warning(safety_words.STRETCHING_WAITS[flags.tier], icon=":material/front_hand:")
    return flags.is_urgent


def ask_for_warning_signs(visit: Visit, path: str) -> None:
    """Ask at the first start and once a week, without standing in the way of a check-in."""
    flags = visit.flags
    if path not in ASKED_ON or not flags.is_due(visit.today) or is_put_off(visit):
        return
    with st.container(
        key="ask_signs", horizontal=True, vertical_alignment="center", border=True, gap="small"
    ):
        st.text(safety_words.time_to_look(is_first=flags.asked_on is None))
        link(SIGNS_PAGE, safety_words.LOOK_AT_THEM, icon="health_and_safety")
        if st.button("Later", type="tertiary", key="signs_later"):
            st.session_state[LATER] = visit.today
            st.rerun()


def is_put_off(visit: Visit) -> bool:
    """Return whether the look at the warning signs was put off today."""
    # shell.js keeps the press on "Later" as a cookie, for the pages that are opened later that day.
    return visit.today in (st.session_state.get(LATER), put_off_on(st.context.cookies))


def _stop(visit: Visit, flags: RedFlagState, path: str) -> None:
    number = visit.settings.emergency_number
    with st.container(key="stop"):
        st.title(safety_words.GET_HELP, anchor=False)
        st.markdown(f"{safety_words.what_to_do(EMERGENCY, number)} {safety_words.YOU_TICKED}")
        show_signs(flags)
        st.link_button(
            safety_words.call(number),
            f"tel:{number}",
            type="primary",
            width="stretch",
            icon=":material/call:",
        )
        st.markdown(safety_words.WHY_NOW)
        lift_stop(visit)
        if path not in HELD_BACK and st.button(
            "Go on to this page all the same", type="tertiary", key="past_stop_button"
        ):
            st.session_state["past_stop"] = True
            st.rerun()


def show_signs(flags: RedFlagState) -> None:
    """List the signs that stand."""
    st.markdown("\n".join(f"- {flag.question}" for flag in flags.present))


def lift_stop(visit: Visit) -> None:
    """Offer the two ways an emergency sign ends: a doctor has seen it, or it was ticked by mistake."""
    reasons = {"seen": safety_words.SEEN, "mistake": safety_words.MISTAKE}
    chosen = st.radio(
        "When you have been seen", list(reasons), index=None, format_func=reasons.__getitem__, key="lifted"
    )
    pressed = st.button("Confirm", disabled=chosen is None, key="confirm_lifted")
    if (
        pressed
        and attempt(lambda: visit.record.warning_signs.answer(RedFlagAnswers(lifted=chosen))) is not None
    ):
        open_draft(SIGNS_PAGE).restart()
        st.rerun()
