"""A visit to one page of the app: whose it is, what day it is, whether it is light or dark."""

import streamlit as st

from tracker import clock, locales
from tracker.access.sessions import Identity, identity_of_session
from tracker.access.visit import Present, Visit, visit_of
from tracker.errors import AccessRefused, TrackerError
from tracker.installation import Installation, installation

# The session that this tab's state belongs to; another person's state is never shown.
_STATE_OF = "state of session"
_NOTED = "looks noted"
_CHOSEN = "chosen share"


class SignedOut(TrackerError):
    """Nobody is signed in here any more; main.py shows the sentence with a link to /sign-in."""

    def __init__(self) -> None:
        super().__init__("You are signed out. Nothing of the record stays on this page.")


def current_visit() -> Visit:
    """Return the visit of this rerun; raises SignedOut, AccessRefused, or what opening the record raises."""
    service = installation()
    clock.use_zone(st.context.timezone or service.settings.practice_time_zone)
    locales.use_locale(st.context.locale)
    identity = _identity(service) if service.settings.is_practice else None
    share_id = _chosen_share(identity) if identity else None
    visitor = Present(identity) if identity is None or identity.account else Present(share=identity)
    try:
        visit = visit_of(service.store, service.settings, visitor, share_id)
    except AccessRefused:
        # What was typed or opened under a share that ended must not outlive it.
        _forget_state()
        raise
    if visit.is_read_only:
        _note_look(visit)
    # Read now, so that a record that is gone is told before anything of a page is drawn.
    _ = visit.has_record and (visit.profile, visit.flags)
    return visit


def _identity(service: Installation) -> Identity:
    """Return who the middleware says is here, looked up again; their tab's state goes when they do."""
    uid, sid = (str(st.user.get(name) or "") for name in ("uid", "sid"))
    identity = identity_of_session(service.store, sid) if sid else None
    if identity is None or uid != _uid(identity) or st.session_state.get(_STATE_OF, sid) != sid:
        st.session_state.clear()
        raise SignedOut
    st.session_state[_STATE_OF] = sid
    return identity


def _uid(identity: Identity) -> str:
    if identity.account is not None:
        return identity.account.account_id
    return identity.share.share_id if identity.share else ""


def _chosen_share(identity: Identity) -> str | None:
    """Return the link whose record is looked at; it stays in the address when pages change, so a reload shows it."""
    share_id = st.query_params.get("share") or st.session_state.get(_CHOSEN)
    if share_id and identity.account is not None:
        st.session_state[_CHOSEN] = share_id
        st.query_params["share"] = share_id
    return share_id


def _forget_state() -> None:
    session = st.session_state.get(_STATE_OF)
    st.session_state.clear()
    st.session_state[_STATE_OF] = session


def _note_look(visit: Visit) -> None:
    """Write each share looked at in this tab into the audit, once."""
    noted = st.session_state.setdefault(_NOTED, set())
    if visit.record.share_id not in noted:
        visit.note_look()
        noted.add(visit.record.share_id)
