"""Rows and back: no value changes on its way through a table."""

import re
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented_questionnaires import ONE, answers_to
from tracker.domain.check_in import PAIN_EXTENTS, SIDES, CheckIn
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.exercise import EXERCISES
from tracker.domain.massage_session import AREAS, PRESSURES, MassageSession
from tracker.domain.measure import LIST_SEPARATOR
from tracker.domain.medicine import REGULAR, USES, MedicineTaken
from tracker.domain.overall_change import OVERALL_STEPS, OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.sit_and_reach import VARIANTS, SitAndReachTest
from tracker.errors import StoreUnavailable
from tracker.settings import PROJECT
from tracker.store.schema.steps import keys_by_table
from tracker.store.schema.tables import KINDS, TABLES, instant_from, instant_text

instants = st.datetimes(datetime(1900, 1, 2), datetime(9998, 12, 30), timezones=st.just(UTC))
nrs = st.none() | st.integers(0, 10)
severity = st.none() | st.integers(0, 3)
common = {
    "on_date": st.dates(date(1900, 1, 1), date(2025, 12, 31)),
    "at_time": st.none() | st.times(),
    "note": st.none() | st.text(max_size=80),
    "created_at": instants,
    "version": st.integers(1, 99),
}
check_ins = st.builds(
    CheckIn, leg_pain_nrs=nrs, back_pain_nrs=st.integers(0, 10), pain_extent=st.none() | st.sampled_from(PAIN_EXTENTS),
    side=st.none() | st.sampled_from(SIDES), tingling=severity, numbness=severity, weakness=severity,
    sleep_quality=st.none() | st.integers(1, 5), hours_sitting=st.none() | st.floats(0, 24),
    minutes_active=st.none() | st.integers(0, 1440), is_flare=st.booleans(),
    exercises_done=st.lists(st.sampled_from([one.exercise_id for one in EXERCISES])), **common,
)  # fmt: skip
tests = st.sampled_from(VARIANTS).flatmap(
    lambda variant: st.builds(
        SitAndReachTest, variant=st.just(variant.name), foot_line_cm=st.floats(0, 100),
        trials_cm=st.lists(st.floats(-100, 200), min_size=1, max_size=3), warm_up=st.none() | st.booleans(),
        side=st.sampled_from(("left", "right")) if variant.by_side else st.none(), **common,
    )
)  # fmt: skip
skipped = st.builds(
    SitAndReachTest, skipped_reason=st.just("pain"), foot_line_cm=st.none() | st.floats(0, 100), **common
)
massages = st.builds(
    MassageSession, minutes=st.integers(1, 240), areas=st.lists(st.sampled_from(AREAS)), pain_before_nrs=nrs,
    pressure=st.none() | st.sampled_from(PRESSURES), pain_after_nrs=nrs, therapist=st.none() | st.text(max_size=40), **common,
)  # fmt: skip
ratings = st.builds(
    ActivityRating,
    activity=st.text(max_size=50).map(lambda text: f"Walk {text}"),
    ability=st.integers(0, 10),
    **common,
)
answers = st.builds(OverallChange, overall=st.sampled_from(OVERALL_STEPS), **common)
BARE = {
    "check-in": CheckIn(leg_pain_nrs=0),
    "sit-and-reach": SitAndReachTest(skipped_reason="pain"),
    "massage-session": MassageSession(minutes=1),
    "activity-rating": ActivityRating(activity="Walk", ability=0),
    "overall-change": OverallChange(overall="about the same"),
    "event": Event(words="x"),
    "medicine": MedicineTaken(name="x", use=REGULAR),
    "questionnaire": answers_to(ONE, far=0),
}
words = st.text(max_size=40).map(lambda text: f"A{text}")
events = st.builds(Event, words=words, **common)
medicines = st.builds(
    MedicineTaken, name=words, dose=st.none() | words, use=st.sampled_from(USES), **common
) | st.builds(
    MedicineTaken, name=words, use=st.just(REGULAR), until_date=st.just(date(2025, 12, 31)), **common
)


@given(st.one_of(check_ins, tests, skipped, massages, ratings, answers, events, medicines))
def test_every_entry_comes_back_from_its_row_as_it_went_in(entry: Entry) -> None:
    table = TABLES[entry.kind]
    row = table.row(entry)
    assert table.entry(row) == entry
    assert table.row(table.entry(row)) == row
    assert all(type(cell) in (str, int, float, type(None)) for cell in row.values()), (
        "STRICT columns take no others"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_columns_shown_are_those_of_the_row_without_its_version(kind: str) -> None:
    assert {*TABLES[kind].columns, "version"} == set(TABLES[kind].row(BARE[kind]))


def test_no_word_of_a_list_holds_the_sign_that_parts_them() -> None:
    for word in (*AREAS, *(one.exercise_id for one in EXERCISES)):
        assert LIST_SEPARATOR not in word
        assert word == word.strip()


@given(instants, instants)
def test_instants_sort_as_text(one: datetime, other: datetime) -> None:
    assert instant_from(instant_text(one)) == one.replace(microsecond=0)
    assert (instant_text(one) < instant_text(other)) == (
        one.replace(microsecond=0) < other.replace(microsecond=0)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_an_entry_has_its_cell(kind: str) -> None:
    table = TABLES[kind]
    example = BARE[kind]
    # Trials lie in three cells of their own.
    names = {one.name for one in fields(example)} - {"trials_cm"}
    assert names <= set(table.row(example))
    assert names - {"version"} <= set(table.columns)


def test_a_row_that_somebody_spoiled_is_named_in_a_sentence() -> None:
    table = TABLES["check-in"]
    row = {**table.row(CheckIn(leg_pain_nrs=4, on_date=date(2026, 3, 9))), "side": "up"}
    with pytest.raises(
        StoreUnavailable, match=r"check-in of 2026-03-09 was changed outside this app .* Side must be"
    ):
        table.entry(row)


def test_every_table_of_the_database_is_explained() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    lines = [line.split(" | ")[0] for line in page.splitlines() if line.startswith("| `")]
    explained = {name for line in lines for name in re.findall(r"`(\w+)`", line)}
    assert set(keys_by_table()) <= explained


def test_statements_name_their_columns() -> None:
    """Except those that read a table only to see whether it can be read, or which columns it has."""
    whole_tables = {"backup.py", "copying.py", "soundness.py"}
    folder = PROJECT / "tracker" / "store"
    assert {file.name for file in folder.rglob("*.py") if "SELECT *" in file.read_text()} == whole_tables
