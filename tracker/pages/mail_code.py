"""Sending an invitation or a recovery code by mail, where the installation has a mail server."""

import streamlit as st

from tracker.access.visit import Visit
from tracker.domain.account import Account
from tracker.pages.refusal import attempt
from tracker.reminding.sending import mail_to
from tracker.reminding.words import Message
from tracker.settings import LONGEST_MAIL_ADDRESS


def mail_code(visit: Visit, by: Account, key: str, message: Message) -> None:
    """Offer to send a code that was just made to one address."""
    if not visit.settings.smtp:
        return
    with st.form(f"mail_{key}", enter_to_submit=False):
        typed = st.text_input(
            "Or send it by e-mail to", max_chars=LONGEST_MAIL_ADDRESS, key=f"mail_{key}_address"
        )
        pressed = st.form_submit_button("Send it")

    def send() -> bool:
        mail_to(visit.store, visit.settings, by.account_id, typed, message)
        return True

    if pressed and attempt(send):
        st.toast("The mail server took it.", icon=":material/check:")
