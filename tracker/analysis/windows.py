"""Windows: the first fortnight and the latest of one series, and what is missing to compare them."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tracker import clock
from tracker.analysis.thresholds import threshold
from tracker.analysis.wording import counted, latest, tenths
from tracker.domain.period import Period
from tracker.locales import day_words

Days = np.ndarray  # datetime64[D], rising, each day once
Values = np.ndarray  # float64, one per day, never NaN
WEEK_DAYS = 7


@dataclass(frozen=True)
class Window:
    """A stretch of calendar days, the days in it that have a value, and the mean of those (NRS 0-10 for pain)."""

    first: date
    last: date
    days: int
    mean: float | None


@dataclass(frozen=True)
class Windows:
    """The baseline and the recent window of one series; `missing` says what it takes to compare them, else empty.

    `start` and `end` are the two in words: your first 14 days, and the last 14 days. `left_out` says which days before the
    baseline are left out, else empty.
    """

    baseline: Window
    recent: Window
    missing: str
    start: str
    end: str
    left_out: str = ""

    @property
    def means(self) -> tuple[float, float] | None:
        """Both means, None when the windows cannot be compared."""
        if self.missing or self.baseline.mean is None or self.recent.mean is None:
            return None
        return self.baseline.mean, self.recent.mean


def days_with_value(frame: pd.DataFrame, column: str, as_of: date) -> tuple[Days, Values]:
    """Return the days up to `as_of` on which a column has a value, and the values (input: one row per day)."""
    days = frame["on_date"].to_numpy().astype("datetime64[D]")
    values = frame[column].to_numpy().astype(np.float64)
    is_wanted = ~np.isnan(values) & (days <= np.datetime64(as_of))
    return days[is_wanted], values[is_wanted]


def windows(days: Days, values: Values, as_of: date, noted: str, begun: date, settled: date) -> Windows:
    """Return the 14 calendar days from `settled` on and the 14 that end `as_of`.

    They can be compared when both have 7 days with a value and do not overlap; `noted` is what such a day has, in
    the words of what is missing. Only a series that starts on the record's first day, `begun`, starts with "your
    first 14 days". `settled` is the first value's day, or the first after the flare it lies in. Raises IndexError
    without a day.
    """
    length = timedelta(days=int(threshold("window_days").value) - 1)
    baseline = _window(days, values, settled, settled + length)
    recent = _window(days, values, as_of - length, as_of)
    start = "your first 14 days" if settled == begun else f"the 14 days that began on {day_words(settled)}"
    end = latest("14 days", as_of)
    missing = _missing(baseline, recent, as_of, noted, start, end)
    return Windows(baseline, recent, missing, start, end, _left_out(days[0].item(), settled, begun))


def early_and_late(days: Days, values: Values, as_of: date) -> tuple[Window, Window] | None:
    """Return the first week and the days after it up to `as_of`, at most 14 of these.

    Under two weeks it is the first half and the second; None without a week of days.
    """
    span = (as_of - days[0].item()).days + 1 if len(days) else 0
    if span < WEEK_DAYS:
        return None
    first = days[0].item()
    early = min(WEEK_DAYS, span // 2)
    late = min(int(threshold("window_days").value), span - early)
    return (
        _window(days, values, first, first + timedelta(days=early - 1)),
        _window(days, values, as_of - timedelta(days=late - 1), as_of),
    )


def since_first(days: Days, values: Values, as_of: date) -> list[float]:
    """Return the latest mean minus the first week's, and minus the first fortnight's once that lies before it.

    The latest and the first days are as in `early_and_late`, whatever the first days were like; empty without a week.
    """
    ends = early_and_late(days, values, as_of)
    if ends is None:
        return []
    week, late = ends
    length = timedelta(days=int(threshold("window_days").value) - 1)
    fortnight = _window(days, values, week.first, week.first + length)
    return [
        late.mean - early.mean
        for early in (week, fortnight)
        if early.last < late.first and early.mean is not None and late.mean is not None
    ]


def is_too_thin(baseline: Window, as_of: date) -> bool:
    """Return whether a first fortnight has too few days for a comparison, and too few are left of it for more."""
    short = int(threshold("window_check_in_days").value) - baseline.days
    # The day itself may be noted yet.
    return short > max(0, (baseline.last - as_of).days + 1)


def weeks_so_far(days: Days, values: Values, as_of: date) -> str:
    """Return the means (to one decimal) of the 7 days that end `as_of` and of the 7 before, in words; empty without any."""
    means = [
        _window(days, values, as_of - timedelta(days=back + 6), as_of - timedelta(days=back)).mean
        for back in (0, 7)
    ]
    this, before = (
        ("this week", "last week") if as_of == clock.today() else ("in that week", "in the week before")
    )
    phrases = [
        f"{when} {tenths(mean)}" for when, mean in zip((this, before), means, strict=True) if mean is not None
    ]
    return ", ".join(phrases)


def inside(days: Days, window: Window | Period) -> np.ndarray:
    """Return which days lie in a window or a period, as a mask."""
    return (days >= np.datetime64(window.first)) & (days <= np.datetime64(window.last))


def stretch(days: Days, first: date, last: date) -> slice:
    """Return where the days from `first` to `last`, both included, are among rising days."""
    begin, end = days.searchsorted(np.datetime64(first)), days.searchsorted(np.datetime64(last), side="right")
    return slice(int(begin), int(end))


def _window(days: Days, values: Values, first: date, last: date) -> Window:
    within = values[stretch(days, first, last)]
    return Window(first, last, len(within), float(within.mean()) if len(within) else None)


def _left_out(noted_from: date, settled: date, begun: date) -> str:
    days = (settled - noted_from).days
    if not days:
        return ""
    which = (
        f"Your first {days} days" if noted_from == begun else f"The {days} days from {day_words(noted_from)}"
    )
    return f"{which} were worse than those after, as in a flare, and are left out. "


def _missing(baseline: Window, recent: Window, as_of: date, noted: str, start: str, end: str) -> str:
    needed = int(threshold("window_check_in_days").value)
    short = max(0, needed - baseline.days)
    if not short and recent.first > baseline.last and recent.days >= needed:
        return ""
    from_day = day_words(baseline.last + timedelta(days=int(threshold("window_days").value)))
    if is_too_thin(baseline, as_of):
        days_counted = counted(baseline.days, "day")
        return f"A comparison starts from {start}, which have {days_counted} with {noted}; it takes {needed}."
    if baseline.last >= as_of:
        more = (
            f" It takes {counted(short, 'more day')} with {noted} by {day_words(baseline.last)}."
            if short
            else ""
        )
        return f"The first comparison can come on {from_day}.{more}"
    if recent.first <= baseline.last:
        return f"The first comparison can come on {from_day}."
    return f"A comparison takes {needed} days with {noted} in {end}, and there {_are(recent.days)}."


def _are(number: int) -> str:
    return "is 1" if number == 1 else "are none" if not number else f"are {number}"
