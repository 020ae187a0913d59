"""My phone, on the account page of personal mode: pairing one, and the devices that are."""

import streamlit as st

from tracker import clock
from tracker.access.own_authority import fingerprint
from tracker.access.pairing import make_pairing
from tracker.access.visit import Visit
from tracker.components.link_card import qr_code
from tracker.domain.paired_device import PAIRING_MINUTES, PairedDevice
from tracker.errors import TrackerError
from tracker.locales import short_day_and_year
from tracker.pages.refusal import attempt
from tracker.places import phone_address

# What is shown once, right after it was made.
_CODE = "pairing address"


def phones_section(visit: Visit) -> None:
    """Show how one's own phone gets at the record, and which devices do."""
    if not visit.settings.phone_host:
        st.text(
            "Only this computer opens your record. To use your own phone at home too, start the app with:"
        )
        st.code("recovery-tracker serve --phone", language=None)
        return
    st.text(
        "A paired phone opens your record at home without a question, so pair only your own. The way to it is encrypted."
    )
    _pairing(visit)
    for device in visit.record.paired_devices():
        _device(visit, device)


def _pairing(visit: Visit) -> None:
    if st.button("Pair a phone", key="pair_phone", icon=":material/add_to_home_screen:"):
        code = attempt(lambda: make_pairing(visit.record))
        if code is not None:
            st.session_state[_CODE] = f"{phone_address(visit.settings)}/pair/{code}"
    where = st.session_state.pop(_CODE, None)
    if not isinstance(where, str):
        return
    st.text(f"Scan this with the phone's camera within {PAIRING_MINUTES} minutes. It pairs one device, once.")
    st.image(qr_code(where), width=260)
    st.code(where, language=None, wrap_lines=True)
    if visit.settings.phone_certificate_paths is None:
        st.text(
            "The phone warns once, since it does not know this computer. The certificate it offers to install:"
        )
        try:
            st.code(fingerprint(visit.settings.phone_folder), language=None, wrap_lines=True)
        except TrackerError as error:
            st.text(error.sentence)


def _device(visit: Visit, device: PairedDevice) -> None:
    with st.container(key=f"device_{device.device_id}", horizontal=True, vertical_alignment="center"):
        since = short_day_and_year(clock.local_day(device.paired_at))
        seen = short_day_and_year(clock.local_day(device.seen_at))
        st.text(f"“{device.name}”, paired {since}, last seen {seen}")

        def end() -> bool:
            visit.record.end_device(device.device_id)
            return True

        if st.button(
            "End", key=f"end_device_{device.device_id}", icon=":material/phonelink_off:"
        ) and attempt(end):
            st.rerun()
