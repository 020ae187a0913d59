"""Every day of a year: its worst pain, its flares, and nothing where nothing was noted."""

from datetime import date

from tests.invented_records import check_ins, massages
from tracker.analysis.episodes import flare_episodes
from tracker.analysis.year_of_days import YearOfDays, year_of_days
from tracker.domain.period import Period
from tracker.frames import daily_pain

YEAR = Period(date(2025, 3, 10), date(2026, 3, 9))


def year(*rows: dict[str, object]) -> YearOfDays:
    frame = check_ins(*rows)
    daily = daily_pain(frame)
    return year_of_days(daily, flare_episodes(daily, frame, massages(), YEAR.last), YEAR)


def test_a_day_has_the_worst_of_both_sites_and_of_all_its_check_ins() -> None:
    one = year(
        {"on_date": "2026-03-09", "at_time": "08:00", "leg_pain_nrs": 2, "back_pain_nrs": 7},
        {"on_date": "2026-03-09", "at_time": "20:00", "leg_pain_nrs": 4},
        {"on_date": "2026-03-08", "back_pain_nrs": 0},
    )
    assert [day.worst_nrs for day in one.days[-3:]] == [None, 0, 7]
    assert len(one.days) == 365
    assert one.sentence == (
        "From 10 March 2025 to 9 March 2026, 2 days have a number for pain. The worst of a day was between 0 and 7, and "
        "no flare is marked or stands out."
    )


def test_a_flare_has_its_days_also_those_without_a_check_in() -> None:
    flared = year(
        {"on_date": "2026-01-05", "leg_pain_nrs": 8, "is_flare": True},
        {"on_date": "2026-01-08", "leg_pain_nrs": 9, "is_flare": True},
        {"on_date": "2026-01-09", "leg_pain_nrs": 2},
        {"on_date": "2026-01-10", "leg_pain_nrs": 2},
    )
    days = {day.on_date: day for day in flared.days}
    assert [days[date(2026, 1, n)].is_flare for n in (4, 5, 6, 7, 8, 9)] == [
        False,
        True,
        True,
        True,
        True,
        False,
    ]
    assert days[date(2026, 1, 6)].worst_nrs is None
    assert flared.sentence.endswith("was between 2 and 9, and 4 days were in a flare.")


def test_an_empty_year_and_what_lies_outside_it() -> None:
    assert year({"on_date": "2025-03-09", "leg_pain_nrs": 5}).sentence == (
        "From 10 March 2025 to 9 March 2026, no day has a number for pain."
    )
    alone = year({"on_date": "2025-03-10", "leg_pain_nrs": 5}).sentence
    assert (
        "1 day has a number for pain. The worst of a day was 5, and no flare is marked or stands out."
        in alone
    )
