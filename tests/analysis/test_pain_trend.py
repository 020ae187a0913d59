"""Pain trend: windows, thresholds, verdict words, sentences, and the smooth line with its gaps."""

import re

import numpy as np
import pytest

from tests.invented_records import check_ins, daily, day
from tracker import clock
from tracker.analysis.pain_trend import pain_trend, smooth_line
from tracker.analysis.verdict import VERDICTS
from tracker.frames import daily_pain

BASE = (6, 7, 6, 5, 7, 6, 6, 8, 7, 6, 5, 6, 7, 6)
RECENT = (5, 4, 5, 3, 4, 4, 5, 3, 4, 3, 4, 2, 3, 4)


def windows(base, recent, gap=0):
    """Leg pain on 14 days from day 0, then `gap` days without, then the recent values."""
    start = 14 + gap
    values = {**dict(enumerate(base)), **{start + number: value for number, value in enumerate(recent)}}
    return pain_trend(daily(values), "leg", day(start + 13))


def level(value: float) -> tuple[int, ...]:
    """Fourteen whole numbers with exactly this mean (a multiple of 1/14)."""
    low, more = divmod(round(value * 14), 14)
    return (low + 1,) * more + (low,) * (14 - more)


def test_the_worked_example() -> None:
    trend = windows(BASE, RECENT)
    assert trend.baseline.mean == pytest.approx(6.285714, abs=1e-6)
    assert trend.recent.mean == pytest.approx(3.785714, abs=1e-6)
    assert trend.change == pytest.approx(-2.5)
    assert trend.change_percent == pytest.approx(-39.7727, abs=1e-4)
    assert (trend.baseline.days, trend.recent.days, trend.verdict) == (14, 14, "much better")
    assert (trend.baseline.first, trend.baseline.last) == (day(0), day(13))
    assert (trend.recent.first, trend.recent.last) == (day(14), day(27))
    assert trend.sentence == (
        "Leg pain averages 3.8 over the 14 days to 28 January 2026 (from 14 days), down 2.5 from your first 14 days. That is more "
        "than your fortnights differ by themselves, and about the size people call much better. People with sciatica who "
        "felt recovered had mostly come down by 3 points or more."
    )


@pytest.mark.parametrize(
    ("base", "recent", "verdict"),
    [
        (6, 4, "much better"),  # exactly 2 points, 33 %
        (7, 5, "somewhat better"),  # 2 points, 28.6 %: only one of the two
        (5, 3.5, "somewhat better"),  # 30 %, 1.5 points: only one of the two
        (10, 7, "much better"),  # exactly 30 %
        (4, 6, "much worse"),
        (7, 9, "somewhat worse"),  # 28.6 %
        (4, 5, "somewhat worse"),
        (8, 7, "no clear change"),  # 1 point, 12.5 %
        (4, 3.5, "no clear change"),
        (5, 5, "no clear change"),
        (10, 10, "no clear change"),
        (0, 0, "no clear change"),
        (0, 5, "much worse"),
        (2, 0, "somewhat better"),  # low already: never "much"
        (2.5, 0.5, "somewhat better"),
        (2, 6, "much worse"),
    ],
)
def test_a_change_needs_both_points_and_percent(base, recent, verdict) -> None:
    trend = windows(level(base), level(recent))
    assert trend.verdict == verdict
    assert trend.verdict in VERDICTS


def test_percent_is_not_defined_from_zero() -> None:
    trend = windows(level(0), level(5))
    assert trend.change == 5
    assert trend.change_percent is None


@pytest.mark.parametrize(("base", "recent"), [(2, 0), (2, 2), (0, 5), (1, 2), (2.5, 0.5)])
def test_a_low_baseline_is_told_in_words_only(base, recent) -> None:
    sentence = windows(level(base), level(recent)).sentence
    assert "low" in sentence
    assert not re.search(r"\d\.\d", sentence)


