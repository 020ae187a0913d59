"""The share page: who may read what, of which days, for how long; and ending it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from tracker import clock
from tracker.access.accounts import name_of
from tracker.access.sharing import NewShare, ask_in_share, make_share, revoke
from tracker.access.visit import Visit
from tracker.access.witness import share_openings
from tracker.analysis.wording import listed
from tracker.components.link_card import link_card
from tracker.components.number_field import number_field
from tracker.domain import limits
from tracker.domain.description import capitalise_first, day_in_words, lower_first
from tracker.domain.measure import Part
from tracker.domain.period import Period
from tracker.domain.share_link import FIELD_WORDS, FIELDS, LONGEST_DAYS, USUAL_DAYS, USUAL_FIELDS, ShareLink
from tracker.exchange.csv_files import zip_of
from tracker.locales import field_pattern
from tracker.pages.in_view import bring_into_view
from tracker.pages.links import address_link
from tracker.pages.notice import notify
from tracker.pages.refusal import attempt
from tracker.places import address

FIELD_NAMES: Mapping[str, str] = {
    Part.PAIN: "Pain",
    Part.FLEXIBILITY: "Flexibility",
    Part.MASSAGE: "Massage sessions",
    Part.SYMPTOMS: "Symptoms and warning signs",
    Part.NOTES: "Notes",
    Part.PLANS: "My goal and planned massage sessions",
    Part.ACTIVITIES: "My own activities, in my words, and my overall change",
    Part.EVENTS: "Events on the charts",
    Part.MEDICINES: "Medicines",
    Part.PLACES: "Where it hurts: the places I marked on the body map",
    Part.FAIR_TRIES: "My fair tries: what is tried, and the days they compare",
    Part.QUESTIONNAIRES: "Questionnaires and their scores",
}
ALL_DAYS, LATEST_DAYS, FIXED_DAYS = "all", "latest", "fixed"
DAYS_NAMES = {ALL_DAYS: "Everything", LATEST_DAYS: "The latest days", FIXED_DAYS: "Fixed dates"}
STATES = {
    "open": "Open until {until}",
    "kept": "On the list of {keeper} until you end it",
    "ended": "Ended {until}",
    "used up": "Opened as often as it may be",
    "revoked": "Ended by you",
}
_FRESH = "fresh link"
_LATEST_SHOWN = 3


def render(visit: Visit) -> None:
    """Show the form and the links there are; in personal mode the file to hand over."""
    if not visit.settings.is_practice:
        _share_a_file(visit)
        return
    st.title("Share", anchor=False)
    if visit.needs_consent:
        st.text("Nothing is shared before you have read and accepted how your data is used.")
        address_link("/consent", "Read it")
        return
    st.text(
        "A link lets one person read part of your record, and nothing else. It needs no account; "
        "you see here when it was opened, and can end it at any time."
    )
    # In place of the form, where the press was; the next link begins with Done.
    if not _fresh_link(visit):
        _form(visit)
    _links(visit)


def dates_of(period: Period) -> tuple[date | None, date | None]:
    """Return the first and last day of a period, None where it is open."""
    first = None if period.first == date.min else period.first
    return first, None if period.last == date.max else period.last


def _share_a_file(visit: Visit) -> None:
    st.title("Share a file", anchor=False)
    st.text(
        "This app runs for you alone, so there are no links. Give your therapist a file instead: a report to read, "
        "one sheet for a visit or everything; or all you logged, notes included, for any spreadsheet."
    )
    address_link("/report", "Make a report (PDF or web page)")
    st.download_button(
        "Download everything (CSV)",
        lambda: zip_of(visit.record),
        "recovery-tracker.zip",
        "application/zip",
        on_click="ignore",
        icon=":material/download:",
    )


def _fresh_link(visit: Visit) -> bool:
    """Show a link that was just made, this once; return whether there is one."""
    fresh = st.session_state.get(_FRESH)
    if not isinstance(fresh, NewShare):
        return False
    with st.container(key="fresh_link", border=True):
        st.subheader("Your link", anchor=False)
        st.text("Give it to one person now: it is not shown again. Whoever has it can open it.")
        # First: the press was for it, and of many parts the words fill a small screen.
        link_card(
            f"{address(visit.settings)}/s/{fresh.token}", key="fresh_address", title="My recovery record"
        )
        st.text(
            f"They will see: {contents_in_words(fresh.share, visit.today)} {_lasts(fresh.share, visit.today)}"
        )
        if st.button("Done", key="fresh_done", icon=":material/check:"):
            st.session_state.pop(_FRESH)
            st.rerun()
    return True


def _form(visit: Visit) -> None:
    st.subheader("Make a link", anchor=False)
    with st.container(key="new_share", border=True):
        chosen = _what_may_be_read(visit)
        dates = _dates(visit)
        days = number_field("How many days can it be opened?", 1, LONGEST_DAYS, USUAL_DAYS, key="share_days")
        more: dict[str, Any] = {}
        more["may_be_kept"] = st.checkbox(
            "My therapist may keep it until I end it",
            key="share_may_be_kept",
            help="A therapist of this practice can then put you on their list. Left out, it ends by itself after those days.",
        )
        more["may_log_massages"] = st.checkbox(
            "Who keeps it may log the massages they give me",
            key="share_may_log",
            help="They write its day, minutes, areas, pressure and a note into your record, under their name, and nothing else. You "
            "are told, and can change or take out each. Needs massage sessions and the tick above.",
        )
        more["questions"] = st.text_area(
            "What would you like to ask them?",
            key="share_questions",
            placeholder="optional; they read it with your record",
        )
        with st.expander("More: a label, a passphrase, a limit", icon=":material/tune:"):
            more["label"] = st.text_input(
                "For whom? Only you see this.", max_chars=80, key="share_label", placeholder="optional"
            )
            passphrase = st.text_input(
                "Passphrase to open it",
                type="password",
                key="share_passphrase",
                placeholder="optional",
                help="At least 8 characters. Tell it to the person some other way than the link.",
            )
            more["view_limit"] = number_field(
                "How often may it be opened?", 1, 1000, key="share_views", placeholder="no limit"
            )
        if st.button("Make the link", type="primary", key="make_share", width="stretch"):
            _make(visit, {"fields": chosen, **dates, **more}, days, passphrase)


def _what_may_be_read(visit: Visit) -> tuple[Part, ...]:
    st.markdown("**What may be read?**")
    # Where a practice has no questionnaires, nothing speaks of them.
    offered = [name for name in FIELDS if name != Part.QUESTIONNAIRES or visit.settings.questionnaires_folder]
    chosen = tuple(
        name for name in offered if st.checkbox(FIELD_NAMES[name], name in USUAL_FIELDS, key=f"share_{name}")
    )
    left_out = [FIELD_WORDS[name] for name in offered if name not in USUAL_FIELDS]
    st.caption(f"Left out unless you tick them: {listed(left_out)}.")
    return chosen


def _dates(visit: Visit) -> dict[str, Any]:
    kind = st.segmented_control(
        "Of which days?",
        list(DAYS_NAMES),
        default=ALL_DAYS,
        format_func=DAYS_NAMES.__getitem__,
        required=True,
        key="share_dates",
    )
    if kind == LATEST_DAYS:
        return {
            "rolling_days": number_field("How many days back?", 1, 3660, 90, key="share_rolling"),
        }
    if kind == FIXED_DAYS:
        left, right = st.columns(2)
        usual = visit.today - timedelta(days=90)
        first = left.date_input(
            "From", usual, max_value=visit.today, format=field_pattern(), key="share_first"
        )
        last = right.date_input(
            "To", visit.today, max_value=visit.today, format=field_pattern(), key="share_last"
        )
        return {"first_day": first, "last_day": last}
    return {}


def _make(visit: Visit, values: dict[str, Any], days: int, passphrase: str) -> None:
    record, now = visit.record, clock.utc_now()

    def make() -> NewShare:
        lasts = limits.given("days", limits.whole_number("days", days, 1, LONGEST_DAYS))
        share = ShareLink(
            client_id=record.client_id, created_at=now, ends_at=now + timedelta(days=lasts), **values
        )
        return make_share(visit.store, record.actor, share, passphrase)

    new_link = attempt(make)
    if new_link is not None:
        st.session_state[_FRESH] = new_link
        for name in ("share_passphrase", "share_label", "share_questions"):
            st.session_state.pop(name, None)
        bring_into_view("fresh_link", "Your link is made. Copy it now: it is not shown again.")
        st.rerun()


def _links(visit: Visit) -> None:
    links = visit.record.shares()
    if not links:
        return
    st.subheader("Your links", anchor=False)
    now, times = clock.utc_now(), share_openings(visit.store, visit.record.client_id)
    standing = [share_link for share_link in links if share_link.is_open(now)]
    for share in standing:
        _link(visit, share, times.get(share.share_id, ()), now)
    over = [share_link for share_link in links if not share_link.is_open(now)]
    if over:
        with st.expander(f"Ended ({len(over)})"):
            for share in over:
                _link(visit, share, times.get(share.share_id, ()), now)


def _link(visit: Visit, share: ShareLink, times: tuple[datetime, ...], now: datetime) -> None:
    with st.container(key=f"share_of_{share.share_id}", border=True, gap="small"):
        st.text(share.label or "A link without a label")
        st.text(state_in_words(visit, share, now))
        st.caption(f"{contents_in_words(share, visit.today)} {_openings(times, visit.today)}")
        if share.is_open(now):
            _questions(visit, share)
            end_link(visit, share)


def _questions(visit: Visit, share: ShareLink) -> None:
    """Let the client say what they want to ask the readers of a link, as long as it stands."""
    with st.expander("What I want to ask them", icon=":material/help:", expanded=bool(share.questions)):
        typed = st.text_area(
            "Questions",
            share.questions,
            key=f"questions_{share.share_id}",
            label_visibility="collapsed",
            placeholder="They read it with your record.",
        )
        if st.button("Save questions", key=f"ask_{share.share_id}"):
            record = visit.record

            def ask() -> bool:
                ask_in_share(visit.store, record.actor, record.client_id, share.share_id, typed or "")
                return True

            if attempt(ask):
                notify("Saved. They read it with your record.")
                st.rerun()


def end_link(visit: Visit, share: ShareLink, label: str = "End this link") -> None:
    """Show the button that ends a link; a link cannot be opened again, so it asks first."""
    key = f"ending_{share.share_id}"
    if not st.session_state.get(key):
        if st.button(label, key=f"end_{share.share_id}", icon=":material/link_off:", type="tertiary"):
            st.session_state[key] = True
            st.rerun()
        return
    with st.container(key=f"sure_{share.share_id}", border=True, gap="small"):
        st.text("End it for good? Whoever has it can read nothing any more, and it cannot be opened again.")
        with st.container(horizontal=True):
            record = visit.record
            if st.button("Yes, end it", key=f"end_for_good_{share.share_id}", type="primary"):
                st.session_state.pop(key)
                ended = attempt(lambda: revoke(visit.store, record.actor, record.client_id, share.share_id))
                if ended is not None:
                    notify("The link has ended. Nobody can open it any more.")
                    st.rerun()
            if st.button("Leave it open", key=f"leave_{share.share_id}"):
                st.session_state.pop(key)
                st.rerun()


def state_in_words(visit: Visit, share: ShareLink, now: datetime) -> str:
    """Return how a link stands, with the keeper's name or the moment it ends."""
    keeper = name_of(visit.store, share.kept_by) if share.kept_by else ""
    words = STATES[share.state(now)].format(keeper=keeper, until=_moment(share.ends_at, visit.today))
    keeping = (
        " A therapist may keep it until you end it."
        if share.may_be_kept and share.state(now) == "open"
        else ""
    )
    return f"{words}.{keeping}" + (" A passphrase is needed." if share.passphrase_hash else "")


