"""The clients page: a therapist's caseload at a glance, invitations, and for an owner the accounts."""

from base64 import b64encode
from collections import Counter
from html import escape

import streamlit as st

from tracker.access.visit import Visit
from tracker.analysis.wording import signed
from tracker.caseload import RED_FLAG, CaseloadRow, caseload
from tracker.charts.questions.trend_line import trend_line_svg
from tracker.clock import local_day
from tracker.domain.account import Account
from tracker.domain.measure import Part
from tracker.domain.share_link import ShareLink
from tracker.installation import installation
from tracker.locales import decimals, short_day, short_day_and_year
from tracker.pages.invitation import invitation

COLUMNS = ("Client", "Flags", "Pain now", "Change", "Last entry", "12 weeks", "Verdict")


def render(visit: Visit) -> None:
    """Show what belongs to the role of who is here."""
    account = visit.identity.account if visit.identity else None
    if account is None:
        return
    st.title("Clients", anchor=False)
    if st.query_params.pop("given-back", None):
        st.success("The client is off your list, and their record is closed to you.", icon=":material/check:")
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
            "Nobody yet. When a client gives you a link that may be kept, open it and choose “Keep in my caseload”: "
            "they then stand here until you or they end it."
        )
        return
    st.html('<span class="wide-page"></span>')
    flagged = [row for row in rows if row.flags]
    links_of = Counter(row.share.client_id for row in rows)
    st.text(
        f"{len(links_of)} {'client' if len(links_of) == 1 else 'clients'}, {len(flagged)} to look at. A name opens the client."
    )
    cells = "".join(_row(row, is_one_of_several=links_of[row.share.client_id] > 1) for row in rows)
    heads = "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    st.html(
        '<table class="caseload" role="table" aria-label="Your clients">'
        f"<thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>"
    )
    st.caption(
        "Pain is 0 to 10: the mean of the latest 14 days, and its change since the start of the days shared. "
        "Red flags come first, then nerve signs beside less pain, then worse pain."
    )


def _row(row: CaseloadRow, *, is_one_of_several: bool) -> str:
    """Return a client's row; on a phone it is a card, where each cell says its column. All words are escaped."""
    name = f"{row.name} ({_link_words(row.share)})" if is_one_of_several else row.name
    flags = "".join(
        f'<span class="flag{" urgent" if flag == RED_FLAG else ""}">{escape(flag)}</span>'
        for flag in row.flag_words
    )
    is_pain_shared = Part.PAIN in row.share.fields
    svg = b64encode(trend_line_svg(row.daily, row.period, row.site).encode()).decode()
    cells = {
        "Flags": flags,
        "Pain now": "" if row.latest_mean is None else decimals(row.latest_mean),
        "Change": "" if row.change is None else signed(row.change),
        "Last entry": short_day_and_year(row.last_entry) if row.last_entry else "none",
        "12 weeks": f'<img src="data:image/svg+xml;base64,{svg}" alt="" width="120" height="28">'
        if row.daily
        else "",
        "Verdict": escape(f"{row.site}: {row.verdict}" if is_pain_shared else "pain is not shared"),
    }
    link = f'<a href="/shared?share={escape(row.share.share_id)}" target="_self">{escape(name)}</a>'
    return (
        f'<tr><th scope="row">{link}</th>'
        + "".join(
            f'<td data-column="{column}"><div>{cell or "–"}</div></td>' for column, cell in cells.items()
        )
        + "</tr>"
    )


def _link_words(share: ShareLink) -> str:
    """Return what tells two links of one client apart."""
    return share.label or f"link of {short_day(local_day(share.created_at))}"
