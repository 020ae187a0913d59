"""What runs at every rerun: who is here, the frame around the page, and the page."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from tracker.access.visit import Visit
from tracker.components.upload import forget_upload_field
from tracker.domain.description import day_in_words
from tracker.domain.rights import RIGHTS, Right
from tracker.domain.share_link import FIELD_WORDS
from tracker.errors import AccessRefused, StoreAway, TrackerError
from tracker.pages import (
    account,
    accounts,
    check_in,
    clients,
    events,
    fair_try,
    flexibility,
    history,
    learn,
    massage,
    medicines,
    plan,
    progress,
    questionnaires,
    share,
    warning_signs,
)
from tracker.pages.draft import put_receipts_away
from tracker.pages.in_view import show_outcome
from tracker.pages.links import address_link, go, link, remember, sign_out_button
from tracker.pages.notice import show_notice
from tracker.pages.refusal import ask_again, refuse
from tracker.pages.stop import ask_for_warning_signs, stop_for_warning_signs, tell_of_warning_signs
from tracker.pages.turns import DRAWING, turn_of_run
from tracker.pages.undo import WAITING
from tracker.pages.visit import SignedOut, current_visit
from tracker.places import PLACES, Place, Shown, shown_to

NAME = "Recovery Tracker"
RENDER: dict[str, Callable[[Visit], None]] = {
    "check-in": check_in.render,
    "progress": progress.render,
    "massage": massage.render,
    "flexibility": flexibility.render,
    "learn": learn.render,
    "warning-signs": warning_signs.render,
    "history": history.render,
    "share": share.render,
    "events": events.render,
    "medicines": medicines.render,
    "fair-try": fair_try.render,
    "questionnaires": questionnaires.render,
    "plan": plan.render,
    "clients": clients.render,
    "accounts": accounts.render,
    "account": account.render,
}


def main() -> None:
    """Show the page that was asked for; one person's tabs take turns, so that twenty of them are as one to others."""
    try:
        with turn_of_run(DRAWING, str(st.user.get("uid", ""))):
            _show_what_was_asked_for()
    except StoreAway as away:
        ask_again(away)


def _show_what_was_asked_for() -> None:
    try:
        visit = current_visit()
    except StoreAway:
        raise
    except TrackerError as error:
        _turned_away(error)
        return
    places_shown = shown_to(
        visit.role,
        has_record=visit.has_record,
        is_read_only=visit.is_read_only,
        can_log_massages=visit.has_record and visit.record.can_log_massages,
        has_questionnaires=bool(visit.questionnaires.questionnaires),
    )
    # A place that is not for this visitor leads to where they begin, as an old bookmark should.
    pages = {place.path: _elsewhere(place, places_shown.home) for place in PLACES}
    every = (*places_shown.tabs, *places_shown.corner, *places_shown.linked)
    pages |= {place.path: _page(place, visit) for place in every}
    remember(pages)
    home = st.Page(partial(go, places_shown.home.path), title=NAME, url_path="home", default=True)
    current = st.navigation([home, *pages.values()], position="hidden")
    _frame(visit, places_shown, current.url_path)
    if visit.is_read_only:
        tell_of_warning_signs(visit, current.url_path)
        current.run()
    elif not visit.has_record:
        current.run()
    elif not stop_for_warning_signs(visit, current.url_path):
        ask_for_warning_signs(visit, current.url_path)
        _attempt(current.run)
    show_outcome()


def _attempt(run: Callable[[], None]) -> None:
    try:
        run()
    except StoreAway:
        raise
    except TrackerError as error:
        refuse(error.sentence)


def _turned_away(error: TrackerError) -> None:
    refuse(error.sentence)
    if isinstance(error, SignedOut):
        address_link("/sign-in", "Sign in")
    elif isinstance(error, AccessRefused):
        address_link("/", "Go to what is yours")


def _page(place: Place, visit: Visit) -> st.Page:
    return st.Page(partial(RENDER[place.path], visit), title=f"{place.name} · {NAME}", url_path=place.path)


def _elsewhere(place: Place, home: Place) -> st.Page:
    return st.Page(partial(go, home.path), title=f"{place.name} · {NAME}", url_path=place.path)


def _frame(visit: Visit, places_shown: Shown, path: str) -> None:
    if st.session_state.get("place") != path:
        # A receipt belongs to the visit of its page; coming back means the next entry.
        st.session_state["place"] = path
        put_receipts_away()
        forget_upload_field()
        for key in ("past_stop", "edited", "conflict", "profile_seen", WAITING):
            st.session_state.pop(key, None)
    show_notice()
    with st.container(key="masthead", horizontal=True, vertical_alignment="center"):
        st.html('<div class="brand"><img src="/assets/icon.svg" alt=""><span>Recovery Tracker</span></div>')
        for place in places_shown.corner:
            link(place.path, place.name, icon=place.icon)
    with st.container(key="tabs", horizontal=True):
        for place in places_shown.tabs:
            link(place.path, place.name, icon=place.icon)
    if visit.is_read_only:
        _whose(visit)
    if visit.settings.is_demo:
        _invented(visit)


def _invented(visit: Visit) -> None:
    """Say that nobody here is real, and offer another seat in an invented practice."""
    with st.container(key="invented", horizontal=True, vertical_alignment="center"):
        st.caption("A demonstration: everything here is invented, and gone when it stops.")
        if visit.settings.is_practice:
            address_link("/look-around", "Look around as somebody else")


def _whose(visit: Visit) -> None:
    """Say whose record this is and what of it is shared; offer the way back."""
    with st.container(key="whose", border=True, gap="small"):
        may_write = ". You may log massages you gave" if visit.record.can_log_massages else ", to read only"
        st.text(f"{visit.profile.label or 'A client'}: a shared record{may_write}.")
        st.caption(_what_is_shared(visit))
        if Right.KEEP_LINKS in RIGHTS[visit.role]:
            with st.container(horizontal=True, gap="small"):
                link("clients", "All clients", icon="arrow_back")
                if visit.record.can_log_massages:
                    link("massage", "Log a massage I gave", icon="spa")
        else:
            address_link("/shared", "Short overview")
            sign_out_button("Close this record")


def _what_is_shared(visit: Visit) -> str:
    scope = visit.record.scope
    if scope is None:
        return ""
    named = ", ".join(words for part, words in FIELD_WORDS.items() if scope.allows(part))
    first, last = share.dates_of(scope.period)
    days = f", from {day_in_words(first, visit.today)}" if first else ""
    return f"Shared: {named}{days}{f', to {day_in_words(last, visit.today)}' if last else ''}."


if __name__ == "__main__":
    main()
