"""Share links in the store, each kept under the hash of its token."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from tracker.domain.measure import cell_to_list, list_to_cell
from tracker.domain.share_link import ShareLink
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun

# Named, not *: during an update of several servers a newer one may have added a column that this one does not know.
# A link stands only while its client may sign in, whatever ended or did not end it when they were shut out.
REVOKED_AT = "COALESCE(revoked_at, (SELECT disabled_at FROM account WHERE account_id = share_link.client_id)) AS revoked_at"
STANDS = (
    "revoked_at IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM account WHERE account_id = share_link.client_id AND disabled_at IS NOT NULL)"
)
COLUMNS = ", ".join(
    REVOKED_AT if column.name == "revoked_at" else column.name for column in fields(ShareLink)
)


@dataclass(frozen=True)
class KeptShares:
    """A therapist's caseload at one look: the links that stand, and when the latest of the ended ones ended."""

    standing: frozenset[str]
    latest_end: str

    def has_ended_since(self, since: datetime) -> bool:
        """Whether a client ended one after an instant."""
        return self.latest_end > instant_text(since)


class Shares(StoreNoun):
    """The share links' part of the store."""

    def add(self, share: ShareLink, token_hash: str) -> None:
        """Keep a new share link under the hash of its token."""
        self._db.insert("share_link", {**_row(share), "token_hash": token_hash})

    def all(self, client_id: str) -> tuple[ShareLink, ...]:
        """Return a client's share links, latest first."""
        return self._shares("client_id = :value ORDER BY created_at DESC, share_id", client_id)

    def get(self, share_id: str) -> ShareLink | None:
        """Return a share link of its id."""
        return next(iter(self._shares("share_id = :value", share_id)), None)

    def of_token(self, token_hash: str) -> ShareLink | None:
        """Return a share link of its token's hash."""
        return next(iter(self._shares("token_hash = :value", token_hash)), None)

    def kept_by(self, account_id: str) -> tuple[ShareLink, ...]:
        """Return the links in a therapist's caseload that are not revoked."""
        return self._shares(f"kept_by = :value AND {STANDS} ORDER BY client_id, created_at DESC", account_id)

    def clients_kept_by(self, account_id: str) -> frozenset[str]:
        """Return the clients of all links that a therapist ever kept and did not let go, revoked ones included."""
        rows = self._db.read("SELECT client_id FROM share_link WHERE kept_by = :keeper", keeper=account_id)[1]
        return frozenset(client_id for (client_id,) in rows)

    def kept_by_each(self, account_ids: Iterable[str], since: datetime) -> dict[str, KeptShares]:
        """Return how it stands with the links of many therapists' caseloads, and what ended after an instant."""
        wanted = frozenset(account_ids)
        rows = self._db.dicts_of(
            f"SELECT kept_by, share_id, {REVOKED_AT} FROM share_link WHERE kept_by IN {{ids}}"
            " AND (revoked_at IS NULL OR revoked_at > :since)",
            wanted,
            since=instant_text(since),
        )
        return {
            account_id: KeptShares(
                frozenset(
                    row["share_id"] for row in rows if row["kept_by"] == account_id and not row["revoked_at"]
                ),
                max((row["revoked_at"] or "" for row in rows if row["kept_by"] == account_id), default=""),
            )
            for account_id in wanted
        }

    def of_ids(self, share_ids: Iterable[str]) -> dict[str, ShareLink]:
        """Return many share links by their ids."""
        rows = self._db.dicts_of(f"SELECT {COLUMNS} FROM share_link WHERE share_id IN {{ids}}", share_ids)
        return {row["share_id"]: _share(row) for row in rows}

    def _shares(self, where: str, value: str) -> tuple[ShareLink, ...]:
        return tuple(
            _share(row)
            for row in self._db.dicts(f"SELECT {COLUMNS} FROM share_link WHERE {where}", value=value)
        )

    def open(self, client_id: str, share_id: str, now: datetime) -> bool:
        """Spend one view; False when it is revoked, ended or used up: one statement, so a last view is won once."""
        return bool(
            self._db.write(
                "UPDATE share_link SET views = views + 1"
                f" WHERE client_id = :client_id AND share_id = :share_id AND {STANDS}"
                " AND ends_at > :now AND created_at <= :now AND (view_limit IS NULL OR views < view_limit) RETURNING 1",
                client_id=client_id,
                share_id=share_id,
                now=instant_text(now),
            )
        )

    def keep(self, client_id: str, share_id: str, account_id: str, now: datetime) -> bool:
        """Put a link into a therapist's caseload; False when it may not be kept, is revoked, ended or another's."""
        return bool(
            self._db.write(
                "UPDATE share_link SET kept_by = :account_id"
                f" WHERE client_id = :client_id AND share_id = :share_id AND {STANDS} AND may_be_kept = 1"
                " AND (kept_by = :account_id OR kept_by IS NULL AND created_at <= :now AND ends_at > :now) RETURNING 1",
                client_id=client_id,
                share_id=share_id,
                account_id=account_id,
                now=instant_text(now),
            )
        )

    def let_go(self, client_id: str, share_id: str, account_id: str) -> bool:
        """Take a link out of a therapist's caseload; return whether it was there."""
        return bool(
            self._db.write(
                "UPDATE share_link SET kept_by = NULL"
                " WHERE client_id = :client_id AND share_id = :share_id AND kept_by = :account_id RETURNING 1",
                client_id=client_id,
                share_id=share_id,
                account_id=account_id,
            )
        )

    def ask(self, client_id: str, share_id: str, questions: str | None) -> None:
        """Keep what a client wants to ask the readers of a link."""
        self._db.write(
            "UPDATE share_link SET questions = :questions WHERE client_id = :client_id AND share_id = :share_id",
            client_id=client_id,
            share_id=share_id,
            questions=questions,
        )

    def revoke(self, client_id: str, share_id: str, now: datetime) -> bool:
        """End a link for good; return whether it stood."""
        return bool(
            self._db.write(
                "UPDATE share_link SET revoked_at = :now WHERE client_id = :client_id"
                " AND share_id = :share_id AND revoked_at IS NULL RETURNING 1",
                client_id=client_id,
                share_id=share_id,
                now=instant_text(now),
            )
        )


def _row(share: ShareLink) -> dict[str, Any]:
    names = (
        "client_id",
        "share_id",
        "label",
        "rolling_days",
        "passphrase_hash",
        "view_limit",
        "views",
        "kept_by",
        "questions",
    )
    return {
        **{name: getattr(share, name) for name in names},
        "fields": list_to_cell(share.fields),
        "may_be_kept": int(share.may_be_kept),
        "may_log_massages": int(share.may_log_massages),
        "first_day": share.first_day.isoformat() if share.first_day else None,
        "last_day": share.last_day.isoformat() if share.last_day else None,
        "created_at": instant_text(share.created_at),
        "ends_at": instant_text(share.ends_at),
        "revoked_at": instant_text(share.revoked_at) if share.revoked_at else None,
    }


def _share(row: Mapping[str, Any]) -> ShareLink:
    values = dict(row)
    for name in ("first_day", "last_day"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    for name in ("created_at", "ends_at", "revoked_at"):
        values[name] = instant_from(values[name]) if values[name] else None
    for name in ("may_be_kept", "may_log_massages"):
        values[name] = bool(values[name])
    return ShareLink(**{**values, "fields": cell_to_list(values["fields"])})
