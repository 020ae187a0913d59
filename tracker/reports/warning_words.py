"""Where a client stands with the warning signs, in a therapist's words."""

from tracker import clock
from tracker.domain.measure import Part
from tracker.domain.red_flags import RedFlagState
from tracker.domain.safety_words import URGENCY
from tracker.domain.share_link import Scope
from tracker.locales import day_words


def warnings(flags: RedFlagState) -> tuple[tuple[str, str], ...]:
    """Return the signs that stand, each with how urgent it is."""
    return tuple((URGENCY[flags.tier_of(flag)], flag.question) for flag in flags.present)


def warnings_sentence(flags: RedFlagState, scope: Scope | None) -> str:
    """Return the sentence before the signs; what is not shared is said to be so, never to be absent."""
    if scope is not None and not scope.allows(Part.SYMPTOMS):
        return "Warning signs are not part of what is shared here. Ask."
    # Of records from before a sign was asked it is not known whether somebody was not sure.
    number = f"{flags.not_sure} {'has' if flags.not_sure == 1 else 'have'}"
    unsure = f"{number} neither a yes nor a no. " if flags.not_sure else ""
    if flags.present and flags.since:
        return f"{unsure}Answered yes, the first on {day_words(flags.since)}:"
    # Of a link to days gone by only the answers of those days are known.
    in_days = "" if scope is None or clock.practice_today() in scope.period else " in the days shared"
    if flags.asked_on is None:
        return f"The warning signs have not been answered{in_days}. Ask."
    # What was answered then may be lifted since, or answered yes since.
    stands = f"No warning sign answered yes{in_days} stands now" if in_days else "No warning sign stands"
    return f"{stands}; last answered on {day_words(flags.asked_on)}. {unsure}That rules nothing out."
