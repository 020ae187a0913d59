"""My phone, on the account page of personal mode: letting phones in, pairing one, and the devices that are."""

import time

import streamlit as st

from tracker import clock
from tracker.access.own_authority import fingerprint
from tracker.access.pairing import make_pairing
from tracker.access.phone_switch import is_served, is_switched_on, switch_off, switch_on
from tracker.access.visit import Visit
from tracker.components.link_card import qr_code
from tracker.domain.paired_device import PAIRING_MINUTES, PairedDevice
from tracker.errors import TrackerError
from tracker.installation import installation
from tracker.locales import short_day_and_year
from tracker.pages.in_view import bring_into_view
from tracker.pages.refusal import attempt
from tracker.places import phone_address
from tracker.settings import Settings

# What is shown once, right after it was made.
_CODE = "pairing address"


_SWITCHED = "phones were switched"
# Longer than the listener takes to look.
_LONGEST_WAIT_SECONDS, _LOOK_SECONDS = 6.0, 0.2


def phones_section(visit: Visit) -> None:
    """Show whether one's own phone gets at the record, how, and which devices do."""
    settings, is_switched = visit.settings, is_switched_on(visit.settings)
    if is_switched or not settings.phone_host:
        st.text(
            "Other devices in your home see a page that says how to pair, and nothing of yours. In another network, such"
            " as a café's, phones stay out."
            if is_switched
            else "Only this computer opens your record. Your own phone can, too, while you are at home."
        )
        _switch(settings, is_switched)
    if not settings.phone_host:
        return
    if not (is_served(settings) or (st.session_state.pop(_SWITCHED, False) and _is_soon_served(settings))):
        st.text(
            f"This computer is not at {settings.phone_host} now, so no phone gets in."
            + (" At home again? Switch it off and on." if is_switched else "")
        )
        return
    st.text(
        "A paired phone opens your record at home without a question, so pair only your own. The way to it is encrypted."
    )
    _pairing(visit)
    for device in visit.record.paired_devices.all():
        _device(visit, device)
    _certificate(settings)


def _switch(settings: Settings, is_on: bool) -> None:
    def turn() -> bool:
        (switch_off if is_on else switch_on)(settings)
        installation.cache_clear()
        st.session_state[_SWITCHED] = True
        return True

    if st.toggle("Let my phone in", is_on, key="let_phone_in") != is_on and attempt(turn):
        st.rerun()


def _is_soon_served(settings: Settings) -> bool:
    until = time.monotonic() + _LONGEST_WAIT_SECONDS
    while not (is_up := is_served(settings)) and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    return is_up


def _pairing(visit: Visit) -> None:
    if st.button("Pair a phone", key="pair_phone", icon=":material/add_to_home_screen:"):
        code = attempt(lambda: make_pairing(visit.record))
        if code is not None:
            st.session_state[_CODE] = f"{phone_address(visit.settings)}/pair/{code}"
    where = st.session_state.pop(_CODE, None)
    if not isinstance(where, str):
        return
    with st.container(key="pairing"):
        st.text(
            f"Scan this with the phone's camera within {PAIRING_MINUTES} minutes. It pairs one device, once."
        )
        st.image(qr_code(where), width=260)
        st.code(where, language=None, wrap_lines=True)
    bring_into_view("pairing")


def _certificate(settings: Settings) -> None:
    """Show by what a phone knows this computer's certificate, which it offers to install."""
    if settings.phone_certificate_paths is not None:
        return
    st.text("The phone warns until it has this computer's certificate. Its fingerprint (SHA-256) is:")
    try:
        st.code(fingerprint(settings.phone_folder), language=None, wrap_lines=True)
    except TrackerError as error:
        st.text(error.sentence)
    st.link_button("Stop the phone's warnings", "/pair/certificate", icon=":material/verified_user:")


def _device(visit: Visit, device: PairedDevice) -> None:
    with st.container(key=f"device_{device.device_id}", horizontal=True, vertical_alignment="center"):
        since = short_day_and_year(clock.local_day(device.paired_at))
        seen = short_day_and_year(clock.local_day(device.seen_at))
        st.text(f"“{device.name}”, paired {since}, last seen {seen}")

        def end() -> bool:
            visit.record.paired_devices.end(device.device_id)
            return True

        if st.button(
            "End", key=f"end_device_{device.device_id}", icon=":material/phonelink_off:"
        ) and attempt(end):
            st.rerun()
