"""Like for like: the last two tests, the first and the latest, and the check-ins of two fortnights; only what both said."""

from collections.abc import Mapping, Sequence

import pytest

from tests.invented_records import check_ins, day, massages, reach_tests
from tracker.analysis.extent import extent_trend
from tracker.analysis.flexibility_trend import flexibility_trend, unlike_before
from tracker.analysis.like_for_like import unlike_fortnights
from tracker.analysis.pain_trend import Site, pain_trend
from tracker.domain.guidance import BOTH_LEGS
from tracker.frames import daily_pain


def unlike(*rows: Mapping[str, object], until: int = 60) -> tuple[str, ...]:
    given = [
        {
            "variant": "chair",
            "side": "left",
            "sit_and_reach_cm": 1.0,
            "on_date": day(7 * number).isoformat(),
            **row,
        }
        for number, row in enumerate(rows)
    ]
    tests = reach_tests(*given)
    return unlike_before(tests, flexibility_trend(tests, day(until)).series[0])


def test_the_last_two_tests_are_held_side_by_side() -> None:
    sentences = unlike(
        {"warm_up": 0, "foot_line_cm": 1.0},
        {"warm_up": 1, "at_time": "07:00", "foot_line_cm": 0.0},
        {"warm_up": 0, "at_time": "18:30", "foot_line_cm": 0.0},
    )
    assert sentences[0] == "You warmed up last time, not now."
    assert sentences[1].startswith("Last time was at 07:00, this is at 18:30;")
    assert len(sentences) == 2


def test_what_one_did_not_say_is_not_different() -> None:
    assert unlike({"warm_up": 1, "at_time": "07:00"}, {}) == ()


def test_other_sides_and_skipped_tests_and_later_ones_are_not_looked_at() -> None:
    left, right = {"warm_up": 1}, {"warm_up": 0, "side": "right"}
    skipped = {"sit_and_reach_cm": None, "skipped_reason": "pain", "warm_up": 0}
    assert unlike(left, right, skipped, left) == ()
    assert unlike(left, left, {"warm_up": 0}, until=8) == ()


def test_a_first_test_has_none_before_it_and_both_legs_are_one_series() -> None:
    assert unlike({"warm_up": 1}) == ()
    both = {"variant": "csep_acsm", "side": None}
    assert unlike({**both, "foot_line_cm": 23.0}, {**both, "foot_line_cm": 26.0}) == (
        "The foot line was at 23 cm last time and is at 26 cm now.",
    )


def reached(*rows: Mapping[str, object], sessions: Sequence[Mapping[str, object]] = ()) -> str:
    """What is said of tests a week apart that reach 6 cm further each time, after where they reach and since when."""
    given = [
        {
            "variant": "csep_acsm",
            "foot_line_cm": 26.0,
            "sit_and_reach_cm": -8.0 + 6 * number,
            "on_date": day(7 * number).isoformat(),
            **row,
        }
        for number, row in enumerate(rows)
    ]
    sentence = flexibility_trend(reach_tests(*given), day(60), "cm", massages(*sessions)).series[0].sentence
    assert "more than measurement error (4 cm)." in sentence
    return sentence.partition("(4 cm).")[2].strip()


def test_the_latest_test_is_held_beside_the_first_that_its_change_is_told_from() -> None:
    cold, warm = {"warm_up": 0, "at_time": "18:00"}, {"warm_up": 1, "at_time": "18:00"}
    # The last two are alike, and the change is told from the first.
    assert reached(cold, warm, warm) == "You warmed up now, not the first time."
    assert reached(warm, cold, cold) == "You warmed up the first time, not now."
    assert reached(cold, warm, cold) == ""
    assert reached({"at_time": "07:00"}, {}, {"at_time": "18:30"}).startswith(
        "The first time was at 07:00, this is at 18:30;"
    )


