"""The check-in page: a number, how far it reaches, Save."""

from datetime import timedelta
from typing import Any

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.check_in import CheckIn
from tracker.domain.guidance import SIGNS_PAGE
from tracker.earlier_flares import TITLE as EARLIER_FLARES
from tracker.earlier_flares import earlier_flares
from tracker.locales import weekday_and_day
from tracker.pages.check_in_form import check_in_fields, check_in_from
from tracker.pages.draft import Draft, open_draft
from tracker.pages.fair_try import todays_part
from tracker.pages.links import address_link, link
from tracker.pages.moment_fields import moment_fields
from tracker.pages.receipt import receipt, save_bar
from tracker.pages.save_bar import refused_beside

FORM = CheckIn.kind


def render(visit: Visit) -> None:
    """Show the form, or the receipt of what was just saved."""
    draft = open_draft(FORM)
    if receipt(visit, draft, "Another check-in"):
        return
    is_flare, moment = _heading(visit, draft)
    todays_part(visit)
    values = moment | check_in_fields(
        draft, is_flare=is_flare, carried_side=_carried_side(visit), plan=visit.record.home_plan.current()
    )
    if is_flare:
        _earlier(visit)
    save_bar(visit, draft, "Save check-in", "save_check_in", lambda: check_in_from(draft, values))
    if not is_flare:
        address_link("/quick", "Quick check-in, also offline")


def _heading(visit: Visit, draft: Draft) -> tuple[bool, dict[str, Any]]:
    """Show what the check-in is about and of which day; return whether it is a flare, and day and time."""
    is_flare = bool(draft.tapped("is_flare"))
    heading = st.container(key="heading")
    moment = _when(visit, draft)
    label = "Not a flare" if is_flare else "Bad day: a flare"
    if st.button(label, key="flare_button", width="stretch"):
        draft.taps["is_flare"] = not is_flare
        st.rerun()
    if is_flare:
        st.text(
            "Sorry it is bad. A number and how far it reaches is all that is needed; everything else can wait."
        )
    with heading:
        is_past = moment["on_date"] < visit.today
        st.title("A flare" if is_flare else "How was it?" if is_past else "How is it now?", anchor=False)
    return is_flare, moment


def _earlier(visit: Visit) -> None:
    """Show what was done in earlier flares, where anything was noted, and the way to the warning signs."""
    if lines := earlier_flares(visit.record):
        with st.container(key="earlier_flares", border=True, gap="small"):
            st.subheader(EARLIER_FLARES, anchor=False)
            for line in lines:
                st.text(line)
    link(SIGNS_PAGE, "Look at the warning signs", icon="health_and_safety")


def _when(visit: Visit, draft: Draft) -> dict[str, Any]:
    """Show the day, to be pressed for another one; the day shown is the day it is saved under."""
    key, today = draft.key("on_date"), draft.day_shown(visit.today)
    day = st.session_state.get(key, draft.start.on_date if draft.start else None) or today
    yesterday = visit.today - timedelta(days=1)
    with st.container(key="when", horizontal=True, vertical_alignment="center"):
        date_words = weekday_and_day(day, with_year=False)
        icon = f":material/{'expand_less' if draft.is_day_open else 'expand_more'}:"
        st.button(
            date_words,
            key="open_day",
            type="tertiary",
            icon=icon,
            icon_position="right",
            on_click=draft.turn_day,
        )
        is_past = day < visit.today
        label, other = ("Today", None) if is_past else ("Yesterday", yesterday)
        st.button(label, key="other_day", on_click=lambda: st.session_state.update({key: other}))
    # Folded, not left out: a field that goes away takes with it what was typed and not yet sent.
    with st.container(key="day_open" if draft.is_day_open else "day_folded"):
        moment = moment_fields(draft)
    if is_past:
        st.info("A past day: it stands in your record under that day.", icon=":material/history:")
    refused_beside(draft, "on_date", "at_time")
    return moment | {"on_date": moment["on_date"] or today}


def _carried_side(visit: Visit) -> str | None:
    last = visit.record.entries.latest(CheckIn.kind)
    return last.side if isinstance(last, CheckIn) else None
