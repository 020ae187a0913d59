"""Yesterday too: asked after a calm check-in of today where yesterday is blank, once, and kept as remembered."""

from datetime import timedelta
from typing import Any

import pytest

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.record import ClientRecord
from tracker.yesterday_too import YesterdayToo, yesterday_too

NO_SIGN = RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no"))
YESTERDAY = timedelta(days=1)


def saved(record: ClientRecord, entry: CheckIn) -> CheckIn:
    added = record.entries.add(entry).entry
    assert isinstance(added, CheckIn)
    return added


def question(record: ClientRecord, check_in: CheckIn) -> YesterdayToo | None:
    return yesterday_too(record, record.warning_signs.state(), check_in)


@pytest.fixture(autouse=True)
def _looked_at(record: ClientRecord) -> None:
    record.warning_signs.answer(NO_SIGN)


def test_one_tap_is_yesterdays_check_in_marked_as_remembered(record: ClientRecord) -> None:
    today = saved(record, CheckIn(leg_pain_nrs=3))
    asked = question(record, today)
    assert asked is not None
    assert (asked.column, asked.answer) == ("leg_pain_nrs", None)
    first = saved(record, asked.check_in(5))
    assert (first.on_date, first.leg_pain_nrs, first.at_time) == (clock.today() - YESTERDAY, 5, None)
    assert first.is_remembered
    assert not today.is_remembered
    # Another number is the same entry with another value.
    again = question(record, today)
    assert again is not None
    assert again.nrs == 5
    saved(record, again.check_in(0))
    assert [entry.leg_pain_nrs for entry in record.entries.all() if isinstance(entry, CheckIn)] == [3, 0]


def test_the_site_is_the_one_that_was_given(record: ClientRecord) -> None:
    asked = question(record, saved(record, CheckIn(back_pain_nrs=3)))
    assert asked is not None
    assert (asked.column, asked.label) == ("back_pain_nrs", "Yesterday too? Back pain")


@pytest.mark.parametrize("column", ["leg_pain_nrs", "back_pain_nrs"])
def test_a_yesterday_that_is_noted_is_not_asked_for(record: ClientRecord, column: str) -> None:
    values: dict[str, Any] = {column: 2}
    saved(record, CheckIn(on_date=clock.today() - YESTERDAY, **values))
    assert question(record, saved(record, CheckIn(leg_pain_nrs=3))) is None


def test_a_massage_yesterday_is_no_check_in(record: ClientRecord) -> None:
    record.entries.add(MassageSession(minutes=30, on_date=clock.today() - YESTERDAY))
    assert question(record, saved(record, CheckIn(leg_pain_nrs=3))) is not None


def test_nothing_is_asked_in_a_flare_beside_a_danger_or_of_another_day(record: ClientRecord) -> None:
    for entry in (
        CheckIn(leg_pain_nrs=9, is_flare=True),
        CheckIn(leg_pain_nrs=3, side="both"),
        CheckIn(leg_pain_nrs=3, weakness=3),
        CheckIn(leg_pain_nrs=3, on_date=clock.today() - 3 * YESTERDAY),
    ):
        assert question(record, saved(record, entry)) is None
    record.warning_signs.answer(RedFlagAnswers(answers={**NO_SIGN.answers, "saddle": "yes"}))
    assert question(record, saved(record, CheckIn(leg_pain_nrs=3))) is None


@pytest.mark.parametrize(
    ("source", "remembered"), [("form", True), ("quick", True), ("csv", False), ("daylio", False)]
)
def test_what_a_file_brought_in_is_not_called_remembered(source: str, remembered: bool) -> None:
    entry: Entry = CheckIn(leg_pain_nrs=1, on_date=clock.today() - YESTERDAY, source=source)
    assert entry.is_remembered is remembered
