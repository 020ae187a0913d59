"""Massage response: a drop is found on its days and measured, chance is not, and dose stays beside it."""

import re

import numpy as np
import pandas as pd
import pytest

from tests.invented_records import check_ins, daily, day, massages, reach_tests
from tracker.analysis.massage_response import DAYS_AROUND, massage_response, reach_response
from tracker.analysis.pain_trend import main_site
from tracker.analysis.response_words import booked

WEEKLY = [4 + 7 * number for number in range(6)]
CAUSAL = r"caus|because|thanks to|helped|worked|significan|confiden|p ?[<=]"


def sessions(places, **more):
    return massages(*({"on_date": day(place).isoformat(), "minutes": 45, **more} for place in places))


def pain_with(places, size, lasting, days=60, usual=6, spread=0.0):
    chance = np.random.default_rng(8)
    values = {n: usual + spread * chance.choice((-1, 0, 1)) for n in range(days)}
    for place in places:
        for after in range(1, lasting + 1):
            if place + after < days:
                values[place + after] += size
    return daily({n: min(10, max(0, value)) for n, value in values.items()})


def by_day(response):
    return {one.day: one for one in response.days}


@pytest.mark.parametrize(("lasting", "size"), [(1, -2), (2, -2), (3, -2), (3, -4)])
def test_a_drop_is_found_measured_and_seen_to_wear_off(lasting, size) -> None:
    found = massage_response(pain_with(WEEKLY, size, lasting), sessions(WEEKLY), day(59))
    days = by_day(found)
    assert found.verdict == "much better"
    assert (found.change, found.change_days) == (pytest.approx(size), lasting)
    assert found.wears_off_after_days == lasting
    for after in (1, 2, 3):
        assert days[after].mean_change == pytest.approx(size if after <= lasting else 0)
    assert days[-1].mean_change == days[0].mean_change == days[5].mean_change == 0
    assert (found.sessions, found.logged, found.measure, found.first) == (6, 6, "leg", day(4))
    assert f"wears off after about {lasting} day" in found.sentence
    assert "bad days ease by themselves" in found.sentence


def test_a_drop_of_two_points_is_found_among_ups_and_downs() -> None:
    found = massage_response(pain_with(WEEKLY, -2, 3, spread=1), sessions(WEEKLY), day(59))
    assert found.verdict in ("somewhat better", "much better")
    first = by_day(found)[1]
    assert first.low < first.mean_change < first.high < 0
    assert first.n == 6
    assert found.usual_low < 0 < found.usual_high


def test_a_rise_is_told_too_and_a_small_one_is_not() -> None:
    worse = massage_response(pain_with(WEEKLY, 3, 2), sessions(WEEKLY), day(59))
    assert worse.verdict == "much worse"
    assert "wears off" not in worse.sentence
    small = massage_response(pain_with(WEEKLY, -0.5, 3), sessions(WEEKLY), day(59))
    assert small.verdict == "no clear change"
    assert small.change == pytest.approx(-0.5)


def test_a_bad_day_that_runs_on_is_not_blamed_on_the_massage() -> None:
    values = dict.fromkeys(range(90), 4.0)
    places = list(range(8, 80, 12))
    for place in places:
        values.update({place - 1: 6.0, place: 9.0, place + 1: 7.0, place + 2: 6.0, place + 3: 5.0})
    found = massage_response(daily(values), sessions(places), day(89))
    assert (found.verdict, found.booked_in_flare) == ("cannot be told from a flare", 6)


def habit_on(places, habit, on, else_, days=60):
    return check_ins(
        *(
            {"on_date": day(n).isoformat(), "leg_pain_nrs": 5, habit: on if n in places else else_}
            for n in range(days)
        )
    )


@pytest.mark.parametrize(
    ("habit", "on", "else_", "words"),
    [
        ("hours_sitting", 1, 8, "less sitting"),
        ("sleep_quality", 5, 3, "better sleep"),
        ("exercises_done", "bridge", "", "more of the home plan"),
    ],
)
@pytest.mark.parametrize("later", [0, 1])
def test_what_always_comes_with_a_massage_cannot_be_told_from_it(habit, on, else_, words, later) -> None:
    places = [4, 11, 17, 26, 33, 43]
    logged = habit_on([place + later for place in places], habit, on, else_)
    found = massage_response(pain_with(places, -2, 2), sessions(places), day(59), check_ins=logged)
    assert found.verdict == "cannot be told from one another"
    assert f"came with {words}" in found.sentence


