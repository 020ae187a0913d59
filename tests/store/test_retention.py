"""Which backups are kept, over years of making them."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tracker.store.backup.backup import backups_to_keep

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


def test_a_year_of_daily_backups_leaves_seven_days_four_weeks_twelve_months() -> None:
    kept = backups_to_keep(NOON + number * DAY for number in range(730))
    last = NOON + 729 * DAY  # Tuesday 7 March 2028
    assert sorted(kept, reverse=True)[:7] == [last - number * DAY for number in range(7)]
    sundays = [last - number * DAY for number in (2, 9, 16)]
    assert {last, *sundays} <= kept
    month_ends = {at for at in kept if (at + DAY).month != at.month}
    assert len(month_ends) == 11, "February 2028 back to April 2027; March stands for itself by its latest"
    assert len(kept) == 7 + 2 + 11, "of the four weeks, two are among the seven days already"


def test_of_one_day_the_last_is_kept() -> None:
    hourly = [NOON + timedelta(minutes=number) for number in range(60)]
    assert backups_to_keep(hourly) == {hourly[-1]}


def test_a_machine_that_was_off_loses_nothing_by_it() -> None:
    rare = [NOON + number * 40 * DAY for number in range(7)]
    assert backups_to_keep(rare) == set(rare)


def test_nothing_made_nothing_kept() -> None:
    assert backups_to_keep([]) == frozenset()


@given(st.lists(INSTANTS, min_size=1))
def test_the_latest_is_always_kept_and_never_too_many(made: list[datetime]) -> None:
    kept = backups_to_keep(made)
    assert max(made) in kept
    assert kept <= set(made)
    assert len(kept) <= 7 + 4 + 12


@given(st.lists(INSTANTS, min_size=1, unique=True))
def test_removing_after_each_backup_leaves_what_removing_once_would(made: list[datetime]) -> None:
    held: frozenset[datetime] = frozenset()
    for at in sorted(made):
        held = backups_to_keep({*held, at})
    assert held == backups_to_keep(made)
