"""Pairing a phone at home: a code that is good once and for five minutes becomes a token that the phone keeps."""

from datetime import timedelta

from tracker import clock
from tracker.access.tokens import new_token, token_hash
from tracker.domain import limits
from tracker.domain.client import Actor, Role
from tracker.domain.paired_device import NAME_CHARACTERS, PairedDevice
from tracker.errors import InvalidEntry
from tracker.record import ClientRecord
from tracker.store.store import Store

CODE_OVER = (
    "This code is over: it pairs one device, once, within five minutes. Make a new one on the computer."
)
NOTED_AGAIN = timedelta(minutes=10)


def make_pairing(record: ClientRecord) -> str:
    """Return a new pairing code, told once; the one before ends."""
    code = new_token()
    record.paired_devices.begin_pairing(token_hash(code))
    return code


def may_pair(store: Store, code: str) -> bool:
    """Return whether a code may still pair a device; looking spends nothing."""
    return store.paired_devices.is_pairing(token_hash(code), clock.utc_now())


def pair(store: Store, code: str, name: str) -> str:
    """Pair the device that brings a code and return its token, told once; raises InvalidEntry."""
    device_name = limits.text("name", name, NAME_CHARACTERS) or "Phone"
    token = new_token()

    def work() -> None:
        device = store.paired_devices.pair(token_hash(code), token_hash(token), device_name, clock.utc_now())
        if device is None:
            raise InvalidEntry("code", CODE_OVER)
        store.audit.note(
            Actor(device.client_id, Role.CLIENT),
            "device paired",
            clock.utc_now(),
            device.client_id,
            device.device_id,
        )

    store.in_one_transaction(work)
    return token


def device_here(store: Store, token: str) -> PairedDevice | None:
    """Return the paired device of a token, noted as seen; None for anybody else."""
    device, now = store.paired_devices.of_token(token_hash(token)), clock.utc_now()
    if device is not None and now - device.seen_at >= NOTED_AGAIN:
        store.paired_devices.touch(device, now)
    return device
