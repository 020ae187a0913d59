"""What to suggest next, and when to be careful with stretches, decided from the record alone.

A suggestion never scolds and never praises over a danger.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain import safety_words
from tracker.domain.check_in import SEVERITIES, CheckIn
from tracker.domain.red_flags import RedFlagState

# Practice and tiredness change a reach from day to day, so more than one test a week says nothing more.
TEST_EVERY_DAYS = 7
DAYS_TO_COMPARE = 7
SEVERE = SEVERITIES.index("severe")
SIGNS_PAGE = "warning-signs"
SADDLE_MARKED = (
    "You marked a place between your legs. Numbness or tingling there is a warning sign: please read it now."
)
BOTH_LEGS = "Sciatica in both legs is a warning sign: please read it."
HAMSTRING_STRETCHES = ("hamstring_stretch_strap", "hamstring_stretch_seated")
NERVE_SLIDER = "nerve_slider"
BELOW_THE_KNEE = ("calf", "foot")
# A convention of this tracker: about as long as a flare-up after an exercise is given to settle.
CAREFUL_DAYS = 7


@dataclass(frozen=True)
class NextStep:
    """One suggestion and the page it leads to."""

    sentence: str
    page: str
    action: str


def next_step(
    flags: RedFlagState, check_in: CheckIn | None, last_test: date | None, check_in_days: int, today: date
) -> NextStep:
    """Return the next useful thing after saving an entry; `check_in` is that entry when it is a check-in.

    `check_in_days` counts the days with a check-in in the latest 14, today included.
    """
    if flags.tier is not None:
        return NextStep(safety_words.SIGN_STANDS, SIGNS_PAGE, "Warning signs")
    if check_in and (sign := sign_marked(check_in)):
        return NextStep(sign, SIGNS_PAGE, "Warning signs")
    if flags.is_due(today):
        asked = safety_words.time_to_look(is_first=flags.asked_on is None)
        return NextStep(asked, SIGNS_PAGE, safety_words.LOOK_AT_THEM)
    if check_in and check_in.is_flare:
        return NextStep("How people recover, flares included, is in the articles.", "learn", "Read")
    if check_in_days >= DAYS_TO_COMPARE and (
        last_test is None or (today - last_test).days >= TEST_EVERY_DAYS
    ):
        return NextStep(
            "A sit-and-reach test now and then shows how your reach changes. Only if it does not hurt.",
            "flexibility",
            "Do the test",
        )
    return NextStep("It is in your charts now.", "progress", "See my progress")


def signs_marked(check_in: CheckIn) -> Iterator[str]:
    """Yield what to say of a check-in whose own answers are like warning signs, the most urgent first."""
    if check_in.is_saddle_marked:
        yield SADDLE_MARKED
    if check_in.are_both_legs_marked:
        yield f"You marked places in both legs. {BOTH_LEGS}"
    elif check_in.side == "both":
        yield f"You marked both sides. {BOTH_LEGS}"
    if check_in.weakness == SEVERE:
        yield "You marked severe weakness. A leg that is getting weaker is a warning sign: please read it."


def sign_marked(check_in: CheckIn) -> str | None:
    """Return the most urgent of the signs marked in a check-in; None without one."""
    return next(signs_marked(check_in), None)


def may_ask_more(flags: RedFlagState, check_in: CheckIn, today: date) -> bool:
    """Return whether a check-in of today leaves room for one more question: never beside a danger or in a flare."""
    is_calm = flags.tier is None and not flags.is_due(today) and sign_marked(check_in) is None
    return is_calm and check_in.on_date == today and not check_in.is_flare


def days_so_far(check_in_days: int) -> str:
    """Return what the latest 14 days hold, in words that count no streak."""
    logged_words = (
        f"{check_in_days} of the last 14 days {'has' if check_in_days == 1 else 'have'} a check-in."
    )
    if check_in_days < DAYS_TO_COMPARE:
        needed = f"{DAYS_TO_COMPARE} such days in your first 14 and {DAYS_TO_COMPARE} in your latest 14"
        return f"{logged_words} A comparison needs {needed}."
    return logged_words


def too_soon_for_test(last_test: date | None, today: date, side: str | None = None) -> str | None:
    """Return a kind hint when the last test of the same kind and leg is less than a week old; it stays possible."""
    if last_test is None or not 0 <= (today - last_test).days < TEST_EVERY_DAYS:
        return None
    ago = (today - last_test).days
    when = "today" if ago == 0 else "yesterday" if ago == 1 else f"{ago} days ago"
    return (
        f"Your last test{f' of the {side} leg' if side else ''} was {when}. Once a week is plenty: a reach changes from day to day by itself, "
        "and before a massage is the best moment."
    )


def has_nerve_sign(check_in: CheckIn) -> bool:
    """Return whether a check-in notes tingling, or symptoms that reach below the knee."""
    if check_in.tingling or check_in.pain_extent in BELOW_THE_KNEE:
        return True
    return any(
        marked.kind == "tingling" or marked.place.extent in BELOW_THE_KNEE
        for marked in check_in.marked_places
    )


def careful_since(check_ins: Iterable[CheckIn], today: date) -> date | None:
    """Return the latest of the last seven days with both a hamstring stretch and a nerve sign; None without one.

    The two on one day need not have to do with each other; they are reason enough to be careful.
    """
    recent = [entry for entry in check_ins if today - timedelta(days=CAREFUL_DAYS) < entry.on_date <= today]
    stretched = {entry.on_date for entry in recent if set(entry.exercises_done) & set(HAMSTRING_STRETCHES)}
    signs = {entry.on_date for entry in recent if has_nerve_sign(entry)}
    return max(stretched & signs, default=None)
