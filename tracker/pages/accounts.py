"""The owner's page: who has an account. No record is shown or reached from here."""

from collections.abc import Callable

import streamlit as st

from tracker.access.accounts import accounts, disable, enable
from tracker.access.one_use_codes import recovery_code
from tracker.access.sign_in import actor_of
from tracker.access.visit import Visit
from tracker.clock import local_day
from tracker.components.plain_table import plain_table
from tracker.components.plain_words import alert
from tracker.domain.account import Account
from tracker.domain.description import day_in_words
from tracker.installation import installation
from tracker.pages.invitation import invitation
from tracker.pages.mail_code import mail_code
from tracker.pages.refusal import attempt
from tracker.places import address
from tracker.reminding.words import recovery_message

_CODE = "recovery code"


def render(visit: Visit) -> None:
    """Show every account, with what an owner may do about it."""
    owner = visit.identity.account if visit.identity else None
    if owner is None:
        return
    st.title("Accounts", anchor=False)
    st.text("As owner you see who has an account, and no client's record.")
    for sentence in visit.questionnaires.refused:
        alert("warning", f"A questionnaire is not asked. {sentence}")
    listed = attempt(lambda: accounts(installation().store, actor_of(owner))) or ()
    by_username = {account.username: account for account in listed}
    picked = st.selectbox(
        "Disable an account, or make a recovery code",
        list(by_username),
        index=None,
        key="account_picked",
        placeholder="Which account?",
        format_func=lambda username: _in_words(by_username[username]),
    )
    if picked:
        _account(visit, owner, by_username[picked])
    st.subheader("Invite", anchor=False)
    for role in ("therapist", "client"):
        invitation(visit, owner, role, f"Invite a {role}")
    st.subheader("All accounts", anchor=False)
    plain_table(
        "All accounts",
        ("Username", "Name", "Role", "State"),
        [
            (
                account.username,
                account.name or "",
                account.role,
                "disabled" if account.disabled_at else "active",
            )
            for account in listed
        ],
    )


def _in_words(account: Account) -> str:
    return f"{account.name} ({account.username})" if account.name else account.username


def _account(visit: Visit, owner: Account, chosen: Account) -> None:
    store, by = installation().store, actor_of(owner)
    with st.container(key="one_account", border=True):
        st.text(
            f"{chosen.shown_name}, {chosen.role}, since {day_in_words(local_day(chosen.created_at), visit.today)}"
        )
        with st.container(horizontal=True):
            if chosen.account_id == owner.account_id:
                st.text("This is you.")
            elif chosen.disabled_at is None:
                if st.button("Disable", key="disable_account", icon=":material/block:"):
                    _done(lambda: disable(store, by, chosen.account_id))
            elif st.button("Enable", key="enable_account", icon=":material/check:"):
                _done(lambda: enable(store, by, chosen.account_id))
            if st.button("Make a recovery code", key="recover_account", icon=":material/key:"):
                code = attempt(lambda: recovery_code(store, by, chosen))
                st.session_state[_CODE] = (chosen.account_id, code)
        account_id, code = st.session_state.get(_CODE, ("", None))
        if code and account_id == chosen.account_id:
            st.text(
                f"Be sure who you give this to: it sets a new password at {address(visit.settings)}/recover, once, "
                "within the hour. The person is told that it was made."
            )
            st.code(code, language=None)
            where = f"{address(visit.settings)}/recover"
            mail_code(visit, owner, "recovery", recovery_message(where, code))


def _done(action: Callable[[], None]) -> None:
    def act() -> bool:
        action()
        return True

    if attempt(act):
        st.rerun()
