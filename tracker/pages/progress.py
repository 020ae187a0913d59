"""The progress page: the answer in words, then one section per question; further questions open when asked."""

from datetime import date

import streamlit as st

from tracker.domain.description import day_in_words
from tracker.domain.limits import EARLIEST_DAY
from tracker.domain.period import RANGES, Period, named_range, usual_range
from tracker.locales import field_pattern
from tracker.pages.answer_section import answer_section
from tracker.pages.goal_form import goal_form
from tracker.pages.links import link
from tracker.pages.plan import show_remarks
from tracker.pages.refusal import refuse
from tracker.pages.visit import Visit
from tracker.progress import MORE, Progress, progress

MORE_NAMES = {
    "extent": "Leaving the leg?",
    "goes-with": "Good and bad days",
    "flares": "Bad spells",
    "symptoms": "Symptoms and sleep",
    "keeping-at-it": "Keeping at it",
    "goal": "My goal",
    "each-massage": "Each massage",
}
FIELD_OF_QUESTION = {
    "flexibility": "flexibility", "massage": "massage", "each-massage": "massage", "extent": "symptoms",
    "goes-with": "symptoms", "symptoms": "symptoms", "keeping-at-it": "symptoms",
}  # fmt: skip
RANGE_NAMES = {"2w": "2 weeks", "3m": "3 months", "1y": "1 year", "all": "All", "own": "Dates"}


def render(visit: Visit) -> None:
    """Show the range picker, the answers and the charts."""
    st.title("Progress", anchor=False)
    show_remarks(visit)
    answer = st.container(key="answer")
    period = _period(visit)
    if period is None:
        return
    shown = progress(visit.record, period, visit.profile.unit)
    if not shown.has_entries:
        _nothing_yet(visit)
        return
    if period.last != visit.today:
        answer.caption(
            f"As things stood on {day_in_words(period.last, visit.today)}, looking back from that day:"
        )
    if _is_shared(visit, "pain"):
        for sentence in shown.sentences:
            answer.text(sentence)
    if visit.is_read_only:
        answer.caption("Comparisons begin with the first day that is shared.")
    is_interactive = st.toggle("Interactive charts", value=not visit.is_phone, key="interactive")
    st.html('<span class="wide-page"></span>')
    for found in shown.answers:
        # What is not shared is not "nothing yet": it is not there.
        if not _is_shared(visit, FIELD_OF_QUESTION.get(found.question, "pain")):
            continue
        answer_section(visit, found, is_interactive, said=shown.sentences)
    _more(visit, shown, is_interactive)


def _more(visit: Visit, shown: Progress, is_interactive: bool) -> None:
    asked = st.query_params.get("question")
    offered = [one for one in MORE if _is_shared(visit, FIELD_OF_QUESTION.get(one, "pain"))]
    with st.container(key="more"):
        st.header("More questions", anchor=False)
        chosen = st.pills(
            "More questions", offered, default=asked if asked in offered else None, format_func=MORE_NAMES.__getitem__,
            key="question", label_visibility="collapsed", persist_state="session",
        )  # fmt: skip
    if chosen is None:
        st.query_params.pop("question", None)
        return
    st.query_params["question"] = chosen
    answer_section(visit, shown.answer(chosen), is_interactive, said=())
    if chosen == "goal" and not visit.is_read_only:
        goal_form(visit)


def _period(visit: Visit) -> Period | None:
    asked, first_day = st.query_params.get("range"), visit.record.first_day()
    chosen = st.segmented_control(
        "Which days?", RANGES, default=asked if asked in RANGES else usual_range(visit.today, first_day), format_func=RANGE_NAMES.__getitem__,
        key="range", required=True, label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    # Streamlit would write the label into the address; the short name survives a change of words.
    st.query_params["range"] = chosen
    if chosen != "own":
        for name in ("from", "to"):
            st.query_params.pop(name, None)
        return named_range(chosen, visit.today, first_day)
    first, last = (_day_from_address(name) for name in ("from", "to"))
    usual = named_range("3m", visit.today, None)
    left, right = st.columns(2)
    first = left.date_input(
        "From",
        min(first or usual.first, visit.today),
        EARLIEST_DAY,
        visit.today,
        format=field_pattern(),
        key="own_from",
    )
    last = right.date_input(
        "To",
        min(last or usual.last, visit.today),
        EARLIEST_DAY,
        visit.today,
        format=field_pattern(),
        key="own_to",
    )
    if not isinstance(first, date) or not isinstance(last, date) or first > last:
        refuse("The first day must not be after the last.")
        return None
    st.query_params.update({"from": first.isoformat(), "to": last.isoformat()})
    return Period(first, last)


def _day_from_address(name: str) -> date | None:
    try:
        day = date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None
    return day if day >= EARLIEST_DAY else None


def _is_shared(visit: Visit, field: str) -> bool:
    return visit.record.scope is None or visit.record.scope.allows(field)


def _nothing_yet(visit: Visit) -> None:
    if visit.is_read_only:
        st.text("There is no entry in what is shared.")
        return
    st.text("Your charts begin with your first check-in. It takes two taps.")
    link("check-in", "Log your first check-in", icon="add_circle")
