"""Refusals on a page: one sentence, and what was typed stays."""

import re
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
        refuse(error.sentence)
        return None


def refuse(sentence: str) -> None:
    """Show why something was refused."""
    st.error(plain(sentence), icon=":material/error:")


def plain(text: str) -> str:
    """Return Markdown that shows the text as it is: a refusal may quote somebody else's file."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
