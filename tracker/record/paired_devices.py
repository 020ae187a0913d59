"""Paired phones of a record: added and ended by the person whose record it is."""

from tracker import clock
from tracker.domain.paired_device import PairedDevice
from tracker.record.access import RecordNoun


class PairedDevices(RecordNoun):
    """The paired phones' part of the record."""

    def all(self) -> tuple[PairedDevice, ...]:
        """Return the paired devices, latest first; raises OwnRecordOnly."""
        self._access.require_own()
        return self._store.paired_devices.all(self._client_id)

    def begin_pairing(self, code_hash: str) -> None:
        """Let the device that brings a code be paired, once and soon; a code made before ends."""
        self._access.require_own()
        self._store.paired_devices.begin_pairing(self._client_id, code_hash, clock.utc_now())

    def end(self, device_id: str) -> bool:
        """End a device's pairing at once; return whether there was one."""
        return self._access.end(
            "device ended", device_id, lambda: self._store.paired_devices.end(self._client_id, device_id)
        )
