"""Reminders that arrive, on the account page: where they go, which, and what was sent."""

from datetime import datetime

import streamlit as st

from tracker import clock
from tracker.access.visit import Visit
from tracker.components.plain_words import literal_markdown
from tracker.domain.notice import (
    ACCEPTED,
    CHECK_IN,
    CLAIMED,
    KINDS,
    LONGEST_PLACE,
    RECAP,
    SESSION,
    TEST,
    Notice,
    NoticeChoice,
    masked,
)
from tracker.domain.reminders import Reminders
from tracker.locales import short_day_and_year
from tracker.pages.refusal import attempt
from tracker.reminding.sending import confirm, send_code

KINDS_IN_LIST = {CHECK_IN: "check-in", TEST: "weekly test", SESSION: "session", RECAP: "recap"}
STATES = {CLAIMED: "not known whether it went", ACCEPTED: "taken"}


def notices_section(visit: Visit) -> None:
    """Show where reminders go and which, as far as the installation can send any."""
    if not visit.settings.offers_reminders:
        return
    st.subheader("Reminders that come to you", anchor=False)
    choice = visit.record.notices.choice()
    if choice is None:
        _ask_place(visit)
    elif not choice.is_confirmed:
        _ask_code(visit, choice)
    else:
        _ask_kinds(visit, choice)
    _sent(visit.record.notices.latest())


def _ask_place(visit: Visit) -> None:
    st.text(
        "The app can send them by itself. They say nothing about your health, and each has a link that turns them off."
    )
    ways = "An e-mail address" if visit.settings.smtp else ""
    if visit.settings.allowed_services or not visit.settings.is_practice:
        ways = f"{ways}, or a service's address" if ways else "A service's address"
    with st.form("notice_place", enter_to_submit=False):
        place = st.text_input(
            "Where to", max_chars=LONGEST_PLACE, key="notice_place", help=_services(visit), placeholder=ways
        )
        pressed = st.form_submit_button("Send a code there")

    def ask() -> bool:
        send_code(visit.store, visit.settings, visit.record, place)
        return True

    if pressed and attempt(ask):
        st.rerun()


def _services(visit: Visit) -> str | None:
    if not visit.settings.is_practice:
        return "A service such as ntfys://ntfy.sh/my-topic; Apprise's pages list a hundred of them."
    allowed = visit.settings.allowed_services
    return f"Services allowed here: {', '.join(map(literal_markdown, allowed))}" if allowed else None


def _ask_code(visit: Visit, choice: NoticeChoice) -> None:
    with st.form("notice_code", enter_to_submit=False):
        code = st.text_input(
            f"The code that was sent to {masked(choice.place)}", max_chars=40, key="notice_code"
        )
        pressed = st.form_submit_button("Confirm", type="primary")

    def prove() -> bool:
        confirm(visit.record, code)
        return True

    if pressed and attempt(prove):
        st.rerun()
    _end(visit, "Somewhere else")


def _ask_kinds(visit: Visit, choice: NoticeChoice) -> None:
    state = visit.record.calendar.get()
    at_time = (state.reminders if state else Reminders()).at_time
    zone = f" ({choice.zone_name.replace('_', ' ')})" if choice.zone_name else ""
    st.text(f"They go to {masked(choice.place)} at the time above, {at_time:%H:%M}{zone}. Choose which:")
    with st.form("notice_kinds", enter_to_submit=False):
        chosen = {
            kind: st.checkbox(words, kind in choice.kinds, key=f"notice_{kind}")
            for kind, words in KINDS.items()
        }
        pressed = st.form_submit_button("Save which")

    def keep() -> bool:
        visit.record.notices.choose(tuple(kind for kind, is_chosen in chosen.items() if is_chosen))
        return True

    if pressed and attempt(keep):
        st.toast("Saved.", icon=":material/check:")
    _end(visit, "Turn these reminders off")


def _end(visit: Visit, label: str) -> None:
    def end() -> bool:
        visit.record.notices.end()
        return True

    if st.button(label, key="notice_end", icon=":material/notifications_off:") and attempt(end):
        st.rerun()


def _sent(notices: tuple[Notice, ...]) -> None:
    if not notices:
        return
    with st.expander("What was sent", icon=":material/outgoing_mail:"):
        for notice in notices:
            st.text(
                f"{_moment(notice.claimed_at)}, {KINDS_IN_LIST[notice.kind]}, to {notice.masked_place}:"
                f" {notice.refusal or STATES[notice.state]}"
            )


def _moment(instant: datetime) -> str:
    local = clock.local(instant)
    return f"{short_day_and_year(local.date())}, {local:%H:%M}"
