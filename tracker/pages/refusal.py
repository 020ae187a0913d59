"""Refusals on a page, and a database that is away for a moment: one sentence, and what was typed stays."""

import time
from collections.abc import Callable
from typing import NoReturn, TypeVar

import streamlit as st

from tracker.components.plain_words import alert
from tracker.errors import StoreAway, TrackerError

T = TypeVar("T")
AGAIN_SECONDS = 2.0
TOLD_SECONDS = 10
_TOLD_AT = "told_that_the_database_is_away"


def attempt(action: Callable[[], T]) -> T | None:
    """Return what the action returns, or show why it was refused and return None."""
    try:
        return action()
    except TrackerError as error:
        refuse(error.sentence)
        return None


def refuse(sentence: str) -> None:
    """Show why something was refused; the sentence may quote somebody else's file."""
    alert("error", sentence)


def ask_again(away: StoreAway) -> NoReturn:
    """Say it, wait a moment and run the page again, with all that was typed in it.

    A run that ended here with a sentence alone would end the form on screen too: what a run does not show, Streamlit
    forgets. One that begins anew leaves it, and the values of its fields, as they are.
    """
    now = time.monotonic()
    if now - st.session_state.get(_TOLD_AT, 0.0) > TOLD_SECONDS:
        st.session_state[_TOLD_AT] = now
        sentence = f"{away.sentence} What you entered is still here."
        st.toast(sentence, icon=":material/error:", duration=TOLD_SECONDS)
    time.sleep(AGAIN_SECONDS)
    st.rerun()
