"""The page of fair tries: what one asks, its protocol and agreement, today's part, and the answer at its end."""

from datetime import date, timedelta

import streamlit as st

from tracker.access.accounts import name_of
from tracker.access.visit import Visit
from tracker.analysis.fair_try_words import NO_PEEKING
from tracker.components.number_field import number_field
from tracker.domain.coin import EXERCISE, FEWEST_PAIRS, KINDS, MASSAGE, MOST_PAIRS
from tracker.domain.description import ended
from tracker.domain.exercise import EXERCISES
from tracker.domain.fair_try import Assignment, FairTry, TryState
from tracker.domain.fair_try_protocol import (
    BLOCK_DAYS,
    LATEST_START_DAYS,
    SLOT_GAPS,
    USUAL_PAIRS,
    WORDS_CHARACTERS,
    TryProtocol,
    earliest_first_date,
    usual_left_out_days,
)
from tracker.domain.fair_try_words import (
    ASKS,
    KEPT_UNLESS_SAID,
    KIND_NAMES,
    LOG_EVERY_DAY,
    OUTCOME_NAMES,
    WHY,
    heading_of,
    kept_words,
    past_assignment_words,
    protocol_items,
    state_words,
    today_words,
)
from tracker.domain.home_plan import item_in_words
from tracker.domain.own_words import quoted
from tracker.locales import WEEKDAYS, day_words, field_pattern
from tracker.pages.fair_try_answer import show_answer, show_coins
from tracker.pages.in_view import bring_into_view
from tracker.pages.refusal import attempt
from tracker.pages.undo import offer_undo, show_undo

PLACE = "fair_try"
_ENDING = "fair try to end"


def render(visit: Visit) -> None:
    """Show the tries that are open, the form of a new one, and those that are over."""
    st.title("Fair try", anchor=False)
    if not visit.record.fair_tries.can_propose:
        st.text("Only a therapist who keeps a link that shares fair tries can propose one.")
        return
    show_undo(visit, PLACE)
    tries = visit.record.fair_tries.all()
    open_tries = [fair_try for fair_try in tries if fair_try.is_open]
    for fair_try in open_tries:
        _open(visit, fair_try)
    begun = [fair_try for fair_try in tries if fair_try.state in (TryState.ENDED, TryState.ENDED_EARLY)]
    if begun and not open_tries:
        _over(visit, begun[0])
    if open_tries or begun:
        with st.expander("Plan another one", icon=":material/add:", key="another_try"):
            _new(visit)
    else:
        _new(visit)
    for fair_try in begun if open_tries else begun[1:]:
        with st.expander(f"{heading_of(fair_try.protocol)}, {day_words(fair_try.protocol.first_date)}"):
            _over(visit, fair_try)


def todays_part(visit: Visit) -> None:
    """Show at the check-in what a running try asks today, with one tap for "I could not keep it"; nothing without one."""
    shown = visit.record.fair_tries.assignments_today()
    if not shown:
        return
    show_undo(visit, PLACE)
    for fair_try, assignment in shown:
        with st.container(key=f"try_today_{fair_try.try_id}", gap=None):
            _today(visit, fair_try, assignment, "Fair try: ")


def _today(visit: Visit, fair_try: FairTry, assignment: Assignment | None, before: str = "") -> None:
    words = today_words(fair_try, visit.today)
    st.text(f"{before}{words}")
    if assignment is None:
        return
    if assignment.number in fair_try.not_kept:
        who = "The client" if visit.is_read_only else "You"
        st.caption(f"{who} could not keep it. It still counts as the coin said.")
    elif not visit.is_read_only:
        _could_not(visit, fair_try, assignment, "I could not keep it")


def _could_not(visit: Visit, fair_try: FairTry, assignment: Assignment, label: str) -> None:
    try_id, number = fair_try.try_id, assignment.number

    def say() -> bool:
        visit.record.fair_tries.say_not_kept(try_id, number)
        return True

    key = f"not_kept_{try_id}_{number}"
    if st.button(label, key=key, icon=":material/close:", type="tertiary") and attempt(say):
        offer_undo(
            PLACE,
            "Noted: not kept.",
            lambda visit: visit.record.fair_tries.say_not_kept(try_id, number, was_kept=True),
        )
        st.rerun()


def _open(visit: Visit, fair_try: FairTry) -> None:
    with st.container(key=f"try_{fair_try.try_id}", border=True, gap="small"):
        _heading(fair_try.protocol)
        if fair_try.is_running:
            _running(visit, fair_try)
        else:
            _proposed(visit, fair_try)


def _heading(protocol: TryProtocol) -> None:
    # A heading is Markdown, which nobody's own words may become.
    st.subheader(heading_of(protocol), anchor=False)
    if protocol.words:
        st.text(quoted(protocol.words))