def test_a_called_change_is_held_against_the_own_fortnights_never_against_one_rating() -> None:
    for base, recent in ((8, 3), (3, 8), (7, 5), (5, 3.5), (4, 5), (2, 0), (2, 3), (2, 6), (10, 7.1)):
        sentence = windows(level(base), level(recent)).sentence
        assert "more than your fortnights differ by themselves" in sentence
        assert "measurement error" not in sentence


def test_only_leg_pain_is_set_beside_what_people_with_sciatica_called_recovered() -> None:
    smaller, larger = windows(level(6), level(4)), windows(level(8), level(5))
    assert (smaller.verdict, larger.verdict) == ("much better", "much better")
    assert "felt recovered had mostly come down by 3 points" in smaller.sentence
    assert "recovered" not in larger.sentence
    back = pain_trend(daily({}, back=dict(enumerate((*level(6), *level(4))))), "back", day(27))
    assert (back.verdict, "sciatica" in back.sentence) == ("much better", False)


def test_a_size_just_under_the_threshold_is_not_rounded_onto_it() -> None:
    recent = [4] * 14
    base = [6] * 14
    base[0] = 5  # 5.93 - 4 = 1.93
    base[1] = 6
    assert "down 1.9 " in windows(base, recent).sentence
    pain = daily_pain(
        check_ins(
            *({"on_date": day(number).isoformat(), "leg_pain_nrs": 6} for number in range(14)),
            {"on_date": day(0).isoformat(), "leg_pain_nrs": 5},  # that day 5.5, mean 5.964
            *({"on_date": day(number).isoformat(), "leg_pain_nrs": 4} for number in range(14, 28)),
        )
    )
    trend = pain_trend(pain, "leg", day(27))
    assert trend.verdict == "somewhat better"
    assert "down 1.9 " in trend.sentence


def test_too_little_data_is_a_result_that_says_what_is_missing() -> None:
    nothing = pain_trend(daily({}), "leg", day(0))
    assert (nothing.verdict, nothing.change, nothing.baseline) == ("too little data", None, None)
    young = pain_trend(daily({0: 5, 1: 5}), "leg", day(1))
    assert "5 more days with leg pain noted" in young.sentence
    assert "28 January 2026" in young.sentence
    overlap = pain_trend(daily(dict.fromkeys(range(20), 5)), "leg", day(19))
    assert overlap.verdict == "too little data"
    assert "28 January 2026" in overlap.sentence
    sparse = windows(BASE, RECENT[:3], gap=20)
    assert sparse.verdict == "too little data"
    assert "7 days with leg pain noted in the 14 days to" in sparse.sentence
    assert "there are 3" in sparse.sentence
    one_short = windows(BASE, RECENT[:6], gap=20)
    assert "there are 6" in one_short.sentence
    thin_start = pain_trend(daily(dict.fromkeys([*range(6), *range(20, 40)], 5)), "leg", day(39))
    assert thin_start.verdict == "too little data"
    assert "6 days" in thin_start.sentence


def test_no_day_is_promised_that_cannot_come() -> None:
    # Three days by the 13th: the 14 cannot hold seven any more.
    late = pain_trend(daily({0: 5, 5: 5, 12: 5}), "leg", day(12)).sentence
    assert "have 3 days with leg pain noted; it takes 7." in late
    assert "more" not in late


def test_the_fourteenth_day_is_open_until_it_is_over() -> None:
    six = dict.fromkeys(range(6), 5)
    assert "1 more day with leg pain noted by 14 January" in pain_trend(daily(six), "leg", day(13)).sentence
    assert "have 6 days with leg pain noted; it takes 7." in pain_trend(daily(six), "leg", day(14)).sentence


