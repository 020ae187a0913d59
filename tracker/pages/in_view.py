"""What a press brought about: scrolled into view, focused and read out by static/in_view.js."""

from html import escape

import streamlit as st

from tracker.domain.entry import new_entry_id

_WAITING = "outcome"


def bring_into_view(key: str, words: str = "") -> None:
    """Have the container of a key brought into view by the run that draws it: this one, or the one after `st.rerun`.

    Without it the script finds by itself what is new on the page, which is enough for most buttons. `words` are
    read out instead of what stands in the container.
    """
    st.session_state[_WAITING] = (key, words)


def show_outcome() -> None:
    """Tell the browser what to bring into view; called once a run, after everything is drawn."""
    if waiting := st.session_state.pop(_WAITING, None):
        key, words = map(escape, waiting)
        st.html(
            f'<span class="outcome" data-id="{new_entry_id()}" data-key="{key}" data-words="{words}"></span>'
        )
