"""Accounts: who a person is to this installation, and what their password must be."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime

from tracker import clock
from tracker.domain import limits
from tracker.domain.client import Role
from tracker.domain.entry import new_entry_id
from tracker.errors import InvalidEntry

ROLES = (Role.CLIENT, Role.THERAPIST, Role.OWNER)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
# At least 8 (NIST SP 800-63B); a most, so that hashing a megabyte cannot stop the server.
SHORTEST_PASSWORD, LONGEST_PASSWORD_BYTES = 8, 1024


def username_key(typed: str) -> str:
    """Return the one form of what is typed as a username, by which it is looked up and its guesses are counted."""
    return normal_form(normal_form(typed).casefold()).strip()


def normal_form(typed: str) -> str:
    """Return text in one form per letter, whatever keyboard it was typed on (Unicode's NFKC)."""
    return unicodedata.normalize("NFKC", typed or "")


def canonical_username(value: str) -> str:
    """Return a username as it is stored and compared: small letters, one form per letter. Raises InvalidEntry."""
    name = username_key(value)
    if not USERNAME.fullmatch(name):
        raise InvalidEntry(
            "username",
            "Username must have 3 to 40 letters a-z, digits, dots, dashes or underscores, and begin with a letter or digit.",
        )
    return name


def checked_password(
    password: str, username: str, common: frozenset[str] = frozenset(), called: str = "password"
) -> str:
    """Return a password (or what it is `called`) that may be used, in one form per letter; raises InvalidEntry."""
    normal, name = normal_form(password), called.capitalize()
    if len(normal) < SHORTEST_PASSWORD:
        raise InvalidEntry(called, f"{name} must have at least {SHORTEST_PASSWORD} characters.")
    if len(normal.encode("utf-8", "surrogatepass")) > LONGEST_PASSWORD_BYTES:
        raise InvalidEntry(called, f"{name} must have at most {LONGEST_PASSWORD_BYTES} bytes.")
    if normal.casefold() in common or normal.casefold() == username:
        raise InvalidEntry(called, f"{name} is one that many people use, or your username; choose another.")
    return normal


@dataclass(frozen=True, kw_only=True)
class Account:
    """One person who signs in. A client's `account_id` is also the `client_id` of their record."""

    username: str
    role: Role
    account_id: str = field(default_factory=new_entry_id)
    name: str | None = None
    password_hash: str | None = None
    oidc_issuer: str | None = None
    oidc_subject: str | None = None
    totp_secret: str | None = None
    totp_step: int = 0
    disabled_at: datetime | None = None
    created_at: datetime = field(default_factory=clock.utc_now)

    def __post_init__(self) -> None:
        object.__setattr__(self, "username", canonical_username(self.username))
        object.__setattr__(self, "role", Role(limits.given("role", limits.one_of("role", self.role, ROLES))))
        name = limits.text("name", self.name, 80)
        object.__setattr__(self, "name", " ".join(name.split()) if name else None)

    @property
    def shown_name(self) -> str:
        """The name others see."""
        return self.name or self.username
