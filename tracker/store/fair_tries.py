"""Fair tries in the store. The coins of pairs not yet told leave it for nobody."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tracker.domain.coin import Draw, commitment, in_digits
from tracker.domain.fair_try import FairTry, TryEnd
from tracker.domain.fair_try_protocol import TryProtocol, protocol_of
from tracker.errors import InvalidEntry, StoreUnavailable
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun, one_transaction

COLUMNS = (
    "try_id, protocol_json, protocol_hash, proposed_by, proposed_at, agreed_at, coins, nonce, commitment, ended_at,"
    " ended_date, end_reason, entry_ids"
)


class FairTries(StoreNoun):
    """The fair tries' part of the store."""

    def all(self, client_id: str, today: date) -> tuple[FairTry, ...]:
        """Return a client's fair tries as they may be seen on a day, latest first; raises StoreUnavailable."""
        rows = self._db.dicts(
            f"SELECT {COLUMNS} FROM fair_try WHERE client_id = :client_id ORDER BY proposed_at DESC, try_id",
            client_id=client_id,
        )
        if not rows:
            return ()
        marks = self._db.dicts(
            "SELECT try_id, assignment FROM fair_try_not_kept WHERE client_id = :client_id",
            client_id=client_id,
        )
        return tuple(
            _fair_try(row, today, frozenset(m["assignment"] for m in marks if m["try_id"] == row["try_id"]))
            for row in rows
        )

    def propose(self, client_id: str, fair_try: FairTry) -> bool:
        """Keep a proposed try; the same id again changes nothing. Return whether it is new."""
        return self._db.insert("fair_try", _row(client_id, fair_try))

    def begin(self, client_id: str, try_id: str, order: Draw, nonce: str, now: datetime) -> bool:
        """Keep that the client agreed, and all coins; False when it was agreed to or ended meanwhile."""
        return bool(
            self._db.write(
                "UPDATE fair_try SET agreed_at = :now, coins = :coins, nonce = :nonce, commitment = :commitment"
                " WHERE client_id = :client_id AND try_id = :try_id AND agreed_at IS NULL AND ended_at IS NULL"
                " RETURNING 1",
                client_id=client_id,
                try_id=try_id,
                now=instant_text(now),
                coins=in_digits(order),
                nonce=nonce,
                commitment=commitment(order, nonce),
            )
        )

    def end(
        self,
        client_id: str,
        try_id: str,
        end: TryEnd,
        on_date: date,
        now: datetime,
        entry_ids: Sequence[str] | None = None,
    ) -> bool:
        """Keep why and on which day a try ended, and which entries stood; False when it had ended before, which stands."""
        return bool(
            self._db.write(
                "UPDATE fair_try SET ended_at = :now, ended_date = :on_date, end_reason = :end,"
                " entry_ids = :entry_ids"
                " WHERE client_id = :client_id AND try_id = :try_id AND ended_at IS NULL RETURNING 1",
                client_id=client_id,
                try_id=try_id,
                now=instant_text(now),
                on_date=on_date.isoformat(),
                end=end.value,
                entry_ids=None if entry_ids is None else json.dumps(entry_ids),
            )
        )

    def mark_not_kept(self, client_id: str, try_id: str, assignment: int, now: datetime) -> None:
        """Keep that an assignment could not be kept; again changes nothing."""
        self._db.insert(
            "fair_try_not_kept",
            {
                "client_id": client_id,
                "try_id": try_id,
                "assignment": assignment,
                "noted_at": instant_text(now),
            },
        )

    def unmark_not_kept(self, client_id: str, try_id: str, assignment: int) -> None:
        """Take back that an assignment could not be kept."""
        self._db.write(
            "DELETE FROM fair_try_not_kept"
            " WHERE client_id = :client_id AND try_id = :try_id AND assignment = :assignment",
            client_id=client_id,
            try_id=try_id,
            assignment=assignment,
        )

    def restore(self, client_id: str, fair_try: FairTry) -> bool:
        """Keep a try as an archive has it, with the coins it tells; one that is here stays. Return whether it is new."""
        is_new = self._db.insert(
            "fair_try",
            _row(client_id, fair_try)
            | {
                "coins": in_digits(fair_try.coins) if fair_try.agreed_at else None,
                "nonce": fair_try.nonce,
                "commitment": fair_try.commitment,
                "agreed_at": instant_text(fair_try.agreed_at) if fair_try.agreed_at else None,
                "ended_at": instant_text(fair_try.ended_at) if fair_try.ended_at else None,
                "ended_date": fair_try.ended_date.isoformat() if fair_try.ended_date else None,
                "end_reason": fair_try.end.value if fair_try.end else None,
                "entry_ids": None if fair_try.entry_ids is None else json.dumps(fair_try.entry_ids),
            },
        )
        if is_new:
            for number in sorted(fair_try.not_kept):
                self.mark_not_kept(client_id, fair_try.try_id, number, fair_try.proposed_at)
        return is_new

    @one_transaction
    def end_those_of_backup(self, now: datetime) -> int:
        """End what was running when a backup was made: nobody knows what was done and logged since. Return how many.

        A try whose last day, and the day after for its number, were over by then has its days, and its end.
        """
        rows = self._db.dicts(
            f"SELECT client_id, {COLUMNS} FROM fair_try WHERE agreed_at IS NOT NULL AND ended_at IS NULL"
        )
        ended = 0
        for row in rows:
            try:
                protocol = _protocol(row)
            except StoreUnavailable:
                # One that somebody wrote into must not keep a whole backup from being restored.
                ended += self.end(row["client_id"], row["try_id"], TryEnd.CHANGED, now.date(), now)
                continue
            latest = self._db.read(
                "SELECT max(created_at) FROM check_in WHERE client_id = :client_id",
                client_id=row["client_id"],
            )[1][0][0]
            if latest is None or latest[:10] <= protocol.last_number_by.isoformat():
                day = min(now.date(), protocol.last_date)
                ended += self.end(row["client_id"], row["try_id"], TryEnd.RESTORED, day, now)
        return ended


