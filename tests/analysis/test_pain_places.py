"""Where it hurts, then and now: days are counted, each once; what is not marked is unknown, never none."""

from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from tracker import frames
from tracker.analysis.pain_places import UNKNOWN, PlacesThenAndNow, places_then_and_now
from tracker.domain.check_in import CheckIn
from tracker.store.schema.tables import TABLES

AS_OF = date(2026, 6, 30)


def on(days_ago: int, *places: str) -> CheckIn:
    return CheckIn(leg_pain_nrs=4, on_date=AS_OF - timedelta(days=days_ago), pain_places=places)


def framed(check_ins: Iterable[CheckIn]) -> pd.DataFrame:
    table = TABLES[CheckIn.kind]
    rows = [table.row(entry) for entry in sorted(check_ins, key=lambda entry: entry.on_date)]
    return frames.entry_frame(
        CheckIn,
        list(table.columns),
        [tuple(row[name] for name in table.columns) for row in rows],
        frames.PROVENANCE,
    )


def answer(*check_ins: CheckIn) -> PlacesThenAndNow:
    return places_then_and_now(framed(check_ins), AS_OF)


def test_a_record_without_a_mark_says_so_and_compares_nothing() -> None:
    for result in (answer(), answer(on(3))):
        assert (result.places, result.first, result.last.days) == ((), None, 0)
        assert result.sentences == ("In the 14 days to 30 June 2026 no place was marked.",)


def test_days_are_counted_once_however_often_a_place_was_marked_in_them() -> None:
    result = answer(on(1, "left_calf 4"), on(1, "left_calf burning 6", "saddle"), on(2, "left_calf"), on(3))
    assert result.last.days == 2
    assert result.last.by_place == {"left_calf": 2, "saddle": 1}
    assert result.last.kinds == {"left_calf": ("burning",), "saddle": ()}
    assert result.sentences == (
        "In the 14 days to 30 June 2026 places were marked on 2 days: between the legs on 1 and left calf (burning) on 2.",
        UNKNOWN,
    )


def test_the_first_days_are_those_of_marking_and_wait_until_the_windows_share_no_day() -> None:
    earlier = [on(200)]
    assert answer(*earlier, on(26, "left_calf"), on(0, "left_calf")).first is None
    result = answer(*earlier, on(27, "left_heel"), on(14, "left_calf"), on(13, "right_knee"))
    assert result.first is not None
    assert (result.first.period.first, result.first.period.last) == (
        AS_OF - timedelta(days=27),
        AS_OF - timedelta(days=14),
    )
    assert result.first.by_place == {"left_heel": 1, "left_calf": 1}
    assert result.last.by_place == {"right_knee": 1}
    assert [place.name for place in result.places] == ["left_calf", "left_heel", "right_knee"]


def test_few_marked_days_are_shown_and_not_compared() -> None:
    result = answer(*(on(60 + n, "left_heel") for n in range(6)), *(on(n, "left_calf") for n in range(14)))
    assert "That is too little to compare: it takes 7 marked days each time." in result.sentences
    assert not any("Marked only" in sentence for sentence in result.sentences)


def test_enough_of_them_say_what_went_and_what_came() -> None:
    then = [on(60 + n, "left_heel numb", "left_calf") for n in range(7)]
    now = [on(n, "left_calf", "upper_back") for n in range(7)]
    assert answer(*then, *now).sentences[2:] == (
        "Marked only at first: left heel or sole. Marked only lately: upper back.",
        UNKNOWN,
    )
    same = answer(*then, *(on(n, "left_heel", "left_calf") for n in range(7)))
    assert same.sentences[2] == "The same places were marked both times."


def test_what_comes_after_the_last_day_is_not_read() -> None:
    assert places_then_and_now(framed([on(0, "left_calf")]), AS_OF - timedelta(days=1)).places == ()


def test_marks_that_ended_long_ago_stay_seen() -> None:
    result = answer(*(on(90 + n, "left_calf") for n in range(9)))
    assert [place.name for place in result.places] == ["left_calf"]
    assert "In the 14 days to 30 June 2026 no place was marked." in result.sentences