def _proposed(visit: Visit, fair_try: FairTry) -> None:
    if fair_try.proposed_by != visit.record.actor.account_id:
        st.text(ended(f"Proposed by {name_of(visit.store, fair_try.proposed_by)}"))
    if visit.is_read_only:
        st.text(state_words(fair_try, visit.today))
    else:
        st.text("Read it through. Once you agree, the coins are drawn and nothing of it changes.")
    _protocol(fair_try.protocol)
    protocol = fair_try.protocol
    _chances(visit, protocol.kind, protocol.outcome, protocol.pairs, protocol.block_days)
    if not visit.is_read_only and st.button("I agree: begin", key=f"agree_{fair_try.try_id}", type="primary"):
        begun = attempt(lambda: visit.record.fair_tries.agree(fair_try.try_id))
        if begun is not None:
            bring_into_view(f"try_{fair_try.try_id}")
            st.rerun()
    is_own = fair_try.proposed_by == visit.record.actor.account_id
    label = "Take it back" if visit.is_read_only else "No, not this one"
    if (is_own or not visit.is_read_only) and st.button(
        label, key=f"decline_{fair_try.try_id}", type="tertiary"
    ):
        _end(visit, fair_try)


def _running(visit: Visit, fair_try: FairTry) -> None:
    protocol = fair_try.protocol
    current = fair_try.current(visit.today)
    _today(visit, fair_try, current)
    st.text(" ".join(filter(None, (state_words(fair_try, visit.today), kept_words(fair_try, visit.today)))))
    st.caption(NO_PEEKING if visit.is_read_only else f"{LOG_EVERY_DAY[protocol.outcome]} {NO_PEEKING}")
    earlier_parts = tuple(part for part in fair_try.assignments_told(visit.today) if part != current)
    if earlier_parts:
        with st.expander("The parts so far", key=f"parts_{fair_try.try_id}"):
            for part in reversed(earlier_parts):
                words = past_assignment_words(protocol, part)
                if part.number in fair_try.not_kept:
                    st.text(f"{words}, not kept")
                elif visit.is_read_only:
                    st.text(words)
                else:
                    _could_not(visit, fair_try, part, f"I could not keep it: {words}")
    with st.expander("What was agreed", key=f"agreed_{fair_try.try_id}"):
        _protocol(protocol)
        _sealed(fair_try)
        if not visit.is_read_only:
            _ask_to_end(visit, fair_try)


def _sealed(fair_try: FairTry) -> None:
    st.caption("The seal of the protocol, and of the coins. At the end you can check both.")
    st.code(
        f"protocol {fair_try.protocol.signature}\ncoins    {fair_try.commitment}",
        language=None,
        wrap_lines=True,
    )


def _ask_to_end(visit: Visit, fair_try: FairTry) -> None:
    if st.session_state.get(_ENDING) != fair_try.try_id:
        if st.button("End it early", key=f"stop_{fair_try.try_id}", type="tertiary"):
            st.session_state[_ENDING] = fair_try.try_id
            st.rerun()
        return
    st.text("Then there will be no answer, and it cannot be taken up again.")
    if st.button("End it for good", key=f"stop_sure_{fair_try.try_id}"):
        _end(visit, fair_try)
    if st.button("Go on with it", key=f"stop_not_{fair_try.try_id}", type="tertiary"):
        st.session_state.pop(_ENDING)
        st.rerun()


def _end(visit: Visit, fair_try: FairTry) -> None:
    if attempt(lambda: visit.record.fair_tries.end(fair_try.try_id)) is not None:
        st.session_state.pop(_ENDING, None)
        st.rerun()


def _over(visit: Visit, fair_try: FairTry) -> None:
    # No frame: its answer has one.
    with st.container(key=f"try_{fair_try.try_id}", gap="small"):
        _heading(fair_try.protocol)
        st.text(state_words(fair_try, visit.today, is_readers=visit.is_read_only))
        show_answer(visit, fair_try)
        with st.expander("What was agreed, and the coins", key=f"agreed_{fair_try.try_id}"):
            _protocol(fair_try.protocol)
            _sealed(fair_try)
            show_coins(fair_try)


def _protocol(protocol: TryProtocol) -> None:
    for label, sentence in protocol_items(protocol):
        with st.container(gap=None):
            st.markdown(f"**{label}.**")
            st.text(sentence)


