"""A passing notice of what was done."""

import streamlit as st

_WAITING = "notice"


def notify(sentence: str, icon: str = "check") -> None:
    """Have a notice shown by the next run; for what is followed by `st.rerun`, which may drop what was sent before."""
    st.session_state[_WAITING] = (sentence, icon)


def show_notice() -> None:
    """Show the notice that waits, if there is one."""
    if waiting := st.session_state.pop(_WAITING, None):
        sentence, icon = waiting
        st.toast(sentence, icon=f":material/{icon}:")
