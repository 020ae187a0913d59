"""Less pain is no good news by itself: not where a leg gets weak or numb meanwhile, or it reaches further down."""

from collections.abc import Mapping

import pytest

from tests.invented_records import check_ins, day
from tracker.analysis.nerve_signs import HAVE_IT_SEEN, beside_less_pain
from tracker.analysis.pain_trend import SITES, pain_trend
from tracker.frames import daily_pain
from tracker.locales import day_words


def sentence_beside(
    first: Mapping[str, object], latest: Mapping[str, object], last_day: Mapping[str, object] | None = None
) -> str:
    """What is said of a fortnight and the next, each day with its values, the last day with its own."""
    rows = [
        {"on_date": day(number).isoformat(), **(first if number < 14 else latest)} for number in range(28)
    ]
    rows[-1].update(last_day or {})
    frame = check_ins(*rows)
    daily = daily_pain(frame)
    trends = {site: pain_trend(daily, site, day(27)) for site in SITES}
    return " ".join(beside_less_pain(frame, daily, trends))


OVER = "Over the 14 days to 28 January 2026"
NO_GOOD_NEWS = f"So less leg pain is not good news by itself. {HAVE_IT_SEEN}"


def test_pain_that_goes_while_a_leg_gets_weak_and_numb_is_no_good_news() -> None:
    first, latest = (
        {"leg_pain_nrs": 8, "weakness": 0, "numbness": 1},
        {"leg_pain_nrs": 0, "weakness": 3, "numbness": 2},
    )
    assert sentence_beside(first, latest) == (
        f"{OVER} weakness was up to severe and numbness was up to moderate. {NO_GOOD_NEWS}"
    )
    assert "doctor the same day" in HAVE_IT_SEEN


def test_what_was_not_noted_at_first_is_no_none() -> None:
    assert sentence_beside({"leg_pain_nrs": 6}, {"leg_pain_nrs": 1, "weakness": 2}).startswith(
        f"{OVER} weakness was up to moderate."
    )


def test_one_day_is_enough() -> None:
    assert (
        sentence_beside(
            {"leg_pain_nrs": 6, "weakness": 0}, {"leg_pain_nrs": 1, "weakness": 0}, {"weakness": 3}
        )
        != ""
    )


@pytest.mark.parametrize(("ago", "is_told"), [((12,), False), ((3,), False), ((2,), True), ((12, 8), True)])
def test_one_bad_day_long_past_is_none_beside_less_pain(ago: tuple[int, ...], is_told: bool) -> None:
    rows = [
        {
            "on_date": day(number).isoformat(),
            "leg_pain_nrs": 6 if number < 14 else 1,
            "weakness": 3 * (27 - number in ago),
            "at_time": time,
        }
        for number in range(28)
        # Many a day are one day.
        for time in ("07:00", "12:00", "20:00")
    ]
    frame = check_ins(*rows)
    daily = daily_pain(frame)
    trends = {site: pain_trend(daily, site, day(27)) for site in SITES}
    assert (
        any("weakness was up to severe" in told for told in beside_less_pain(frame, daily, trends)) is is_told
    )


def test_symptoms_that_reach_further_down_are_told_beside_less_pain() -> None:
    latest = {"leg_pain_nrs": 0, "back_pain_nrs": 2, "pain_extent": "foot"}
    assert sentence_beside({"leg_pain_nrs": 6, "back_pain_nrs": 2, "pain_extent": "thigh"}, latest) == (
        f"{OVER} symptoms on average reached further down than when that was first noted. {NO_GOOD_NEWS}"
    )
    assert sentence_beside({"leg_pain_nrs": 6, "back_pain_nrs": 2, "pain_extent": "foot"}, latest) == ""


