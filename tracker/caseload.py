"""The caseload: a therapist's clients at a glance, each from the link they keep, without reading whole records."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from tracker import clock
from tracker.access.accounts import name_of
from tracker.access.sign_in import actor_of
from tracker.analysis.lasting_change import EARLY_DAYS, LATEST_DAYS
from tracker.analysis.nerve_signs import beside_less_pain
from tracker.analysis.pain_trend import SITES, Site, pain_trend
from tracker.analysis.verdict import MUCH_WORSE, SOMEWHAT_WORSE
from tracker.analysis.weekly_trend import TREND_DAYS
from tracker.analysis.windows import days_with_value
from tracker.clock import local_day
from tracker.domain.account import Account
from tracker.domain.check_in import PAIN
from tracker.domain.measure import Part
from tracker.domain.period import Period, latest_days
from tracker.domain.red_flags import RedFlagState
from tracker.domain.share_link import ShareLink
from tracker.errors import AccessRefused, UnknownClient
from tracker.frames import daily_course, within
from tracker.record import ClientRecord
from tracker.record.entries import Row
from tracker.store.store import Store

FIRST_READ = (*PAIN, "pain_extent")
SILENT_AFTER_DAYS = 10
RED_FLAG, NERVE_SIGNS, WORSE, SILENT = "red flag answered", "see nerve signs", "worse", "silent"
FLAGS = (RED_FLAG, NERVE_SIGNS, WORSE, SILENT)


@dataclass(frozen=True)
class _Read:
    """What one client's row is made from, as far as their link shows it on the day `as_of`."""

    share: ShareLink
    name: str
    as_of: date
    shows_silence: bool
    course: list[Row]
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
    scope = record.scope
    if scope is None:
        raise AccessRefused
    as_of = min(today, scope.period.last)
    return _Read(
        share=share,
        name=record.profile.get().label or name_of(store, share.client_id),
        as_of=as_of,
        # A link to days gone by, or without check-ins, is silent because of what it shows, not because of the client.
        shows_silence=clock.practice_today() in scope.period and scope.allows(Part.PAIN),
        course=[day for period in _periods(record, as_of) for day in record.entries.daily_course(period)],
        last_entry=record.entries.last_day(),
        red_flags=record.warning_signs.state(),
    )


def _periods(record: ClientRecord, as_of: date) -> Iterator[Period]:
    """Yield the days to read, oldest first and none twice: each series' first six weeks, and the latest weeks."""
    early = [
        Period(first, min(first + timedelta(days=EARLY_DAYS - 1), as_of))
        for first in record.entries.first_days_with(*FIRST_READ)
        if first <= as_of
    ]
    unread = date.min
    for period in sorted([*early, latest_days(LATEST_DAYS, as_of)], key=lambda span: span.first):
        if period.last >= unread:
            yield Period(max(period.first, unread), period.last)
            unread = period.last + timedelta(days=1)


def _row(read: _Read, today: date) -> CaseloadRow:
    daily = daily_course(read.course)
    trends = {site_name: pain_trend(daily, site_name, read.as_of) for site_name in SITES}
    means = {site_name: trend.recent.mean if trend.recent else None for site_name, trend in trends.items()}
    site: Site = next((site_name for site_name in SITES if means[site_name] is not None), "leg")
    heard_of = read.last_entry or local_day(read.share.created_at)
    silent_days = (today - heard_of).days if read.shows_silence else None
    period = latest_days(TREND_DAYS, read.as_of)
    days, values = days_with_value(within(daily, period), f"{site}_mean", read.as_of)
    flags = {
        RED_FLAG: bool(read.red_flags.present),
        NERVE_SIGNS: any(beside_less_pain(daily, daily, trends)),
        WORSE: any(trend.verdict in (SOMEWHAT_WORSE, MUCH_WORSE) for trend in trends.values()),
        SILENT: silent_days is not None and silent_days >= SILENT_AFTER_DAYS,
    }
    return CaseloadRow(
        share=read.share,
        name=read.name,
        site=site,
        latest_mean=means[site],
        change=trends[site].change,
        verdict=trends[site].verdict,
        last_entry=read.last_entry,
        flags=tuple(flag for flag in FLAGS if flags[flag]),
        daily=tuple(zip(days.tolist(), values.tolist(), strict=True)),
        period=period,
        silent_days=silent_days,
    )
