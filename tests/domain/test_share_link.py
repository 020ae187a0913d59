"""Share links: what they may be, how they stand, and what they allow."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.domain.refusals import refused
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.domain.share_link import FIELDS, LONGEST_DAYS, USUAL_FIELDS, Scope, ShareLink
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.store.schema.tables import TABLES

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def link(**values: Any) -> ShareLink:
    return ShareLink(**{"client_id": "ana", "created_at": NOW, "ends_at": NOW + 7 * DAY, **values})


def test_left_alone_it_lasts_seven_days_and_shows_all_but_notes() -> None:
    usual = ShareLink(client_id="ana")
    assert (usual.ends_at - usual.created_at).days == 7
    assert usual.fields == USUAL_FIELDS
    assert not {"notes", "events", "medicines", "places"} & set(usual.fields)
    assert usual.scope(date(2026, 3, 9)).period == Period(date.min, date.max)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"fields": ()}, "fields"), ({"fields": ("pain", "secrets")}, "fields"), ({"fields": "pain"}, "fields"),
        ({"fields": ("symptoms",)}, "fields"), ({"view_limit": 0}, "view_limit"), ({"view_limit": 1001}, "view_limit"),
        ({"rolling_days": 0}, "rolling_days"), ({"rolling_days": 3661}, "rolling_days"), ({"label": "x" * 81}, "label"),
        ({"rolling_days": 30, "first_day": date(2026, 1, 1)}, "rolling_days"),
        ({"rolling_days": 30, "last_day": date(2026, 1, 1)}, "rolling_days"),
        ({"first_day": date(2026, 1, 2), "last_day": date(2026, 1, 1)}, "first_day"),
        ({"ends_at": NOW}, "days"), ({"ends_at": NOW - DAY}, "days"),
        ({"ends_at": NOW + LONGEST_DAYS * DAY + SECOND}, "days"),
    ],
)  # fmt: skip
def test_a_link_that_may_not_be(values: dict[str, Any], field: str) -> None:
    with refused(field):
        link(**values)


def test_limits_are_within_reach() -> None:
    assert (
        link(ends_at=NOW + LONGEST_DAYS * DAY, view_limit=1000, rolling_days=3660, label=" a \n b ").label
        == "a b"
    )


@pytest.mark.parametrize(
    ("values", "at", "to_holder", "to_keeper", "state"),
    [
        ({}, NOW, True, True, "open"),
        ({}, NOW - SECOND, False, False, "ended"),
        ({}, NOW + 7 * DAY - SECOND, True, True, "open"),
        ({}, NOW + 7 * DAY, False, False, "ended"),
        ({"kept_by": "robin", "may_be_kept": True}, NOW + 99 * DAY, False, True, "kept"),
        ({"kept_by": "robin"}, NOW + 99 * DAY, False, False, "ended"),
        ({"kept_by": "robin", "revoked_at": NOW}, NOW, False, False, "revoked"),
        ({"revoked_at": NOW}, NOW, False, False, "revoked"),
        ({"view_limit": 2, "views": 2}, NOW, True, True, "used up"),
        ({"view_limit": 2, "views": 1}, NOW, True, True, "open"),
    ],
)
def test_how_it_stands(
    values: dict[str, Any], at: datetime, to_holder: bool, to_keeper: bool, state: str
) -> None:
    one = link(**values)
    assert (one.is_open_to_holder(at), one.is_open(at), one.state(at)) == (to_holder, to_keeper, state)


def test_rolling_days_move_and_fixed_ones_stay() -> None:
    rolling, fixed = link(rolling_days=7), link(first_day=date(2026, 1, 1), last_day=date(2026, 1, 31))
    assert rolling.scope(date(2026, 3, 9)).period == Period(date(2026, 3, 3), date(2026, 3, 9))
    assert rolling.scope(date(2026, 3, 10)).period == Period(date(2026, 3, 4), date(2026, 3, 10))
    assert fixed.scope(date(2026, 3, 10)).period == Period(date(2026, 1, 1), date(2026, 1, 31))
    assert replace(fixed, last_day=None).scope(date(2026, 3, 10)).period == Period(date(2026, 1, 1), date.max)


def test_every_column_of_every_entry_is_shown_by_one_field_or_hidden() -> None:
    nothing = Scope(frozenset({"pain"}), Period(date.min, date.max))
    for kind in (SitAndReachTest.kind, MassageSession.kind):
        assert not nothing.shows_kind(kind)
    assert nothing.shows_kind(CheckIn.kind)
    seen = {column for column in TABLES[CheckIn.kind].columns if nothing.shows(CheckIn.kind, column)}
    assert seen == {
        "entry_id", "on_date", "at_time", "leg_pain_nrs", "back_pain_nrs", "is_flare", "created_at", "source",
    }  # fmt: skip
    everything = Scope(frozenset(FIELDS), Period(date.min, date.max))
    assert all(everything.shows(table.kind, column) for table in TABLES.values() for column in table.columns)
    assert not everything.shows(CheckIn.kind, "a_field_that_nobody_declared")
