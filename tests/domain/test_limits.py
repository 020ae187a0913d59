"""Limits: what is accepted comes back clean, what is not is refused in one sentence."""

import math
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.refusals import refused
from tracker.domain import limits

TODAY = date(2026, 3, 9)


@pytest.mark.parametrize("value", [None, 0, 1, 10])
def test_whole_number_keeps_blank_and_zero_apart(value: int | None) -> None:
    kept = limits.whole_number("leg_pain_nrs", value, 0, 10)
    assert kept == value
    assert type(kept) is type(value)


@pytest.mark.parametrize("value", [-1, 11, 10**400, True, False, 3.0, math.nan, "7", "", b"7", [3], object()])
def test_whole_number_refuses_anything_else(value: object) -> None:
    with refused("leg_pain_nrs", "leg pain", "0 to 10"):
        limits.whole_number("leg_pain_nrs", value, 0, 10)  # type: ignore[arg-type]


def test_whole_number_names_its_unit() -> None:
    with refused("minutes_active", "minutes active", "whole number of minutes"):
        limits.whole_number("minutes_active", 1441, 0, 1440, "minutes")


@pytest.mark.parametrize(
    ("value", "kept"),
    [(None, None), (0, 0.0), (24, 24.0), (7.255, 7.25), (7.256, 7.26), (-0.001, 0.0), (-0.0, 0.0)],
)
def test_number_rounds_and_has_no_negative_zero(value: float | None, kept: float | None) -> None:
    found = limits.number("hours_sitting", value, -1, 24, "hours")
    assert found == kept
    assert found is None or math.copysign(1, found) == 1


@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, 24.001, -0.01, 10**400, -(10**400), True, "7", "7.5", "", [7.5], 7 + 0j],
)
def test_number_refuses_anything_else(value: object) -> None:
    with refused("hours_sitting", "hours sitting", "0 to 24"):
        limits.number("hours_sitting", value, 0, 24, "hours")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["", "Left", " left", "ankle", 1, ["left"], math.nan])
def test_one_of_refuses_other_words(value: object) -> None:
    with refused("side", "side", "left", "right"):
        limits.one_of("side", value, ("left", "right"))  # type: ignore[arg-type]


def test_one_of_keeps_blank() -> None:
    assert limits.one_of("side", None, ("left", "right")) is None


def test_some_of_gives_each_word_once_in_the_known_order() -> None:
    assert limits.subset_of("areas", ["foot", "calf", "foot"], ("calf", "thigh", "foot")) == ("calf", "foot")
    assert limits.subset_of("areas", [], ("calf",)) == ()


@pytest.mark.parametrize("values", [["knee"], ["calf", "knee"], ["calf", None], "calf", None, 3, {"knee": 1}])
def test_some_of_refuses_unknown_words_and_what_is_no_list(values: object) -> None:
    with refused("areas", "areas"):
        limits.subset_of("areas", values, ("calf", "foot"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, None),
        ("", None),
        (" \t\r\n ", None),
        ("\x00\x07\x1b\x7f\x85\x9f", None),
        ("  two  words ", "two  words"),
        ("one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour"),
        ("a\x00b\x1bc", "abc"),
        ("bad \ud83d half \udc00", "bad  half"),
        ("😀 👨‍👩‍👧 \U0001f9d8\U0001f3fd‍♀️", "😀 👨‍👩‍👧 \U0001f9d8\U0001f3fd‍♀️"),
        ("ألم في الساق \u200f(خفيف)\u200f", "ألم في الساق \u200f(خفيف)\u200f"),
        ("כאב ברגל", "כאב ברגל"),
        ("e\u0301 ≠ é", "e\u0301 ≠ é"),
        ("'; DROP TABLE check_in; --", "'; DROP TABLE check_in; --"),
    ],
)
def test_text_keeps_every_letter_and_drops_controls(typed: str | None, kept: str | None) -> None:
    assert limits.text("note", typed) == kept


@pytest.mark.parametrize("letter", ["a", "ß", "😀", "א"])
def test_text_counts_characters_not_bytes(letter: str) -> None:
    assert limits.text("note", f"  {letter * 2000}\x00\n") == letter * 2000
    with refused("note", "note", "2,000", "2,001"):
        limits.text("note", letter * 2001)


@pytest.mark.parametrize("value", [b"bytes", 7, ["note"], True])
def test_text_refuses_what_is_no_text(value: object) -> None:
    with refused("note", "note"):
        limits.text("note", value)  # type: ignore[arg-type]


@given(st.text(st.characters(), max_size=300))
def test_text_is_clean_after_one_pass(typed: str) -> None:
    kept = limits.text("note", typed)
    assert limits.text("note", kept) == kept
    if kept is not None:
        assert kept.encode("utf-8").decode("utf-8") == kept
        assert "\x00" not in kept


@pytest.mark.parametrize("day", [TODAY, date(1900, 1, 1), date(2024, 2, 29), date(2000, 2, 29)])
def test_day_accepts_real_days_up_to_today(day: date) -> None:
    assert limits.day("on_date", day, TODAY) == day


@pytest.mark.parametrize(
    "value",
    [
        None,
        "2026-03-09",
        20260309,
        datetime(2026, 3, 9),
        date(2026, 3, 10),
        date(1899, 12, 31),
        date.max,
        date.min,
    ],
)
def test_day_refuses_the_future_the_far_past_and_other_types(value: object) -> None:
    with refused("on_date", "the day"):
        limits.day("on_date", value, TODAY)  # type: ignore[arg-type]


def test_given_refuses_blank_and_keeps_zero() -> None:
    assert limits.given("minutes", 0) == 0
    with refused("minutes", "minutes", "missing"):
        limits.given("minutes", None)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("leg_pain_nrs", "Leg pain"),
        ("foot_line_cm", "Foot line"),
        ("trials_cm", "Tries"),
        ("trial_2_cm", "Try 2"),
        ("on_date", "The day"),
    ],
)
def test_fields_are_named_as_people_read_them(field: str, words: str) -> None:
    assert limits.words(field) == words
