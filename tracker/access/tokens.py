"""Tokens: 32 random bytes in the hand of the person, only their hash in the database."""

import hashlib
import secrets

from tracker.domain.account import normal_form

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a fresh token of 256 random bits, fit for an address or a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """Return what is kept of a token; 256 random bits need no slow hash (OWASP ASVS 5.0, 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_code(letters_in_all: int = 20) -> str:
    """Return a one-use code that can be read out: 20 of 31 letters and digits, 99 bits, in fours; 12 have 59 bits."""
    alphabet = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
    letters = [secrets.choice(alphabet) for _ in range(letters_in_all)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, letters_in_all, 4))


def canonical_code(typed: str) -> str:
    """Return a typed code as it was made, whatever its case, spaces, dashes and keyboard."""
    letters = "".join(c for c in normal_form(typed).upper() if c.isalnum())
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