def _lasts(share: ShareLink, today: date) -> str:
    """Return how long a link lasts, for a client who has just made it."""
    keeping = " A therapist may keep it until you end it." if share.may_be_kept else ""
    return f"Open until {_moment(share.ends_at, today)}.{keeping}"


def contents_in_words(share: ShareLink, today: date) -> str:
    """Return what a link shows and of which days."""
    names = (FIELD_NAMES[part] for part in share.fields)
    named = capitalise_first(", ".join(lower_first(name) for name in names))
    logging = " Who keeps it may log the massages they give you." if share.may_log_massages else ""
    if share.rolling_days:
        return f"{named}; the latest {share.rolling_days} days.{logging}"
    first, last = share.first_day, share.last_day
    begins = f"; from {day_in_words(first, today)}" if first else ""
    return f"{named}{begins}{f' to {day_in_words(last, today)}' if last else ''}.{logging}"


def _openings(times: tuple[datetime, ...], today: date) -> str:
    if not times:
        return "Not opened yet."
    latest = ", ".join(_moment(instant, today) for instant in times[:_LATEST_SHOWN])
    return f"Opened {len(times)} {'time' if len(times) == 1 else 'times'}, latest {latest}."


def _moment(instant: datetime, today: date) -> str:
    at = clock.local(instant)
    return f"{day_in_words(at.date(), today)} at {at:%H:%M}"