def _new(visit: Visit) -> None:
    st.text(WHY)
    kind = st.radio(
        "What would you like to try?" if not visit.is_read_only else "What should be tried?",
        KINDS,
        index=None,
        format_func=KIND_NAMES.__getitem__,
        key="try_kind",
    )
    if kind is None:
        return
    with st.container(key="new_try", border=True, gap="small"):
        st.subheader("What it asks of the client" if visit.is_read_only else "What it asks", anchor=False)
        for sentence in ASKS[kind]:
            st.text(sentence)
        st.caption(KEPT_UNLESS_SAID)
        _fields(visit, kind)


def _fields(visit: Visit, kind: str) -> None:
    outcome = st.radio(
        "What should it change?",
        list(OUTCOME_NAMES),
        format_func=OUTCOME_NAMES.__getitem__,
        horizontal=True,
        key="try_outcome",
    )
    words, item_id, block_days = None, None, None
    slots: tuple[int, ...] = ()
    if kind == MASSAGE:
        slots = _slots()
    else:
        words, item_id = _exercise(visit) if kind == EXERCISE else (_habit(), None)
        block_days = st.radio(
            "Days in a block", BLOCK_DAYS, index=1, horizontal=True, key="try_block_days", format_func=lambda days: f"{days} days",
        )  # fmt: skip
    unit = "weeks" if kind == MASSAGE else "pairs of blocks"
    pairs = number_field(
        f"How many {unit}?", FEWEST_PAIRS, MOST_PAIRS, USUAL_PAIRS[kind], key=f"try_pairs_{kind}"
    )
    first_date = _first_date(visit, kind, slots)
    if isinstance(pairs, int) and FEWEST_PAIRS <= pairs <= MOST_PAIRS:
        _chances(visit, kind, outcome, pairs, block_days)

    def protocol() -> TryProtocol:
        return TryProtocol(
            kind=kind, outcome=outcome, first_date=first_date, pairs=pairs, slots=slots, block_days=block_days,
            words=words, item_id=item_id, left_out_days=usual_left_out_days(block_days),
        )  # fmt: skip

    label = "Propose it to the client" if visit.is_read_only else "See what I would agree to"
    if st.button(label, type="primary", key="propose_try"):
        proposed = attempt(lambda: visit.record.fair_tries.propose(protocol()))
        if proposed is not None:
            for name in [name for name in st.session_state if str(name).startswith("try_")]:
                del st.session_state[name]
            bring_into_view(f"try_{proposed.try_id}")
            st.rerun()


def _slots() -> tuple[int, ...]:
    first = st.selectbox("One weekday", range(7), 0, format_func=WEEKDAYS.__getitem__, key="try_slot_1")
    others = [(first + gap) % 7 for gap in SLOT_GAPS]
    second = st.selectbox("The other", others, 0, format_func=WEEKDAYS.__getitem__, key=f"try_slot_2_{first}")
    return (first, second)


def _exercise(visit: Visit) -> tuple[str | None, str | None]:
    plan = {item.item_id: item for item in visit.record.home_plan.current()}
    names = {exercise.exercise_id: exercise.name for exercise in EXERCISES}
    choices = list(plan) or list(names)

    def words(choice: str) -> str:
        return item_in_words(plan[choice]) if choice in plan else names[choice]

    chosen = st.selectbox("Which exercise?", choices, None, format_func=words, key="try_exercise")
    if chosen is None:
        return None, None
    if chosen not in plan:
        return names[chosen], None
    item = plan[chosen]
    name = item.own_words or names.get(item.exercise_id or "", "")
    return " ".join(name.split())[:WORDS_CHARACTERS].strip(), chosen


def _habit() -> str | None:
    return st.text_input(
        "Which habit?",
        key="try_habit",
        max_chars=WORDS_CHARACTERS,
        placeholder="for example: a walk at lunch",
    )


def _first_date(visit: Visit, kind: str, slots: tuple[int, ...]) -> date:
    earliest = earliest_first_date(kind, visit.today)
    if kind != MASSAGE:
        chosen = st.date_input(
            "First day",
            earliest,
            earliest,
            visit.today + timedelta(days=LATEST_START_DAYS),
            format=field_pattern(),
            key="try_first_date",
        )
        return chosen if isinstance(chosen, date) else earliest
    # The first of the two weekdays, in one of the next weeks.
    next_slot = earliest + timedelta(days=(slots[0] - earliest.weekday()) % 7)
    starts = [next_slot + timedelta(weeks=week) for week in range(6)]
    return st.selectbox("First week", starts, 0, format_func=day_words, key=f"try_start_{slots[0]}")


def _chances(visit: Visit, kind: str, outcome: str, pairs: int | None, block_days: int | None) -> None:
    """Say what it can find, where enough is logged to know how the days go up and down."""
    if pairs and (sentence := visit.record.fair_tries.chances(kind, outcome, pairs, block_days)):
        with st.container(gap=None):
            st.markdown("**What it can find.**")
            st.text(sentence)
