"""A record as a whole, as an archive holds it: taken out, and brought in again."""

from tracker.record.access import Access, RecordNoun
from tracker.record.fair_tries import FairTries
from tracker.record.imports import ImportReport
from tracker.store.backup.restored import restore_record
from tracker.store.whole_record import WholeRecord, whole_record


class Archive(RecordNoun):
    """The archive's part of the record."""

    def __init__(self, access: Access, fair_tries: FairTries) -> None:
        super().__init__(access)
        self._fair_tries = fair_tries

    def whole(self) -> WholeRecord:
        """Return everything, past versions and what is deleted included; raises OwnRecordOnly."""
        self._access.require_own()
        # What is over is written as over, with all its coins.
        self._fair_tries.all()
        return whole_record(self._store, self._client_id)

    def restore(self, archive: WholeRecord) -> ImportReport:
        """Add what an archive has and this record has not, all or nothing; no share link or consent is revived."""
        self._access.require_saving()
        return self._store.in_one_transaction(lambda: self._restore(archive))

    def _restore(self, archive: WholeRecord) -> ImportReport:
        restored = restore_record(self._store, self._client_id, archive)
        self._access.note("archive brought in")
        return ImportReport(restored.added, restored.already_there, restored.deleted_here)
