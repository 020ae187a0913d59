"""What is said of a fair try before its answer: what it asks, its protocol, what is to be done today, why it ended."""

from collections.abc import Iterator
from datetime import date

from tracker.clock import local_day
from tracker.domain.coin import EXERCISE, HABIT, MASSAGE
from tracker.domain.description import capitalise_first
from tracker.domain.fair_try import Assignment, FairTry, TryEnd, TryState
from tracker.domain.fair_try_protocol import DAYS_AFTER_SLOT, OUTCOMES, TryProtocol
from tracker.domain.own_words import quoted
from tracker.locales import WEEKDAYS, day_words, weekday_and_day

KIND_NAMES = {
    MASSAGE: "A massage",
    EXERCISE: "An exercise of my home plan",
    HABIT: "A habit, in my own words",
}
OUTCOME_NAMES = {outcome: capitalise_first(words) for outcome, words in OUTCOMES.items()}
WHY = (
    "A diary cannot say what a massage or a stretch did. People book when it is bad, and bad days end by themselves."
    " A coin can: it decides on which days you do it, so that only chance decides."
)
ASKS = {
    MASSAGE: (
        "You book one massage a week. It may fall on one of two weekdays, and a coin says which.",
        f"The {DAYS_AFTER_SLOT} days after that day are then held against the {DAYS_AFTER_SLOT} days after the other one.",
        "You learn the day on the eve of the first of the two. Until then both must be free for you.",
    ),
    EXERCISE: (
        "Some blocks of days are with the exercise, and as many are without it. A coin says which comes first.",
        "In the blocks without it, you leave this one exercise out. All else stays as it is.",
        "You learn what a block is on its first day.",
    ),
    HABIT: (
        "Some blocks of days are with the habit, and as many are without it. A coin says which comes first.",
        "In the blocks without it, you leave it out. All else stays as it is.",
        "You learn what a block is on its first day.",
    ),
}
LOG_EVERY_DAY = {
    "leg-pain": "Log your leg pain every day, best at the same time of day.",
    "back-pain": "Log your back pain every day, best at the same time of day.",
    "reach": "Test your reach once in each stretch of days, always in the same way.",
}
KEPT_UNLESS_SAID = "A part counts as kept unless you say that you could not keep it."
_END_WORDS = {
    TryEnd.COMPLETE: "It ran to its end.",
    TryEnd.WARNING_SIGN: "It ended early: you ticked a warning sign. Look after that first.",
    TryEnd.STOPPED: "You ended it early.",
    TryEnd.PLAN_CHANGED: "It ended early: its exercise was taken off the home plan.",
    TryEnd.BROUGHT_IN: "It ended when it was brought in: the file was made while it ran, without the coins to come.",
    TryEnd.RESTORED: "It ended early: the database was restored from a backup that was made while it ran.",
    TryEnd.DECLINED: "It was not begun.",
    TryEnd.CHANGED: "Its protocol or its coins were changed outside this app, so it has no answer.",
}
# To whom the record is shared: who did it is somebody else.
_END_WORDS_FOR_READERS = {
    TryEnd.WARNING_SIGN: "It ended early: the client ticked a warning sign.",
    TryEnd.STOPPED: "The client ended it early.",
}


def title_of(protocol: TryProtocol) -> str:
    """Return what is tried and what is looked at, in a few words."""
    what = "Massage" if protocol.kind == MASSAGE else quoted(protocol.what)
    return f"{what} and {OUTCOMES[protocol.outcome]}"


def heading_of(protocol: TryProtocol) -> str:
    """Return the kind of a try and what is looked at, without anybody's own words."""
    what = {MASSAGE: "Massage", EXERCISE: "An exercise", HABIT: "A habit"}[protocol.kind]
    return f"{what} and {OUTCOMES[protocol.outcome]}"


def how_long(protocol: TryProtocol) -> str:
    """Return when a try runs and in how many parts."""
    if protocol.kind == MASSAGE:
        length = f"{protocol.pairs} weeks"
    else:
        days = 2 * protocol.pairs * (protocol.block_days or 0)
        length = f"{days} days, in {protocol.pairs} pairs of blocks of {protocol.block_days} days"
    return f"{day_words(protocol.first_date)} to {day_words(protocol.last_date)}: {length}."


