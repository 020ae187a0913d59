"""What runs at every rerun: who is here, the frame around the page, and the page."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from tracker.errors import TrackerError
from tracker.pages import account, check_in, flexibility, history, learn, massage, progress, warning_signs
from tracker.pages.draft import put_receipts_away
from tracker.pages.links import go, link, remember
from tracker.pages.refusal import attempt, refuse
from tracker.pages.stop import ask_for_warning_signs, stop_for_warning_signs
from tracker.pages.visit import Visit, current_visit
from tracker.places import CORNER, PLACES, TABS, Place

STYLE = Path(__file__).with_name("style.css").read_text("utf-8")
ICON = str(Path(__file__).with_name("icon.png"))
RENDER: dict[str, Callable[[Visit], None]] = {
    "check-in": check_in.render,
    "progress": progress.render,
    "massage": massage.render,
    "flexibility": flexibility.render,
    "learn": learn.render,
    "warning-signs": warning_signs.render,
    "history": history.render,
    "account": account.render,
}


def main() -> None:
    """Show the page that was asked for."""
    st.set_page_config(page_title="Recovery Tracker", page_icon=ICON, layout="centered")
    st.html(f"<style>{STYLE}</style>")
    try:
        visit = current_visit()
    except TrackerError as error:
        refuse(error.sentence)
        return
    pages = {place.path: _page(place, visit) for place in PLACES}
    remember(pages)
    home = st.Page(partial(go, "check-in"), title="Recovery Tracker", url_path="home", default=True)
    current = st.navigation([home, *pages.values()], position="hidden")
    _frame(visit, current.url_path)
    if not stop_for_warning_signs(visit, current.url_path):
        ask_for_warning_signs(visit, current.url_path)
        attempt(current.run)


def _page(place: Place, visit: Visit) -> st.Page:
    return st.Page(partial(RENDER[place.path], visit), title=place.name, url_path=place.path)


def _frame(visit: Visit, path: str) -> None:
    if st.session_state.get("place") != path:
        # A receipt belongs to the visit of its page; coming back means the next entry.
        st.session_state["place"] = path
        put_receipts_away()
        for one in ("past_stop", "editing", "conflict", "just_deleted", "profile_seen"):
            st.session_state.pop(one, None)
    with st.container(key="masthead", horizontal=True, vertical_alignment="center"):
        st.html('<div class="brand"><img src="/assets/icon.svg" alt=""><span>Recovery Tracker</span></div>')
        for place in CORNER:
            with st.container(
                key=f"corner_{place.path}{'_here' if place.path == path else ''}", width="content"
            ):
                link(place.path, place.name, icon=place.icon)
    with st.container(key="tabs", horizontal=True):
        for place in TABS:
            with st.container(key=f"tab_{place.path}{'_here' if place.path == path else ''}"):
                link(place.path, place.name, icon=place.icon)
    if visit.settings.is_demo:
        st.info(
            "A demonstration: everything here is invented, and gone when it stops.",
            icon=":material/theater_comedy:",
        )


if __name__ == "__main__":
    main()
