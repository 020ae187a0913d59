"""Own activities and the overall change: words and numbers of a person, kept as they were meant."""

import pytest

from tests.domain.refusals import refused
from tracker.domain.description import describe
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.massage_session import MassageSession
from tracker.domain.overall_change import OVERALL_STEPS, OverallChange
from tracker.domain.own_activity import (
    WORDS_CHARACTERS,
    ActivityRating,
    OwnActivity,
    alike,
)
from tracker.domain.own_words import one_line, quoted


@pytest.mark.parametrize("ability", [0, 5, 10])
def test_an_ability_is_a_whole_number_from_0_to_10(ability: int) -> None:
    assert ActivityRating(activity="Walk", ability=ability).ability == ability


@pytest.mark.parametrize("ability", [None, -1, 11, True, 3.0, "3"])
def test_other_abilities_are_refused(ability: object) -> None:
    with refused("ability", "ability", "0", "10"):
        ActivityRating(activity="Walk", ability=ability)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", [None, "", "  \n ", "\u202e", "x" * (WORDS_CHARACTERS + 1), 3])
def test_words_that_are_none_or_too_long_are_refused_everywhere(words: object) -> None:
    with refused("activity", "activity"):
        ActivityRating(activity=words, ability=1)  # type: ignore[arg-type]
    with refused("activity", "activity"):
        OwnActivity(words=words)  # type: ignore[arg-type]


def test_words_are_one_line_and_turn_nothing_round() -> None:
    rating = ActivityRating(activity=" tie \n my\tshoes \u202e", ability=1)
    assert rating.activity == OwnActivity(words="tie my\u2067 shoes").words == "tie my shoes"
    assert one_line(rating.activity) == rating.activity
    assert ActivityRating(activity="x" * WORDS_CHARACTERS, ability=1).activity == "x" * WORDS_CHARACTERS


def test_capitals_and_spaces_make_no_other_activity() -> None:
    assert alike("Tie my SHOES") == alike("tie my shoes")
    assert alike("tie my shoes") != alike("tie his shoes")


def test_words_read_from_the_right_stay_apart_from_their_sentence() -> None:
    assert quoted("walk") == "\u201cwalk\u201d"
    assert quoted("לרוץ") == "\u200e\u2068\u201cלרוץ\u201d\u2069"
    assert describe(ActivityRating(activity="לרוץ", ability=7)) == "\u200e\u2068לרוץ\u2069, 7 of 10"
    massage = MassageSession(minutes=30, therapist="רובין")
    assert describe(massage) == "30 minutes, with \u200e\u2068רובין\u2069"


def test_an_overall_change_is_one_of_seven_steps() -> None:
    assert len(OVERALL_STEPS) == len(set(OVERALL_STEPS)) == 7
    for step in OVERALL_STEPS:
        assert OverallChange(overall=step).overall == step
    for other in ("better", "", "Much better", 3):
        with refused("overall", "overall"):
            OverallChange(overall=other)  # type: ignore[arg-type]
    with refused("overall", "overall"):
        OverallChange()


def test_they_read_in_one_line() -> None:
    assert describe(ActivityRating(activity="Tie my shoes", ability=0)) == "Tie my shoes, 0 of 10"
    assert describe(OverallChange(overall="much better")) == "much better since the start"


def test_both_are_entries_seen_with_activities_alone() -> None:
    for kind in ("activity-rating", "overall-change"):
        assert ENTRY_CLASSES[kind].shared_as == "activities"
