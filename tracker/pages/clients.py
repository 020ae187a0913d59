"""The clients page: a therapist's caseload at a glance, invitations, and for an owner the accounts."""

from base64 import b64encode
from collections import Counter
from typing import Any

import streamlit as st

from tracker.caseload import RED_FLAG, CaseloadRow, caseload
from tracker.charts.trend_line import trend_line_svg
from tracker.clock import local_day
from tracker.domain.account import Account
from tracker.domain.share_link import ShareLink
from tracker.installation import installation
from tracker.locales import MOMENT, short_day, short_pattern
from tracker.pages import accounts
from tracker.pages.invitation import invitation
from tracker.pages.links import go
from tracker.pages.visit import Visit

COLUMNS = ("Client", "Flags", "Pain now", "Change", "Last entry", "12 weeks", "Verdict")


def render(visit: Visit) -> None:
    """Show what belongs to the role of who is here."""
    account = visit.identity.account if visit.identity else None
    if account is None:
        return
    if account.role == "owner":
        accounts.render(visit, account)
        return
    st.title("Clients", anchor=False)
    _caseload(visit, account)
    st.subheader("Invite a client", anchor=False)
    st.text(
        "An invitation makes one account. What the person logs is theirs; you see what they share with you by a link."
    )
    invitation(visit, account, "client", "Make an invitation")


def _caseload(visit: Visit, account: Account) -> None:
    rows = caseload(installation().store, account, visit.today)
    if not rows:
        st.text(
            "Nobody yet. When a client gives you a link, open it and choose “Keep in my caseload”: "
            "they then stand here until you or they end it."
        )
        return
    st.html('<span class="wide-page"></span>')
    flagged = [row for row in rows if row.flags]
    links_of = Counter(row.share.client_id for row in rows)
    st.text(
        f"{len(links_of)} {'client' if len(links_of) == 1 else 'clients'}, {len(flagged)} to look at. Choose a row to open it."
    )
    chosen = st.dataframe(
        [_cells(row, visit, links_of[row.share.client_id] > 1) for row in rows], hide_index=True, key="caseload", on_select="rerun",
        selection_mode="single-row", column_config=_columns(visit), column_order=COLUMNS, placeholder="–",
        alt="Your clients: flags, pain now, change since the first fortnight shared, last entry, trend.",
    )  # fmt: skip
    st.caption(
        "Pain is 0 to 10: the mean of the latest 14 days, and its change since the first 14 days that are shared. "
        "Red flags and worse come first; click a heading to sort."
    )
    picked = chosen["selection"]["rows"]
    if picked:
        go("progress", rows[picked[0]].share.share_id)


def _cells(row: CaseloadRow, visit: Visit, is_one_of_several: bool) -> dict[str, Any]:
    svg = trend_line_svg(row.daily, row.period, row.site, visit.theme)
    return {
        "Client": f"{row.name} ({_link_words(row.share)})" if is_one_of_several else row.name,
        "Flags": ", ".join(flag.upper() if flag == RED_FLAG else flag for flag in row.flags),
        "Pain now": row.latest_mean,
        "Change": row.change,
        "Last entry": row.last_entry,
        "12 weeks": f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}",
        "Verdict": f"{row.site}: {row.verdict}" if "pain" in row.share.fields else "pain is not shared",
    }


def _link_words(share: ShareLink) -> str:
    """Return what tells two links of one client apart."""
    return share.label or f"link of {short_day(local_day(share.created_at))}"


def _columns(visit: Visit) -> dict[str, Any]:
    number = st.column_config.NumberColumn
    return {
        "Client": st.column_config.TextColumn(pinned=True, width="small"),
        "Pain now": number(format="%.1f"),
        "Change": number(format="%+.1f", help="Below 0 is less pain."),
        "Last entry": st.column_config.DateColumn(format=short_pattern(MOMENT)),
        "12 weeks": st.column_config.ImageColumn(width="small"),
    }