@pytest.mark.parametrize(
    ("first", "latest"),
    [
        ({"leg_pain_nrs": 6, "weakness": 0}, {"leg_pain_nrs": 1, "weakness": 1}),
        ({"leg_pain_nrs": 6, "weakness": 2}, {"leg_pain_nrs": 1, "weakness": 2}),
        ({"leg_pain_nrs": 6, "weakness": 0}, {"leg_pain_nrs": 6, "weakness": 2}),
        ({"leg_pain_nrs": 4, "weakness": 0}, {"leg_pain_nrs": 7, "weakness": 2}),
    ],
)
def test_nothing_is_said_of_what_is_mild_or_as_before_or_where_pain_is_not_less(first, latest) -> None:
    assert sentence_beside(first, latest) == ""


def test_less_back_pain_counts_too() -> None:
    weak = {"back_pain_nrs": 1, "weakness": 2}
    assert "So less back pain is" in sentence_beside({"back_pain_nrs": 6, "weakness": 0}, weak)
    # Of a leg that hurts more nothing is called less.
    first, latest = {"leg_pain_nrs": 3, "back_pain_nrs": 6}, {"leg_pain_nrs": 7, **weak}
    assert "So less back pain is" in sentence_beside(first, latest)
    assert "So less pain is" in sentence_beside({**first, "leg_pain_nrs": 9}, latest)


def early(numbers: range, until: int, **columns: Mapping[range, object]) -> str:
    """What is said on a day of a record that began on the first of `numbers`; each column with its values by days."""
    rows = [
        {
            "on_date": day(number).isoformat(),
            **{
                name: value
                for name, of_days in columns.items()
                for days, value in of_days.items()
                if number in days
            },
        }
        for number in numbers
        if number <= until
    ]
    frame = check_ins(*rows)
    daily = daily_pain(frame)
    trends = {site: pain_trend(daily, site, day(until)) for site in SITES}
    assert all(trend.change is None for trend in trends.values())
    return " ".join(beside_less_pain(frame, daily, trends))


HURTS, WEAK = {range(6): 8, range(6, 40): 0}, {range(5): 0, range(5, 9): 1, range(9, 40): 3}


@pytest.mark.parametrize(("until", "days"), [(9, 5), (13, 7), (20, 14), (26, 14)])
def test_before_two_fortnights_can_be_compared_the_first_week_is_set_beside_what_follows(
    until: int, days: int
) -> None:
    told = early(range(40), until, leg_pain_nrs=HURTS, weakness=WEAK)
    assert (
        told == f"Over the {days} days to {day_words(day(until))} weakness was up to severe. {NO_GOOD_NEWS}"
    )


def test_a_young_record_tells_symptoms_that_reach_further_down_too() -> None:
    extent = {range(6): "thigh", range(6, 40): "foot"}
    assert "reached further down than when that was first noted" in early(
        range(40), 16, leg_pain_nrs=HURTS, pain_extent=extent
    )
    stays = {range(40): "foot"}
    assert early(range(40), 16, leg_pain_nrs=HURTS, pain_extent=stays) == ""


@pytest.mark.parametrize(
    ("until", "pain", "weakness"),
    [
        # Under a week there is no first and no latest.
        (5, {range(3): 8, range(3, 9): 0}, {range(3): 0, range(3, 9): 3}),
        (16, {range(40): 8}, WEAK),
        (16, HURTS, {range(40): 3}),
        (16, HURTS, {range(40): 1}),
    ],
)
def test_a_young_record_says_nothing_of_what_is_as_before(until: int, pain, weakness) -> None:
    assert early(range(40), until, leg_pain_nrs=pain, weakness=weakness) == ""


def test_a_leg_that_got_weak_within_the_first_fortnight_was_not_so_at_first() -> None:
    rows = [
        {"on_date": day(number).isoformat(), "leg_pain_nrs": 8 if number < 12 else 1, "weakness": 0 if number < 8 else 3}
        for number in range(40)
    ]  # fmt: skip
    frame = check_ins(*rows)
    daily = daily_pain(frame)
    trends = {site: pain_trend(daily, site, day(39)) for site in SITES}
    assert "weakness was up to severe" in " ".join(beside_less_pain(frame, daily, trends))


