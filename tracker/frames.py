"""Entries as tidy DataFrames: column names, units and dtypes are fixed here and nowhere else."""

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from tracker.domain.check_in import PAIN_EXTENTS
from tracker.domain.entry import Entry, columns_of
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.measure import Day, Decimal, Measure, Readings, WholeNumber, YesNo, measures_of
from tracker.domain.period import Period

Rows = Sequence[tuple[Any, ...]]

# Numbers are float64 with NaN for "not given": arithmetic skips NaN by itself, and 0 stays a real 0.
NUMBER, TEXT, DAY, INSTANT = "float64", "str", "datetime64[s]", "datetime64[s, UTC]"
YES_NO, YES_NO_UNKNOWN = "bool", "boolean"


def _dtype(measure: Measure) -> str:
    if isinstance(measure, WholeNumber | Decimal | Readings):
        return NUMBER
    if isinstance(measure, YesNo):
        return YES_NO if measure.is_required else YES_NO_UNKNOWN
    if isinstance(measure, Day):
        return DAY
    return TEXT


def _dtypes(entry_class: type[Entry]) -> Mapping[str, str]:
    dtypes = dict.fromkeys(columns_of(entry_class), TEXT) | {"on_date": DAY, "created_at": INSTANT}
    for name, measure in measures_of(entry_class).items():
        dtypes.update(dict.fromkeys(measure.columns(name), _dtype(measure)))
    return dtypes | dict.fromkeys(entry_class.computed.values(), NUMBER)


_DTYPES = {kind: _dtypes(entry_class) for kind, entry_class in ENTRY_CLASSES.items()}
# Who wrote an entry, when and in which words: no answer rests on it, and text is what filtering a frame is slow at.
PROVENANCE = frozenset({"entry_id", "note", "created_at", "source", "therapist", "logged_by"})

DAILY_PAIN_DTYPES: Mapping[str, str] = {
    "on_date": DAY,
    "leg_mean": NUMBER,
    "leg_min": NUMBER,
    "leg_max": NUMBER,
    "back_mean": NUMBER,
    "back_min": NUMBER,
    "back_max": NUMBER,
    "check_ins": "int64",
    "is_flare": YES_NO,
    "extent": TEXT,
}


def dtypes_of(entry_class: type[Entry]) -> Mapping[str, str]:
    """Return the dtype of each column of a kind of entry; at_time is "HH:MM" by the client's own clock."""
    return _DTYPES[entry_class.kind]


def entry_frame(
    entry_class: type[Entry], columns: Sequence[str], rows: Rows, without: Container[str] = ()
) -> pd.DataFrame:
    """Return entries of a kind, one row each, oldest first, with the columns of `dtypes_of` except those in `without`.

    Skipped sit-and-reach tests are among them (sit_and_reach_cm NaN). Raises ValueError when a column is missing;
    columns that are not known here are left out.
    """
    return _frame(columns, rows, dtypes_of(entry_class), without)


def daily_pain(check_ins: pd.DataFrame) -> pd.DataFrame:
    """Return one row per day that has a check-in, oldest first, with the columns of DAILY_PAIN_DTYPES.

    A day's value is the mean of its check-ins, its range their min-max (NRS 0-10, NaN where that site was
    not given); extent is the furthest of the day, missing when none was given. Input: a check-in frame.
    """
    if check_ins.empty:
        return _frame(list(DAILY_PAIN_DTYPES), [], DAILY_PAIN_DTYPES)
    # A check-in frame is in date order, so a day is one stretch of rows: many times quicker than grouping them.
    days = check_ins["on_date"].to_numpy()
    starts = _starts(days)
    pain = {
        f"{site}_{how}": group_values
        for site in ("leg", "back")
        for how, group_values in _group_stats(check_ins[f"{site}_pain_nrs"].to_numpy(), starts).items()
    }
    furthest = np.maximum.reduceat(_extent_ranks(check_ins["pain_extent"]), starts)
    return pd.DataFrame(
        {
            "on_date": days[starts],
            **pain,
            "check_ins": np.diff(starts, append=len(days)),
            "is_flare": np.logical_or.reduceat(check_ins["is_flare"].to_numpy(), starts),
            "extent": _texts(np.array([None, *PAIN_EXTENTS], dtype=object)[furthest]),
        }
    )


