"""Frames: dtypes fixed, missing is not zero, a day is the mean of its check-ins."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from tests.counted import calls_of
from tests.invented_records import check_ins, daily, day, massages, reach_tests
from tracker import frames
from tracker.domain.check_in import CheckIn
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import SitAndReachTest

KINDS = [(entry_class, frames.dtypes_of(entry_class)) for entry_class in ENTRY_CLASSES.values()]


@pytest.mark.parametrize(("entry_class", "dtypes"), KINDS)
def test_an_empty_record_has_every_column_with_its_dtype(entry_class, dtypes) -> None:
    empty = frames.entry_frame(entry_class, list(dtypes), [])
    assert {name: str(dtype) for name, dtype in empty.dtypes.items()} == dict(dtypes)
    assert empty.empty


def test_a_filled_frame_has_the_same_dtypes_as_an_empty_one() -> None:
    for frame, dtypes in (
        (check_ins({"on_date": "2026-01-01", "leg_pain_nrs": 3}), frames.dtypes_of(CheckIn)),
        (
            reach_tests({"on_date": "2026-01-01", "variant": "chair", "warm_up": None}),
            frames.dtypes_of(SitAndReachTest),
        ),
        (massages({"on_date": "2026-01-01", "minutes": 30}), frames.dtypes_of(MassageSession)),
        (daily({0: 4}), frames.DAILY_PAIN_DTYPES),
        (daily({}), frames.DAILY_PAIN_DTYPES),
        (frames.binned_pain(daily({0: 4, 9: 5}), 7, day(0)), frames.DAILY_PAIN_DTYPES),
    ):
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == dict(dtypes)


def test_zero_stays_zero_and_missing_stays_missing() -> None:
    frame = check_ins({"on_date": "2026-01-01", "leg_pain_nrs": 0, "back_pain_nrs": None})
    assert frame.loc[0, "leg_pain_nrs"] == 0
    assert np.isnan(frame["back_pain_nrs"].iloc[0])
    assert pd.isna(frame["note"].iloc[0])


def test_dates_come_as_text_or_as_date_objects_and_instants_keep_their_moment() -> None:
    text = check_ins({"on_date": "2024-02-29", "leg_pain_nrs": 1, "created_at": "2024-02-29T23:30:00+02:00"})
    objects = check_ins(
        {
            "on_date": date(2024, 2, 29),
            "leg_pain_nrs": 1,
            "created_at": datetime(2024, 2, 29, 21, 30, tzinfo=UTC),
        }
    )
    pd.testing.assert_frame_equal(text, objects)


def test_rows_come_out_oldest_first_by_day_then_time() -> None:
    frame = check_ins(
        {"on_date": "2026-01-02", "at_time": "21:00", "leg_pain_nrs": 3},
        {"on_date": "2026-01-02", "at_time": "07:00", "leg_pain_nrs": 2},
        {"on_date": "2026-01-01", "leg_pain_nrs": 1},
    )
    assert frame["leg_pain_nrs"].tolist() == [1, 2, 3]


def test_a_missing_column_is_named_and_an_unknown_one_left_out() -> None:
    columns = [name for name in frames.dtypes_of(CheckIn) if name != "back_pain_nrs"]
    with pytest.raises(ValueError, match="back_pain_nrs"):
        frames.entry_frame(CheckIn, columns, [])
    assert "version" not in frames.entry_frame(CheckIn, [*frames.dtypes_of(CheckIn), "version"], [])


def test_a_day_is_the_mean_of_its_check_ins_with_their_range_and_furthest_extent() -> None:
    pain = frames.daily_pain(
        check_ins(
            {"on_date": "2026-01-01", "leg_pain_nrs": 3, "back_pain_nrs": None, "pain_extent": "calf"},
            {
                "on_date": "2026-01-01",
                "leg_pain_nrs": 6,
                "back_pain_nrs": 2,
                "pain_extent": "thigh",
                "is_flare": 1,
            },
            {"on_date": "2026-01-03", "leg_pain_nrs": None, "back_pain_nrs": 0},
        )
    )
    assert pain["on_date"].dt.date.tolist() == [date(2026, 1, 1), date(2026, 1, 3)]
    first, last = pain.iloc[0], pain.iloc[1]
    assert (first.leg_mean, first.leg_min, first.leg_max, first.back_mean) == (4.5, 3, 6, 2)
    assert (first.check_ins, bool(first.is_flare), first.extent) == (2, True, "calf")
    assert np.isnan(last.leg_mean)
    assert last.back_mean == 0
    assert pd.isna(last.extent)
    assert not last.is_flare


def test_stretches_hold_the_mean_of_daily_values_and_the_whole_range() -> None:
    binned = frames.binned_pain(daily({0: 2, 6: 4, 7: 10}), 7, day(0))
    assert binned["on_date"].dt.date.tolist() == [day(0), day(7)]
    assert binned[["leg_mean", "leg_min", "leg_max"]].to_numpy().tolist() == [[3, 2, 4], [10, 10, 10]]
    assert binned["check_ins"].tolist() == [2, 1]
    before_start = frames.binned_pain(daily({0: 2}), 7, day(1))
    assert before_start["on_date"].dt.date.tolist() == [day(-6)]


def test_stretches_of_massages_average_only_sessions_with_both_numbers() -> None:
    binned = frames.binned_massages(
        massages(
            {"on_date": "2026-01-01", "minutes": 30, "pain_before_nrs": 6, "pain_after_nrs": 2},
            {"on_date": "2026-01-02", "minutes": 60, "pain_before_nrs": 10},
        ),
        28,
        day(0),
    )
    assert binned[["sessions", "minutes", "pain_before_nrs", "pain_after_nrs"]].iloc[0].tolist() == [
        2,
        90,
        6,
        2,
    ]


def test_stretches_of_tests_average_those_that_were_done() -> None:
    reach = {"variant": "csep_acsm", "skipped_reason": None}
    binned = frames.binned_reach(
        reach_tests(
            {**reach, "on_date": "2025-12-31", "sit_and_reach_cm": 1.0},
            {**reach, "on_date": "2026-01-01", "sit_and_reach_cm": -4.0},
            {**reach, "on_date": "2026-01-20", "sit_and_reach_cm": None, "skipped_reason": "pain"},
            {**reach, "on_date": "2026-01-28", "sit_and_reach_cm": 2.0},
        ),
        28,
        day(0),
    )
    assert binned["on_date"].dt.date.tolist() == [day(-28), day(0)]
    assert binned[["tests", "mean", "min", "max"]].to_numpy().tolist() == [[1, 1, 1, 1], [2, -1, -4, 2]]


def test_a_stretch_of_time_is_cut_out_of_a_frame_by_its_days() -> None:
    pain = daily({0: 1, 1: 2, 5: 3, 9: 4})
    assert frames.within(pain, Period(day(1), day(5)))["leg_mean"].tolist() == [2, 3]
    assert frames.within(pain, Period(day(2), day(4))).empty
    assert frames.within(pain, Period(date.min, date.max))["leg_mean"].tolist() == [1, 2, 3, 4]
    assert frames.until(pain, day(5))["leg_mean"].tolist() == [1, 2, 3]
    assert frames.until(pain, day(-1)).empty
    assert frames.within(daily({}), Period(day(0), day(9))).empty


def test_ten_years_of_days_are_read_and_put_together_in_a_blink() -> None:
    start = date(2016, 1, 1)
    rows = [
        {
            "on_date": (start + timedelta(days=number)).isoformat(),
            "leg_pain_nrs": number % 11,
            "back_pain_nrs": 3,
        }
        for number in range(3650)
    ]
    frame = check_ins(*rows)
    assert len(frames.daily_pain(frame)) == 3650
    # Columns are worked on as a whole: ten times the rows are about the same number of calls.
    a_tenth = frame.head(365)
    assert calls_of(lambda: frames.daily_pain(frame)) < 1.5 * calls_of(lambda: frames.daily_pain(a_tenth))


def test_stretches_of_nothing_are_nothing() -> None:
    assert frames.binned_pain(daily({}), 7, day(0)).empty
    assert frames.binned_massages(massages(), 28, day(0)).empty
    assert frames.binned_reach(reach_tests(), 28, day(0)).empty
