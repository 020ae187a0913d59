"""The account page in practice mode: signing out, who has seen the record, consent, the second factor, erasing."""

from functools import partial

import streamlit as st

from tracker import clock
from tracker.access.accounts import erase, name_of
from tracker.access.second_factor import new_backup_codes, new_secret, setup_address, turn_off, turn_on
from tracker.access.sharing import withdraw_consent
from tracker.access.sign_in import actor_of
from tracker.access.visit import Visit
from tracker.access.witness import SEEING, audit_events
from tracker.components.link_card import qr_code
from tracker.components.plain_table import plain_table
from tracker.domain.account import Account
from tracker.domain.rights import record_id_of
from tracker.domain.share_link import ShareLink
from tracker.installation import installation
from tracker.locales import short_day_and_year
from tracker.pages.links import address_link, link, sign_out_button
from tracker.pages.refusal import attempt
from tracker.pages.share import end_link

ERASE_WORD = "erase"
_SECRET = "second factor secret"  # noqa: S105 - a key of the session's state
_BACKUP_CODES = "backup codes"
_ROWS = 100


def signed_in(account: Account) -> None:
    """Show who is signed in, and the ways out."""
    st.subheader("Signed in", anchor=False)
    named = f" ({account.name})" if account.name else ""
    st.text(f"{account.username}{named}, {account.role}")
    with st.container(key="ways_out", horizontal=True, vertical_alignment="center"):
        sign_out_button("Sign out")
        sign_out_button("Sign out everywhere", everywhere=True)
        address_link("/password", "Change password")
        if installation().settings.has_oidc:
            address_link("/oidc/link", "Sign in with a provider")


def consent_and_access(visit: Visit) -> None:
    """Show the therapists who keep the record, who has seen it, and the consent with its withdrawal."""
    st.text("Nobody but you, unless you make a link. Links are made and ended on the page Share.")
    link("share", "Share my record", icon="share")
    _therapists(visit)
    _seen(visit)
    _consent(visit)


def _therapists(visit: Visit) -> None:
    record = visit.record
    kept_links = [
        share_link
        for share_link in record.shares()
        if share_link.kept_by and share_link.is_open(clock.utc_now())
    ]
    if not kept_links:
        return
    st.subheader("Therapists who keep your record", anchor=False)
    st.text("They see what the link names until you end it.")
    for share in kept_links:
        _therapist(visit, share)


def _therapist(visit: Visit, share: ShareLink) -> None:
    with st.container(
        key=f"keeper_{share.share_id}", border=True, horizontal=True, vertical_alignment="center"
    ):
        st.text(name_of(visit.store, share.kept_by or "") + (f" ({share.label})" if share.label else ""))
        end_link(visit, share, "End it")


def _seen(visit: Visit) -> None:
    record = visit.record
    latest = partial(audit_events, visit.store, record.actor, record.client_id, most=_ROWS)
    seen = latest(SEEING)
    st.subheader("Who has seen my record", anchor=False)
    if not seen:
        st.text("Nobody but you.")
    everything = st.toggle("Everything that happened", key="all_sightings")
    visible = latest() if everything else seen
    if visible:
        plain_table(
            "Who did what around your record, and when",
            ("When", "Who", "What"),
            [
                (
                    f"{short_day_and_year(clock.local_day(event.at))} {clock.local(event.at):%H:%M}",
                    event.who,
                    event.did,
                )
                for event in visible
            ],
        )


def _consent(visit: Visit) -> None:
    record = visit.record
    st.subheader("Your agreement", anchor=False)
    if visit.needs_consent:
        st.text("You have not agreed (any more) to how your data is used: nothing new is kept or shared.")
        address_link("/consent", "Read it again")
        return
    st.text("You agreed to how your data is used. You can take that back; every link then ends at once.")
    address_link("/consent", "Read it")
    with st.expander("Withdraw my agreement", icon=":material/block:"):
        st.text("What you logged stays until you erase it; nothing new is kept, and nobody else can read it.")

        def withdraw() -> bool:
            withdraw_consent(visit.store, record.actor, record.client_id)
            return True

        if st.button("Withdraw, and end every link", key="withdraw_consent") and attempt(withdraw):
            st.rerun()


def second_factor(account: Account) -> None:
    """Let a therapist or owner ask for a one-time code at sign-in."""
    st.subheader("One-time codes", anchor=False)
    store = installation().store
    if account.totp_secret:
        left = store.accounts.backup_codes_left(account.account_id)
        st.text(
            f"At sign-in you also type a code from your authenticator. {left} backup {'code is' if left == 1 else 'codes are'} left."
        )
        _told_codes()

        def fresh() -> tuple[str, ...]:
            return new_backup_codes(store, actor_of(account), account)

        if st.button("Make new backup codes", key="totp_backup") and (codes := attempt(fresh)):
            st.session_state[_BACKUP_CODES] = codes
            st.rerun()

        def off() -> bool:
            turn_off(store, account)
            return True

        if st.button("Stop asking for codes", key="totp_off") and attempt(off):
            st.rerun()
        return
    st.text("Somebody who learns your password still cannot sign in without the code from your phone.")
    secret = st.session_state.get(_SECRET)
    if not isinstance(secret, str):
        if st.button("Set up one-time codes", key="totp_on", icon=":material/phonelink_lock:"):
            st.session_state[_SECRET] = new_secret()
            st.rerun()
        return
    _prove(account, secret)


def _prove(account: Account, secret: str) -> None:
    st.text(
        "Scan this with your authenticator app, or put the key below into it. Then type the code it shows."
    )
    st.image(qr_code(setup_address(account, secret)), width=220, caption="QR code of your key")
    st.code(secret, language=None)
    code = st.text_input("Code", max_chars=8, key="totp_code")

    def on() -> tuple[str, ...]:
        return turn_on(installation().store, account, secret, code)

    if st.button("Turn it on", type="primary", key="totp_confirm") and (codes := attempt(on)):
        st.session_state.pop(_SECRET)
        st.session_state[_BACKUP_CODES] = codes
        st.rerun()


def _told_codes() -> None:
    """Show backup codes that were just made, this once."""
    codes = st.session_state.get(_BACKUP_CODES)
    if not codes:
        return
    with st.container(key="backup_codes", border=True, gap="small"):
        st.text(
            "Write these backup codes down and keep them apart from your phone: they are not shown again. "
            "Each lets you sign in once when your phone is not at hand."
        )
        st.code("\n".join(codes), language=None)
        if st.button("I have written them down", key="backup_codes_done", icon=":material/check:"):
            st.session_state.pop(_BACKUP_CODES)
            st.rerun()


def erase_account(account: Account) -> None:
    """Offer to erase the account for good."""
    with st.expander("Erase my account for good", icon=":material/delete_forever:"):
        what = (
            "Your record with its history, your links, your account, and check-ins that wait unsent in this browser."
            if record_id_of(account)
            else "Your account and your list of clients. What you wrote to clients stays with them."
        )
        st.text(f"{what} This cannot be undone.")

        def erase_all() -> bool:
            erase(installation().store, actor_of(account), account.account_id)
            return True

        if pressed_to_erase() and attempt(erase_all):
            st.session_state.clear()
            # The session went with the account: the next look at it leads to the sign-in.
            st.rerun()


def pressed_to_erase() -> bool:
    """Show the button that erases everything and return whether it was pressed; a word typed is the second thought."""
    typed = st.text_input(f'Type "{ERASE_WORD}" to confirm', key="erase_word")
    return st.button("Erase everything", disabled=typed.strip().lower() != ERASE_WORD, key="erase_button")
