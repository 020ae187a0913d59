"""The stop: an emergency sign stands, so care comes before everything else on every page."""

import streamlit as st

from tracker.domain.description import day_in_words
from tracker.domain.guidance import SIGNS_PAGE
from tracker.domain.red_flags import EMERGENCY, SAME_DAY, SOON, RedFlagAnswers, RedFlagState
from tracker.pages.draft import open_draft
from tracker.pages.links import link
from tracker.pages.refusal import attempt
from tracker.pages.visit import Visit

# Stretching and praise wait until somebody has been seen; logging and reading one's own record need not.
HELD_BACK = ("flexibility", "progress")
URGENCY = {EMERGENCY: "Emergency", SAME_DAY: "Doctor today", SOON: "Doctor within days"}
ASKED_ON = ("check-in", "progress")


def stop_for_warning_signs(visit: Visit, path: str) -> bool:
    """Show the stop or the reminder that the answers call for; return whether the page must not be shown."""
    flags = visit.flags
    if flags.tier is None or path == SIGNS_PAGE:
        return False
    if flags.tier != EMERGENCY:
        _remind(flags)
        return False
    if st.session_state.get("past_stop"):
        st.error("An emergency sign still stands.", icon=":material/emergency_home:")
        link(SIGNS_PAGE, "Read what to do")
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
        st.markdown("\n".join(f"- **{URGENCY[flag.tier]}**: {flag.question}" for flag in flags.present))


def stretching_waits(visit: Visit) -> bool:
    """Say that testing and stretching wait, when a sign calls for care now or today; return whether they do."""
    flags = visit.flags
    if flags.tier == EMERGENCY:
        st.error("Not now: an emergency sign stands. Get help first.", icon=":material/emergency_home:")
    elif flags.is_urgent:
        st.warning(
            "Not now: a sign you ticked needs a doctor today. Stretching and testing wait until then.",
            icon=":material/front_hand:",
        )
    return flags.is_urgent


def ask_for_warning_signs(visit: Visit, path: str) -> None:
    """Ask at the first start and once a week, without standing in the way of a check-in."""
    flags = visit.flags
    if path not in ASKED_ON or not flags.is_due(visit.today) or st.session_state.get("asked_later"):
        return
    with st.container(
        key="ask_signs", horizontal=True, vertical_alignment="center", border=True, gap="small"
    ):
        if flags.asked_on is None:
            st.text("Before anything else: a few signs mean that leg pain needs a doctor, not a massage.")
        else:
            st.text("Once a week: has any of the warning signs turned up?")
        link(SIGNS_PAGE, "Look at the signs", icon="health_and_safety")
        if st.button("Later", type="tertiary", key="signs_later"):
            st.session_state["asked_later"] = True
            st.rerun()


def _remind(flags: RedFlagState) -> None:
    said = (
        "You ticked a warning sign that a doctor should look at **today**."
        if flags.tier == SAME_DAY
        else "You ticked a warning sign. See your doctor about it **within days**."
    )
    st.warning(said, icon=":material/medical_services:")
    link(SIGNS_PAGE, "Which one, and what to do")


def _stop(visit: Visit, flags: RedFlagState, path: str) -> None:
    number = visit.settings.emergency_number
    with st.container(key="stop"):
        st.title("Please get help now", anchor=False)
        st.markdown(f"Go to the emergency department (A&E) or call {number} now. You ticked:")
        show_signs(flags)
        st.link_button(
            f"Call {number}", f"tel:{number}", type="primary", width="stretch", icon=":material/call:"
        )
        st.markdown(
            "Signs like these can mean that nerves in your spine are being pressed, or that a clot blocks your blood. "
            "Hours matter. **This app alerts nobody**: your therapist does not see this in time."
        )
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
    reasons = {
        "seen": "I have been seen by a doctor about this",
        "mistake": "I ticked it by mistake: none of it is true",
    }
    chosen = st.radio(
        "When you have been seen", list(reasons), index=None, format_func=reasons.__getitem__, key="lifted"
    )
    pressed = st.button("Confirm", disabled=chosen is None, key="confirm_lifted")
    if pressed and attempt(lambda: visit.record.answer_red_flags(RedFlagAnswers(lifted=chosen))) is not None:
        open_draft(SIGNS_PAGE).restart()
        st.rerun()
