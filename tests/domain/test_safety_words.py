"""The words about warning signs stand in one place, and every page that speaks of them takes them from there."""

import re
from html import unescape
from pathlib import Path

import pytest

import tracker
from tracker.domain import safety_words
from tracker.domain.red_flags import RED_FLAGS, TIERS, Tier

HERE = Path(safety_words.__file__)
SOURCES = [
    path
    for path in Path(tracker.__file__).parent.rglob("*")
    if path.suffix in {".py", ".html", ".js", ".typ"} and path != HERE and "plotly" not in path.parts
]
# What only an emergency is told by; another place that spells it has begun a copy.
TELLTALES = ("A&E", "alerts nobody", "emergency department", "Hours matter")
# The form about the signs says so once more, in its own words; a sign may speak of its own urgency.
ALLOWED = {"warning_signs.py": {"alerts nobody"}}


def sentences() -> list[str]:
    plain = [value for name, value in vars(safety_words).items() if name.isupper() and isinstance(value, str)]
    tables = [value for value in vars(safety_words).values() if isinstance(value, dict)]
    return [*plain, *(words for table in tables for words in table.values() if isinstance(words, str))]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.name))
def test_no_other_file_spells_them(path: Path) -> None:
    text = unescape(path.read_text("utf-8"))
    spelled = {one for one in TELLTALES if one in text} - ALLOWED.get(path.name, set())
    whole = [one for one in sentences() if len(one.split()) > 4 and one in text]
    assert (spelled, whole) == (set(), [])


@pytest.mark.parametrize("tier", TIERS)
def test_every_tier_has_its_words_and_names_the_number_where_it_may_be_needed(tier: Tier) -> None:
    words = safety_words.what_to_do(tier, "999") + safety_words.heading_of(tier, "999")
    assert safety_words.URGENCY[tier]
    assert ("999" in words) == (tier in "AB")


def test_a_reminder_stands_for_every_tier_that_does_not_stop_the_page() -> None:
    assert set(safety_words.REMINDERS) == {flag.tier for flag in RED_FLAGS} - {"A"}
    assert all(re.search(r"\*\*.+\*\*", words) for words in safety_words.REMINDERS.values())
