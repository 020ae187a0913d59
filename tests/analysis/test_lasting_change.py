"""Lasting change: why a change that is large enough is not called, by one rule for pain, extent and symptoms."""

import pytest

from tests.invented_records import check_ins, daily, day
from tracker.analysis.extent import extent_trend
from tracker.analysis.lasting_change import TOO_YOUNG, UNSURE, WITHIN_SWING, Comparison
from tracker.analysis.pain_trend import pain_trend
from tracker.analysis.symptoms import symptom_trends
from tracker.analysis.verdict import NO_CLEAR
from tracker.domain.check_in import PAIN_EXTENTS
from tracker.frames import daily_pain


def sentence_of(name: str, values: list[int]) -> str:
    """What is said of a record with these values (of how far it reaches: steps from none to foot), one a day."""
    rows = [
        {
            "on_date": day(number).isoformat(),
            "leg_pain_nrs": 4,
            name: PAIN_EXTENTS[value] if name == "pain_extent" else value,
        }
        for number, value in enumerate(values)
    ]
    frame, as_of = check_ins(*rows), day(len(values) - 1)
    if name == "leg_pain_nrs":
        return pain_trend(daily_pain(frame), "leg", as_of).sentence
    if name == "pain_extent":
        return extent_trend(daily_pain(frame), as_of).sentence
    return next(trend.sentence for trend in symptom_trends(frame, as_of) if trend.symptom == name)


MEASURES = [("leg_pain_nrs", 8, 1), ("pain_extent", 5, 1), ("tingling", 3, 0), ("sleep_quality", 1, 5)]


@pytest.mark.parametrize(
    ("change", "is_young", "why"),
    [(2, True, WITHIN_SWING), (-2, False, WITHIN_SWING), (2.1, True, TOO_YOUNG), (-2.1, False, UNSURE)],
)
def test_one_rule_says_why_a_change_is_not_called(change, is_young, why) -> None:
    assert Comparison(change, 2.0, False, is_young, change).why_not == why


@pytest.mark.parametrize(("name", "first", "latest"), MEASURES)
@pytest.mark.parametrize("days", [40, 60, 69, 70, 100, 365])
def test_not_for_long_enough_is_said_of_a_young_level_alone(name, first, latest, days) -> None:
    sentence = sentence_of(name, [first if number < 11 else latest for number in range(days)])
    assert "no clear change" in sentence
    assert ("not held for long enough yet" in sentence) is (days < 70)
    assert ("but not by enough to be sure" in sentence) is (days >= 70)


@pytest.mark.parametrize(("name", "first", "latest"), MEASURES)
def test_a_level_that_came_lately_is_young_in_an_old_record(name, first, latest) -> None:
    sentence = sentence_of(name, [first if number < 286 else latest for number in range(300)])
    assert "not held for long enough yet" in sentence


@pytest.mark.parametrize(("name", "good", "bad"), [("leg_pain_nrs", 1, 7), ("pain_extent", 1, 5), ("tingling", 0, 3), ("sleep_quality", 5, 1)])  # fmt: skip
def test_what_comes_and_goes_by_itself_is_not_told_as_young(name, good, bad) -> None:
    # Ten days of each by turns, so that two fortnights differ by chance of where they lie.
    sentence = sentence_of(name, [bad if number // 10 % 2 else good for number in range(119)])
    assert "may differ by as much by themselves: no clear change" in sentence


BACK_AGAIN = [("leg_pain_nrs", 6, 3, 5), ("pain_extent", 5, 1, 4), ("tingling", 3, 0, 2), ("sleep_quality", 1, 5, 2)]  # fmt: skip


@pytest.mark.parametrize(("name", "first", "between", "latest"), BACK_AGAIN)
@pytest.mark.parametrize("days", [14, 21])
def test_what_has_come_back_is_not_called_a_change(name, first, between, latest, days) -> None:
    # Ten good weeks stand out at each look, but the fortnight that is spoken of differs by no more than the own swing.
    sentence = sentence_of(name, [first] * 14 + [between] * 70 + [latest] * days)
    assert "Your fortnights may differ by as much by themselves: no clear change" in sentence


def test_no_change_within_the_own_swing_is_called() -> None:
    for back in (3, 3.5, 4, 4.5, 5, 5.5, 6):
        pain = dict(enumerate([6.0] * 14 + [3.0] * 70 + [back] * 14))
        trend = pain_trend(daily(pain), "leg", day(97))
        assert trend.verdict == NO_CLEAR or abs(trend.change or 0) > (trend.swing_points or 0)
