"""Answers about warning signs in the store; they are only ever added to."""

import json
from datetime import date

from tracker.domain.red_flags import RedFlagAnswers
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun


class RedFlags(StoreNoun):
    """The warning signs' part of the store."""

    def add(self, client_id: str, answered: RedFlagAnswers) -> None:
        """Keep answers about warning signs, after all earlier ones; the same id again changes nothing."""
        # Numbered, not ordered by a clock: one that is set back, or two answers in one second, must not
        # put a sign before the answer that lifted an earlier one.
        self._db.write(
            "INSERT INTO red_flag_answers (client_id, number, answers_id, on_date, answers_json, lifted, created_at)"
            " SELECT :client_id, COALESCE(max(number), 0) + 1, :answers_id, :on_date, :answers_json, :lifted, :created_at"
            " FROM red_flag_answers WHERE client_id = :client_id"
            " ON CONFLICT (client_id, answers_id) DO NOTHING",
            client_id=client_id,
            created_at=instant_text(answered.created_at),
            answers_id=answered.answers_id,
            on_date=answered.on_date.isoformat(),
            answers_json=json.dumps(dict(answered.answers)),
            lifted=answered.lifted,
        )

    def answers(self, client_id: str) -> tuple[RedFlagAnswers, ...]:
        """Return all answers about warning signs, in the order they were given."""
        rows = self._db.dicts(
            "SELECT answers_id, on_date, answers_json, lifted, created_at FROM red_flag_answers"
            " WHERE client_id = :client_id ORDER BY number",
            client_id=client_id,
        )
        return tuple(
            RedFlagAnswers(
                answers=json.loads(row["answers_json"]),
                lifted=row["lifted"],
                answers_id=row["answers_id"],
                on_date=date.fromisoformat(row["on_date"]),
                created_at=instant_from(row["created_at"]),
            )
            for row in rows
        )
