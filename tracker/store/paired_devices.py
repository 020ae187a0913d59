"""Paired phones in the store; codes and tokens are kept as hashes only."""

from datetime import datetime
from typing import Any

from tracker.domain.entry import new_entry_id
from tracker.domain.paired_device import PAIRING_LASTS, PairedDevice
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun, one_transaction

COLUMNS = "client_id, device_id, name, paired_at, seen_at"


class PairedDevices(StoreNoun):
    """The paired phones' part of the store."""

    @one_transaction
    def begin_pairing(self, client_id: str, code_hash: str, now: datetime) -> None:
        """Keep a code with which one device may be paired; those that no device took end."""
        self._db.write(
            "DELETE FROM paired_device WHERE client_id = :client_id AND paired_at IS NULL",
            client_id=client_id,
        )
        self._db.insert(
            "paired_device",
            {
                "client_id": client_id, "device_id": new_entry_id(), "token_hash": code_hash,
                "made_at": instant_text(now),
            },
        )  # fmt: skip

    def is_pairing(self, code_hash: str, now: datetime) -> bool:
        """Return whether a code may still pair a device."""
        return bool(
            self._db.read(
                "SELECT 1 FROM paired_device WHERE token_hash = :code_hash AND paired_at IS NULL AND made_at > :since",
                code_hash=code_hash,
                since=instant_text(now - PAIRING_LASTS),
            )[1]
        )

    def pair(self, code_hash: str, token_hash: str, name: str, now: datetime) -> PairedDevice | None:
        """Give the device that brought a code its token; None when the code is unknown, spent or over."""
        rows = self._db.write(
            "UPDATE paired_device SET token_hash = :token_hash, name = :name, paired_at = :now, seen_at = :now"
            " WHERE token_hash = :code_hash AND paired_at IS NULL AND made_at > :since"
            f" RETURNING {COLUMNS}",
            code_hash=code_hash,
            token_hash=token_hash,
            name=name,
            now=instant_text(now),
            since=instant_text(now - PAIRING_LASTS),
        )
        return _device(dict(zip(COLUMNS.split(", "), rows[0], strict=True))) if rows else None

    def of_token(self, token_hash: str) -> PairedDevice | None:
        """Return the device of a token's hash, if it is paired."""
        rows = self._db.dicts(
            f"SELECT {COLUMNS} FROM paired_device WHERE token_hash = :token_hash AND paired_at IS NOT NULL",
            token_hash=token_hash,
        )
        return _device(rows[0]) if rows else None

    def all(self, client_id: str) -> tuple[PairedDevice, ...]:
        """Return a client's paired devices, latest first."""
        rows = self._db.dicts(
            f"SELECT {COLUMNS} FROM paired_device WHERE client_id = :client_id AND paired_at IS NOT NULL"
            " ORDER BY paired_at DESC, device_id",
            client_id=client_id,
        )
        return tuple(_device(row) for row in rows)

    def touch(self, device: PairedDevice, now: datetime) -> None:
        """Note that a device was here."""
        self._db.write(
            "UPDATE paired_device SET seen_at = :now WHERE client_id = :client_id AND device_id = :device_id",
            client_id=device.client_id,
            device_id=device.device_id,
            now=instant_text(now),
        )

    def end(self, client_id: str, device_id: str) -> bool:
        """End a device's pairing; return whether there was one."""
        return bool(
            self._db.write(
                "DELETE FROM paired_device WHERE client_id = :client_id AND device_id = :device_id RETURNING 1",
                client_id=client_id,
                device_id=device_id,
            )
        )


def _device(row: dict[str, Any]) -> PairedDevice:
    return PairedDevice(
        client_id=row["client_id"],
        device_id=row["device_id"],
        name=row["name"],
        paired_at=instant_from(row["paired_at"]),
        seen_at=instant_from(row["seen_at"]),
    )