def said_on(number: int, **columns: tuple[int, object, object]) -> str:
    """What is said on a day; each column has its first value until a day, then the other."""
    rows = [
        {
            "on_date": day(at).isoformat(),
            **{name: before if at < until else after for name, (until, before, after) in columns.items()},
        }
        for at in range(number + 1)
    ]
    frame = check_ins(*rows)
    daily = daily_pain(frame)
    trends = {site: pain_trend(daily, site, day(number)) for site in SITES}
    return " ".join(beside_less_pain(frame, daily, trends))


@pytest.mark.parametrize("number", [10, 12, 14, 20, 26, 27, 32, 33, 34, 60, 120])
@pytest.mark.parametrize(
    "columns",
    [
        # Bad first days are left out of the trend, and still are how it was at first.
        {"leg_pain_nrs": (6, 8, 1), "weakness": (7, 0, 2)},
        {"leg_pain_nrs": (6, 8, 1), "weakness": (4, 0, 2)},
        {"back_pain_nrs": (6, 8, 1), "numbness": (7, 1, 3)},
        # So little under the first week's that the first fortnight's is not.
        {"leg_pain_nrs": (5, 3, 1), "weakness": (7, 0, 2)},
        {"leg_pain_nrs": (6, 8, 1), "pain_extent": (6, "thigh", "foot")},
    ],
)
def test_what_was_told_stays_told_while_it_is_so(number: int, columns) -> None:
    assert "not good news by itself" in said_on(number, **columns)


def test_symptoms_that_reach_no_further_than_in_a_first_flare_are_not_told_as_further() -> None:
    rows = [
        {
            "on_date": day(number).isoformat(),
            "leg_pain_nrs": 8 if number < 6 else 2,
            "pain_extent": "foot" if number < 6 else "thigh" if number < 40 else "calf",
        }
        for number in range(90)
    ]
    frame = check_ins(*rows)
    daily = daily_pain(frame)
    assert not [*beside_less_pain(frame, daily, {site: pain_trend(daily, site, day(89)) for site in SITES})]


def test_back_pain_that_goes_too_never_silences_a_leg_that_gets_weak() -> None:
    """Back pain and an old weakness began long before the leg pain whose own beginning was without any."""

    def of_day(number: int, later_back: int) -> dict[str, object]:
        in_leg = {} if number < 100 else {"leg_pain_nrs": 8 if number < 114 else 1}
        weakness = 3 if number < 10 or number >= 181 else 0
        back = 7 if number < 14 else later_back
        return {"on_date": day(number).isoformat(), "back_pain_nrs": back, "weakness": weakness, **in_leg}

    for later_back, less in ((7, "less leg pain"), (3, "less pain")):
        frame = check_ins(*(of_day(number, later_back) for number in range(201)))
        daily = daily_pain(frame)
        sentences = list(
            beside_less_pain(frame, daily, {site: pain_trend(daily, site, day(200)) for site in SITES})
        )
        assert len(sentences) == 1
        assert "weakness was up to severe" in sentences[0]
        assert less in sentences[0]


def test_a_second_sign_never_hides_the_first() -> None:
    """Weak in the back pain's first days, not in the leg's: named beside numbness that is new to both."""
    rows = [
        {
            "on_date": day(number).isoformat(),
            "back_pain_nrs": 7 if number < 14 else 2,
            **({} if number < 60 else {"leg_pain_nrs": 8 if number < 74 else 2}),
            "weakness": 3 if number < 3 or number >= 89 else 0,
            "numbness": 2 if number >= 90 else 0,
        }
        for number in range(101)
    ]
    frame = check_ins(*rows)
    daily = daily_pain(frame)
    (sentence,) = beside_less_pain(frame, daily, {site: pain_trend(daily, site, day(100)) for site in SITES})
    assert "weakness was up to severe and numbness was up to moderate" in sentence
