"""The caseload: a therapist's clients at a glance, each from the link they keep, without reading whole records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tracker.access.accounts import name_of
from tracker.access.sign_in import actor_of
from tracker.analysis.pain_trend import PainTrend, Site, pain_trend_of
from tracker.analysis.verdict import MUCH_WORSE, SOMEWHAT_WORSE
from tracker.analysis.windows import Days, Values
from tracker.clock import local_day
from tracker.domain.account import Account
from tracker.domain.period import Period, latest_days
from tracker.domain.red_flags import RedFlagState
from tracker.domain.share_link import ShareLink
from tracker.errors import AccessRefused, UnknownClient
from tracker.record import ClientRecord
from tracker.store.store import Store

# Mean leg and back pain (NRS 0-10) by day, oldest first.
Daily = Mapping[date, Sequence[float | None]]
SITES: tuple[Site, ...] = ("leg", "back")
BASELINE_DAYS = 14
EPOCH = date(1970, 1, 1).toordinal()
TREND_DAYS = 84
SILENT_AFTER_DAYS = 10
RED_FLAG, WORSE, SILENT = "red flag answered", "worse", f"silent for {SILENT_AFTER_DAYS} days"
FLAGS = (RED_FLAG, WORSE, SILENT)


@dataclass(frozen=True)
class CaseloadRow:
    """One client in the list: latest mean and change since baseline (NRS points) of leg pain, else of back pain.

    `daily` is that site's mean of each day (NRS 0-10) in `period`, the latest 12 weeks that are shared.
    """

    share: ShareLink
    name: str
    site: Site
    latest_mean: float | None
    change: float | None
    verdict: str
    last_entry: date | None
    flags: tuple[str, ...]
    daily: tuple[tuple[date, float], ...]
    period: Period


def caseload(store: Store, therapist: Account, today: date) -> tuple[CaseloadRow, ...]:
    """Return a therapist's clients, those with flags first, then by name; what is not shared is not there."""
    rows = []
    with store.at_once():
        for share in store.shares_kept_by(therapist.account_id):
            # A link may end, or its client go, since the list was read.
            with suppress(AccessRefused, UnknownClient):
                rows.append(_row(store, therapist, share, today))
    return tuple(sorted(rows, key=_urgency))


def _urgency(row: CaseloadRow) -> tuple[list[bool], str]:
    return [flag not in row.flags for flag in FLAGS], row.name.casefold()


def _row(store: Store, therapist: Account, share: ShareLink, today: date) -> CaseloadRow:
    record = ClientRecord(store, actor_of(therapist), share.client_id, share=share)
    shared = share.scope(today).period
    as_of = min(today, shared.last)
    daily = _daily(record, as_of)
    trends: dict[Site, PainTrend] = {
        one: pain_trend_of(*given, one, as_of) for one, given in zip(SITES, _series(daily), strict=True)
    }
    means = {one: trend.recent.mean if trend.recent else None for one, trend in trends.items()}
    site: Site = next((one for one in SITES if means[one] is not None), "leg")
    last_entry = record.last_day()
    heard_of = last_entry or local_day(share.created_at)
    # A link to days gone by is silent because of what it shows, not because of the client.
    is_current = today in shared
    period = latest_days(TREND_DAYS, as_of)
    return CaseloadRow(
        share=share,
        name=record.profile().label or name_of(store, share.client_id),
        site=site,
        latest_mean=means[site],
        change=trends[site].change,
        verdict=trends[site].verdict,
        last_entry=last_entry,
        flags=tuple(_flags(record.red_flags(), trends.values(), today - heard_of if is_current else None)),
        daily=_points(daily, site, period),
        period=period,
    )


def _daily(record: ClientRecord, as_of: date) -> Daily:
    """Return each day's means, of the first fortnight of each site and of the latest weeks only."""
    periods = {latest_days(TREND_DAYS, as_of)}
    for site in SITES:
        first = record.first_pain_day(f"{site}_pain_nrs")
        if first is not None and first <= as_of:
            periods.add(Period(first, first + timedelta(days=BASELINE_DAYS - 1)))
    found = {day: means for period in periods for day, *means in record.daily_pain(period)}
    return {date.fromisoformat(day): found[day] for day in sorted(found) if day <= as_of.isoformat()}


def _series(daily: Daily) -> Iterator[tuple[Days, Values]]:
    """Yield each site's days that have a value, and the values."""
    days = np.array([day.toordinal() - EPOCH for day in daily], np.int64).astype("datetime64[D]")
    means = np.array(list(daily.values()), np.float64).reshape(len(days), len(SITES))
    for column in means.T:
        given = ~np.isnan(column)
        yield days[given], column[given]


def _flags(red_flags: RedFlagState, trends: Iterable[PainTrend], silence: timedelta | None) -> Iterable[str]:
    if red_flags.present:
        yield RED_FLAG
    if any(trend.verdict in (SOMEWHAT_WORSE, MUCH_WORSE) for trend in trends):
        yield WORSE
    if silence is not None and silence.days >= SILENT_AFTER_DAYS:
        yield SILENT


def _points(daily: Daily, site: Site, period: Period) -> tuple[tuple[date, float], ...]:
    pairs = ((day, means[SITES.index(site)]) for day, means in daily.items() if day in period)
    return tuple((day, mean) for day, mean in pairs if mean is not None)
