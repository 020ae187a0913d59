"""Links between pages; a shared record that is being looked at stays chosen on the way."""

from collections.abc import Mapping
from datetime import date

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from tracker.domain.limits import EARLIEST_DAY

# Pages are made anew at every rerun, and links need the made ones.
_PAGES = "pages by path"
# Where no single client is meant.
_OF_NO_CLIENT = ("clients", "account")


def remember(pages: dict[str, StreamlitPage]) -> None:
    """Keep this rerun's pages for links."""
    st.session_state[_PAGES] = pages


def link(path: str, label: str, *, icon: str | None = None, address: Mapping[str, str] | None = None) -> None:
    """Show a link to a page of the app, with what its address should say."""
    st.page_link(
        st.session_state[_PAGES][path],
        label=label,
        icon=f":material/{icon}:" if icon else None,
        query_params={**(_chosen(path) or {}), **(address or {})} or None,
    )


def go(path: str, share_id: str | None = None) -> None:
    """Switch to a page of the app; `share_id` chooses a client of the caseload."""
    st.switch_page(
        st.session_state[_PAGES][path], query_params={"share": share_id} if share_id else _chosen(path)
    )


def day_from_address(name: str) -> date | None:
    """Return the day that the page's address gives under a name; None without one, or where it is none."""
    try:
        day = date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None
    return day if day >= EARLIEST_DAY else None


def address_link(address: str, label: str) -> None:
    """Show a link to one of our plain pages or files; both texts are ours, never a person's."""
    st.html(f'<a class="address-link" href="{address}">{label}</a>')


def sign_out_button(label: str, *, everywhere: bool = False) -> None:
    """Show a button that ends the session, or with `everywhere` every session of the account."""
    more = '<input type="hidden" name="everywhere" value="1">' if everywhere else ""
    st.html(
        f'<form method="post" action="/sign-out">{more}<button type="submit" class="address-button">{label}</button></form>'
    )


def _chosen(path: str) -> dict[str, str]:
    share_id = st.query_params.get("share")
    return {"share": share_id} if share_id and path not in _OF_NO_CLIENT else {}
