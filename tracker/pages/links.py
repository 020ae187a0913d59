"""Links between pages."""

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

# Pages are made anew at every rerun, and links need the made ones.
_PAGES = "pages by path"


def remember(pages: dict[str, StreamlitPage]) -> None:
    """Keep this rerun's pages for links."""
    st.session_state[_PAGES] = pages


def link(path: str, label: str, *, icon: str | None = None, address: Mapping[str, str] | None = None) -> None:
    """Show a link to a page of the app, with what its address should say."""
    st.page_link(
        st.session_state[_PAGES][path],
        label=label,
        icon=f":material/{icon}:" if icon else None,
        query_params=dict(address) if address else None,
    )


def go(path: str) -> None:
    """Switch to a page of the app."""
    st.switch_page(st.session_state[_PAGES][path])
