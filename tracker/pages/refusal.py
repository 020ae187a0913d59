"""Refusals on a page: one sentence, and what was typed stays."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from tracker.errors import TrackerError

T = TypeVar("T")


def attempt(action: Callable[[], T]) -> T | None:
    """Return what the action returns, or show why it was refused and return None."""
    try:
        return action()
    except TrackerError as error:
        st.error(error.sentence, icon=":material/error:")
        return None
