"""Share links: who may read what of a record, of which days, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tracker import clock
from tracker.domain import limits
from tracker.domain.description import capitalise_first
from tracker.domain.entry import Entry, new_entry_id
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.measure import Part, measures_of
from tracker.domain.period import WRONG_WAY_ROUND, Period, latest_days
from tracker.errors import InvalidEntry

FIELDS = tuple(Part)
# The part of a record that no link shares.
OWNER_ONLY = "owner"
FIELD_WORDS: Mapping[str, str] = {
    Part.PAIN: "pain",
    Part.FLEXIBILITY: "flexibility",
    Part.MASSAGE: "massage sessions",
    Part.SYMPTOMS: "symptoms",
    Part.NOTES: "notes",
    Part.PLANS: "goal and planned sessions",
    Part.ACTIVITIES: "own activities",
    Part.EVENTS: "events",
    Part.MEDICINES: "medicines",
    Part.PLACES: "places on the body map",
    Part.FAIR_TRIES: "fair tries",
    Part.QUESTIONNAIRES: "questionnaires",
}
USUAL_FIELDS = (Part.PAIN, Part.FLEXIBILITY, Part.MASSAGE, Part.SYMPTOMS, Part.PLANS)
USUAL_DAYS, LONGEST_DAYS = 7, 31
QUESTION_CHARACTERS = 1000
LONGEST_ROLLING_DAYS = 3660
# What every entry that may be read says of itself; all else is seen only where its measure allows it.
ALWAYS_SEEN = ("entry_id", "on_date", "at_time", "created_at", "source", "version")


def _parts_of(entry_class: type[Entry]) -> Mapping[str, str]:
    """Return which part of a record must be shared to see each field and column; blank for what every reader sees."""
    parts = dict.fromkeys(ALWAYS_SEEN, "") | {"note": Part.NOTES}
    for name, measure in measures_of(entry_class).items():
        parts |= dict.fromkeys((name, *measure.columns(name)), measure.shared_as)
    return parts | dict.fromkeys(entry_class.computed.values(), entry_class.shared_as)


def parts_of(entry_class: type[Entry], *names: str) -> tuple[str, ...]:
    """Return which parts must be shared to read some fields of a kind of entry: the fields' own, then the kind's."""
    measures = measures_of(entry_class)
    return tuple(dict.fromkeys((*(measures[name].shared_as for name in names), entry_class.shared_as)))


_PARTS = {kind: _parts_of(entry_class) for kind, entry_class in ENTRY_CLASSES.items()}


@dataclass(frozen=True)
class Scope:
    """What may be read: kinds of values and days. Reading only; whatever is not named is not there."""

    fields: frozenset[str]
    period: Period

    def allows(self, name: str) -> bool:
        """Whether a kind of values (one of FIELDS) may be read."""
        return name in self.fields

    def shows_kind(self, kind: str) -> bool:
        """Whether entries of a kind may be read at all."""
        return self.allows(ENTRY_CLASSES[kind].shared_as)

    def shows(self, kind: str, name: str) -> bool:
        """Whether a field or column of an entry that may be read is seen; what declares nothing is not."""
        part = _PARTS[kind].get(name)
        return part is not None and (part == "" or self.allows(part))


def not_shared(parts: Sequence[str], scope: Scope | None) -> str:
    """Return the sentence that says which of some parts of a record a scope leaves out; empty for none."""
    words = [FIELD_WORDS[part] for part in parts if scope is not None and not scope.allows(part)]
    if not words:
        return ""
    is_one = len(words) == 1 and not words[0].endswith("s")
    return capitalise_first(f"{' and '.join(words)} {'is' if is_one else 'are'} not shared.")


@dataclass(frozen=True, kw_only=True)
class ShareLink:
    """A capability that a client made. Only the hash of its token is kept; `share_id` is not the token.

    Dates are fixed (`first_day` to `last_day`) or the latest `rolling_days`. Where the client said so
    (`may_be_kept`), a therapist can keep it in their caseload (`kept_by`), for whom it then does not end by itself. Who keeps one that
    `may_log_massages` can log the massage sessions they gave. `questions` are what the client wants to ask its readers. Raises InvalidEntry.
    """

    client_id: str
    fields: tuple[str, ...] = USUAL_FIELDS
    share_id: str = field(default_factory=new_entry_id)
    label: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    rolling_days: int | None = None
    passphrase_hash: str | None = None
    view_limit: int | None = None
    views: int = 0
    created_at: datetime = field(default_factory=clock.utc_now)
    ends_at: datetime = field(default_factory=lambda: clock.utc_now() + timedelta(days=USUAL_DAYS))
    revoked_at: datetime | None = None
    kept_by: str | None = None
    may_be_kept: bool = False
    may_log_massages: bool = False
    questions: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", limits.subset_of("fields", self.fields, FIELDS))
        label = limits.text("label", self.label, 80)
        object.__setattr__(self, "label", " ".join(label.split()) if label else None)
        object.__setattr__(self, "questions", limits.text("questions", self.questions, QUESTION_CHARACTERS))
        if not self.fields:
            raise InvalidEntry("fields", f"Choose at least one thing to share: {', '.join(FIELDS)}.")
        if Part.SYMPTOMS in self.fields and Part.PAIN not in self.fields:
            raise InvalidEntry(
                "fields", "Symptoms are read together with pain; share pain too, or leave them out."
            )
        if Part.PLACES in self.fields and Part.PAIN not in self.fields:
            raise InvalidEntry(
                "fields",
                "Places on the body map are read together with pain; share pain too, or leave them out.",
            )
        if self.may_log_massages and not (
            self.may_be_kept and Part.MASSAGE in self.fields and self.last_day is None
        ):
            raise InvalidEntry(
                "may_log_massages",
                "For a therapist to log massages, the link must show massage sessions, be one they may keep, and have no"
                " last day.",
            )
        limits.whole_number("view_limit", self.view_limit, 1, 1000)
        limits.whole_number("rolling_days", self.rolling_days, 1, LONGEST_ROLLING_DAYS, "days")
        if self.first_day and self.last_day and self.first_day > self.last_day:
            raise InvalidEntry("first_day", WRONG_WAY_ROUND)
        if self.rolling_days and (self.first_day or self.last_day):
            raise InvalidEntry("rolling_days", "Choose fixed dates or the latest days, not both.")
        if not timedelta(0) < self.ends_at - self.created_at <= timedelta(days=LONGEST_DAYS):
            raise InvalidEntry("days", f"A link lasts 1 to {LONGEST_DAYS} days; make a new one when it ends.")

    def is_open_to_holder(self, now: datetime) -> bool:
        """Whether it may be read at an instant by who opened it; keeping it lengthens it for the keeper alone."""
        return self.revoked_at is None and self.created_at <= now < self.ends_at

    def is_open(self, now: datetime) -> bool:
        """Whether anybody may read it at an instant: who opened it, or the therapist who keeps it."""
        is_kept = self.may_be_kept and self.kept_by is not None
        return self.is_open_to_holder(now) or (self.revoked_at is None and is_kept)

    def state(self, now: datetime) -> str:
        """Return how it stands: revoked, kept (by a therapist), ended, used up or open."""
        if self.revoked_at is not None:
            return "revoked"
        if self.kept_by is not None and self.may_be_kept:
            return "kept"
        if not self.is_open_to_holder(now):
            return "ended"
        return "used up" if self.is_used_up else "open"

    @property
    def is_used_up(self) -> bool:
        """Whether it was opened as often as it may be."""
        return self.view_limit is not None and self.views >= self.view_limit

    def scope(self, today: date, latest: date | None = None) -> Scope:
        """Return what it allows on a day, with the days after it up to `latest`, where they have begun elsewhere."""
        if self.rolling_days:
            period = latest_days(self.rolling_days, today)
            return Scope(frozenset(self.fields), Period(period.first, latest or today))
        return Scope(frozenset(self.fields), Period(self.first_day or date.min, self.last_day or date.max))
