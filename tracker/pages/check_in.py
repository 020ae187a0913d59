"""The check-in page: a number, how far it reaches, Save."""

import streamlit as st

from tracker.domain.check_in import CheckIn
from tracker.locales import weekday_and_day
from tracker.pages.check_in_form import check_in_fields, check_in_from
from tracker.pages.draft import Draft, open_draft
from tracker.pages.links import address_link
from tracker.pages.receipt import keep, receipt
from tracker.pages.refusal import attempt
from tracker.pages.visit import Visit

FORM = CheckIn.kind


def render(visit: Visit) -> None:
    """Show the form, or the receipt of what was just saved."""
    draft = open_draft(FORM)
    if receipt(visit, draft, "Another check-in"):
        return
    is_flare = _heading(visit, draft)
    values = check_in_fields(
        draft, is_flare=is_flare, carried_side=_carried_side(visit), plan=visit.record.home_plan()
    )
    with st.container(key="save_bar"):
        pressed = st.button("Save check-in", type="primary", width="stretch", key="save_check_in")
        if pressed and (entry := attempt(lambda: check_in_from(draft, values))) is not None:
            keep(visit, draft, entry)
    address_link("/quick", "Quick check-in, also offline")


def _heading(visit: Visit, draft: Draft) -> bool:
    is_flare = bool(draft.tapped("is_flare"))
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(key="heading"):
            st.title("A flare" if is_flare else "How is it now?", anchor=False)
            today = visit.today
            st.caption(weekday_and_day(today, with_year=False))
        label = "Not a flare" if is_flare else "It's a flare"
        if st.button(label, key="flare_button", icon=":material/local_fire_department:", type="tertiary"):
            draft.taps["is_flare"] = not is_flare
            st.rerun()
    if is_flare:
        st.text(
            "Sorry it is bad. A number and how far it reaches is all that is needed; everything else can wait."
        )
    return is_flare


def _carried_side(visit: Visit) -> str | None:
    last = visit.record.latest(CheckIn.kind)
    return last.side if isinstance(last, CheckIn) else None
