"""Warning signs that need care other than massage: the questions, how urgent each is, and the answers.

Sources of questions and tiers: NHS sciatica and back pain pages; BMJ Best Practice; NHS Lothian; NHS
Gloucestershire; for the clot in the leg and the lung, and for the cold leg, the NHS pages on deep vein
thrombosis and peripheral arterial disease and NICE NG158. No score is computed: in 334 scans, no single sign was sensitive enough to clear anybody,
so "none ticked" must never read as "you are safe".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from tracker import clock
from tracker.domain.entry import new_entry_id
from tracker.errors import InvalidEntry

ANSWERS = ("yes", "no", "unknown")
LIFTED = ("seen", "mistake")
ASK_AGAIN_AFTER_DAYS = 7
# Whoever presses "Later" is asked again the next day.
LATER_COOKIE = "signs-later"


class Tier(StrEnum):
    """How urgent a warning sign is, most urgent first; a browser keeps the letter for when it is offline."""

    EMERGENCY = "A"
    SAME_DAY = "B"
    # Within days.
    SOON = "C"


EMERGENCY, SAME_DAY, SOON = TIERS = tuple(Tier)


@dataclass(frozen=True)
class RedFlag:
    """One warning sign: its question in plain words and its tier."""

    flag_id: str
    tier: Tier
    question: str


RED_FLAGS = (
    RedFlag(
        "saddle",
        EMERGENCY,
        "Numbness or tingling round your genitals, back passage or inner thighs, or wiping feels different",
    ),
    RedFlag(
        "bladder",
        EMERGENCY,
        "It is hard to start to pee, you cannot pee, cannot control it, or do not feel it",
    ),
    RedFlag("bowel", EMERGENCY, "You do not feel when you open your bowels, or cannot control it"),
    RedFlag(
        "sexual",
        EMERGENCY,
        "New loss of feeling in your genitals, or new trouble with erection or ejaculation",
    ),
    RedFlag("bilateral", EMERGENCY, "Sciatica in both legs, or it has spread from one leg to both"),
    RedFlag("weak_both", EMERGENCY, "Weakness or numbness in both legs that is severe or getting worse"),
    RedFlag(
        "breathless",
        EMERGENCY,
        "Sudden breathlessness, chest pain or coughing up blood, with or without a swollen leg",
    ),
    RedFlag("cold_leg", EMERGENCY, "A leg that is suddenly cold and pale or blue"),
    RedFlag(
        "clot",
        SAME_DAY,
        "One calf or thigh is swollen, warm, red or darker than usual, or tender when you press it",
    ),
    RedFlag("foot_drop", SAME_DAY, "A foot that newly drops or drags, or a leg that is getting weaker"),
    RedFlag(
        "infection",
        SAME_DAY,
        "Fever or chills, a recent infection, a weakened immune system, or injected drug use",
    ),
    RedFlag(
        "trauma",
        SAME_DAY,
        "It began with a fall or crash, or with a small knock and you have brittle bones or take steroids",
    ),
    RedFlag(
        "cancer",
        SOON,
        "You have had cancer, lose weight without trying, or have night pain that no position eases",
    ),
    RedFlag("age", SOON, "This is your first episode and you are under 20 or over 50"),
    RedFlag("stuck", SOON, "No better after a few weeks, getting worse, or it stops your normal activities"),
)
FLAG_IDS = tuple(flag.flag_id for flag in RED_FLAGS)
# Records from before know nothing of these: to them they are unknown, never no.
FLAGS_ADDED_LATER = ("breathless", "cold_leg", "clot")
# NHS Lothian: a possible cancer that comes with a weakening leg cannot wait, though either alone can.
EMERGENCY_TOGETHER = frozenset({"cancer", "foot_drop"})


@dataclass(frozen=True, kw_only=True)
class RedFlagAnswers:
    """The answers of one day: yes, no or unknown for each sign (left out is unknown, never no).

    `lifted` says why earlier yes answers no longer stand: a doctor has seen the person, or the tick was a
    mistake. Raises InvalidEntry.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    lifted: str | None = None
    answers_id: str = field(default_factory=new_entry_id)
    on_date: date = field(default_factory=clock.today)
    created_at: datetime = field(default_factory=clock.utc_now)

    def __post_init__(self) -> None:
        for flag_id, answer in self.answers.items():
            if flag_id not in FLAG_IDS or answer not in ANSWERS:
                raise InvalidEntry(
                    "answers", f"Each warning sign is answered with one of: {', '.join(ANSWERS)}."
                )
        if self.lifted is not None and self.lifted not in LIFTED:
            raise InvalidEntry("lifted", f"Lifted must be one of: {', '.join(LIFTED)}.")
        whole = {flag_id: self.answers.get(flag_id, "unknown") for flag_id in FLAG_IDS}
        object.__setattr__(self, "answers", MappingProxyType(whole))

    @property
    def present(self) -> tuple[RedFlag, ...]:
        """The signs answered yes, most urgent first."""
        return tuple(flag for flag in RED_FLAGS if self.answers[flag.flag_id] == "yes")


