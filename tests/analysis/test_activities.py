"""What can I do again: first against latest, too little said as such, a gap never a 0."""

from tests.invented_records import day, rated, ratings
from tracker.analysis.activities import FEWEST_DAYS, activities

SHOES, FILM = "Tie my shoes", "Sit through a film"


def test_no_rating_says_what_would_help() -> None:
    result = activities(ratings(), day(0))
    assert result.courses == ()
    assert "No activity is rated yet" in result.sentence


def test_the_worked_example_of_the_method() -> None:
    result = activities(ratings(*rated(SHOES, {0: 2, 7: 3, 14: 3, 28: 7})), day(30))
    assert (
        result.sentence == "You rate higher than at first: “Tie my shoes” (2 at first, 7 at last, on 4 days)."
    )
    assert result.items == ()
    assert result.courses[0].change == 5


def test_too_few_days_say_nothing_of_a_course() -> None:
    few = {number * 7: number for number in range(FEWEST_DAYS - 1)}
    result = activities(ratings(*rated(SHOES, few)), day(30))
    assert result.sentence.startswith("Too little to say yet")
    assert "higher" not in result.sentence
    again = activities(ratings(*rated(SHOES, {**few, 21: 9})), day(30))
    assert "You rate higher than at first" in again.sentence


def test_each_is_told_by_its_own_direction_and_the_thin_one_is_left_out() -> None:
    rows = [
        *rated(SHOES, {0: 2, 7: 3, 14: 4}),
        *rated(FILM, {0: 5, 8: 1, 15: 5}),
        *rated("Swim", {1: 6, 9: 5, 16: 3}),
    ]
    sentence = activities(ratings(*sorted(rows, key=lambda row: str(row["on_date"]))), day(30)).sentence
    assert sentence == (
        "You rate higher than at first: “Tie my shoes” (2 at first, 4 at last, on 3 days)."
        " You rate the same as at first: “Sit through a film” (5 at first, 5 at last, on 3 days)."
        " You rate lower than at first: “Swim” (6 at first, 3 at last, on 3 days)."
    )
    one_left_out = activities(ratings(*rated(SHOES, {0: 2, 7: 3, 14: 4}), *rated(FILM, {20: 0})), day(30))
    assert "film" not in one_left_out.sentence
    assert one_left_out.items == (
        "“Sit through a film”: rated on 1 day so far, last on 21 January 2026 (0).",
    )


def test_0_is_a_rating_and_a_week_without_one_is_not() -> None:
    result = activities(ratings(*rated(SHOES, {0: 4, 21: 0, 28: 0})), day(30))
    assert result.courses[0].ratings == (4, 0, 0)
    assert "lower than at first" in result.sentence


def test_two_ratings_of_a_day_are_their_mean_and_one_day() -> None:
    rows = [*rated(SHOES, {0: 2}), *rated(SHOES.upper(), {0: 5}), *rated(SHOES, {7: 6})]
    (course,) = activities(ratings(*rows), day(30)).courses
    assert (course.days, course.ratings) == ((day(0), day(7)), (3.5, 6))
    assert course.words == SHOES


def test_later_days_are_left_out() -> None:
    frame = ratings(*rated(SHOES, {0: 2, 7: 3, 14: 4, 40: 10}))
    assert activities(frame, day(20)).courses[0].days[-1] == day(14)


def test_the_three_rated_last_are_told() -> None:
    rows = [
        row
        for number in range(5)
        for row in rated(f"Thing {number}", {number: 1, number + 10: 2, number + 20: 3})
    ]
    told = activities(ratings(*sorted(rows, key=lambda row: str(row["on_date"]))), day(60))
    assert [course.words for course in told.courses] == ["Thing 2", "Thing 3", "Thing 4"]


def test_words_of_others_stay_words() -> None:
    words = "<b>*walk*</b> [x](https://evil.example) {0}"
    result = activities(ratings(*rated(words, {0: 1, 7: 1, 14: 2})), day(30))
    assert words in result.sentence


def test_what_was_not_rated_lately_says_when_it_was() -> None:
    frame = ratings(*rated(SHOES, {0: 2, 7: 3, 14: 4}))
    assert activities(frame, day(42)).items == ()
    assert activities(frame, day(43)).items == ("“Tie my shoes”: last on 15 January 2026 (4).",)
