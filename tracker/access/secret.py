"""The installation's secret: signs what lives for minutes and passes through a browser."""

import base64
import hashlib
import hmac
import json
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from tracker import clock
from tracker.errors import InvalidSetting, cause_of
from tracker.settings import Settings

FEWEST_BYTES, MOST_BYTES = 32, 4096
OTHERS_MAY_READ = stat.S_IRWXG | stat.S_IRWXO
LONGEST_SIGNED = 4000


def key_for(settings: Settings, purpose: str) -> bytes:
    """Return the key of one purpose, 32 bytes; raises InvalidSetting when the secret cannot be used.

    The file is made when it is absent. Each purpose has a key of its own (HMAC of the secret), so that what is
    signed for one is never good for another.
    """
    return hmac.digest(_secret(settings.secret_path), purpose.encode(), "sha256")


def signed(key: bytes, values: Mapping[str, str], seconds: int) -> str:
    """Return values as one word that only we can have made, good for some seconds; not secret from its holder."""
    until = int(clock.utc_now().timestamp()) + seconds
    payload = base64.urlsafe_b64encode(json.dumps({**values, "until": until}).encode()).decode().rstrip("=")
    return f"{payload}.{_mark(key, payload)}"


def values_of(key: bytes, word: str) -> dict[str, str] | None:
    """Return the values of a signed word, or None when it is not ours or its time is over."""
    payload, _, mark = word[:LONGEST_SIGNED].partition(".")
    if not hmac.compare_digest(_mark(key, payload).encode(), mark.encode("utf-8", "surrogatepass")):
        return None
    values: dict[str, str] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    until = int(values.pop("until"))
    return values if clock.utc_now().timestamp() < until else None


def _mark(key: bytes, payload: str) -> str:
    mark = hmac.digest(key, payload.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return base64.urlsafe_b64encode(mark).decode().rstrip("=")


def private_bytes(setting: str, path: Path) -> bytes:
    """Return what a secret file holds; raises InvalidSetting when it cannot be read, or others may read it."""
    try:
        mode = path.stat().st_mode
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InvalidSetting(
            setting, f"{path} cannot be read ({cause_of(error)})", "Check the path."
        ) from error
    if os.name == "posix" and mode & OTHERS_MAY_READ:
        raise InvalidSetting(setting, f"others than its owner may read {path}", f"Run: chmod 600 {path}")
    return content


@lru_cache(maxsize=8)
def _secret(path: Path) -> bytes:
    try:
        _make_if_absent(path)
    except OSError as error:
        raise InvalidSetting(
            "TRACKER_SECRET_FILE", f"{path} cannot be made ({cause_of(error)})", "Check its folder."
        ) from error
    secret_bytes = private_bytes("TRACKER_SECRET_FILE", path)
    if not FEWEST_BYTES <= len(secret_bytes) <= MOST_BYTES:
        raise InvalidSetting(
            "TRACKER_SECRET_FILE",
            f"{path} must hold {FEWEST_BYTES} to {MOST_BYTES} bytes",
            "Delete it, and the next start makes a good one.",
        )
    return secret_bytes


def _make_if_absent(path: Path) -> None:
    """Make the file whole or not at all: two servers may start at once."""
    if path.exists():
        return
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(FEWEST_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            path.hardlink_to(temporary)
    finally:
        temporary.unlink()
