"""The order of a report: which days, one sheet or everything, on which paper, and what the client wants to ask."""

from dataclasses import dataclass
from datetime import date

from tracker import clock
from tracker.domain import limits
from tracker.errors import InvalidEntry

REPORT_FORMATS = ("html", "html-interactive", "pdf")
PAPERS = ("a4", "letter")
MOST_QUESTION_CHARACTERS = 1000
MOST_QUESTIONS = 12


@dataclass(frozen=True, kw_only=True)
class ReportOrder:
    """What a report is to hold; questions are typed for this report and kept nowhere.

    `since` left out is the day of the last massage session (all days, for the full version), `until` today.
    Raises InvalidEntry.
    """

    since: date | None = None
    until: date | None = None
    is_full: bool = False
    paper: str = "a4"
    questions: str | None = None

    def __post_init__(self) -> None:
        today = clock.today()
        for name in ("since", "until"):
            day = getattr(self, name)
            if day is not None:
                limits.day(name, day, today)
        if self.since and self.until and self.since > self.until:
            raise InvalidEntry(
                "since", f"Since ({self.since}) must not be after the last day ({self.until})."
            )
        limits.given("paper", limits.one_of("paper", self.paper, PAPERS))
        questions = limits.text("questions", self.questions, MOST_QUESTION_CHARACTERS)
        if len(_lines(questions)) > MOST_QUESTIONS:
            raise InvalidEntry("questions", f"Questions may have up to {MOST_QUESTIONS} lines.")
        object.__setattr__(self, "questions", questions)

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions, one a line."""
        return _lines(self.questions)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())
