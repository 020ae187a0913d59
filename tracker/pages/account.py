"""The account page: profile, units, theme, export, import, and erasing everything."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from tracker.components.theme_choice import theme_choice
from tracker.domain.client import OLDEST_YEARS, SEXES, Client
from tracker.domain.sit_and_reach import UNITS
from tracker.errors import StaleEdit, TrackerError
from tracker.exchange.csv_files import entries_of, zip_of
from tracker.pages.account_access import consent_and_access, erase_account, second_factor, signed_in
from tracker.pages.links import address_link
from tracker.pages.refusal import attempt, refuse
from tracker.pages.visit import Visit
from tracker.places import PLACES

UNIT_NAMES = {"cm": "Centimetres", "in": "Inches"}
ERASE_WORD = "erase"


def render(visit: Visit) -> None:
    """Show everything about the person and their data as a whole."""
    st.title("Account", anchor=False)
    if st.session_state.pop("erased", False):
        st.success("Everything is erased. What you see now is an empty record.", icon=":material/check:")
    account = visit.identity.account if visit.identity else None
    if account is not None:
        signed_in(account)
    # A therapist who has a client's record open still sees their own account here, and nothing of the client.
    if account is not None and account.role != "client":
        _theme()
        second_factor(account)
        erase_account(account)
        return
    _profile(visit)
    _theme()
    _export(visit)
    _import(visit)
    if account is None:
        _erase(visit)
        return
    consent_and_access(visit)
    erase_account(account)


def _theme() -> None:
    st.subheader("Light or dark", anchor=False)
    theme_choice(key="theme", paths=("/", *(f"/{place.path}" for place in PLACES)))


def _profile(visit: Visit) -> None:
    st.subheader("You", anchor=False)
    # As it was when the page was opened, so that a change in another tab is noticed.
    profile: Client = st.session_state.setdefault("profile_seen", visit.profile)
    with st.form("profile", enter_to_submit=False):
        label = st.text_input(
            "What shall we call you?", profile.label, max_chars=80, help="Optional.", key="profile_label",
        )  # fmt: skip
        unit = st.radio(
            "Lengths in",
            UNITS,
            UNITS.index(profile.unit),
            format_func=UNIT_NAMES.__getitem__,
            horizontal=True,
            key="profile_unit",
        )
        left, right = st.columns(2)
        known = profile.birth_year or visit.today.year
        birth_year = left.number_input(
            "Birth year", min(known, visit.today.year - OLDEST_YEARS), max(known, visit.today.year),
            profile.birth_year, 1, placeholder="optional", key="profile_birth_year",
        )  # fmt: skip
        sex = right.selectbox(
            "Sex", SEXES, SEXES.index(profile.sex) if profile.sex else None, format_func=str.capitalize,
            placeholder="optional", key="profile_sex",
        )  # fmt: skip
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
        st.session_state["profile_seen"] = visit.record.change_profile(changed(), seen_version)
    except StaleEdit as stale:
        st.session_state["profile_seen"] = stale.stored
        refuse(
            "Your profile was changed somewhere else after you opened this page. Nothing was overwritten: "
            "press Save profile once more to keep what is in this form."
        )
    except TrackerError as error:
        refuse(error.sentence)
    else:
        st.toast("Profile saved.", icon=":material/check:")
        st.rerun()


def _export(visit: Visit) -> None:
    st.subheader("Take your data with you", anchor=False)
    st.text(
        "Every entry you logged, as files that any spreadsheet opens. They hold your notes too: mind whom you give them "
        "to. Not in it: your profile, your goal, past versions and answers about warning signs."
    )
    address_link("/report", "Make a report (PDF or web page)")
    if visit.settings.is_practice:
        address_link("/export/csv", "Download everything (CSV)")
        return
    st.download_button(
        "Download all entries (CSV)", lambda: zip_of(visit.record), "recovery-tracker.zip", "application/zip",
        on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def _import(visit: Visit) -> None:
    st.subheader("Bring data in", anchor=False)
    st.text(
        "A file that this app made: the zip, or one of the CSV files in it. What is here already is left as it is."
    )
    file = st.file_uploader("File", ["csv", "zip"], label_visibility="collapsed", key="import_file")
    if file is None or not st.button("Bring it in", icon=":material/upload:"):
        return
    data = file.getvalue()
    report = attempt(lambda: visit.record.bring_in(entries_of(data, file.name)))
    if report is not None:
        st.success(
            f"{report.added} added, {report.already_there} were here already"
            + (f", {report.deleted_here} stay deleted as you left them." if report.deleted_here else "."),
            icon=":material/check:",
        )


def _erase(visit: Visit) -> None:
    st.subheader("Erase everything", anchor=False)
    with st.expander("Erase my record for good", icon=":material/delete_forever:"):
        st.text(
            "Every entry, past versions, your goal, your profile and your answers about warning signs. "
            "This cannot be undone; download your entries first."
        )
        typed = st.text_input(f'Type "{ERASE_WORD}" to confirm', key="erase_word")
        pressed = st.button(
            "Erase everything", disabled=typed.strip().lower() != ERASE_WORD, key="erase_button"
        )

        def erase() -> bool:
            visit.record.erase()
            return True

        if pressed and attempt(erase):
            st.session_state.clear()
            st.session_state["erased"] = True
            st.rerun()
