"""Locales: days and decimals as a person writes them, and British English for an odd answer of a browser."""

from collections.abc import Iterator
from datetime import date

import pytest

from tracker import locales

DAY = date(2026, 3, 4)


@pytest.fixture(autouse=True)
def _usual_again() -> Iterator[None]:
    yield
    locales.use_locale(None)


@pytest.mark.parametrize(
    ("tag", "long", "short", "short_and_year", "with_weekday", "number", "thousands", "field"),
    [
        ("en-GB", "4 March 2026", "4 Mar", "4 Mar 2026", "Wednesday 4 March", "-3.5", "12,345", "DD/MM/YYYY"),
        ("en-US", "March 4, 2026", "Mar 4", "Mar 4, 2026", "Wednesday, March 4", "-3.5", "12,345", "MM/DD/YYYY"),
        ("de-DE", "04.03.2026", "04.03.", "04.03.2026", "Wednesday 04.03.", "-3,5", "12.345", "DD.MM.YYYY"),
        ("nl-NL", "04-03-2026", "04-03", "04-03-2026", "Wednesday 04-03", "-3,5", "12.345", "DD-MM-YYYY"),
        ("sv-SE", "2026-03-04", "03-04", "2026-03-04", "Wednesday 03-04", "-3,5", "12\u00a0345", "YYYY-MM-DD"),
        ("ja-JP", "2026/03/04", "03/04", "2026/03/04", "Wednesday 03/04", "-3.5", "12,345", "YYYY/MM/DD"),
        ("bg", "4.03.2026", "4.03.", "4.03.2026", "Wednesday 4.03.", "-3,5", "12\u00a0345", "DD.MM.YYYY"),
    ],
)  # fmt: skip
def test_days_and_numbers_follow_the_locale(
    tag, long, short, short_and_year, with_weekday, number, thousands, field
) -> None:
    locales.use_locale(tag)
    assert locales.day_words(DAY) == long
    assert locales.short_day(DAY) == short
    assert locales.short_day_and_year(DAY) == short_and_year
    assert locales.weekday_and_day(DAY, with_year=False) == with_weekday
    assert locales.decimals(-3.46) == number
    assert locales.whole(12345) == thousands
    assert locales.field_pattern() == field


@pytest.mark.parametrize("tag", [None, "", "zz", "C", "x" * 300, "de_DE_", "*", "; q=1", "<script>", "\x00"])
def test_an_odd_answer_of_a_browser_leaves_british_english(tag) -> None:
    locales.use_locale("de")
    locales.use_locale(tag)
    assert locales.day_words(DAY) == "4 March 2026"


def test_the_first_language_of_a_header_counts() -> None:
    locales.use_locale("de-AT,de;q=0.9,en;q=0.8")
    assert locales.day_words(DAY) == "04.03.2026"


def test_scripts_in_the_browser_get_the_same_order() -> None:
    locales.use_locale("de")
    assert locales.day_pattern(locales.D3) == "%d.%m.%Y"
    assert locales.short_pattern(locales.D3) == "%d.%m.%Y"
    assert locales.number_marks() == ",."
    locales.use_locale("en-US")
    assert locales.day_pattern(locales.D3) == "%B %-d, %Y"
    assert locales.short_pattern(locales.D3, with_year=False) == "%b %-d"


def test_every_locale_babel_knows_can_be_written() -> None:
    from babel import localedata

    for tag in localedata.locale_identifiers():
        locales.use_locale(tag.replace("_", "-"))
        for said in (locales.day_words(DAY), locales.short_day(DAY), locales.decimals(3.4)):
            assert "4" in said, (tag, said)
            assert "y" not in locales.short_pattern(locales.D3).replace("%Y", ""), tag
        assert set(locales.field_pattern()) <= set("DMY/-."), tag


def test_endless_made_up_tags_are_not_kept() -> None:
    for number in range(300):
        for tag in (f"en.x{number}", f"de-DE@{number}", f"en-GB<{number}>"):
            locales.use_locale(tag)
            assert locales.day_words(DAY) == "4 March 2026"
    assert locales._patterns.cache_info().currsize <= 200