def test_a_habit_that_comes_with_half_the_massages_is_told_apart() -> None:
    places = [4, 11, 17, 26, 33, 43]
    logged = habit_on([*places[::2], 8, 30], "hours_sitting", 1, 8)
    found = massage_response(pain_with(places, -2, 2), sessions(places), day(59), check_ins=logged)
    assert found.verdict == "much better"


@pytest.mark.parametrize("first", range(6))
def test_weekly_massages_cannot_be_told_from_any_weekday(first) -> None:
    places = [first + 7 * number for number in range(6)]
    found = massage_response(pain_with(places, -2, 1, days=first + 42), sessions(places), day(first + 41))
    assert found.verdict == "cannot be told from the weekday"


def test_massages_on_two_weekdays_that_do_not_meet_are_held_against_their_week() -> None:
    monday_or_thursday = [n for n in range(84) if day(n).weekday() in (0, 3)][::2]
    after = [n + 1 for n in range(84) if day(n).weekday() in (0, 3)]
    lower_after_each = daily({n: 4 if n in after else 6 for n in range(84)})
    found = massage_response(lower_after_each, sessions(monday_or_thursday), day(83))
    assert found.verdict == "cannot be told from the weekday"


def test_thinner_logging_after_massages_is_said_before_the_answer() -> None:
    places = [4, 11, 17, 26, 33, 43, 50]
    gone = {place + after for place in places for after in (2, 3)}
    full = pain_with(places, -2, 1)
    thin = full[[n not in gone for n in range(len(full))]]
    found = massage_response(thin, sessions(places), day(59))
    assert "leg pain is noted on 7 of 21 days, and on 39 of 39 other days" in found.sentence
    assert "is noted on" not in massage_response(full, sessions(places), day(59)).sentence


def test_a_drop_from_a_low_level_is_told_without_numbers() -> None:
    found = massage_response(pain_with(WEEKLY, -2, 2, usual=2), sessions(WEEKLY), day(59))
    assert found.verdict == "somewhat better"
    assert "lower still than on your other days" in found.sentence
    assert not re.search(r"\d\.\d", found.sentence)


def test_a_change_that_stays_the_week_is_said_to_hold() -> None:
    places = [10 + 25 * number for number in range(6)]
    found = massage_response(pain_with(places, -4, 7, days=160), sessions(places), day(159))
    assert found.verdict in ("somewhat better", "much better")
    assert found.wears_off_after_days is None
    assert "still holds a week later" in found.sentence


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_few_sessions_are_too_little_and_still_have_lines(count) -> None:
    found = massage_response(pain_with(WEEKLY[:count], -2, 1), sessions(WEEKLY[:count]), day(59))
    assert (found.verdict, found.sessions, len(found.lines)) == ("too little data", count, count)
    assert found.change is found.wears_off_after_days is None
    assert all(one.low is None for one in found.days)
    assert found.sentence


def test_sessions_without_pain_after_them_do_not_count() -> None:
    values = {n: 5 for n in range(60) if not any(0 < n - place <= 3 for place in WEEKLY)}
    found = massage_response(daily(values), sessions(WEEKLY), day(59))
    assert (found.logged, found.sessions, found.verdict) == (6, 0, "too little data")
    assert by_day(found)[1].mean_change is None
    assert by_day(found)[1].n == 0


def test_daily_sessions_leave_no_usual_day() -> None:
    places = range(5, 50)
    found = massage_response(pain_with([], 0, 0), sessions(places), day(59))
    assert found.verdict == "too little data"
    assert found.sentence


def test_a_session_on_the_first_day_and_several_on_one_day() -> None:
    places = [0, 0, 9, 18, 18, 18, 27, 36, 45]
    doses = massages(
        *(
            {
                "on_date": day(place).isoformat(),
                "minutes": 30,
                "pressure": pressure,
                "areas": areas,
                "at_time": f"{10 + number:02d}:00",
            }
            for number, (place, pressure, areas) in enumerate(
                zip(
                    places,
                    ["light", "firm"] + ["medium"] * 7,
                    ["left_calf;left_foot", "left_calf"] + [None] * 7,
                    strict=True,
                )
            )
        )
    )
    found = massage_response(pain_with(set(places), -2, 1), doses, day(59))
    assert (found.logged, found.sessions) == (6, 6)
    first = found.lines[0]
    assert (first.on_date, first.minutes, first.pressure) == (day(0), 60, "light and firm")
    assert first.areas == ("left_calf", "left_foot")
    assert first.changes[DAYS_AROUND.index(-1)] is None
    assert first.after == pytest.approx((-2 + 0 + 0) / 3)
    assert found.verdict in ("somewhat better", "much better")


