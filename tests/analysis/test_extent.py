"""Extent: moving up the leg is centralising, down is peripheralising, ups and downs are neither."""

import pytest

from tests.invented_records import check_ins, day
from tracker.analysis.extent import LOOKED_AT, extent_trend
from tracker.analysis.wording import counted
from tracker.frames import daily_pain


def extents(values: dict[int, str]):
    rows = (
        {"on_date": day(n).isoformat(), "leg_pain_nrs": 4, "pain_extent": word} for n, word in values.items()
    )
    return daily_pain(check_ins(*rows))


def fortnights(first: str, latest: str):
    return extents({**dict.fromkeys(range(14), first), **dict.fromkeys(range(14, 28), latest)})


@pytest.mark.parametrize(
    ("first", "latest", "change", "direction", "verdict"),
    [
        ("foot", "thigh", -2, "centralising", "much better"),
        ("calf", "thigh", -1, "centralising", "somewhat better"),
        ("buttock", "foot", 3, "peripheralising", "much worse"),
        ("back", "buttock", 1, "peripheralising", "somewhat worse"),
        ("calf", "calf", 0, None, "no clear change"),
    ],
)
def test_direction_and_verdict(first, latest, change, direction, verdict) -> None:
    found = extent_trend(fortnights(first, latest), day(27))
    assert (found.change, found.direction, found.verdict, found.days) == (change, direction, verdict, 28)
    assert verdict in found.sentence


def test_weeks_count_days_and_keep_gaps() -> None:
    found = extent_trend(extents({0: "calf", 1: "foot", 2: "calf", 15: "none"}), day(20))
    assert [week.first for week in found.weeks] == [day(0), day(7), day(14)]
    assert found.weeks[0].counts == (0, 0, 0, 0, 2, 1)
    assert [sum(week.counts) for week in found.weeks] == [3, 0, 1]


def test_up_and_down_within_the_fortnight_is_no_direction() -> None:
    first = {n: ("foot", "back")[n // 2 % 2] for n in range(14)}
    latest = {n: ("calf", "none")[n // 2 % 2] for n in range(14, 28)}
    assert extent_trend(extents({**first, **latest}), day(27)).verdict == "no clear change"


def test_too_little_is_said() -> None:
    nothing = extent_trend(extents({}), day(3))
    assert (nothing.verdict, nothing.weeks, nothing.days) == ("too little data", (), 0)
    few = extent_trend(extents({0: "calf"}), day(40))
    assert few.verdict == "too little data"
    assert "1 day with it noted" in few.sentence


@pytest.mark.parametrize(
    ("first", "latest", "way"), [("buttock", "foot", "further down"), ("foot", "back", "less far down")]
)
def test_what_is_not_called_yet_is_not_told_as_much_as_before(first, latest, way) -> None:
    found = extent_trend(
        extents({**dict.fromkeys(range(60), first), **dict.fromkeys(range(60, 74), latest)}), day(73)
    )
    assert (found.verdict, found.direction) == ("no clear change", None)
    assert f"{way} than in your first 14 days" in found.sentence
    assert "much as in" not in found.sentence
    assert ("have it looked at" in found.sentence) is (way == "further down")
    assert "has not held for long enough yet" in found.sentence
    assert "much as in your first 14 days" in extent_trend(fortnights("calf", "calf"), day(27)).sentence


def test_only_more_than_half_of_the_days_are_mostly() -> None:
    mixed = [("back", "thigh", "foot")[n % 3] for n in range(14)]
    found = extent_trend(
        extents({**dict.fromkeys(range(14), "thigh"), **dict(enumerate(mixed, start=14))}), day(27)
    )
    assert "symptoms reached the foot at the furthest" in found.sentence
    assert "mostly" not in found.sentence


FURTHER = (
    "further down than on any day of your first 14 days: the foot at the furthest. If it goes further down,"
)


@pytest.mark.parametrize(
    ("first", "latest", "days", "verdict"),
    [
        ("calf", ("none", "none", "foot"), 5, "much better"),
        ("calf", ("buttock", "back", "back", "foot"), 4, "somewhat better"),
        ("buttock", ("none", "buttock", "foot"), 5, "no clear change"),
    ],
)
def test_a_mean_does_not_hide_a_reach_that_is_new(first, latest, days, verdict) -> None:
    lately = {number: latest[number % len(latest)] for number in range(14, 120)}
    trend = extent_trend(extents({**dict.fromkeys(range(14), first), **lately}), day(119))
    assert trend.verdict == verdict
    assert f"On {days} days they reached {FURTHER}" in trend.sentence
    assert "on average" in trend.sentence
    assert "good sign" not in trend.sentence


def test_a_back_that_hurts_anew_is_no_leg() -> None:
    lately = {number: ("back", "none")[number % 2] for number in range(14, 120)}
    sentence = extent_trend(extents({**dict.fromkeys(range(14), "none"), **lately}), day(119)).sentence
    assert sentence.endswith("on average much as in your first 14 days: no clear change.")


@pytest.mark.parametrize(
    ("values", "last", "days"),
    [
        (dict.fromkeys(range(30), "buttock") | dict.fromkeys(range(114, 120), "calf"), 119, 6),
        (dict.fromkeys(range(10), "back") | {number: ("back", "calf")[number % 2] for number in range(10, 20)}, 19, 5),
        ({0: "thigh", 1: "buttock", 2: "buttock", 5: "calf"}, 5, 1),
    ],
)  # fmt: skip
def test_a_reach_that_is_new_waits_for_no_comparison(values, last, days) -> None:
    trend = extent_trend(extents(values), day(last))
    assert trend.verdict == "too little data"
    new = "further down than on any day of the first 3 that note it: the calf at the furthest."
    assert f" On {counted(days, 'day')} they reached {new}{LOOKED_AT}" in trend.sentence


@pytest.mark.parametrize(
    "values",
    [
        dict.fromkeys(range(20), "foot"),
        {0: "calf", 3: "thigh"},
        {0: "none", 3: "back"},
        # Long gone by.
        {0: "buttock", 4: "foot"} | dict.fromkeys(range(34, 40), "buttock"),
        {0: "buttock", 4: "foot", 60: "buttock"},
    ],
)
def test_what_is_no_further_down_lately_is_only_too_little(values) -> None:
    trend = extent_trend(extents(values), day(max(values)))
    assert trend.verdict == "too little data"
    assert "further down" not in trend.sentence
    assert "have it looked at" not in trend.sentence


def test_what_is_no_further_down_is_a_good_sign() -> None:
    better = extent_trend(fortnights("foot", "thigh"), day(27)).sentence
    assert better.endswith("drawing up towards the back as a good sign.")
    worse = extent_trend(fortnights("buttock", "foot"), day(27)).sentence
    assert worse.count("have it looked at") == 1
    assert "than on any day" not in worse


@pytest.mark.parametrize(
    "lately",
    [
        dict.fromkeys(range(30, 120), "back") | {107: "foot"},
        dict.fromkeys(range(30, 120), "calf") | {119: "foot"},
        dict.fromkeys(range(106, 110), "back") | {112: "foot"},
    ],
)
def test_what_is_once_further_down_is_not_told_as_still_going_down(lately) -> None:
    sentence = extent_trend(extents(dict.fromkeys(range(30), "calf") | lately), day(119)).sentence
    assert "On 1 day they reached further down" in sentence
    assert "keeps" not in sentence
    assert sentence.endswith(" If it goes further down, or a leg gets weak or numb, have it looked at.")