def _row(client_id: str, fair_try: FairTry) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "try_id": fair_try.try_id,
        "protocol_json": json.dumps(fair_try.protocol.values(), ensure_ascii=False),
        "protocol_hash": fair_try.protocol.signature,
        "proposed_by": fair_try.proposed_by,
        "proposed_at": instant_text(fair_try.proposed_at),
    }


def _protocol(row: Mapping[str, Any]) -> TryProtocol:
    with _understood(row):
        return protocol_of(json.loads(row["protocol_json"]))


@contextmanager
def _understood(row: Mapping[str, Any]) -> Iterator[None]:
    """Raise StoreUnavailable where somebody wrote into a row what the rules refuse."""
    try:
        yield
    except (InvalidEntry, ValueError, TypeError, LookupError) as error:
        raise StoreUnavailable(
            f"A fair try of {row['proposed_at'][:10]} was changed outside this app and cannot be read."
        ) from error


def _fair_try(row: Mapping[str, Any], today: date, not_kept: frozenset[int]) -> FairTry:
    with _understood(row):
        return _seen_on(row, today, not_kept)


def _seen_on(row: Mapping[str, Any], today: date, not_kept: frozenset[int]) -> FairTry:
    protocol = _protocol(row)
    order = tuple(coin == "1" for coin in row["coins"] or "")
    # Once the last day is over no coin is to come, so the nonce tells nothing, though its number may still be awaited.
    is_all_told = row["ended_at"] is not None or (row["agreed_at"] is not None and today > protocol.last_date)
    coins = order if is_all_told else order[: protocol.pairs_known(today)]
    fair_try = FairTry(
        protocol=protocol,
        try_id=row["try_id"],
        proposed_by=row["proposed_by"],
        proposed_at=instant_from(row["proposed_at"]),
        agreed_at=_instant(row["agreed_at"]),
        commitment=row["commitment"],
        coins=coins,
        nonce=row["nonce"] if is_all_told else None,
        not_kept=not_kept,
        ended_at=_instant(row["ended_at"]),
        ended_date=date.fromisoformat(row["ended_date"]) if row["ended_date"] else None,
        end=TryEnd(row["end_reason"]) if row["end_reason"] else None,
        entry_ids=None if row["entry_ids"] is None else tuple(json.loads(row["entry_ids"])),
    )
    return fair_try if _is_as_signed(fair_try, row, order) else replace(fair_try, end=TryEnd.CHANGED)


def _is_as_signed(fair_try: FairTry, row: Mapping[str, Any], order: Draw) -> bool:
    """Whether protocol and coins are those of the start; what an archive brought in before the end has no nonce."""
    is_same_draw = row["nonce"] is None or commitment(order, row["nonce"]) == row["commitment"]
    is_same_protocol: bool = fair_try.protocol.signature == row["protocol_hash"]
    return is_same_draw and is_same_protocol


def _instant(text: str | None) -> datetime | None:
    return instant_from(text) if text else None
