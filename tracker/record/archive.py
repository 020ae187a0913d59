"""A record as a whole, as an archive holds it: taken out, and brought in again."""

from tracker import clock
from tracker.record.fair_tries import FairTries
from tracker.record.imports import ImportReport
from tracker.store.backup.restored import restore_record
from tracker.store.whole_record import WholeRecord, whole_record


class Archive(FairTries):
    """The archive's part of the record."""

    def whole(self) -> WholeRecord:
        """Return everything, past versions and what is deleted included; raises OwnRecordOnly."""
        self._own()
        # What is over is written as over, with all its coins.
        self.fair_tries()
        return whole_record(self._store, self.client_id)

    def restore_archive(self, archive: WholeRecord) -> ImportReport:
        """Add what an archive has and this record has not, all or nothing; no share link or consent is revived."""
        self._may_keep()
        return self._store.in_one_transaction(lambda: self._restore(archive))

    def _restore(self, archive: WholeRecord) -> ImportReport:
        restored = restore_record(self._store, self.client_id, archive)
        self._store.audit.note(self.actor, "archive brought in", clock.utc_now(), self.client_id)
        return ImportReport(restored.added, restored.already_there, restored.deleted_here)
