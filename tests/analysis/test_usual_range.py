"""Usual range: the middle 80 % of eight weeks, nothing under 14 days, and one word beside a day."""

import pytest

from tests.invented_records import daily, day
from tracker.analysis.usual_range import usual_range, usual_sentence


def rows(values):
    return tuple((day(number).isoformat(), float(value), None) for number, value in values.items())


EIGHT_WEEKS = {number: number % 7 for number in range(56)}  # 0 to 6, eight times each


def test_the_middle_of_eight_weeks() -> None:
    found = usual_range(daily(EIGHT_WEEKS), "leg", day(55))
    assert found is not None
    # 56 values in order, 8 of each: places 5.5, 27.5 and 49.5 of 0 to 55.
    assert (found.low, found.median, found.high, found.days) == (0, 3, 6, 56)
    assert (found.first, found.last) == (day(0), day(55))


def test_older_days_do_not_count() -> None:
    values = dict.fromkeys(range(30), 9) | {30 + number: 2 for number in range(56)}
    found = usual_range(daily(values), "leg", day(85))
    assert found is not None
    assert (found.low, found.high) == (2, 2)


@pytest.mark.parametrize(("days", "told"), [(13, False), (14, True)])
def test_nothing_is_told_under_fourteen_days(days, told) -> None:
    frame = daily(dict.fromkeys(range(days), 4))
    assert (
        bool(usual_sentence(rows(dict.fromkeys(range(days), 4)), {"leg": 4, "back": None}, day(days))) is told
    )
    assert usual_range(frame, "back", day(days)) is None


@pytest.mark.parametrize(
    ("pain", "word"),
    [(3, "usual for you"), (5, "usual for you"), (6, "above your usual"), (2, "below your usual")],
)
def test_one_word_beside_a_day(pain, word) -> None:
    daily_rows = rows({number: 3 + number % 3 for number in range(30)} | {30: pain})
    # The day itself is no part of what it is held against.
    assert usual_sentence(daily_rows, {"leg": pain, "back": 2}, day(30)) == (
        f"Leg pain {pain}: {word} (from 30 days of the eight weeks before)."
    )


def test_only_what_ends_today_is_called_the_last_eight_weeks(monkeypatch) -> None:
    daily_rows = rows(dict.fromkeys(range(30), 3))
    assert "of the eight weeks before)" in usual_sentence(daily_rows, {"leg": 3, "back": None}, day(30))
    monkeypatch.setattr("tracker.clock.today", lambda: day(30))
    assert "of the last eight weeks)" in usual_sentence(daily_rows, {"leg": 3, "back": None}, day(30))
