"""Fair tries as CSV: a row for each part that the coin has told, to be read and not brought in again."""

import csv
import io
from datetime import date

from tracker.domain.fair_try import Assignment, FairTry
from tracker.domain.fair_try_protocol import OUTCOMES
from tracker.domain.period import ALWAYS, Period
from tracker.exchange import cells

FILE_NAME = "fair-try.csv"
COLUMNS = (
    "try_id",
    "kind",
    "what",
    "outcome",
    "state",
    "part",
    "first_day",
    "last_day",
    "assigned",
    "could_keep_it",
    "protocol_sha256",
    "coins_sha256",
)


def fair_tries_csv(fair_tries: tuple[FairTry, ...], today: date, period: Period = ALWAYS) -> bytes:
    """Return the parts of a period told by a day, oldest try first: UTF-8, CRLF; `assigned` is with or without.

    A part of a massage is the day of its slot. Empty without any; the same tries give the same bytes.
    """
    rows = [
        row
        for fair_try in reversed(fair_tries)
        for part in fair_try.assignments_told(today)
        if part.first in period and part.last in period
        for row in [_row(fair_try, part)]
    ]
    if not rows:
        return b""
    out = io.StringIO(newline="")
    writer = csv.writer(out, strict=True)
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _row(fair_try: FairTry, part: Assignment) -> tuple[str | int, ...]:
    protocol = fair_try.protocol
    return (
        fair_try.try_id,
        protocol.kind,
        cells.escaped(protocol.what),
        OUTCOMES[protocol.outcome],
        fair_try.state.value,
        part.number + 1,
        part.first.isoformat(),
        part.last.isoformat(),
        "with" if part.is_with else "without",
        "no" if part.number in fair_try.not_kept else "",
        protocol.signature,
        fair_try.commitment or "",
    )