def test_only_what_ends_today_is_called_the_last_14_days(monkeypatch) -> None:
    pain = daily(dict.fromkeys(range(40), 5))
    assert "over the 14 days to 9 February 2026" in pain_trend(pain, "leg", day(39)).sentence
    monkeypatch.setattr(clock, "today", lambda: day(39))
    assert "over the last 14 days" in pain_trend(pain, "leg", day(39)).sentence


def test_a_site_noted_later_than_the_other_has_a_start_of_its_own() -> None:
    pain = daily(dict.fromkeys(range(30, 80), 5), dict.fromkeys(range(80), 5))
    assert "the 14 days that began on 31 January 2026" in pain_trend(pain, "leg", day(79)).sentence
    assert "your first 14 days" in pain_trend(pain, "back", day(79)).sentence


def test_worse_is_not_said_to_be_what_people_call_much_worse() -> None:
    assert "people call" not in windows(level(3), level(8)).sentence
    assert "people call much better" in windows(level(8), level(3)).sentence


def test_a_large_change_under_30_percent_says_so() -> None:
    trend = windows(level(10), level(7.1))
    assert trend.verdict == "somewhat better"
    assert "under 30 %" in trend.sentence


def test_the_27th_day_overlaps_and_the_28th_compares() -> None:
    pain = daily(dict.fromkeys(range(28), 5))
    assert pain_trend(pain, "leg", day(26)).verdict == "too little data"
    assert pain_trend(pain, "leg", day(27)).verdict == "no clear change"


def test_seven_days_are_enough_and_later_days_are_left_out() -> None:
    values = {**dict.fromkeys(range(7), 8), **dict.fromkeys(range(21, 28), 4), 28: 10}
    trend = pain_trend(daily(values), "leg", day(27))
    assert (trend.baseline.days, trend.recent.days, trend.change) == (7, 7, -4)


def test_sites_are_apart_and_each_has_its_own_first_day() -> None:
    pain = daily(leg=dict.fromkeys(range(5, 40), 3), back=dict.fromkeys(range(40), 6))
    assert pain_trend(pain, "leg", day(39)).baseline.first == day(5)
    assert pain_trend(pain, "back", day(39)).baseline.first == day(0)


def test_no_sentence_claims_a_cause_or_a_probability() -> None:
    for base, recent in ((6, 4), (7, 5), (5, 5), (4, 6), (2, 0), (0, 5)):
        sentence = windows(level(base), level(recent)).sentence.lower()
        assert not re.search(r"caus|because|thanks to|significan|confiden|p ?[<=]|nan", sentence)


def test_the_smooth_line_is_the_mean_of_three_days_to_each_side() -> None:
    line = smooth_line(daily({0: 0, 1: 3, 3: 6, 4: 9}), "leg")
    assert line["mean"].tolist() == pytest.approx([3, 4.5, 4.5, 6])


def test_the_smooth_line_breaks_only_after_more_than_seven_days() -> None:
    kept = smooth_line(daily({0: 4, 7: 6}), "leg")
    assert kept["mean"].notna().all()
    broken = smooth_line(daily({0: 4, 8: 6}), "leg")
    assert broken["on_date"].dt.date.tolist() == [day(0), day(1), day(8)]
    assert np.isnan(broken["mean"].iloc[1])
    assert smooth_line(daily({}), "leg").empty


@pytest.mark.parametrize(("low", "later", "way"), [(1, 6, "higher"), (0, 5, "higher"), (2.5, 0.5, "lower")])
def test_what_is_not_called_from_a_low_start_is_not_told_as_much_the_same(low, later, way) -> None:
    days = dict.fromkeys(range(80), low) | dict.fromkeys(range(80, 90), later)
    young = pain_trend(daily(days), "leg", day(89))
    assert young.verdict == "no clear change"
    assert f"is {way}" in young.sentence
    assert "much the same" not in young.sentence
    assert "held for long enough" in young.sentence or "may differ by as much" in young.sentence
    same = pain_trend(daily(dict.fromkeys(range(90), low)), "leg", day(89))
    assert "much the same" in same.sentence
