"""Paired phones of a record: added and ended by the person whose record it is."""

from tracker import clock
from tracker.domain.paired_device import PairedDevice
from tracker.record.access import Access


class PairedDevices(Access):
    """The paired phones' part of the record."""

    def paired_devices(self) -> tuple[PairedDevice, ...]:
        """Return the paired devices, latest first; raises OwnRecordOnly."""
        self._own()
        return self._store.paired_devices.all(self.client_id)

    def begin_pairing(self, code_hash: str) -> None:
        """Let the device that brings a code be paired, once and soon; a code made before ends."""
        self._own()
        self._store.paired_devices.begin_pairing(self.client_id, code_hash, clock.utc_now())

    def end_device(self, device_id: str) -> bool:
        """End a device's pairing at once; return whether there was one."""
        return self._end(
            "device ended", device_id, lambda: self._store.paired_devices.end(self.client_id, device_id)
        )