def protocol_items(protocol: TryProtocol) -> Iterator[tuple[str, str]]:
    """Yield what is fixed before the first coin, as labels and sentences."""
    outcome = OUTCOMES[protocol.outcome]
    yield "The question", f"Does {_with(protocol)} change my {outcome} in the days that count?"
    yield "What I do", _what_i_do(protocol)
    yield "How long", how_long(protocol)
    yield "What is measured", LOG_EVERY_DAY[protocol.outcome]
    yield "Which days count", _which_days(protocol)
    yield (
        "The coin",
        "The server draws all coins when I agree, and seals them. Nobody sees one before its time; at the end all are shown.",
    )
    yield (
        "Who knows what",
        "I know on the day what I do, so hope can colour my numbers. No coin helps against that.",
    )
    yield "Not kept", f"{KEPT_UNLESS_SAID} It still counts as the coin said."
    yield "Missed days", "A day without a number stays empty. How many there were is told."
    yield (
        "What ends it early",
        "A warning sign that needs a doctor today, or my own wish. A flare does not end it. There is then no answer.",
    )
    yield (
        "The answer",
        "The mean of the days with it, held against the days without it, and against all orders the coin could have drawn.",
    )
    yield "Nothing changes", "Once it begins, nothing of this changes. Another plan is another fair try."
    yield "Money and aims", "Nobody is paid for it, and nothing is sold by it. The answer is mine."


def _with(protocol: TryProtocol) -> str:
    return "a massage" if protocol.kind == MASSAGE else quoted(protocol.what)


def _what_i_do(protocol: TryProtocol) -> str:
    if protocol.kind == MASSAGE:
        first, second = (WEEKDAYS[slot] for slot in protocol.slots)
        return f"One massage a week, on {first} or {second}, as the coin says."
    return f"{quoted(protocol.what)} on every day of a block with it, on no day of a block without it."


def _which_days(protocol: TryProtocol) -> str:
    if protocol.kind == MASSAGE:
        return f"The {DAYS_AFTER_SLOT} days after each of the two weekdays, every week."
    if protocol.left_out_days:
        left_out = "first day" if protocol.left_out_days == 1 else f"first {protocol.left_out_days} days"
        return f"All days of a block but its {left_out}: the block before may still be felt then."
    return "All days of every block."


def assignment_words(protocol: TryProtocol, assignment: Assignment | None, today: date) -> str:
    """Return what the coin said for this week or block, in one sentence."""
    if assignment is None:
        first = protocol.known_from(0)
        return f"It has not begun. You learn the first part on {weekday_and_day(first, with_year=False)}."
    if protocol.kind == MASSAGE:
        day = weekday_and_day(assignment.first, with_year=False)
        when = "today" if assignment.first == today else f"on {day}"
        return f"This week’s massage {'was' if assignment.first < today else 'is'} {when}."
    how = "with" if assignment.is_with else "without"
    until = "today" if assignment.last == today else weekday_and_day(assignment.last, with_year=False)
    return f"{capitalise_first(how)} {quoted(protocol.what)}, until {until}{'' if until == 'today' else ' included'}."


def today_words(fair_try: FairTry, today: date) -> str:
    """Return what a running try asks on a day, in a sentence or two."""
    if fair_try.agreed_at is not None and today < local_day(fair_try.agreed_at):
        return "Today’s date is before the day on which it began, so nothing is told: is the clock right?"
    if fair_try.awaits_last_number(today):
        outcome = OUTCOMES[fair_try.protocol.outcome]
        return f"The last day was yesterday. Its {outcome} can still be logged today: choose yesterday as the day."
    return assignment_words(fair_try.protocol, fair_try.current(today), today)


def past_assignment_words(protocol: TryProtocol, assignment: Assignment) -> str:
    """Return what the coin said for a week or block, in a line of a list."""
    if protocol.kind == MASSAGE:
        return weekday_and_day(assignment.first, with_year=False)
    days = f"{weekday_and_day(assignment.first, with_year=False)}, "
    return days + ("with it" if assignment.is_with else "without it")


def kept_words(fair_try: FairTry, today: date) -> str:
    """Return how many parts were kept so far; empty before the first."""
    parts_kept, parts_so_far = fair_try.kept_of(today)
    if not parts_so_far:
        return ""
    parts = "weeks" if fair_try.protocol.kind == MASSAGE else "blocks"
    so_far = " so far" if fair_try.is_running else ""
    return f"Kept in {parts_kept} of {parts_so_far} {parts if parts_so_far != 1 else parts[:-1]}{so_far}."


def end_words(fair_try: FairTry, *, is_readers: bool = False) -> str:
    """Return why a try is over, in one sentence to the client or to who reads their record; empty while it is not."""
    if fair_try.end is None:
        return ""
    words = _END_WORDS[fair_try.end]
    return _END_WORDS_FOR_READERS.get(fair_try.end, words) if is_readers else words


def state_words(fair_try: FairTry, today: date, *, is_readers: bool = False) -> str:
    """Return how a try stands on a day, in words that say nothing of its answer, to the client or to a reader."""
    if fair_try.state == TryState.PROPOSED:
        return "It is proposed. It begins only when the client agrees."
    if fair_try.awaits_last_number(today):
        last, outcome = day_words(fair_try.protocol.last_date), OUTCOMES[fair_try.protocol.outcome]
        return (
            f"It ran until {last}. The answer comes once the {outcome} of that day is there, else tomorrow."
        )
    if fair_try.is_running:
        return f"It runs until {day_words(fair_try.protocol.last_date)}; there is no answer before."
    return end_words(fair_try, is_readers=is_readers)