def daily_course(rows: Rows) -> pd.DataFrame:
    """Return one row per day: on_date, leg_mean, back_mean (NRS 0-10), weakness, numbness (0-3) and extent.

    Input: the days as the record's `entries.daily_course` returns them, oldest first.
    """
    days, leg, back, weakness, numbness, steps = zip(*rows, strict=True) if rows else ((),) * 6
    extents = [None if step is None else PAIN_EXTENTS[step] for step in steps]
    return pd.DataFrame(
        {
            "on_date": _days(days),
            "leg_mean": _numbers(leg),
            "back_mean": _numbers(back),
            "weakness": _numbers(weakness),
            "numbness": _numbers(numbness),
            "extent": _texts(extents),
        }
    )


def binned_pain(daily: pd.DataFrame, days: int, start: date) -> pd.DataFrame:
    """Return daily pain put together in stretches of `days` days, counted both ways from `start`.

    on_date is the stretch's first day; mean is the mean of its daily values, min-max its whole range.
    Same columns as daily pain, except that extent is left missing. A stretch without a check-in has no row.
    """
    if daily.empty:
        return daily.copy()
    begins = _bin_starts(daily["on_date"], days, start)
    starts = _starts(begins)
    mean = _group_mean_compensated(daily[["leg_mean", "back_mean"]].to_numpy(), starts)
    return pd.DataFrame(
        {
            "on_date": begins[starts],
            "leg_mean": mean[:, 0],
            "leg_min": np.fmin.reduceat(daily["leg_min"].to_numpy(), starts),
            "leg_max": np.fmax.reduceat(daily["leg_max"].to_numpy(), starts),
            "back_mean": mean[:, 1],
            "back_min": np.fmin.reduceat(daily["back_min"].to_numpy(), starts),
            "back_max": np.fmax.reduceat(daily["back_max"].to_numpy(), starts),
            "check_ins": np.add.reduceat(daily["check_ins"].to_numpy(), starts),
            "is_flare": np.logical_or.reduceat(daily["is_flare"].to_numpy(), starts),
            "extent": _texts([None] * len(starts)),
        }
    )


def binned_massages(massages: pd.DataFrame, days: int, start: date) -> pd.DataFrame:
    """Return massage sessions put together in stretches of `days` days, counted both ways from `start`.

    Columns: on_date (first day), sessions, minutes (sum), pain_before_nrs and pain_after_nrs (means over the
    sessions that have both, NaN without any). A stretch without a massage session has no row.
    """
    begins = _bin_starts(massages["on_date"], days, start)
    starts = _starts(begins)
    before, after = (massages[f"pain_{when}_nrs"].to_numpy() for when in ("before", "after"))
    paired = ~np.isnan(before) & ~np.isnan(after)
    return pd.DataFrame(
        {
            "on_date": begins[starts],
            "sessions": np.diff(starts, append=len(begins)),
            "minutes": np.add.reduceat(np.nan_to_num(massages["minutes"].to_numpy()), starts),
            "pain_before_nrs": _group_stats(np.where(paired, before, np.nan), starts)["mean"],
            "pain_after_nrs": _group_stats(np.where(paired, after, np.nan), starts)["mean"],
        }
    )


def binned_reach(tests: pd.DataFrame, days: int, start: date) -> pd.DataFrame:
    """Return the tests of one variant and side put together in stretches of `days` days, counted from `start`.

    Columns: on_date (first day), tests (count), mean, min and max of sit_and_reach_cm. Skipped tests are left out.
    """
    reach = tests["sit_and_reach_cm"].to_numpy()
    done = ~np.isnan(reach)
    begins, reach = _bin_starts(tests["on_date"], days, start)[done], reach[done]
    starts = _starts(begins)
    return pd.DataFrame(
        {
            "on_date": begins[starts],
            "tests": np.diff(starts, append=len(begins)),
            "mean": _group_mean_compensated(reach, starts)[:, 0],
            "min": np.minimum.reduceat(reach, starts),
            "max": np.maximum.reduceat(reach, starts),
        }
    )


