"""Therapists' remarks in the store, and what clients answered."""

from tracker.domain.home_plan import Remark, Reply
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun


class Remarks(StoreNoun):
    """The remarks' part of the store."""

    def add(self, client_id: str, remark: Remark) -> bool:
        """Keep a therapist's words to the client; return whether they are new."""
        # The key holds the time too: alone it would take the same remark, sent a second later, for another.
        _, rows = self._db.read(
            "SELECT 1 FROM remark WHERE client_id = :client_id AND remark_id = :remark_id",
            client_id=client_id,
            remark_id=remark.remark_id,
        )
        if rows:
            return False
        return self._db.insert(
            "remark",
            {
                "client_id": client_id,
                "remark_id": remark.remark_id,
                "words": remark.words,
                "written_by": remark.written_by,
                "written_at": instant_text(remark.written_at),
            },
        )

    def all(self, client_id: str) -> tuple[Remark, ...]:
        """Return the remarks to a client, latest first."""
        rows = self._db.dicts(
            "SELECT remark_id, words, written_by, written_at FROM remark WHERE client_id = :client_id"
            " ORDER BY written_at DESC, remark_id",
            client_id=client_id,
        )
        return tuple(Remark(**{**row, "written_at": instant_from(row["written_at"])}) for row in rows)

    def add_reply(self, client_id: str, reply: Reply) -> bool:
        """Keep a client's answer to a remark; return whether it is new."""
        return self._db.insert(
            "remark_reply",
            {
                "client_id": client_id,
                "reply_id": reply.reply_id,
                "remark_id": reply.remark_id,
                "words": reply.words,
                "written_at": instant_text(reply.written_at),
            },
        )

    def replies(self, client_id: str) -> tuple[Reply, ...]:
        """Return a client's answers to remarks, oldest first."""
        rows = self._db.dicts(
            "SELECT remark_id, words, reply_id, written_at FROM remark_reply WHERE client_id = :client_id"
            " ORDER BY written_at, reply_id",
            client_id=client_id,
        )
        return tuple(Reply(**{**row, "written_at": instant_from(row["written_at"])}) for row in rows)
