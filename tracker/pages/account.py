"""The account page: profile, units, theme, export, import, and erasing everything."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from tracker.access.visit import Visit
from tracker.components.number_field import number_field
from tracker.components.theme_choice import theme_choice
from tracker.domain.client import OLDEST_YEARS, SEXES, Client
from tracker.domain.rights import record_id_of
from tracker.domain.sit_and_reach import UNITS
from tracker.errors import StaleEdit, TrackerError
from tracker.exports import ARCHIVE, EXPORT_FORMATS, export_of, file_name
from tracker.pages.account_access import (
    consent_and_access,
    erase_account,
    pressed_to_erase,
    second_factor,
    signed_in,
)
from tracker.pages.api_tokens import api_tokens_section
from tracker.pages.bring_in import bring_in
from tracker.pages.calendar import calendar_section
from tracker.pages.links import address_link
from tracker.pages.notice import notify
from tracker.pages.notices import notices_section
from tracker.pages.phones import phones_section
from tracker.pages.refusal import attempt, refuse
from tracker.reports.report_request import REPORT_FORMATS

UNIT_NAMES = {"cm": "Centimetres", "in": "Inches"}


def render(visit: Visit) -> None:
    """Show everything about the person and their data as a whole."""
    st.title("Account", anchor=False)
    if st.session_state.pop("erased", False):
        st.success("Everything is erased. What you see now is an empty record.", icon=":material/check:")
    account = visit.identity.account if visit.identity else None
    if account is not None:
        signed_in(account)
    # A therapist who has a client's record open still sees their own account here, and nothing of the client.
    if account is not None and record_id_of(account) is None:
        second_factor(account)
        _theme()
        _part("Erasing")
        erase_account(account)
        return
    _part("You")
    _profile(visit)
    _theme()
    _part("Your data")
    _export(visit)
    bring_in(visit)
    _part("Reminders")
    calendar_section(visit)
    notices_section(visit)
    _part("Other programs")
    api_tokens_section(visit)
    if account is None:
        _part("My phone")
        phones_section(visit)
        _part("Erasing")
        _erase(visit)
        return
    _part("Who may read your record")
    consent_and_access(visit)
    _part("Erasing")
    erase_account(account)


def _part(name: str) -> None:
    """Begin a part of the page; a line above it parts it from the one before."""
    with st.container(key=f"part_{name.rsplit(maxsplit=1)[-1].lower()}"):
        st.header(name, anchor=False)


def _theme() -> None:
    st.subheader("Light or dark", anchor=False)
    theme_choice(key="theme")


def _profile(visit: Visit) -> None:
    # As it was when the page was opened, so that a change in another tab is noticed.
    profile: Client = st.session_state.setdefault("profile_seen", visit.profile)
    with st.form("profile", enter_to_submit=False):
        label = st.text_input(
            "What shall we call you?",
            profile.label,
            max_chars=80,
            help="Optional.",
            key="profile_label",
        )
        unit = st.radio(
            "Lengths in",
            UNITS,
            UNITS.index(profile.unit),
            format_func=UNIT_NAMES.__getitem__,
            horizontal=True,
            key="profile_unit",
        )
        left, right = st.columns(2)
        year = profile.birth_year or visit.today.year
        with left:
            birth_year = number_field(
                "Birth year", min(year, visit.today.year - OLDEST_YEARS), max(year, visit.today.year),
                profile.birth_year, placeholder="optional", begin=1980, key="profile_birth_year",
            )  # fmt: skip
        sex = right.selectbox(
            "Sex",
            SEXES,
            SEXES.index(profile.sex) if profile.sex else None,
            format_func=str.capitalize,
            placeholder="optional",
            key="profile_sex",
        )
        st.caption(
            "Birth year and sex only serve to compare your reach with people like you. Leave them empty if you like."
        )
        if st.form_submit_button("Save profile", type="primary"):
            _save_profile(
                visit,
                lambda: replace(profile, version=0, label=label, unit=unit, birth_year=birth_year, sex=sex),
                profile.version,
            )


def _save_profile(visit: Visit, changed: Callable[[], Client], seen_version: int) -> None:
    try:
        st.session_state["profile_seen"] = visit.record.profile.edit(changed(), seen_version)
    except StaleEdit as stale:
        st.session_state["profile_seen"] = stale.stored
        refuse(
            "Your profile was changed somewhere else after you opened this page. Nothing was overwritten: "
            "press Save profile once more to keep what is in this form."
        )
    except TrackerError as error:
        refuse(error.sentence)
    else:
        notify("Profile saved.")
        st.rerun()


def _export(visit: Visit) -> None:
    st.subheader("Take your data with you", anchor=False)
    st.text(
        "The report is for reading. The JSON file is everything, with past versions, goals and answers about warning "
        "signs, and can be brought back here or elsewhere; the others hold your entries. All may hold your notes: mind "
        "whom you give them to."
    )
    address_link("/report", "Make a report (PDF or web page)")
    for export in (export for export in EXPORT_FORMATS.values() if export.name not in REPORT_FORMATS):
        # Where one file is too large, its address answers with the links to several.
        if visit.settings.is_practice or export.name == ARCHIVE:
            address_link(f"/export/{export.name}", f"Download: {export.words}")
        else:
            st.download_button(
                f"Download: {export.words}", partial(export_of, visit.record, export.name), file_name(export.name),
                export.media_type, key=f"export_{export.name}", on_click="ignore", icon=":material/download:",
            )  # fmt: skip


def _erase(visit: Visit) -> None:
    with st.expander("Erase my record for good", icon=":material/delete_forever:"):
        st.text(
            "Every entry, past versions, your goal, your calendar, your profile and your answers about warning signs. "
            "This cannot be undone; download everything (JSON) first if you may want it again."
        )

        def erase() -> bool:
            visit.record.erase()
            return True

        if pressed_to_erase() and attempt(erase):
            st.session_state.clear()
            st.session_state["erased"] = True
            st.rerun()
