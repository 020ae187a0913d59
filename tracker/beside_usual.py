"""Beside today's check-in: whether its pain is usual for the client, above or below."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tracker.analysis.usual_range import LATEST_DAYS, usual_sentence
from tracker.domain.check_in import CheckIn
from tracker.domain.period import Period
from tracker.record import ClientRecord

if TYPE_CHECKING:
    from tracker.analysis.pain_trend import Site


def beside_usual(record: ClientRecord, check_in: CheckIn) -> str:
    """Return one sentence for each site given, from the eight weeks before the check-in; empty under 14 days."""
    period = Period(check_in.on_date - timedelta(days=LATEST_DAYS), check_in.on_date)
    pains: dict[Site, int | None] = {"leg": check_in.leg_pain_nrs, "back": check_in.back_pain_nrs}
    return usual_sentence(record.entries.daily_course(period), pains, check_in.on_date)