def test_dose_and_after_may_be_missing() -> None:
    found = massage_response(daily({0: 5}), massages({"on_date": day(0).isoformat()}), day(0))
    line = found.lines[0]
    assert (line.minutes, line.pressure, line.areas, line.after) == (None, None, (), None)


def test_only_the_last_year_counts_and_later_days_are_left_out() -> None:
    old, new = [10 + 7 * n for n in range(8)], [500 + 7 * n for n in range(6)]
    pain = pain_with(old, -4, 1, days=600)
    found = massage_response(pain, sessions([*old, *new]), day(560))
    assert (found.logged, found.verdict) == (6, "no clear change")
    assert massage_response(pain, sessions([*old, *new]), day(510)).logged == 2


def test_the_same_record_gives_the_same_answer() -> None:
    record = pain_with(WEEKLY, -1, 2, spread=1), sessions(WEEKLY), day(59)
    assert massage_response(*record) == massage_response(*record)


def test_the_site_that_hurts_more_is_answered_for() -> None:
    assert main_site(daily(leg={0: 4}, back={0: 4}), day(0)) == "leg"
    assert main_site(daily(leg={0: 4}, back={0: 5}), day(0)) == "back"
    assert main_site(daily(leg={}, back={0: 1}), day(0)) == "back"
    assert main_site(daily(leg={}), day(0)) == "leg"
    both = daily(leg=dict.fromkeys(range(60), 2), back=dict.fromkeys(range(60), 6))
    assert massage_response(both, sessions(WEEKLY), day(59)).measure == "back"
    assert massage_response(both, sessions(WEEKLY), day(59), "leg").measure == "leg"


def reach_around(places, gain):
    tests = [
        {"on_date": day(n).isoformat(), "sit_and_reach_cm": -5.0, "variant": "csep_acsm"}
        for n in range(1, 130, 3)
    ]
    known = {test["on_date"] for test in tests}
    for place in places:
        for after in (1, 2, 3):
            moment = day(place + after).isoformat()
            if moment in known:
                tests = [
                    test | {"sit_and_reach_cm": -5.0 + gain} if test["on_date"] == moment else test
                    for test in tests
                ]
    return reach_tests(*tests)


def test_reach_after_a_massage_counts_from_four_centimetres() -> None:
    places = [10 + 14 * n for n in range(8)]
    further = reach_response(reach_around(places, 5.0), sessions(places), day(129))
    assert (further.measure, further.verdict) == ("reach", "somewhat better")
    assert further.change == pytest.approx(5, abs=0.5)
    assert "cm further than on your other days" in further.sentence
    in_inches = reach_response(reach_around(places, 5.0), sessions(places), day(129), "in").sentence
    assert "about 2.0 inches further" in in_inches
    assert reach_response(reach_around(places, 3.0), sessions(places), day(129)).verdict == "no clear change"
    less = reach_response(reach_around(places, -5.0), sessions(places), day(129))
    assert less.verdict == "somewhat worse"
    assert "less far than" in less.sentence


def test_tests_too_far_apart_cannot_be_told_from_other_dates() -> None:
    places = [30 + 28 * n for n in range(6)]
    rows = [(place + after, -5.0 + 6 * (after == 1)) for place in places for after in (1, 14)]
    tests = reach_tests(
        *({"on_date": day(n).isoformat(), "variant": "csep_acsm", "sit_and_reach_cm": cm} for n, cm in rows)
    )
    found = reach_response(tests, sessions(places), day(190))
    assert (found.sessions, found.verdict) == (5, "too little data")
    assert "nothing to compare them with" in found.sentence


def test_reach_is_of_the_series_with_most_tests() -> None:
    rows = [
        {"on_date": day(n).isoformat(), "variant": "chair", "side": "left", "sit_and_reach_cm": 1.0}
        for n in range(3)
    ]
    rows += [{"on_date": day(5).isoformat(), "variant": "csep_acsm", "sit_and_reach_cm": -30.0}]
    found = reach_response(reach_tests(*rows), sessions([1]), day(9))
    assert found.verdict == "too little data"
    assert "a reach test" in found.sentence
    assert reach_response(reach_tests(), sessions([]), day(9)).logged == 0