def test_a_test_on_the_day_of_a_massage_is_told_when_the_other_was_not() -> None:
    first, last = day(0).isoformat(), day(7).isoformat()
    later = "after one, a reach can be further for a while."
    assert reached({}, {}, sessions=[{"on_date": last}]) == (
        f"This test may have come after that day's massage, the first did not; {later}"
    )
    assert reached({}, {}, sessions=[{"on_date": first}]) == (
        f"The first test may have come after that day's massage, this one did not; {later}"
    )
    assert reached({}, {}, sessions=[{"on_date": first}, {"on_date": last}]) == ""
    # As it should be done: before the massage.
    before = {"at_time": "17:00"}
    assert reached(before, before, sessions=[{"on_date": last, "at_time": "17:30"}]) == ""
    assert later in reached(before, before, sessions=[{"on_date": last, "at_time": "16:00"}])
    # Both days had one, and only the latest test came after it.
    both = [{"on_date": first, "at_time": "17:30"}, {"on_date": last, "at_time": "16:00"}]
    assert reached(before, before, sessions=both) == (
        f"This test may have come after that day's massage, the first did not; {later}"
    )


def noted(site: Site = "leg", latest: int = 3, **columns: tuple[object, object]) -> list[str]:
    """What is said of a fortnight at 6 and one at `latest`, each with its own value of the columns, several a day where it is a tuple."""
    rows = []
    for number in range(28):
        given = {name: values[number >= 14] for name, values in columns.items()}
        each = max((len(value) for value in given.values() if isinstance(value, tuple)), default=1)
        rows += [
            {
                "on_date": day(number).isoformat(),
                f"{site}_pain_nrs": 6 if number < 14 else latest,
                **{name: value[at] if isinstance(value, tuple) else value for name, value in given.items()},
            }
            for at in range(each)
        ]
    frame = check_ins(*rows)
    return list(unlike_fortnights(frame, pain_trend(daily_pain(frame), site, day(27))))


@pytest.mark.parametrize(
    ("first", "latest", "hours"),
    [
        ("07:10", "13:05", ("07:00", "13:00")),
        # Several a day at bad hours, then once at a good one.
        (("06:00", "07:00", "22:00"), "13:00", ("07:00", "13:00")),
        ("23:40", "07:00", ("00:00", "07:00")),
        ("13:00", ("06:00", "07:00", "22:00"), ("13:00", "07:00")),
    ],
)
def test_other_times_of_day_are_told_beside_a_change(first: object, latest: object, hours) -> None:
    for site in ("leg", "back"):
        (sentence,) = noted(site, at_time=(first, latest))
        assert sentence == (
            f"You checked in at other times of day: around {hours[0]} in your first 14 days, around {hours[1]} in the 14 days to "
            "28 January 2026. Part of the difference may be the time of day."
        )


@pytest.mark.parametrize(
    ("first", "latest"),
    [
        ("07:00", "09:55"),
        ("23:00", "00:30"),
        (None, "13:00"),
        ("07:00", ("07:30", "13:00", "21:00")),
        (("07:00", "13:00", "21:00"), ("08:00", "12:00", "20:00")),
    ],
)
def test_alike_or_unsaid_times_are_not_called_other_ones(first: object, latest: object) -> None:
    assert noted(at_time=(first, latest)) == []


def test_where_pain_is_much_the_same_no_hour_explains_anything() -> None:
    assert noted(latest=6, at_time=("07:00", "21:00")) == []
    assert noted(latest=5, at_time=("07:00", "21:00")) != []


def test_leg_pain_that_changed_its_leg_is_not_compared_in_silence() -> None:
    (sentence,) = noted(side=("left", "right"))
    assert sentence == (
        "You mostly noted your left side in your first 14 days, and your right side in the 14 days to 28 January 2026. "
        "These are not numbers of one leg."
    )
    assert noted("back", side=("left", "right")) == []
    assert noted(side=("left", "left")) == noted(side=("both", "left")) == noted(side=(None, "right")) == []


def test_leg_pain_that_spread_to_both_legs_is_told_as_a_warning_sign() -> None:
    for side in ("left", "right"):
        (sentence,) = noted(side=(side, "both"))
        assert sentence == (
            f"You mostly noted your {side} side in your first 14 days, and both sides in the 14 days to 28 January 2026. "
            f"{BOTH_LEGS}"
        )
    # Both sides of a back are no legs.
    assert noted("back", side=("left", "both")) == noted(latest=0, side=("left", "both")) == []


