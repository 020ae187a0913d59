"""One person's visit to one page: who they are, whose record it is, what day it is, whether it is light or dark."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import streamlit as st

from tracker import clock, locales
from tracker.access.reach import record_of
from tracker.access.sessions import Identity, identity_of_session
from tracker.access.witness import LOOKED
from tracker.domain.client import PERSONAL_CLIENT_ID, Client
from tracker.domain.red_flags import RedFlagState
from tracker.errors import AccessRefused, TrackerError
from tracker.installation import Installation, installation
from tracker.record import PERSON, ClientRecord, personal_profile
from tracker.settings import Settings

# The session that this tab's state belongs to; another person's state is never shown.
_STATE_OF = "state of session"
_NOTED = "looks noted"
_CHOSEN = "chosen share"


class SignedOut(TrackerError):
    """Nobody is signed in here any more; main.py shows the sentence with a link to /sign-in."""

    def __init__(self) -> None:
        super().__init__("You are signed out. Nothing of the record stays on this page.")


@dataclass(frozen=True)
class Visit:
    """What a page needs to know; made afresh at every rerun.

    `identity` is None in personal mode. A therapist or owner without a chosen client has no record:
    `has_record` says so, and `record` and `profile` then raise AccessRefused.
    """

    settings: Settings
    identity: Identity | None
    chosen: tuple[ClientRecord, Client, RedFlagState] | None
    today: date
    theme: Literal["light", "dark"]

    @property
    def has_record(self) -> bool:
        """Whether there is a record to show."""
        return self.chosen is not None

    @property
    def record(self) -> ClientRecord:
        """The visitor's own record, or the one shared with them."""
        if self.chosen is None:
            raise AccessRefused
        return self.chosen[0]

    @property
    def profile(self) -> Client:
        """The profile of whose record it is."""
        if self.chosen is None:
            raise AccessRefused
        return self.chosen[1]

    @property
    def is_read_only(self) -> bool:
        """Whether the record is somebody else's, shown by a share link: no forms, no changes."""
        return self.chosen is not None and self.chosen[0].is_read_only

    @property
    def role(self) -> str:
        """The visitor's role: client, therapist, owner, or holder of a share link."""
        if self.identity is None:
            return "client"
        return self.identity.account.role if self.identity.account else "holder"

    @property
    def flags(self) -> RedFlagState:
        """The warning signs that stand, as far as the visitor may know of them."""
        return RedFlagState() if self.chosen is None else self.chosen[2]

    @property
    def booking_url(self) -> str | None:
        """Where to book a massage; None without an address, and while a warning sign stands."""
        return None if self.flags.present else self.settings.booking_url or None


def current_visit() -> Visit:
    """Return the visit of this rerun; raises SignedOut, AccessRefused, or what opening the record raises."""
    clock.use_zone(st.context.timezone)
    locales.use_locale(st.context.locale)
    here = installation()
    identity = _identity(here) if here.settings.is_practice else None
    personal = ClientRecord(here.store, PERSON, PERSONAL_CLIENT_ID)
    record = _record(here, identity) if here.settings.is_practice else personal
    return Visit(
        settings=here.settings,
        identity=identity,
        chosen=None if record is None else (record, _profile(record, identity), record.red_flags()),
        today=clock.today(),
        theme="dark" if st.context.theme.type == "dark" else "light",
    )


def _identity(here: Installation) -> Identity:
    """Return who the middleware says is here, looked up again; their tab's state goes when they do."""
    uid, sid = (str(st.user.get(name) or "") for name in ("uid", "sid"))
    identity = identity_of_session(here.store, sid) if sid else None
    if identity is None or uid != _uid(identity) or st.session_state.get(_STATE_OF, sid) != sid:
        st.session_state.clear()
        raise SignedOut
    st.session_state[_STATE_OF] = sid
    return identity


def _profile(record: ClientRecord, identity: Identity | None) -> Client:
    return personal_profile(record) if identity is None else record.profile()


def _uid(identity: Identity) -> str:
    if identity.account is not None:
        return identity.account.account_id
    return identity.share.share_id if identity.share else ""


def _record(here: Installation, identity: Identity | None) -> ClientRecord | None:
    if identity is None:
        raise SignedOut
    share_id = _chosen_share(identity)
    try:
        record = record_of(here.store, identity, share_id)
    except AccessRefused:
        # What was typed or opened under a share that ended must not outlive it.
        _forget_state()
        raise
    if record is not None and record.is_read_only:
        _note_look(here, record, share_id or _uid(identity))
    return record


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


def _note_look(here: Installation, record: ClientRecord, share_id: str) -> None:
    """Write each share looked at in this tab into the audit, once."""
    noted = st.session_state.setdefault(_NOTED, set())
    if share_id not in noted:
        here.store.note(record.actor, LOOKED, clock.utc_now(), record.client_id, share_id)
        noted.add(share_id)
