"""What to suggest next, decided from the record alone; a suggestion never scolds and never praises over a danger."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.red_flags import RedFlagState

# Practice and tiredness change a reach from day to day, so more than one test a week says nothing more.
TEST_EVERY_DAYS = 7
DAYS_TO_COMPARE = 7


@dataclass(frozen=True)
class NextStep:
    """One suggestion and the page it leads to."""

    sentence: str
    page: str
    action: str


def next_step(
    flags: RedFlagState, last_test: date | None, check_in_days: int, is_flare: bool, today: date
) -> NextStep:
    """Return the next useful thing after a check-in.

    `check_in_days` counts the days with a check-in in the latest 14, today included.
    """
    if flags.tier is not None:
        return NextStep(
            "A warning sign you ticked still stands. Please read what to do.",
            "warning-signs",
            "Warning signs",
        )
    if flags.is_due(today):
        return NextStep(
            "It is time for the weekly look at the warning signs.", "warning-signs", "Look at them"
        )
    if is_flare:
        return NextStep("What helps many people through a flare is in the articles.", "learn", "Read")
    if check_in_days >= DAYS_TO_COMPARE and (
        last_test is None or (today - last_test).days >= TEST_EVERY_DAYS
    ):
        return NextStep(
            "A sit-and-reach test now and then shows how your flexibility does. Only if it does not hurt.",
            "flexibility", "Do the test",
        )  # fmt: skip
    return NextStep("Your chart has one more day to go by.", "progress", "See my progress")


def days_so_far(check_in_days: int) -> str:
    """Return what the latest 14 days hold, in words that count no streak."""
    said = f"{check_in_days} of the last 14 days {'has' if check_in_days == 1 else 'have'} a check-in."
    if check_in_days < DAYS_TO_COMPARE:
        return f"{said} From {DAYS_TO_COMPARE} on, the app can say how you are doing."
    return said


def too_soon_for_test(last_test: date | None, today: date) -> str | None:
    """Return a kind hint when the last test is less than a week old; the test stays possible."""
    if last_test is None or not 0 <= (today - last_test).days < TEST_EVERY_DAYS:
        return None
    ago = (today - last_test).days
    when = "today" if ago == 0 else "yesterday" if ago == 1 else f"{ago} days ago"
    return (
        f"Your last test was {when}. Once a week is plenty: a reach changes from day to day by itself, "
        "and before a massage is the best moment."
    )