def within(frame: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the rows whose on_date lies in a period (input: any frame of this module, which are in date order)."""
    return _between(frame, np.datetime64(period.first), np.datetime64(period.last))


def until(frame: pd.DataFrame, last: date) -> pd.DataFrame:
    """Return the rows up to a day, that day included (input: any frame of this module, which are in date order)."""
    return _between(frame, None, np.datetime64(last))


def _between(frame: pd.DataFrame, first: Any, last: Any) -> pd.DataFrame:
    # A slice shares its rows with the frame; picking rows one by one copies every text.
    days = frame["on_date"].to_numpy()
    begin = 0 if first is None else int(np.searchsorted(days, first, side="left"))
    end = int(np.searchsorted(days, last, side="right"))
    return frame if end - begin == len(frame) else frame.iloc[begin:end]


def _bin_starts(days: pd.Series, length: int, start: date) -> Any:
    origin = np.datetime64(start, "D")
    number = (days.to_numpy().astype("datetime64[D]") - origin).astype(np.int64) // length
    return (origin + number * length).astype(DAY)


def _starts(days: Any) -> Any:
    """Return where each stretch of equal days begins."""
    return np.flatnonzero(np.concatenate([[True], days[1:] != days[:-1]])[: len(days)])


def _group_stats(values: Any, starts: Any) -> dict[str, Any]:
    """Return mean, min and max of each stretch of values, NaN left out; whole numbers add up exactly."""
    number = np.add.reduceat(~np.isnan(values), starts, dtype=np.int64)
    mean = np.add.reduceat(np.nan_to_num(values), starts) / np.where(number, number, np.nan)
    return {"mean": mean, "min": np.fmin.reduceat(values, starts), "max": np.fmax.reduceat(values, starts)}


def _group_mean_compensated(values: Any, starts: Any) -> Any:
    """Return the mean of each stretch of values or rows, NaN left out, the sum carrying what rounding takes."""
    number = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(values)))
    return pd.DataFrame(values).groupby(number, sort=False).mean().to_numpy()


def _extent_ranks(extents: pd.Series) -> Any:
    # 0 is "not given", so that the furthest of a day is a plain maximum.
    ranks = {extent: rank for rank, extent in enumerate(PAIN_EXTENTS, start=1)}
    codes, categories = pd.factorize(extents)
    return np.array([*(ranks.get(extent, 0) for extent in categories), 0])[codes]


def _frame(
    columns: Sequence[str], rows: Rows, dtypes: Mapping[str, str], without: Container[str] = ()
) -> pd.DataFrame:
    missing = [name for name in dtypes if name not in columns]
    if missing:
        raise ValueError(f"columns missing: {', '.join(missing)}")
    by_name = dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else {}
    is_in_order = "at_time" not in by_name or _rises(by_name["on_date"], by_name["at_time"])
    wanted_dtypes = {name: kind for name, kind in dtypes.items() if name == "at_time" or name not in without}
    frame = pd.DataFrame({name: _COLUMN[kind](by_name.get(name, ())) for name, kind in wanted_dtypes.items()})
    if not is_in_order:
        frame = frame.sort_values(["on_date", "at_time"], kind="stable", ignore_index=True)
    return frame.drop(columns="at_time") if "at_time" in without else frame


def _rises(days: Sequence[Any], times: Sequence[Any]) -> bool:
    # Rows come in order nearly always, and looking costs a tenth of sorting. Without a time comes last in a day.
    moments = [(day, time is None, time or "") for day, time in zip(days, times, strict=True)]
    return all(earlier <= two for earlier, two in pairwise(moments))


def _numbers(values: Sequence[Any]) -> Any:
    return np.array(values, dtype=np.float64)


def _texts(values: Any) -> Any:
    return pd.array(_as_objects(values), dtype="str")


def _days(values: Sequence[Any]) -> Any:
    # Accepts ISO text and date objects alike, a hundred times faster than parsing one by one.
    return np.array(values, dtype="datetime64[D]").astype(DAY)


def _instants(values: Sequence[Any]) -> Any:
    return pd.DatetimeIndex(pd.to_datetime(_as_objects(values), utc=True, format="ISO8601")).as_unit("s")


def _as_objects(values: Any) -> Any:
    objects = np.empty(len(values), dtype=object)
    objects[:] = values
    return objects


_COLUMN: Mapping[str, Callable[[Sequence[Any]], Any]] = {
    NUMBER: _numbers,
    TEXT: _texts,
    DAY: _days,
    INSTANT: _instants,
    YES_NO: lambda values: np.array([bool(value) for value in values], dtype=bool),
    YES_NO_UNKNOWN: lambda values: pd.array(
        _as_objects([None if value is None else bool(value) for value in values]), dtype="boolean"
    ),
    "int64": lambda values: np.array(values, dtype=np.int64),
}
