"""The caseload: a therapist's clients at a glance, each from the link they keep, without reading whole records."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tracker.access.accounts import name_of
from tracker.access.sign_in import actor_of
from tracker.analysis.lasting_change import EARLY_DAYS, LATEST_DAYS
from tracker.analysis.pain_trend import PainTrend, Site, pain_trend_of
from tracker.analysis.verdict import MUCH_WORSE, SOMEWHAT_WORSE
from tracker.analysis.weekly_trend import TREND_DAYS
from tracker.analysis.windows import Days, Values, stretch
from tracker.clock import local_day
from tracker.domain.account import Account
from tracker.domain.measure import Part
from tracker.domain.period import Period, latest_days
from tracker.domain.red_flags import RedFlagState
from tracker.domain.share_link import ShareLink
from tracker.errors import AccessRefused, UnknownClient
from tracker.record import ClientRecord
from tracker.store.store import Store

# Days as ISO text, oldest first, each with its mean leg and back pain (NRS 0-10).
Daily = Sequence[tuple[str, float | None, float | None]]
SITES: tuple[Site, ...] = ("leg", "back")
SILENT_AFTER_DAYS = 10
RED_FLAG, WORSE, SILENT = "red flag answered", "worse", "silent"
FLAGS = (RED_FLAG, WORSE, SILENT)


@dataclass(frozen=True)
class _Read:
    """What one client's row is made from, as far as their link shows it on the day `as_of`."""

    share: ShareLink
    name: str
    as_of: date
    shows_silence: bool
    daily: Daily
    last_entry: date | None
    red_flags: RedFlagState


@dataclass(frozen=True)
class CaseloadRow:
    """One client in the list: latest mean and change since baseline (NRS points) of leg pain, else of back pain.

    `daily` is that site's mean of each day (NRS 0-10) in `period`, the latest 12 weeks that are shared. `silent_days`
    are those since the last entry, or since the link was made; None for a link to days gone by or without check-ins.
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
    silent_days: int | None = None

    @property
    def flag_words(self) -> tuple[str, ...]:
        """The flags as a therapist reads them: how long the silence is, too."""
        return tuple(f"silent for {self.silent_days} days" if flag == SILENT else flag for flag in self.flags)


def caseload(store: Store, therapist: Account, today: date) -> tuple[CaseloadRow, ...]:
    """Return a therapist's clients, those with flags first, then by name; what is not shared is not there."""
    read = []
    # All of one moment: and one transaction costs less than one for each short read.
    with store.at_one_moment():
        for share in store.shares.kept_by(therapist.account_id):
            # A link may be no way in any more, or its client gone.
            with suppress(AccessRefused, UnknownClient):
                read.append(_read(store, therapist, share, today))
    return tuple(sorted((_row(reading, today) for reading in read), key=_urgency))


def _urgency(row: CaseloadRow) -> tuple[list[bool], str]:
    return [flag not in row.flags for flag in FLAGS], row.name.casefold()


def _read(store: Store, therapist: Account, share: ShareLink, today: date) -> _Read:
    record = ClientRecord(store, actor_of(therapist), share.client_id, share=share)
    shared = share.scope(today).period
    as_of = min(today, shared.last)
    return _Read(
        share=share,
        name=record.profile.get().label or name_of(store, share.client_id),
        as_of=as_of,
        # A link to days gone by, or without check-ins, is silent because of what it shows, not because of the client.
        shows_silence=today in shared and record.scope is not None and record.scope.allows(Part.PAIN),
        daily=tuple(row for period in _periods(record, as_of) for row in record.entries.daily_pain(period)),
        last_entry=record.entries.last_day(),
        red_flags=record.warning_signs.state(),
    )


def _periods(record: ClientRecord, as_of: date) -> Iterator[Period]:
    """Yield the days to read, oldest first and none twice: each site's first six weeks, and the latest weeks."""
    firsts = {record.entries.first_pain_day(f"{site}_pain_nrs") for site in SITES}
    early = [
        Period(first, min(first + timedelta(days=EARLY_DAYS - 1), as_of))
        for first in firsts
        if first and first <= as_of
    ]
    unread = date.min
    for period in sorted([*early, latest_days(LATEST_DAYS, as_of)], key=lambda span: span.first):
        if period.last >= unread:
            yield Period(max(period.first, unread), period.last)
            unread = period.last + timedelta(days=1)


def _row(read: _Read, today: date) -> CaseloadRow:
    series: dict[Site, tuple[Days, Values]] = dict(zip(SITES, _series(read.daily), strict=True))
    trends: dict[Site, PainTrend] = {
        site_name: pain_trend_of(*days_and_values, site_name, read.as_of)
        for site_name, days_and_values in series.items()
    }
    means = {site_name: trend.recent.mean if trend.recent else None for site_name, trend in trends.items()}
    site: Site = next((site_name for site_name in SITES if means[site_name] is not None), "leg")
    heard_of = read.last_entry or local_day(read.share.created_at)
    period = latest_days(TREND_DAYS, read.as_of)
    silent_days = (today - heard_of).days if read.shows_silence else None
    return CaseloadRow(
        share=read.share,
        name=read.name,
        site=site,
        latest_mean=means[site],
        change=trends[site].change,
        verdict=trends[site].verdict,
        last_entry=read.last_entry,
        flags=tuple(_flags(read.red_flags, trends.values(), silent_days)),
        daily=_points(*series[site], period),
        period=period,
        silent_days=silent_days,
    )


def _series(daily: Daily) -> Iterator[tuple[Days, Values]]:
    """Yield each site's days that have a value, and the values."""
    days, *columns = zip(*daily, strict=True) if daily else ((), (), ())
    when = np.array(days, "datetime64[D]")
    for column in columns:
        means = np.array(column, np.float64)
        is_given = ~np.isnan(means)
        yield when[is_given], means[is_given]


def _flags(red_flags: RedFlagState, trends: Iterable[PainTrend], silent_days: int | None) -> Iterable[str]:
    if red_flags.present:
        yield RED_FLAG
    if any(trend.verdict in (SOMEWHAT_WORSE, MUCH_WORSE) for trend in trends):
        yield WORSE
    if silent_days is not None and silent_days >= SILENT_AFTER_DAYS:
        yield SILENT


def _points(days: Days, means: Values, period: Period) -> tuple[tuple[date, float], ...]:
    in_period = stretch(days, period.first, period.last)
    return tuple(zip(days[in_period].tolist(), means[in_period].tolist(), strict=True))
