"""What the app says about warning signs and emergencies, once for its pages, the plain ones and the reports.

Words between two pairs of asterisks are emphasised: Streamlit reads that itself, plain pages by `web.html.emphasised`.
"""

from tracker.domain.red_flags import EMERGENCY, SAME_DAY, SOON, Tier

URGENCY = {EMERGENCY: "Emergency", SAME_DAY: "Doctor today", SOON: "Doctor within days"}
GET_HELP = "Please get help now"
YOU_TICKED = "You ticked:"
ALERTS_NOBODY = "**This app alerts nobody**: your therapist does not see this in time."
WHY_NOW = (
    "Signs like these can mean that nerves in your spine are being pressed, or that a clot blocks your blood. "
    "Hours matter. " + ALERTS_NOBODY
)
STILL_STANDS = "An emergency sign still stands."
SIGN_STANDS = "A warning sign you ticked still stands. Please read what to do."
READ_WHAT_TO_DO = "Read what to do"
WHICH_ONE = "Which one, and what to do"
LOOK_AT_THEM = "Look at the signs"
REMINDERS = {
    SAME_DAY: "You ticked a warning sign that a doctor should look at **today**.",
    SOON: "You ticked a warning sign. See your doctor about it **within days**.",
}
FIRST_LOOK = "Before anything else: a few signs mean that leg pain needs a doctor, not a massage."
WEEKLY_LOOK = "Once a week: has any of the warning signs turned up?"
SEEN = "I have been seen by a doctor about this"
MISTAKE = "I ticked it by mistake: none of it is true"
STRETCHING_WAITS = {
    EMERGENCY: "Not now: an emergency sign stands. Get help first.",
    SAME_DAY: "Not now: a sign you ticked needs a doctor today. Stretching and testing wait until then.",
}


def call(number: str) -> str:
    """Return the words of the button that calls for help."""
    return f"Call {number}"


def what_to_do(tier: Tier, number: str) -> str:
    """Return what somebody should do about a sign of a tier; `number` is the emergency number."""
    return {
        EMERGENCY: f"Go to the emergency department (A&E) or call {number} now.",
        SAME_DAY: f"Speak to a doctor today. If none can see you, or it gets worse, go to A&E or call {number}.",
        SOON: "See your doctor within the next few days.",
    }[tier]


def heading_of(tier: Tier, number: str) -> str:
    """Return the heading above the signs of a tier."""
    return {
        EMERGENCY: f"Emergency: go to A&E or call {number}",
        SAME_DAY: "See a doctor today",
        SOON: "See your doctor within days",
    }[tier]


def time_to_look(*, is_first: bool) -> str:
    """Return how the app asks for a look at the signs: at the first start, and once a week."""
    return FIRST_LOOK if is_first else WEEKLY_LOOK
