"""The client profile, and the actor who looks at or changes a record."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tracker import clock
from tracker.domain import limits
from tracker.domain.massage_precautions import PRECAUTION_IDS
from tracker.domain.sit_and_reach import UNITS
from tracker.errors import InvalidEntry

PERSONAL_CLIENT_ID = "me"
SEXES = ("female", "male")
LANGUAGES = ("en",)
OLDEST_YEARS = 120


class Role(StrEnum):
    """What somebody is here; what each may do stands in `rights.py`."""

    CLIENT = "client"
    THERAPIST = "therapist"
    OWNER = "owner"
    # The person at the machine's command line.
    OPERATOR = "operator"
    # Who opened a share link.
    HOLDER = "holder"
    # Who has not signed in.
    NOBODY = "nobody"


ROLES = tuple(Role)


@dataclass(frozen=True)
class Actor:
    """Who is acting: an account id and its role, and by which door if a program acts for them. Raises InvalidEntry."""

    account_id: str
    role: Role
    program: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "role", Role(limits.given("role", limits.one_of("role", self.role, ROLES))))


@dataclass(frozen=True, kw_only=True)
class Client:
    """A client's profile; birth year and sex serve only to read the flexibility norms.

    `massage_precautions` are the reasons to ask a doctor before a massage that the person ticked: None as
    long as nobody answered, empty when none applies.
    Raises InvalidEntry; like a stored entry, a stored profile stays readable whatever the clock says.
    """

    client_id: str
    label: str | None = None
    birth_year: int | None = None
    sex: str | None = None
    unit: str = "cm"
    language: str = "en"
    massage_precautions: tuple[str, ...] | None = None
    created_at: datetime = field(default_factory=clock.utc_now)
    version: int = 0

    def __post_init__(self) -> None:
        label = limits.text("label", self.label, 80)
        object.__setattr__(self, "label", " ".join(label.split()) if label else None)
        self._check_birth_year(clock.today().year)
        limits.one_of("sex", self.sex, SEXES)
        if self.massage_precautions is not None:
            precautions = limits.subset_of("massage_precautions", self.massage_precautions, PRECAUTION_IDS)
            object.__setattr__(self, "massage_precautions", precautions)
        limits.given("unit", limits.one_of("unit", self.unit, UNITS))
        limits.given("language", limits.one_of("language", self.language, LANGUAGES))

    def age_in(self, year: int) -> int | None:
        """Return the age reached in a year, as the profile holds no birthday; None without a birth year."""
        return None if self.birth_year is None else year - self.birth_year

    def _check_birth_year(self, this_year: int) -> None:
        if self.birth_year is None or (self.version and type(self.birth_year) is int):
            return
        first = this_year - OLDEST_YEARS
        if type(self.birth_year) is not int or not first <= self.birth_year <= this_year:
            raise InvalidEntry(
                "birth_year", f"Birth year must be a year from {first} to {this_year}, or blank."
            )