@pytest.mark.parametrize(("first", "latest"), [("foot", "thigh"), ("buttock", "calf"), ("calf", "calf")])
@pytest.mark.parametrize(("sides", "is_said"), [(("left", "right"), True), (("right", "left"), True), (("left", "left"), False), (("both", "left"), False)])  # fmt: skip
def test_how_far_it_reaches_in_the_other_leg_is_not_compared_in_silence(
    first, latest, sides, is_said
) -> None:
    # The same pain on all days: it is not the pain's change that asks for it.
    frame = check_ins(
        *(
            {"on_date": day(number).isoformat(), "leg_pain_nrs": 5, "pain_extent": latest if number > 13 else first, "side": sides[number > 13]}
            for number in range(28)
        )
    )  # fmt: skip
    sentence = extent_trend(daily_pain(frame), day(27), frame).sentence
    assert sentence.endswith("These are not numbers of one leg.") is is_said
    assert ("good sign" in sentence) is (first == "foot" and not is_said)


def reaching(first: tuple[str, str], lately: Mapping[int, tuple[str, str]], usual: str = "back") -> str:
    """What is said of 60 days that reach to a place on a side, and 60 that reach to the usual one but on some of the last 14."""
    rows = []
    for number in range(120):
        place, side = first if number < 60 else lately.get(number - 106, (usual, None))
        rows.append(
            {"on_date": day(number).isoformat(), "leg_pain_nrs": 3, "pain_extent": place, "side": side}
        )
    frame = check_ins(*rows)
    return extent_trend(daily_pain(frame), day(119), frame).sentence


def test_symptoms_that_spread_to_both_legs_are_no_good_sign() -> None:
    both = dict.fromkeys(range(14), ("buttock", "both"))
    sentence = reaching(("foot", "left"), both)
    assert "much better" in sentence
    assert "good sign" not in sentence
    assert sentence.endswith(f"and both sides in the 14 days to 30 April 2026. {BOTH_LEGS}")


@pytest.mark.parametrize(
    ("first", "lately", "end"),
    [
        (("calf", "left"), dict.fromkeys(range(6), ("calf", "right")), "your right side, which was not noted in your first 14 days."),
        (("foot", "right"), {13: ("buttock", "both")}, f"your left side, which was not noted in your first 14 days. {BOTH_LEGS}"),
        (("foot", "right"), {3: ("buttock", "right"), 9: ("buttock", "left")}, f"your left side, which was not noted in your first 14 days. {BOTH_LEGS}"),
    ],
)  # fmt: skip
def test_a_leg_that_is_new_on_few_days_is_told_and_no_good_sign(first, lately, end) -> None:
    sentence = reaching(first, lately)
    assert sentence.endswith(f"They also reached down on {end}")
    assert "good sign" not in sentence


@pytest.mark.parametrize(
    ("first", "lately"),
    [
        (("calf", "both"), dict.fromkeys(range(6), ("buttock", "left"))),
        (("calf", "left"), dict.fromkeys(range(6), ("buttock", "left"))),
        (("calf", "left"), dict.fromkeys(range(14), ("back", "both"))),
        (("calf", None), {5: ("buttock", "right")}),
    ],
)
def test_a_leg_that_is_not_new_leaves_the_good_sign(first, lately) -> None:
    assert reaching(first, lately).endswith("as a good sign.")


def test_a_back_is_no_leg() -> None:
    frame = check_ins(
        *(
            {"on_date": day(number).isoformat(), "leg_pain_nrs": 5, "pain_extent": "back" if number > 13 else "calf", "side": "right" if number > 13 else "left"}
            for number in range(28)
        )
    )  # fmt: skip
    assert "one leg" not in extent_trend(daily_pain(frame), day(27), frame).sentence


@pytest.mark.parametrize(("noted_at_first", "is_said"), [(14, True), (12, True), (11, False), (7, False)])
def test_fewer_days_in_one_fortnight_are_told_beside_a_change(noted_at_first: int, is_said: bool) -> None:
    # Who begins with a number a day, and later logs bad days alone, does not get worse by that.
    rows = [
        {"on_date": day(number).isoformat(), "back_pain_nrs": 3 if number < 14 else 7}
        for number in (*range(14 - noted_at_first, 14), *range(14, 28, 2))
    ]
    frame = check_ins({"on_date": day(0).isoformat(), "back_pain_nrs": 3}, *rows[1:])
    sentences = list(unlike_fortnights(frame, pain_trend(daily_pain(frame), "back", day(27))))
    sentence = (
        f"Back pain is noted on {noted_at_first} of your first 14 days, and on 7 of the 14 days to 28 January 2026. "
        "Days that are not noted cannot be seen here."
    )
    assert sentences == [sentence] * is_said
