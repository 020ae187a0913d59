"""The audit: who did what and when, each line chained to the one before by its hash."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from tracker.domain.client import Actor
from tracker.store.schema.tables import instant_text
from tracker.store.transaction import StoreNoun, one_transaction

BEGINNING = "0" * 64
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
TURN = "audit"
COLUMNS = "number, at, actor_id, actor_role, action, client_id, detail, previous_hash"


@dataclass(frozen=True)
class AuditLine:
    """One line; `detail` never holds notes, tokens or values of a record."""

    number: int
    at: str
    actor_id: str
    actor_role: str
    action: str
    client_id: str | None
    detail: str | None
    previous_hash: str

    @property
    def hash(self) -> str:
        """The SHA-256 of everything in the line and the hash of the line before."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


class Audit(StoreNoun):
    """The audit's part of the store: it can be added to and read, nothing else."""

    @one_transaction
    def note(
        self,
        actor: Actor,
        action: str,
        now: datetime,
        client_id: str | None = None,
        detail: str | None = None,
    ) -> None:
        """Add a line, as the last of the transaction: its turn is everybody's, and nothing is waited for after it."""
        event = (instant_text(now), actor.account_id, actor.role.value, action, client_id, detail)

        def append() -> None:
            self._db.take_last_turn(TURN)
            last = self._db.read("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")[1]
            number, previous = last[0] if last else (0, BEGINNING)
            self._append(AuditLine(number + 1, *event, previous))

        self._db.before_commit(append)

    def _append(self, line: AuditLine) -> None:
        self._db.insert("audit", {**asdict(line), "hash": line.hash})
        self._db.write(
            "INSERT INTO audit_end (one, number, hash) VALUES (1, :number, :hash)"
            " ON CONFLICT (one) DO UPDATE SET number = excluded.number, hash = excluded.hash",
            number=line.number,
            hash=line.hash,
        )

    def has_noted(
        self,
        actor: Actor,
        action: str,
        since: datetime,
        client_id: str,
        detail: str | None,
        until: datetime = END_OF_TIME,
    ) -> bool:
        """Return whether an actor's line of an action around a client was added between two instants.

        Who asks in order to spare a line says until when: lines of a clock that ran ahead would spare all for as long.
        """
        rows = self._db.read(
            "SELECT 1 FROM audit WHERE client_id = :client_id AND actor_id = :actor_id AND action = :action"
            " AND detail = :detail AND at BETWEEN :since AND :until LIMIT 1",
            client_id=client_id,
            actor_id=actor.account_id,
            action=action,
            detail=detail,
            since=instant_text(since),
            until=instant_text(until),
        )[1]
        return bool(rows)

    def of_client(
        self, client_id: str, actions: Iterable[str] = (), most: int | None = None
    ) -> tuple[AuditLine, ...]:
        """Return what happened around one client's record, latest first; of some actions, or the latest so many."""
        named = {f"action_{number}": action for number, action in enumerate(actions)}
        only = f" AND action IN ({', '.join(f':{name}' for name in named)})" if named else ""
        limit = "" if most is None else f" LIMIT {most:d}"
        rows = self._db.read(
            f"SELECT {COLUMNS} FROM audit WHERE client_id = :client_id{only} ORDER BY number DESC{limit}",
            client_id=client_id,
            **named,
        )[1]
        return tuple(AuditLine(*row) for row in rows)

    def broken_line(self) -> int | None:
        """Return the number of the first line that was changed or is missing; None when all is whole."""
        with self._db.at_one_moment():
            lines = self._db.read(f"SELECT {COLUMNS}, hash FROM audit ORDER BY number")[1]
            end = self._db.read("SELECT number, hash FROM audit_end")[1]
        expected, previous = 1, BEGINNING
        for *values, stored in lines:
            line = AuditLine(*values)
            if line.number != expected or line.previous_hash != previous or line.hash != stored:
                return expected
            expected, previous = line.number + 1, stored
        whole = [(expected - 1, previous)] if expected > 1 else []
        return None if end == whole else expected