def test_no_sentence_claims_a_cause_or_a_probability() -> None:
    for size in (-4, -2, 0, 2, 4):
        found = massage_response(pain_with(WEEKLY, size, 2), sessions(WEEKLY), day(59))
        assert not re.search(CAUSAL, found.sentence.lower())


def without(frame, places, days_after):
    gone = {place + after for place in places for after in days_after}
    return frame[[n not in gone for n in range(len(frame))]]


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (range(4, 9), "How long it holds cannot be seen"),
        (range(6, 9), "It still holds 5 days later; after that it cannot be seen"),
    ],
)
def test_how_long_it_holds_is_told_from_days_that_are_noted_alone(gone, said) -> None:
    places = [10 + 25 * number for number in range(6)]
    pain = without(pain_with(places, -4, 7, days=160), places, gone)
    found = massage_response(pain, sessions(places), day(159))
    assert found.verdict in ("somewhat better", "much better")
    assert said in found.sentence
    assert "a week later" not in found.sentence


def test_what_follows_the_next_massage_is_not_told_of_the_one_before() -> None:
    close = sorted(place + more for place in range(10, 150, 25) for more in (0, 4))
    found = massage_response(pain_with(close, -4, 3, days=170), sessions(close), day(169))
    alone = sorted(range(10, 150, 25))
    assert found.verdict in (
        "somewhat better",
        "much better",
        "no clear change",
        "cannot be told from a flare",
    )
    assert "a week later" not in found.sentence
    apart = massage_response(pain_with(alone, -4, 3, days=170), sessions(alone), day(169))
    assert "It wears off after about 3 days" in apart.sentence


def test_a_booking_of_which_nothing_is_noted_is_not_called_calm() -> None:
    booked = {place - before for place in WEEKLY for before in (0, 1)}
    frame = pain_with(WEEKLY, 0, 1)
    none_noted = massage_response(frame[[n not in booked for n in range(60)]], sessions(WEEKLY), day(59))
    assert "no leg pain is noted then or the day before" in none_noted.sentence
    assert "none was in a flare" not in none_noted.sentence
    some = massage_response(frame[[n not in booked or n < 20 for n in range(60)]], sessions(WEEKLY), day(59))
    assert "3 have leg pain noted then or the day before, none of them in a flare" in some.sentence
    whole = massage_response(frame, sessions(WEEKLY), day(59))
    assert "Of your 6 massage days, none was in a flare" in whole.sentence


def test_no_effect_is_not_told_as_the_same_and_few_high_days_not_as_many() -> None:
    small = massage_response(pain_with(WEEKLY, -0.5, 3), sessions(WEEKLY), day(59))
    assert "does not clearly differ from your other days" in small.sentence
    values = dict.fromkeys(range(90), 4.0)
    places = list(range(8, 80, 12))
    for place in places:
        values.update({place - 1: 5.4, place: 5.4, place + 1: 5.0})
    booked_high = massage_response(daily(values), sessions(places), day(89))
    assert (booked_high.verdict, booked_high.booked_in_flare) == ("cannot be told from a flare", 0)
    assert "Many" not in booked_high.sentence
    assert (
        "Taken together, your pain was higher than usual on these days or just before" in booked_high.sentence
    )


@pytest.mark.parametrize(("days", "told"), [(3, False), (6, False), (7, True)])
def test_of_a_few_days_none_is_called_usual(days, told) -> None:
    found = massage_response(daily(dict.fromkeys(range(days), 8)), sessions([1]), day(days - 1))
    assert ("was not on a day of higher pain" in found.sentence) is told


def test_massages_are_as_many_whatever_is_asked_of_them_and_one_is_on_a_day_not_on_days() -> None:
    daily, tests = pain_with(WEEKLY, 0, 1), reach_around(WEEKLY, 5.0)
    late = tests[tests["on_date"] > pd.Timestamp(day(WEEKLY[1]))]
    for response in (
        massage_response(daily, sessions(WEEKLY), day(59)),
        reach_response(late, sessions(WEEKLY), day(59)),
    ):
        assert response.sentence.startswith(f"Of your {response.logged} massage days, ")
    assert "1 was in a flare or on a day of higher pain" in booked("leg", 6, 6, 1, 0, 2)
    assert "2 were in a flare or on days of higher pain" in booked("leg", 6, 6, 2, 0, 2)
