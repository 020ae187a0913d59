"""What people type as a number: one reading, or none."""

import pytest

from tracker.domain.numerals import decimal_typed, number_in, whole_typed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8,5", 8.5), ("8.5", 8.5), ("-8,5", -8.5), ("\N{MINUS SIGN}8,5", -8.5), ("+8,5", 8.5), (",5", 0.5), ("-.5", -0.5),
        (" 85 ", 85.0), ("0", 0.0), ("10,125", "10,125"), ("10.125", 10.125), ("0,125", 0.125), ("1 234", 1234.0), ("1 23", "1 23"), ("8,5,1", "8,5,1"),
        ("1.234,5", 1234.5), ("8,", "8,"), ("1e1", "1e1"), ("nan", "nan"), ("inf", "inf"), ("--8", "--8"), ("0x10", "0x10"),
        ("\N{ARABIC-INDIC DIGIT EIGHT}\N{ARABIC DECIMAL SEPARATOR}\N{ARABIC-INDIC DIGIT FIVE}", 8.5),
        ("\N{DEVANAGARI DIGIT EIGHT}.\N{DEVANAGARI DIGIT FIVE}", 8.5), ("\N{FULLWIDTH DIGIT EIGHT}\N{FULLWIDTH FULL STOP}5", 8.5),
        ("\N{SUPERSCRIPT TWO}x", "\N{SUPERSCRIPT TWO}x"), ("\N{VULGAR FRACTION ONE HALF}", "\N{VULGAR FRACTION ONE HALF}"), ("9" * 31, "9" * 31),
    ],
)  # fmt: skip
def test_a_decimal_is_read_in_one_way_or_stays_text(text: str, number: float | str) -> None:
    assert decimal_typed(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("45", 45), (" 45 ", 45), ("\N{ARABIC-INDIC DIGIT FOUR}", 4), ("4,5", "4,5"), ("4.0", "4.0"), ("1,000", "1,000"), ("", "")],
)  # fmt: skip
def test_a_whole_number_has_no_mark(text: str, number: int | str) -> None:
    assert whole_typed(text) == number


def test_a_file_is_read_more_strictly_than_a_person() -> None:
    assert number_in("8,5") == 8.5
    assert number_in("\N{ARABIC-INDIC DIGIT FOUR}") == 4
    assert [number_in(text) for text in ("+8", ".5", "1,234")] == [None] * 3
