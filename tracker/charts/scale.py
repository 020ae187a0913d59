"""Scales: where a day and a value lie on the picture, and which ticks have room there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import floor, log10
from unicodedata import east_asian_width

from tracker.charts.axes import Place, XAxis, slot_number, slots, slots_apart
from tracker.domain.period import Period
from tracker.locales import month_word, short_day

# Mean width of a character in parts of the font size; a little generous, so that labels never touch.
CHARACTER_EM = 0.58
# Between an upright line and the text at it, in px.
BESIDE = 4
# As if the next item were a month away.
ALONE_SLOTS = 30
MOST_TICKS = 6


@dataclass(frozen=True)
class Frame:
    """The plot's rectangle in px with the places and values it spans; each place owns an equal slot.

    `low` is at the bottom; on a grid, whose rows count downwards, it is the higher number.
    """

    axis: XAxis
    low: float
    high: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def slot(self) -> float:
        """The width of one place in px."""
        return (self.right - self.left) / slots(self.axis)

    def x(self, place: Place) -> float:
        """Return the middle of a place's slot."""
        return self.edge(place) + self.slot / 2

    def edge(self, place: Place, span: int = 0) -> float:
        """Return where a place's slot begins, or the one `span` slots on, kept within the plot."""
        number = slot_number(self.axis, place) + span
        return self.left + min(max(number, 0), slots(self.axis)) * self.slot

    def y(self, value: float) -> float:
        """Return the height of a value."""
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


@dataclass(frozen=True)
class DayTick:
    """A tick of the time axis: its day, its label, and the year where a reader needs it."""

    day: date
    label: str
    year: str = ""


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is in px."""
    wide = 0 if text.isascii() else sum(east_asian_width(character) in "WF" for character in text)
    return (len(text) * CHARACTER_EM + wide * (1 - CHARACTER_EM)) * size


def labels_beside(
    lines: Sequence[float], texts: Sequence[str], right: float, size: float
) -> tuple[tuple[float, str], ...]:
    """Return where a text stands right of each upright line (px, from the left), with the text.

    Where one has no room before the next line, or before `right`, all are told by their numbers instead; lines closer
    than their numbers share one, such as 2\u20134, and what has no room even so has none.
    """
    ends = (*lines[1:], right)[: len(lines)]
    if all(
        line + BESIDE + text_width(words, size) <= end
        for line, words, end in zip(lines, texts, ends, strict=True)
    ):
        return tuple((line + BESIDE, words) for line, words in zip(lines, texts, strict=True))
    numbered: list[tuple[float, str]] = []
    first = 1
    for number, (line, end) in enumerate(zip(lines, ends, strict=True), start=1):
        words = f"{first}\u2013{number}" if number > first else f"{number}"
        if line + BESIDE + text_width(words, size) <= end:
            numbered.append((line + BESIDE, words))
            first = number + 1
    return tuple(numbered)


def wrapped(words: str, width: float, size: float) -> list[str]:
    """Return text broken into lines that fit `width` px."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def shortened(text: str, width: float, size: float) -> str:
    """Return a text, cut off with an ellipsis where it would be wider than `width` px."""
    if text_width(text, size) <= width:
        return text
    return text[: int(width / (size * CHARACTER_EM)) - 1].rstrip() + "\u2026"


def closest(places: tuple[Place, ...]) -> int:
    """Return the fewest slots from one item to the next, those at one place aside; the room a symbol may take.

    An item that stands alone has room enough for its symbol at any size.
    """
    between = (slots_apart(place, later) for place, later in pairwise(places))
    return min((room for room in between if room > 0), default=ALONE_SLOTS)


def value_ticks(low: float, high: float) -> tuple[float, ...]:
    """Return round values that reach around low..high, at most about MOST_TICKS, in steps of 1, 2 or 5."""
    step = 10.0 ** floor(log10(max(high - low, 1e-9) / MOST_TICKS))
    step = next(
        step * factor for factor in (1, 2, 5, 10, 20) if (high - low) / (step * factor) <= MOST_TICKS - 1
    )
    first, last = floor(low / step), -floor(-high / step)
    return tuple(round(number * step, 6) for number in range(first, last + 1))


def apart(heights: list[float], least: float, top: float, bottom: float) -> list[float]:
    """Return label heights (px, top one first) moved so that neighbours are `least` px apart, in top..bottom."""
    heights = list(heights)
    for _ in range(8 * len(heights)):
        for upper in range(len(heights) - 1):
            overlap = least - (heights[upper + 1] - heights[upper])
            if overlap > 0:
                heights[upper] -= overlap / 2
                heights[upper + 1] += overlap / 2
    # At the floor or ceiling the whole column moves, keeping its distances.
    up = max(0.0, heights[-1] - bottom) if heights else 0.0
    down = max(0.0, top - (heights[0] - up)) if heights else 0.0
    return [height - up + down for height in heights]


def day_ticks(period: Period, width: float, size: float) -> tuple[DayTick, ...]:
    """Return as many ticks as fit a time axis `width` px wide with labels of font `size`, evenly dated."""
    room = max(2, int(width / (text_width("30 Sep", size) + 1.4 * size)))
    for step in (1, 2, 3, 7, 14):
        if period.days / step <= room:
            return _with_years([(day, short_day(day)) for day in _every(period, step)])
    for months in (1, 2, 3, 6, 12, 24, 60, 120, 240):
        if period.days / (30.44 * months) <= room:
            break
    days = list(_months(period, months))
    if len(days) < 2:
        return _with_years([(day, short_day(day)) for day in _every(period, 28)])
    if months < 12:
        return _with_years([(day, month_word(day)) for day in days])
    return tuple(DayTick(day, str(day.year)) for day in days)


def _every(period: Period, step: int) -> Iterator[date]:
    # Weeks begin on Monday; single days begin with the period.
    day = period.first + timedelta(days=-period.first.weekday() % 7 if step >= 7 else 0)
    while day <= period.last:
        yield day
        day += timedelta(days=step)


def _months(period: Period, step: int) -> Iterator[date]:
    number = -(-(period.first.year * 12 + period.first.month - (period.first.day == 1)) // step) * step
    while (day := date(number // 12, number % 12 + 1, 1)) <= period.last:
        yield day
        number += step


def _with_years(labels: list[tuple[date, str]]) -> tuple[DayTick, ...]:
    ticks: list[DayTick] = []
    for day, label in labels:
        same = ticks and ticks[-1].day.year == day.year
        ticks.append(DayTick(day, label, "" if same else str(day.year)))
    return tuple(ticks)
