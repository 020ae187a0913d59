"""Symptoms: a day counts once with its worst level, sleep the other way round, and "somewhat" is the most said."""

import pytest

from tests.invented_records import check_ins, day
from tracker.analysis.nerve_signs import HAVE_IT_SEEN
from tracker.analysis.symptoms import symptom_trends
from tracker.analysis.wording import counted
from tracker.locales import day_words


def rows(symptom: str, values: dict[int, int]):
    return [{"on_date": day(n).isoformat(), "leg_pain_nrs": 4, symptom: value} for n, value in values.items()]


def trend(symptom: str, values: dict[int, int], last: int = 27):
    found = symptom_trends(check_ins(*rows(symptom, values)), day(last))
    return next(one for one in found if one.symptom == symptom)


def fortnights(symptom: str, first: int, latest: int):
    return trend(symptom, {**dict.fromkeys(range(14), first), **dict.fromkeys(range(14, 28), latest)})


@pytest.mark.parametrize(
    ("symptom", "first", "latest", "verdict", "word"),
    [
        ("tingling", 3, 1, "somewhat better", "mostly mild"),
        ("numbness", 0, 2, "somewhat worse", "mostly moderate"),
        ("weakness", 1, 1, "no clear change", "mostly mild"),
        ("sleep_quality", 2, 4, "somewhat better", "mostly good"),
        ("sleep_quality", 5, 3, "somewhat worse", "mostly fair"),
    ],
)
def test_verdicts_know_which_way_is_good(symptom, first, latest, verdict, word) -> None:
    found = fortnights(symptom, first, latest)
    assert (found.verdict, found.baseline_mean, found.recent_mean) == (verdict, first, latest)
    assert word in found.sentence


def test_a_day_counts_once_with_its_worst() -> None:
    record = check_ins(
        {"on_date": day(0).isoformat(), "leg_pain_nrs": 4, "tingling": 1, "sleep_quality": 4},
        {"on_date": day(0).isoformat(), "leg_pain_nrs": 4, "tingling": 3, "sleep_quality": 2},
        {"on_date": day(1).isoformat(), "leg_pain_nrs": 4},
        {"on_date": day(8).isoformat(), "leg_pain_nrs": 4, "tingling": 0},
    )
    tingling, numbness, _, sleep = symptom_trends(record, day(8))
    assert [(week.first, week.counts, week.days) for week in tingling.weeks] == [
        (day(0), (0, 0, 0, 1), 1),
        (day(7), (1, 0, 0, 0), 1),
    ]
    assert sleep.weeks[0].counts == (0, 1, 0, 0, 0)
    assert sleep.levels[1] == "poor"
    assert (numbness.weeks, numbness.verdict) == ((), "too little data")


def test_too_little_is_said_for_each() -> None:
    assert [one.verdict for one in symptom_trends(check_ins(), day(0))] == ["too little data"] * 4
    assert (
        "6 days with it noted"
        in trend("tingling", dict.fromkeys([*range(6), *range(20, 40)], 2), 39).sentence
    )


@pytest.mark.parametrize(
    ("symptom", "first", "latest", "way"),
    [("tingling", 0, 3, "worse"), ("weakness", 3, 0, "better"), ("sleep_quality", 4, 1, "worse")],
)
def test_what_is_not_called_yet_is_not_hidden(symptom, first, latest, way) -> None:
    rows = (
        {"on_date": day(n).isoformat(), "leg_pain_nrs": 4, symptom: latest if n >= 74 else first}
        for n in range(90)
    )
    trends = symptom_trends(check_ins(*rows), day(89))
    (trend,) = (one for one in trends if one.symptom == symptom)
    assert trend.verdict == "no clear change"
    assert f"{way} than in your first 14 days. That has not held for long enough yet" in trend.sentence


def test_only_more_than_half_of_the_days_are_called_mostly() -> None:
    rows = ({"on_date": day(n).isoformat(), "leg_pain_nrs": 4, "sleep_quality": 1 + n % 5} for n in range(60))
    sleep = symptom_trends(check_ins(*rows), day(59))[-1]
    assert "Sleep was between very poor and very good over" in sleep.sentence
    assert "mostly" not in sleep.sentence


