"""One person's visit to one page: whose record it is, what day it is for them, what they look at it on."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import streamlit as st

from tracker import clock
from tracker.domain.client import PERSONAL_CLIENT_ID, Client
from tracker.domain.red_flags import RedFlagState
from tracker.installation import installation
from tracker.record import PERSON, ClientRecord, personal_profile
from tracker.settings import Settings


@dataclass(frozen=True)
class Visit:
    """What a page needs to know; made afresh at every rerun."""

    settings: Settings
    record: ClientRecord
    profile: Client
    flags: RedFlagState
    today: date
    is_phone: bool
    theme: Literal["light", "dark"]

    @property
    def booking_url(self) -> str | None:
        """Where to book a massage; None without an address, and while a warning sign stands."""
        return None if self.flags.present else self.settings.booking_url or None


def current_visit() -> Visit:
    """Return the visit of this rerun; raises what opening the record raises."""
    clock.use_zone(st.context.timezone)
    here = installation()
    record = ClientRecord(here.store, PERSON, PERSONAL_CLIENT_ID)
    agent = st.context.headers.get("user-agent", "")
    return Visit(
        settings=here.settings,
        record=record,
        profile=personal_profile(record),
        flags=record.red_flags(),
        today=clock.today(),
        is_phone="Mobi" in agent,
        theme="dark" if st.context.theme.type == "dark" else "light",
    )
