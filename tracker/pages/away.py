"""A database that is away for a moment: the page stays as it is, says why, and goes on by itself."""

import time
from typing import NoReturn

import streamlit as st

from tracker.errors import StoreAway

AGAIN_SECONDS = 2.0
TOLD_SECONDS = 10
_TOLD_AT = "told_that_the_database_is_away"


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
