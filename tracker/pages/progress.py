"""The progress page: the answer in words, then one section per question; further questions open when asked."""

from datetime import date
from functools import partial

import streamlit as st

from tracker.access.fingerprint import answers_query, fingerprint
from tracker.access.visit import Visit
from tracker.components.answers import answers
from tracker.domain.limits import EARLIEST_DAY
from tracker.domain.period import RANGE_NAMES, RANGES, WRONG_WAY_ROUND, Period, asked_range, named_range
from tracker.locales import field_pattern
from tracker.pages.goal_form import goal_form
from tracker.pages.links import day_from_address, link
from tracker.pages.massages_given import show_given
from tracker.pages.own_activities import activities_form
from tracker.pages.plan import show_remarks
from tracker.pages.refusal import refuse
from tracker.places import FAIR_TRY
from tracker.progress import MORE, is_offered


def render(visit: Visit) -> None:
    """Show the range picker, the further questions with the one asked, and the answers, fetched when they changed."""
    st.title("Progress", anchor=False)
    show_remarks(visit)
    show_given(visit)
    # Words come first, also above the question which days they are about.
    words = st.container(key="answer")
    first_day = visit.record.entries.first_day()
    chosen = _range(visit, first_day)
    period = _period(visit, chosen, first_day)
    if period is None:
        return
    if first_day is None:
        _nothing_yet(visit)
        return
    mark = fingerprint(visit.record, visit.identity, visit.flags.tier, visit.today)
    query = partial(
        answers_query, visit.record, visit.identity, chosen, period, share=st.query_params.get("share")
    )
    with words:
        answers(query(), mark, "words", key="answers_words")
    question = _question(visit)
    if question is not None:
        answers(query(question=question), mark, "sections", key="answers_question")
        if question == "goal" and not visit.is_read_only:
            goal_form(visit)
        if question == "activities" and not visit.is_read_only:
            activities_form(visit)
        if question == "fair-try" and visit.record.fair_tries.can_propose:
            link(FAIR_TRY.path, "Plan, follow or end a fair try", icon=FAIR_TRY.icon)
    answers(query(), mark, "sections", key="answers_sections")


def _question(visit: Visit) -> str | None:
    query = st.query_params.get("question")
    offered = [question for question in MORE if is_offered(visit.record, question)]
    if not offered:
        return None
    with st.container(key="more"):
        chosen = st.pills(
            "More questions",
            offered,
            default=query if query in offered else None,
            format_func=lambda question: MORE[question].short_name,
            key="question",
            label_visibility="collapsed",
            persist_state="session",
        )
    if chosen is None:
        st.query_params.pop("question", None)
    else:
        st.query_params["question"] = chosen
    return chosen


def _range(visit: Visit, first_day: date | None) -> str:
    chosen = st.segmented_control(
        "Which days?",
        RANGES,
        default=asked_range(st.query_params, visit.today, first_day),
        format_func=RANGE_NAMES.__getitem__,
        key="range",
        required=True,
        label_visibility="collapsed",
        persist_state="session",
    )
    # Streamlit would write the label into the address; the short name survives a change of words.
    st.query_params["range"] = chosen
    return str(chosen)


def _period(visit: Visit, chosen: str, first_day: date | None) -> Period | None:
    if chosen != "own":
        for name in ("from", "to"):
            st.query_params.pop(name, None)
        return named_range(chosen, visit.today, first_day)
    first, last = (day_from_address(name) for name in ("from", "to"))
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
        refuse(WRONG_WAY_ROUND)
        return None
    st.query_params.update({"from": first.isoformat(), "to": last.isoformat()})
    return Period(first, last)


def _nothing_yet(visit: Visit) -> None:
    if visit.is_read_only:
        st.text("There is no entry in what is shared.")
        return
    st.text("Your charts begin with your first check-in. It takes two taps.")
    link("check-in", "Log your first check-in", icon="add_circle")
