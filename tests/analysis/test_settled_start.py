"""Settled start: bad first days are left out and it is said so; a rise in the first days is no flare and stays."""

import pytest

from tests.invented_records import check_ins, daily, day, overall_changes
from tracker.analysis.extent import extent_trend
from tracker.analysis.own_much_better import own_much_better
from tracker.analysis.pain_trend import pain_trend
from tracker.analysis.symptoms import symptom_trends
from tracker.frames import daily_pain

DAYS = 61
LEFT_OUT = "Your first 6 days were worse than those after, as in a flare, and are left out. "


def leg_pain(first, later):
    return daily({number: first if number < 6 else later for number in range(DAYS)})


def sentence_of(name: str, first, later) -> str:
    """What is said of a record whose first 6 days differ from the 55 after them."""
    rows = [
        {"on_date": day(number).isoformat(), "leg_pain_nrs": 4, name: first if number < 6 else later}
        for number in range(DAYS)
    ]
    frame = check_ins(*rows)
    if name == "leg_pain_nrs":
        return pain_trend(daily_pain(frame), "leg", day(DAYS - 1)).sentence
    if name == "pain_extent":
        return extent_trend(daily_pain(frame), day(DAYS - 1)).sentence
    return next(trend.sentence for trend in symptom_trends(frame, day(DAYS - 1)) if trend.symptom == name)


BAD_AND_GOOD = [
    ("leg_pain_nrs", 8, 4),
    ("pain_extent", "foot", "thigh"),
    ("weakness", 3, 1),
    ("tingling", 2, 0),
    ("sleep_quality", 1, 4),
]


@pytest.mark.parametrize(("name", "bad", "good"), BAD_AND_GOOD)
def test_bad_first_days_are_left_out_and_each_answer_says_so(name, bad, good) -> None:
    sentence = sentence_of(name, bad, good)
    assert sentence.startswith(LEFT_OUT)
    assert "the 14 days that began on 7 January 2026" in sentence


@pytest.mark.parametrize(("name", "bad", "good"), BAD_AND_GOOD)
def test_what_gets_worse_in_the_first_days_is_no_flare(name, bad, good) -> None:
    sentence = sentence_of(name, good, bad)
    assert "left out" not in sentence
    assert "your first 14 days" in sentence


def test_a_rise_in_the_first_days_is_told() -> None:
    trend = pain_trend(leg_pain(1, 6), "leg", day(DAYS - 1))
    assert trend.baseline.first == day(0)
    assert "averages 6.0" in trend.sentence
    assert "up 2.1 from your first 14 days" in trend.sentence


def test_too_little_to_compare_yet_says_what_is_left_out_too() -> None:
    rows = [
        {"on_date": day(number).isoformat(), "leg_pain_nrs": 4, "weakness": 3 if number < 6 else 1}
        for number in range(30)
    ]
    weakness = next(one for one in symptom_trends(check_ins(*rows), day(29)) if one.symptom == "weakness")
    assert weakness.verdict == "too little data"
    assert LEFT_OUT in weakness.sentence


def test_what_somebody_calls_much_better_says_what_is_left_out_too() -> None:
    answers = overall_changes(dict.fromkeys((40, 50, 60), "much better"))
    assert own_much_better(answers, leg_pain(8, 4), day(DAYS - 1)).sentence.startswith(LEFT_OUT)
    assert "left out" not in own_much_better(answers, leg_pain(4, 8), day(DAYS - 1)).sentence


def test_days_that_are_not_the_first_of_the_diary_are_not_called_so() -> None:
    rows = [
        {"on_date": day(number).isoformat(), "leg_pain_nrs": 4}
        | ({} if number < 30 else {"tingling": 2 if number < 36 else 0})
        for number in range(30 + DAYS)
    ]
    (tingling,) = (
        trend for trend in symptom_trends(check_ins(*rows), day(29 + DAYS)) if trend.symptom == "tingling"
    )
    assert tingling.sentence.startswith("The 6 days from 31 January 2026 were worse than those after")