@pytest.mark.parametrize(
    ("symptom", "first", "usual", "worst", "words", "is_seen_to"),
    [
        ("weakness", 2, 0, 3, "severe", True),
        ("numbness", 1, 0, 2, "moderate", True),
        ("weakness", 0, 0, 1, "mild", False),
        ("tingling", 2, 0, 3, "severe", False),
        ("sleep_quality", 3, 5, 1, "very poor", False),
    ],
)
def test_a_mean_does_not_hide_the_worst_days(symptom, first, usual, worst, words, is_seen_to) -> None:
    lately = {number: worst if number % 4 == 0 else usual for number in range(14, 120)}
    sentence = trend(symptom, {**dict.fromkeys(range(14), first), **lately}, 119).sentence
    assert f"On 3 days it was worse than on any day of your first 14 days: {words} at the worst." in sentence
    assert "on average" in sentence
    assert (HAVE_IT_SEEN in sentence) is is_seen_to


def test_weakness_that_is_told_worse_is_to_be_looked_at() -> None:
    assert HAVE_IT_SEEN in fortnights("weakness", 0, 2).sentence
    assert "than on any day" not in fortnights("weakness", 0, 2).sentence
    assert HAVE_IT_SEEN not in fortnights("weakness", 3, 2).sentence
    assert HAVE_IT_SEEN not in fortnights("weakness", 0, 1).sentence


@pytest.mark.parametrize(
    ("values", "last", "words"),
    [
        (dict.fromkeys(range(30), 0) | dict.fromkeys(range(114, 120), 3), 119, "severe"),
        (dict.fromkeys(range(10), 0) | dict.fromkeys(range(10, 20), 3), 19, "severe"),
        (dict.fromkeys(range(5), 1) | {5: 2, 6: 2}, 6, "moderate"),
    ],
)
@pytest.mark.parametrize("symptom", ["weakness", "numbness"])
def test_a_leg_that_gets_weak_or_numb_waits_for_no_comparison(symptom, values, last, words) -> None:
    told = trend(symptom, values, last)
    assert told.verdict == "too little data"
    over = f"Over the 14 days to {day_words(day(last))}"
    assert told.sentence.endswith(f" {over} it was up to {words}. {HAVE_IT_SEEN}")


@pytest.mark.parametrize(
    ("symptom", "values"),
    [
        ("tingling", dict.fromkeys(range(10), 0) | dict.fromkeys(range(10, 20), 3)),
        ("sleep_quality", dict.fromkeys(range(10), 1) | dict.fromkeys(range(10, 20), 5)),
        ("weakness", dict.fromkeys(range(10), 0) | dict.fromkeys(range(10, 20), 1)),
        # As bad at first, or long gone by.
        ("weakness", dict.fromkeys(range(20), 3)),
        ("weakness", {0: 0, 10: 3, 40: 0}),
        ("numbness", {0: 3}),
    ],
)
def test_what_is_no_worse_lately_is_only_too_little(symptom, values) -> None:
    told = trend(symptom, values, max(values))
    assert told.verdict == "too little data"
    assert "it was up to" not in told.sentence
    assert HAVE_IT_SEEN not in told.sentence


ONE_BAD_DAY = pytest.mark.parametrize(("ago", "is_seen_to"), [((13,), False), ((3,), False), ((2,), True), ((0,), True), ((13, 9), True)])  # fmt: skip


@ONE_BAD_DAY
@pytest.mark.parametrize(("symptom", "first"), [("weakness", 1), ("numbness", 0)])
def test_one_bad_day_long_past_is_counted_and_needs_no_doctor_today(symptom, first, ago, is_seen_to) -> None:
    values = dict.fromkeys(range(30), first) | dict.fromkeys(range(30, 120), 0)
    sentence = trend(symptom, values | {119 - days: 2 for days in ago}, 119).sentence
    assert f"On {counted(len(ago), 'day')} it was worse than on any day" in sentence
    assert (HAVE_IT_SEEN in sentence) is is_seen_to


@ONE_BAD_DAY
def test_one_bad_day_long_past_needs_no_doctor_where_little_is_noted(ago, is_seen_to) -> None:
    values = dict.fromkeys(range(106, 120), 0) | {119 - days: 3 for days in ago}
    sentence = trend("weakness", dict.fromkeys(range(2), 0) | values, 119).sentence
    assert "too little" in trend("weakness", dict.fromkeys(range(2), 0) | values, 119).verdict
    assert (HAVE_IT_SEEN in sentence) is is_seen_to


def test_of_rare_notes_the_last_three_are_the_latest() -> None:
    sentence = trend("weakness", {0: 0, 106: 3, 112: 0, 118: 0}, 119).sentence
    assert HAVE_IT_SEEN in sentence
