"""The bar with a form's Save, and what Save refused: beside its field and in the bar."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from tracker.errors import InvalidEntry
from tracker.pages.draft import Draft
from tracker.pages.in_view import bring_into_view
from tracker.pages.refusal import refuse

E = TypeVar("E")
_BESIDE = "refused"


def save_button(draft: Draft, label: str, key: str, entry: Callable[[], E]) -> E | None:
    """Show Save in its bar, below what it refused; return the form's entry when it was pressed and the entry is valid."""
    refused, draft.refused = draft.refused, None
    if refused is not None:
        refuse(refused.sentence)
    if not st.button(label, type="primary", width="stretch", key=key):
        return None
    try:
        return entry()
    except InvalidEntry as error:
        # Once more from the top, so that it stands beside its field too.
        draft.refused = error
        bring_into_view(_BESIDE, error.sentence)
        st.rerun()


def refused_beside(draft: Draft, *fields: str) -> None:
    """Show what Save refused about one of some fields; called where they stand."""
    if draft.refused is not None and draft.refused.field in fields:
        with st.container(key=_BESIDE):
            st.text(draft.refused.sentence)
