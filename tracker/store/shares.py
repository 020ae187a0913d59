"""Share links, consent, home plan and remarks in the store."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from tracker.domain.home_plan import PlanItem, Remark, Reply
from tracker.domain.measure import cell_to_list, list_to_cell
from tracker.domain.share_link import ShareLink
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import Transactions

# An older server reads one exercise a row and knows no other: what is in own words lies in a table of its own.
PLAN_TABLES = {
    "home_plan": "exercise_id, NULL AS own_words",
    "own_plan_item": "NULL AS exercise_id, own_words",
}
PLAN_COLUMNS = "hold_s, repetitions, days_a_week, note, written_by, written_at, ended_at"
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


class Shares(Transactions):
    """The sharing part of the store."""

    def add_share(self, share: ShareLink, token_hash: str) -> None:
        """Keep a new share link under the hash of its token."""
        self.insert("share_link", {**_row(share), "token_hash": token_hash})

    def shares(self, client_id: str) -> tuple[ShareLink, ...]:
        """Return a client's share links, latest first."""
        return self._shares("client_id = :value ORDER BY created_at DESC, share_id", client_id)

    def share(self, share_id: str) -> ShareLink | None:
        """Return a share link of its id."""
        return next(iter(self._shares("share_id = :value", share_id)), None)

    def share_of_token(self, token_hash: str) -> ShareLink | None:
        """Return a share link of its token's hash."""
        return next(iter(self._shares("token_hash = :value", token_hash)), None)

    def shares_kept_by(self, account_id: str) -> tuple[ShareLink, ...]:
        """Return the links in a therapist's caseload that are not revoked."""
        return self._shares(f"kept_by = :value AND {STANDS} ORDER BY client_id, created_at DESC", account_id)

    def clients_kept_by(self, account_id: str) -> frozenset[str]:
        """Return the clients of all links that a therapist ever kept and did not let go, revoked ones included."""
        rows = self.read("SELECT client_id FROM share_link WHERE kept_by = :keeper", keeper=account_id)[1]
        return frozenset(client_id for (client_id,) in rows)

    def shares_kept_by_each(self, account_ids: Iterable[str], since: datetime) -> dict[str, KeptShares]:
        """Return how it stands with the links of many therapists' caseloads, and what ended after an instant."""
        wanted = frozenset(account_ids)
        rows = self.dicts_of(
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

    def shares_of_ids(self, share_ids: Iterable[str]) -> dict[str, ShareLink]:
        """Return many share links by their ids."""
        rows = self.dicts_of(f"SELECT {COLUMNS} FROM share_link WHERE share_id IN {{ids}}", share_ids)
        return {row["share_id"]: _share(row) for row in rows}

    def _shares(self, where: str, value: str) -> tuple[ShareLink, ...]:
        return tuple(
            _share(row) for row in self.dicts(f"SELECT {COLUMNS} FROM share_link WHERE {where}", value=value)
        )

    def open_share(self, client_id: str, share_id: str, now: datetime) -> bool:
        """Spend one view; False when it is revoked, ended or used up: one statement, so a last view is won once."""
        return bool(
            self.write(
                "UPDATE share_link SET views = views + 1"
                f" WHERE client_id = :client_id AND share_id = :share_id AND {STANDS}"
                " AND ends_at > :now AND created_at <= :now AND (view_limit IS NULL OR views < view_limit) RETURNING 1",
                client_id=client_id,
                share_id=share_id,
                now=instant_text(now),
            )
        )

    def keep_share(self, client_id: str, share_id: str, account_id: str, now: datetime) -> bool:
        """Put a link into a therapist's caseload; False when it may not be kept, is revoked, ended or another's."""
        return bool(
            self.write(
                "UPDATE share_link SET kept_by = :account_id"
                f" WHERE client_id = :client_id AND share_id = :share_id AND {STANDS} AND may_be_kept = 1"
                " AND (kept_by = :account_id OR kept_by IS NULL AND created_at <= :now AND ends_at > :now) RETURNING 1",
                client_id=client_id,
                share_id=share_id,
                account_id=account_id,
                now=instant_text(now),
            )
        )

    def let_go_share(self, client_id: str, share_id: str, account_id: str) -> bool:
        """Take a link out of a therapist's caseload; return whether it was there."""
        return bool(
            self.write(
                "UPDATE share_link SET kept_by = NULL"
                " WHERE client_id = :client_id AND share_id = :share_id AND kept_by = :account_id RETURNING 1",
                client_id=client_id,
                share_id=share_id,
                account_id=account_id,
            )
        )

    def ask_in_share(self, client_id: str, share_id: str, questions: str | None) -> None:
        """Keep what a client wants to ask the readers of a link."""
        self.write(
            "UPDATE share_link SET questions = :questions WHERE client_id = :client_id AND share_id = :share_id",
            client_id=client_id,
            share_id=share_id,
            questions=questions,
        )

    def revoke_share(self, client_id: str, share_id: str, now: datetime) -> bool:
        """End a link for good; return whether it stood."""
        return bool(
            self.write(
                "UPDATE share_link SET revoked_at = :now WHERE client_id = :client_id"
                " AND share_id = :share_id AND revoked_at IS NULL RETURNING 1",
                client_id=client_id,
                share_id=share_id,
                now=instant_text(now),
            )
        )

    def give_consent(self, client_id: str, consent_id: str, text_version: str, now: datetime) -> None:
        """Keep a consent to a version of the text."""
        self.insert(
            "consent",
            {
                "client_id": client_id,
                "given_at": instant_text(now),
                "consent_id": consent_id,
                "text_version": text_version,
            },
        )

    def consent_version(self, client_id: str) -> str | None:
        """Return the version of the text consented to and not withdrawn."""
        rows = self.read(
            "SELECT text_version FROM consent WHERE client_id = :client_id AND withdrawn_at IS NULL"
            " ORDER BY given_at DESC LIMIT 1",
            client_id=client_id,
        )[1]
        return str(rows[0][0]) if rows else None

    def withdraw_consent(self, client_id: str, now: datetime) -> None:
        """Withdraw every standing consent."""
        self.write(
            "UPDATE consent SET withdrawn_at = :now WHERE client_id = :client_id AND withdrawn_at IS NULL",
            client_id=client_id,
            now=instant_text(now),
        )

    def add_plan_item(self, client_id: str, item: PlanItem) -> None:
        """Add an exercise to a client's home plan."""
        self.insert(*plan_row(client_id, item))

    def end_plan_item(self, client_id: str, item_id: str, now: datetime) -> None:
        """Take an exercise off the plan; that it was there stays known."""
        for table in PLAN_TABLES:
            self.write(
                f"UPDATE {table} SET ended_at = :now"
                " WHERE client_id = :client_id AND item_id = :item_id AND ended_at IS NULL",
                client_id=client_id,
                item_id=item_id,
                now=instant_text(now),
            )

    def resume_plan_item(self, client_id: str, item_id: str) -> None:
        """Put an exercise that was taken off on the plan again."""
        for table in PLAN_TABLES:
            self.write(
                f"UPDATE {table} SET ended_at = NULL WHERE client_id = :client_id AND item_id = :item_id",
                client_id=client_id,
                item_id=item_id,
            )

    def home_plan(self, client_id: str) -> tuple[PlanItem, ...]:
        """Return the exercises on the plan now, oldest first."""
        return tuple(plan_item(row) for row in self.plan_rows(client_id) if row["ended_at"] is None)

    def plan_rows(self, client_id: str) -> list[dict[str, Any]]:
        """Return everything that was ever on the plan, oldest first."""
        selects = (
            f"SELECT item_id, {columns}, {PLAN_COLUMNS} FROM {table} WHERE client_id = :client_id"
            for table, columns in PLAN_TABLES.items()
        )
        return self.dicts(f"{' UNION ALL '.join(selects)} ORDER BY written_at, item_id", client_id=client_id)

    def add_remark(self, client_id: str, remark: Remark) -> None:
        """Keep a therapist's words to the client."""
        self.insert(
            "remark",
            {
                "client_id": client_id,
                "remark_id": remark.remark_id,
                "words": remark.words,
                "written_by": remark.written_by,
                "written_at": instant_text(remark.written_at),
            },
        )

    def remarks(self, client_id: str) -> tuple[Remark, ...]:
        """Return the remarks to a client, latest first."""
        rows = self.dicts(
            "SELECT remark_id, words, written_by, written_at FROM remark WHERE client_id = :client_id"
            " ORDER BY written_at DESC, remark_id",
            client_id=client_id,
        )
        return tuple(Remark(**{**row, "written_at": instant_from(row["written_at"])}) for row in rows)

    def add_reply(self, client_id: str, reply: Reply) -> bool:
        """Keep a client's answer to a remark; return whether it is new."""
        return self.insert(
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
        rows = self.dicts(
            "SELECT remark_id, words, reply_id, written_at FROM remark_reply WHERE client_id = :client_id"
            " ORDER BY written_at, reply_id",
            client_id=client_id,
        )
        return tuple(Reply(**{**row, "written_at": instant_from(row["written_at"])}) for row in rows)


def plan_row(client_id: str, item: PlanItem) -> tuple[str, dict[str, Any]]:
    """Return the table and the row of one thing on a home plan."""
    what = {"own_words": item.own_words} if item.exercise_id is None else {"exercise_id": item.exercise_id}
    return "own_plan_item" if item.exercise_id is None else "home_plan", {
        "client_id": client_id,
        "item_id": item.item_id,
        **what,
        "hold_s": item.hold_s,
        "repetitions": item.repetitions,
        "days_a_week": item.days_a_week,
        "note": item.note,
        "written_by": item.written_by,
        "written_at": instant_text(item.written_at),
    }


def plan_item(row: Mapping[str, Any]) -> PlanItem:
    """Return one thing on a home plan from its row."""
    values = {name: value for name, value in row.items() if name != "ended_at"}
    return PlanItem(**{**values, "written_at": instant_from(row["written_at"])})


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
