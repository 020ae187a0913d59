"""One person's visit to one page: whose record it is, what day it is for them, what they look at it on."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import streamlit as st

from tracker import clock
from tracker.domain.client import Client
from tracker.installation import installation
from tracker.record import ClientRecord, personal_record
from tracker.settings import Settings


@dataclass(frozen=True)
class Visit:
    """What a page needs to know; made afresh at every rerun."""

    settings: Settings
    record: ClientRecord
    profile: Client
    today: date
    is_phone: bool
    theme: Literal["light", "dark"]


def current_visit() -> Visit:
    """Return the visit of this rerun; raises what opening the record raises."""
    clock.use_zone(st.context.timezone)
    here = installation()
    record = personal_record(here.store)
    agent = st.context.headers.get("user-agent", "")
    return Visit(
        settings=here.settings,
        record=record,
        profile=record.profile(),
        today=clock.today(),
        is_phone="Mobi" in agent,
        theme="dark" if st.context.theme.type == "dark" else "light",
    )
