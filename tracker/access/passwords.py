"""Passwords: hashed with argon2id, some at a time, and never those that everybody uses."""

import os
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from tracker.bounded import BoundedPool
from tracker.domain.account import LONGEST_PASSWORD_BYTES, checked_password, normal_form

# The OWASP floor for argon2id: 19 MiB, 2 passes, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# A letter may be typed in up to four parts, each of two bytes and more in one form.
LONGEST_TYPED = 2 * LONGEST_PASSWORD_BYTES
# A hundred people signing in at once must not take 2 GB, and one core is left to those who are in.
_HASHING = BoundedPool("passwords", at_once=max(1, min(4, (os.cpu_count() or 1) - 1)), waiting=1_000)


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


@cache
def _nobody() -> str:
    return _HASHER.hash("the password of nobody")


def hash_of(password: str, username: str, called: str = "password") -> str:
    """Return the hash to keep of a password (or what it is `called`) that may be used; raises InvalidEntry."""
    checked = checked_password(password, username, _common(), called)
    with _HASHING.turn():
        return _HASHER.hash(checked)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether a password is the one kept; the same work is done for an account that does not exist."""
    if len(password) > LONGEST_TYPED:
        return False
    typed = normal_form(password)
    with _HASHING.turn():
        try:
            is_match = _HASHER.verify(password_hash or _nobody(), typed)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False
    return is_match and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)
