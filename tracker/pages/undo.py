"""Undo: what a tap saved or took out is as it was before by another tap, as long as its page is open."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.guidance import SIGNS_PAGE
from tracker.errors import StaleEdit, TrackerError
from tracker.pages.links import link
from tracker.pages.notice import notify
from tracker.pages.refusal import refuse

WAITING = "undo"
_OFFER = "undo_offer"


@dataclass(frozen=True)
class _Offer:
    """What was done, where that is shown, and what takes it back."""

    place: str
    done: str
    take_back: Callable[[Visit], object]
    sign: str


def offer_undo(place: str, done: str, take_back: Callable[[Visit], object], sign: str = "") -> None:
    """Have the next run offer, at a place, to take back what was just done; the offer before ends.

    `sign` says what of it is like a warning sign, and is shown with a link to them.
    """
    st.session_state[WAITING] = _Offer(place, done, take_back, sign)


def undo_place() -> str:
    """Return where an offer is to be shown; empty without one."""
    offer = st.session_state.get(WAITING)
    return offer.place if isinstance(offer, _Offer) else ""


def sign_beside(place: str) -> str:
    """Return the key of what is shown at a place, where that tells of a warning sign; empty without one."""
    offer = st.session_state.get(WAITING)
    return _OFFER if isinstance(offer, _Offer) and offer.place == place and offer.sign else ""


def show_undo(visit: Visit, place: str) -> None:
    """Show what was done at a place, with Undo; nothing when that was somewhere else."""
    offer = st.session_state.get(WAITING)
    if not isinstance(offer, _Offer) or offer.place != place:
        return
    with st.container(key=_OFFER):
        _show_offer(visit, offer)


def _show_offer(visit: Visit, offer: _Offer) -> None:
    if offer.sign:
        with st.container(key="undo_sign", gap="small"):
            st.error(offer.sign, icon=":material/health_and_safety:")
            link(SIGNS_PAGE, "Read the warning signs", icon="health_and_safety")
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