@dataclass(frozen=True)
class RedFlagState:
    """Where a client stands: the signs present and not yet seen by a doctor, and when they were last asked.

    `since` is the day on which the first of the signs present was answered yes; `not_sure` is how many of the others
    were last answered with unknown.
    """

    present: tuple[RedFlag, ...] = ()
    asked_on: date | None = None
    since: date | None = None
    not_sure: int = 0

    @property
    def tier(self) -> Tier | None:
        """The most urgent tier present, if any."""
        return min(map(self.tier_of, self.present), default=None)

    def tier_of(self, flag: RedFlag) -> Tier:
        """Return how urgent a sign is beside the others present: some are more urgent together than alone."""
        is_together = {present.flag_id for present in self.present} >= EMERGENCY_TOGETHER
        return EMERGENCY if is_together and flag.flag_id in EMERGENCY_TOGETHER else flag.tier

    @property
    def is_urgent(self) -> bool:
        """Whether a sign calls for care now or today, so that stretching and testing wait."""
        return self.tier in (EMERGENCY, SAME_DAY)

    def once_asked(self, today: date) -> "RedFlagState":
        """Return the same state for a page whose visitor was asked already: nobody is asked twice for one look."""
        return replace(self, asked_on=today)

    def is_due(self, today: date) -> bool:
        """Whether to ask: never asked, or a week ago."""
        return self.asked_on is None or today - self.asked_on >= timedelta(days=ASK_AGAIN_AFTER_DAYS)


def put_off_on(cookies: Mapping[str, str]) -> date | None:
    """Return the day on which the look at the signs was last put off in this browser; None if it never was."""
    try:
        return date.fromisoformat(str(cookies.get(LATER_COOKIE)))
    except ValueError:
        return None


def red_flag_state(
    record: Iterable[RedFlagAnswers], standing: tuple[RedFlag, ...] | None = None
) -> RedFlagState:
    """Return the state after all answers, oldest first.

    Where these are of some days alone, the signs present are those of `standing` now that were answered yes in these days,
    whatever ended them then. "Unknown" lifts nothing, and what is lifted is what stood before: a yes beside it stands. An emergency
    stays until a doctor has seen the person (or the tick was a mistake): a hurried "no" a day later must not
    silence it. A lesser sign ends with a later no.
    """
    present: dict[str, date] = {}
    answered_yes: dict[str, date] = {}
    asked_on: date | None = None
    not_sure: set[str] = set()
    for answered in record:
        if answered.lifted:
            present.clear()
        else:
            asked_on = answered.on_date
            not_sure = {flag_id for flag_id, answer in answered.answers.items() if answer == "unknown"}
        together = EMERGENCY_TOGETHER if present.keys() >= EMERGENCY_TOGETHER else frozenset()
        for flag in RED_FLAGS:
            if answered.answers[flag.flag_id] == "yes":
                present.setdefault(flag.flag_id, answered.on_date)
                answered_yes.setdefault(flag.flag_id, answered.on_date)
            elif (
                answered.answers[flag.flag_id] == "no"
                and flag.tier != EMERGENCY
                and flag.flag_id not in together
            ):
                present.pop(flag.flag_id, None)
    if standing is not None:
        present = {
            flag.flag_id: answered_yes[flag.flag_id] for flag in standing if flag.flag_id in answered_yes
        }
    flags = tuple(flag for flag in RED_FLAGS if flag.flag_id in present)
    return RedFlagState(flags, asked_on, min(present.values(), default=None), len(not_sure - present.keys()))
