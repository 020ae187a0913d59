"""Invitations: a one-use address with which one person makes an account."""

import streamlit as st

from tracker.access.one_use_codes import invite
from tracker.access.sign_in import actor_of
from tracker.access.visit import Visit
from tracker.domain.account import Account
from tracker.installation import installation
from tracker.pages.mail_code import mail_code
from tracker.pages.refusal import attempt
from tracker.places import address
from tracker.reminding.words import invitation_message

_MADE = "invitation"


def invitation(visit: Visit, account: Account, role: str, label: str) -> None:
    """Offer a one-use invitation for a role, and show its address once it is made."""
    if st.button(label, key=f"invite_{role}", icon=":material/person_add:"):
        code = attempt(lambda: invite(installation().store, actor_of(account), role))
        if code is not None:
            st.session_state[_MADE] = (role, f"{address(visit.settings)}/sign-up?code={code}")
    made_for, link = st.session_state.get(_MADE, (None, ""))
    if made_for == role:
        st.text("Give this to one person; it makes one account and ends after 7 days. It is not shown again.")
        st.code(link, language=None, wrap_lines=True)
        mail_code(visit, account, f"invite_{role}", invitation_message(link))
