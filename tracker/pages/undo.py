"""Undo: what a tap saved or took out is as it was before by another tap, as long as its page is open."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from tracker.access.visit import Visit
from tracker.errors import StaleEdit, TrackerError
from tracker.pages.notice import notify
from tracker.pages.refusal import refuse

WAITING = "undo"


@dataclass(frozen=True)
class _Offer:
    """What was done, where that is shown, and what takes it back."""

    place: str
    done: str
    take_back: Callable[[Visit], object]


def offer_undo(place: str, done: str, take_back: Callable[[Visit], object]) -> None:
    """Have the next run offer, at a place, to take back what was just done; the offer before ends."""
    st.session_state[WAITING] = _Offer(place, done, take_back)


def undo_place() -> str:
    """Return where an offer is to be shown; empty without one."""
    offer = st.session_state.get(WAITING)
    return offer.place if isinstance(offer, _Offer) else ""


def show_undo(visit: Visit, place: str) -> None:
    """Show what was done at a place, with Undo; nothing when that was somewhere else."""
    offer = st.session_state.get(WAITING)
    if not isinstance(offer, _Offer) or offer.place != place:
        return
    with st.container(key="undo_bar", horizontal=True, vertical_alignment="center", border=True):
        st.text(offer.done)
        if not st.button("Undo", icon=":material/undo:", key="undo_tap"):
            return
        try:
            offer.take_back(visit)
        except StaleEdit:
            st.session_state.pop(WAITING)
            refuse("This was changed somewhere else since. It stays as it is now.")
        except TrackerError as error:
            refuse(error.sentence)
        else:
            st.session_state.pop(WAITING)
            notify("Taken back: it is as it was before.", "undo")
            st.rerun()
