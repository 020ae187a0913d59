"""What messages say: nothing of health, and no address of ours that would."""

from dataclasses import dataclass

from tracker.domain.notice import CHECK_IN, CODE_LASTS, RECAP, SESSION, TEST

MINUTES = round(CODE_LASTS.total_seconds() / 60)


@dataclass(frozen=True)
class Message:
    """A message: its title, its text, and the address that ends all messages, if it has one."""

    title: str
    text: str
    off_address: str = ""


def notice_message(kind: str, base: str, off_address: str, recap: str = "") -> Message:
    """Return the message of a notice; `recap` is the text of that kind."""
    title = {
        CHECK_IN: "Your daily check-in is open",
        TEST: "Your weekly test is open",
        SESSION: "You have an appointment tomorrow",
        RECAP: "Your week",
    }[kind]
    lead = recap or f"{title}."
    # Our pages are named after what is on them; only these two names say nothing.
    page = {CHECK_IN: "/check-in", RECAP: "/progress"}.get(kind, "/")
    return Message(title, f"{lead}\n{base}{page}\n\nNo more of these messages: {off_address}", off_address)


def recap_text(days: int, days_before: int, *, is_news: bool) -> str:
    """Return the week in three sentences: on how many days something was logged, and whether an answer changed."""
    news = "There is news on your progress page." if is_news else "All of it is on your progress page."
    return (
        f"You logged on {days} of the last 7 days, and on {days_before} of the 7 days before. {news}"
        " Have a look when it suits you."
    )


def invitation_message(address: str) -> Message:
    """Return the message with which somebody makes an account."""
    return Message("Your invitation", f"You are invited to make an account, once, within 7 days:\n{address}")


def recovery_message(address: str, code: str) -> Message:
    """Return the message with which somebody sets a new password."""
    return Message(
        "Your code for a new password",
        f"Your code is {code}. It sets a new password, once, within the hour:\n{address}"
        "\n\nIf you did not ask for it, tell the person who runs this service.",
    )


def code_message(code: str) -> Message:
    """Return the message that proves that a place is the person's own."""
    return Message(
        "Your code for reminders",
        f"Your code is {code}. Type it on the page Account within {MINUTES} minutes, and reminders go here."
        "\n\nIf you did not ask for it, do nothing: no other message will come.",
    )
