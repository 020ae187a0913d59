"""Tokens for other programs, on the account page."""

from datetime import datetime

import streamlit as st

from tracker import clock
from tracker.access.api_tokens import make_api_token
from tracker.access.visit import Visit
from tracker.domain.api_token import DAYS_GOOD, LABEL_CHARACTERS, SCOPES, ApiToken
from tracker.exchange.openapi import BASE
from tracker.locales import short_day_and_year
from tracker.pages.refusal import attempt
from tracker.places import address_elsewhere

# What is shown once, right after it was made.
_FRESH = "fresh token"
LENGTHS = {30: "30 days", 90: "3 months", 365: "a year"}


def api_tokens_section(visit: Visit) -> None:
    """Show which other programs may log or read, and let the person add or end one."""
    st.text(
        "Another program of yours, such as a shortcut on your phone or a spreadsheet, can log for you or read what you "
        "allow. Each has a token of its own. Whoever has the token can do what it allows, so give it to nobody."
    )
    if isinstance(fresh := st.session_state.get(_FRESH), str):
        st.text("This is the token. It is not shown again.")
        st.code(fresh, language=None, wrap_lines=True)
        st.text("The program asks at this address:")
        st.code(f"{address_elsewhere(visit.settings)}{BASE}", language=None, wrap_lines=True)
    for token in visit.record.api_tokens.all():
        _token(visit, token)
    with st.expander("Make a token", icon=":material/key:"):
        _make(visit)


def _make(visit: Visit) -> None:
    with st.form("token", enter_to_submit=False, clear_on_submit=False):
        label = st.text_input("Which program is it for?", max_chars=LABEL_CHARACTERS, key="token_label")
        chosen = {scope: st.checkbox(words, key=f"token_{scope}") for scope, words in SCOPES.items()}
        days = st.selectbox("It ends after", DAYS_GOOD, 1, format_func=LENGTHS.__getitem__, key="token_days")
        pressed = st.form_submit_button("Make the token")

    def make() -> str:
        scopes = tuple(scope for scope, is_chosen in chosen.items() if is_chosen)
        return make_api_token(visit.record, label, scopes, days)

    if pressed and (made := attempt(make)) is not None:
        st.session_state[_FRESH] = made
        st.rerun()


def _token(visit: Visit, token: ApiToken) -> None:
    over = "" if token.is_good(clock.utc_now()) else " (over)"
    used = "not used yet" if token.last_used_at is None else f"last used {_day(token.last_used_at)}"
    with st.container(key=f"token_{token.token_id}", horizontal=True, vertical_alignment="center"):
        may = "; ".join(SCOPES[scope].lower() for scope in token.scopes)
        st.text(f"“{token.label}”: {may}. Until {_day(token.ends_at)}{over}, {used}.")

        def end() -> bool:
            visit.record.api_tokens.end(token.token_id)
            return True

        if st.button("End", key=f"end_token_{token.token_id}", icon=":material/key_off:") and attempt(end):
            st.session_state.pop(_FRESH, None)
            st.rerun()


def _day(instant: datetime) -> str:
    return short_day_and_year(clock.local_day(instant))
