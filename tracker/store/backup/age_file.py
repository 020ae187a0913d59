"""Files encrypted with age (age-encryption.org/v1), for a public key, in a stream."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyrage

from tracker.errors import TrackerError, cause_of

BEGINNING = b"age-encryption.org/"
LONGEST_KEY_FILE = 100_000

# pyrage carries no types; an age or an SSH key either way.
Recipient = Any
Identity = Any


def recipient(public_key: str) -> Recipient:
    """Return who may decrypt, from `age1...` or an SSH public key; raises TrackerError."""
    kind = pyrage.ssh if public_key.startswith("ssh-") else pyrage.x25519
    try:
        return kind.Recipient.from_str(public_key.strip())
    except pyrage.RecipientError as error:
        raise TrackerError(
            "--to is not a public key: give the line that starts with age1 (or ssh-ed25519)."
        ) from error


def identities(key_file: Path) -> list[Identity]:
    """Return the secret keys of a file, as age-keygen or ssh-keygen wrote it; raises TrackerError."""
    try:
        with key_file.open("rb") as opened:
            content = opened.read(LONGEST_KEY_FILE)
        if content.startswith(b"-----BEGIN"):
            return [pyrage.ssh.Identity.from_buffer(content)]
        lines = [line.strip() for line in content.decode().splitlines()]
        identities = [
            pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")
        ]
    except OSError as error:
        raise TrackerError(f"{key_file} cannot be read: {cause_of(error)}.") from error
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise TrackerError(
            f"{key_file} is not a key file: a line that starts with AGE-SECRET-KEY-1 is needed."
        ) from error
    if not identities:
        raise TrackerError(f"{key_file} holds no key: a line that starts with AGE-SECRET-KEY-1 is needed.")
    return identities


def is_encrypted(file: Path) -> bool:
    """Return whether a file begins as age files do; raises OSError."""
    with file.open("rb") as opened:
        return opened.read(len(BEGINNING)) == BEGINNING


def encrypt(plain: Path, sealed: Path, recipients: Sequence[Recipient]) -> None:
    """Encrypt one file into another, 64 kB at a time; raises OSError."""
    with plain.open("rb") as reader, sealed.open("wb") as writer:
        pyrage.encrypt_io(reader, writer, list(recipients))


def decrypt(sealed: Path, plain: Path, keys: Sequence[Identity]) -> None:
    """Decrypt one file into another, each 64 kB authenticated; raises TrackerError or OSError."""
    try:
        with sealed.open("rb") as reader, plain.open("wb") as writer:
            pyrage.decrypt_io(reader, writer, list(keys))
    except (pyrage.DecryptError, OSError) as error:
        # A stream that breaks off is an OSError of pyrage's own, without a number; the system's have one.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise TrackerError(
            f"{sealed} cannot be decrypted: it is not for this key, is damaged, or was changed since it was written."
        ) from error
