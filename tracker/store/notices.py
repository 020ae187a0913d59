"""Notices in the store: what a client chose, and each notice, claimed once whichever server sends it."""

from datetime import date, datetime, timedelta
from typing import Any

from tracker.domain.measure import cell_to_list, list_to_cell
from tracker.domain.notice import Notice, NoticeChoice
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun, one_transaction

CHOICE = "client_id, place, kinds, zone_name, confirmed_at, next_at"
NOTICE = "client_id, kind, on_date, masked_place, claimed_at, state, refusal"
# As long as the link in a message turns reminders off.
NOTICES_STAY_FOR = timedelta(days=90)


class Notices(StoreNoun):
    """The notices' part of the store."""

    def choice(self, client_id: str) -> NoticeChoice | None:
        """Return what a client chose; None before they named a place."""
        rows = self._db.dicts(
            f"SELECT {CHOICE} FROM notice_choice WHERE client_id = :client_id", client_id=client_id
        )
        return _choice(rows[0]) if rows else None

    def begin_place(self, client_id: str, place: str, code_hash: str, ends_at: datetime) -> None:
        """Keep a place that has yet to be confirmed by a code; the one before ends."""
        self._db.write(
            "INSERT INTO notice_choice (client_id, place, kinds, zone_name, code_hash, code_ends_at)"
            " VALUES (:client_id, :place, NULL, '', :code_hash, :ends_at)"
            " ON CONFLICT (client_id) DO UPDATE SET place = excluded.place, kinds = NULL, zone_name = '',"
            " code_hash = excluded.code_hash, code_ends_at = excluded.code_ends_at, confirmed_at = NULL, next_at = NULL",
            client_id=client_id,
            place=place,
            code_hash=code_hash,
            ends_at=instant_text(ends_at),
        )

    def confirm_place(self, client_id: str, code_hash: str, now: datetime) -> bool:
        """Confirm a place by the hash of its code, which is spent; return whether it was the right one, in time."""
        return bool(
            self._db.write(
                "UPDATE notice_choice SET confirmed_at = :now, code_hash = NULL, code_ends_at = NULL"
                " WHERE client_id = :client_id AND code_hash = :code_hash AND code_ends_at > :now RETURNING 1",
                client_id=client_id,
                code_hash=code_hash,
                now=instant_text(now),
            )
        )

    def choose(self, client_id: str, kinds: tuple[str, ...], zone_name: str, next_at: datetime) -> bool:
        """Keep which notices a client wants from a moment on; return whether they have a confirmed place."""
        return bool(
            self._db.write(
                "UPDATE notice_choice SET kinds = :kinds, zone_name = :zone_name, next_at = :next_at"
                " WHERE client_id = :client_id AND confirmed_at IS NOT NULL RETURNING 1",
                client_id=client_id,
                kinds=list_to_cell(kinds),
                zone_name=zone_name,
                next_at=instant_text(next_at) if kinds else None,
            )
        )

    def end(self, client_id: str) -> bool:
        """Forget where a client's notices go; return whether there was a place."""
        return bool(
            self._db.write(
                "DELETE FROM notice_choice WHERE client_id = :client_id RETURNING 1", client_id=client_id
            )
        )

    def due(self, now: datetime) -> tuple[NoticeChoice, ...]:
        """Return the choices whose moment has come, the earliest first."""
        rows = self._db.dicts(
            f"SELECT {CHOICE} FROM notice_choice WHERE next_at <= :now ORDER BY next_at, client_id",
            now=instant_text(now),
        )
        return tuple(map(_choice, rows))

    @one_transaction
    def claim(self, choice: NoticeChoice, notices: dict[str, Notice], next_at: datetime) -> tuple[str, ...]:
        """Claim notices by the hashes of their links, and set the next moment; return the hashes that are claimed now.

        Empty when the choice was changed, or another server was first.
        """
        self._db.take_turns(choice.client_id)
        if self.choice(choice.client_id) != choice:
            return ()
        self._db.write(
            "UPDATE notice_choice SET next_at = :next_at WHERE client_id = :client_id",
            client_id=choice.client_id,
            next_at=instant_text(next_at),
        )
        for notice in notices.values():
            self._db.write(
                "DELETE FROM notice WHERE client_id = :client_id AND on_date < :day",
                client_id=choice.client_id,
                day=(notice.on_date - NOTICES_STAY_FOR).isoformat(),
            )
        return tuple(off_hash for off_hash, notice in notices.items() if self._claim(off_hash, notice))

    def _claim(self, off_hash: str, notice: Notice) -> bool:
        return self._db.insert(
            "notice",
            {
                "client_id": notice.client_id, "on_date": notice.on_date.isoformat(), "kind": notice.kind,
                "masked_place": notice.masked_place, "off_hash": off_hash,
                "claimed_at": instant_text(notice.claimed_at), "state": notice.state,
            },
        )  # fmt: skip

    def note(self, notice: Notice, state: str, refusal: str | None = None) -> None:
        """Note what came of a claimed notice."""
        self._db.write(
            "UPDATE notice SET state = :state, refusal = :refusal"
            " WHERE client_id = :client_id AND on_date = :on_date AND kind = :kind",
            client_id=notice.client_id,
            on_date=notice.on_date.isoformat(),
            kind=notice.kind,
            state=state,
            refusal=refusal,
        )

    def latest(self, client_id: str, most: int) -> tuple[Notice, ...]:
        """Return a client's latest notices, the latest first."""
        rows = self._db.dicts(
            f"SELECT {NOTICE} FROM notice WHERE client_id = :client_id ORDER BY claimed_at DESC, on_date DESC, kind"
            f" LIMIT {int(most)}",
            client_id=client_id,
        )
        return tuple(map(_notice, rows))

    def client_of(self, off_hash: str) -> str | None:
        """Return whose notice had the link of a token's hash."""
        rows = self._db.read("SELECT client_id FROM notice WHERE off_hash = :off_hash", off_hash=off_hash)[1]
        return str(rows[0][0]) if rows else None


def _choice(row: dict[str, Any]) -> NoticeChoice:
    return NoticeChoice(
        client_id=row["client_id"],
        place=row["place"],
        kinds=cell_to_list(row["kinds"]),
        zone_name=row["zone_name"],
        is_confirmed=row["confirmed_at"] is not None,
        next_at=instant_from(row["next_at"]) if row["next_at"] else None,
    )


def _notice(row: dict[str, Any]) -> Notice:
    return Notice(
        **{
            **row,
            "on_date": date.fromisoformat(row["on_date"]),
            "claimed_at": instant_from(row["claimed_at"]),
        }
    )
