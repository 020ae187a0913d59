"""How much less pain is "much better" for this person? Their own answers against their own pain."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.pain_trend import Site, main_site
from tracker.analysis.settled_start import settled_start
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import Windows, days_with_value, windows
from tracker.analysis.wording import counted, is_nothing, tenths
from tracker.domain.overall_change import MUCH_BETTER_STEPS
from tracker.frames import until
from tracker.locales import day_words

FEWEST_ANSWERS = 3


@dataclass(frozen=True)
class OwnMuchBetter:
    """The mean change of pain (points; below 0 is less) at answers of "much better" or more; None with too little.

    `answers` counts the days with an answer of any kind, `days` are those that the change rests on.
    """

    site: Site
    answers: int
    days: tuple[date, ...]
    change: float | None
    latest: tuple[date, str] | None
    sentence: str

    @property
    def latest_sentence(self) -> str:
        """The latest answer in words, blank without any."""
        if self.latest is None:
            return ""
        day, answer = self.latest
        return f"Overall since the start, you said on {day_words(day)}: {answer}."


def own_much_better(overall: pd.DataFrame, daily: pd.DataFrame, as_of: date) -> OwnMuchBetter:
    """Return the change of pain that goes with "much better" in a person's own words, from 3 answers on.

    Input: a frame of answers and daily pain. The change at an answer is the mean of the 14 days that end with it minus
    the first 14 days', each with 7 days of pain, as in the pain trend. The mean change of those who call themselves
    much better is the anchor-based size of Jaeschke 1989 (doi 10.1016/0197-2456(89)90005-6), here of one person.
    """
    answered = until(overall, as_of)
    days = [when.date() for when in answered["on_date"].tolist()]
    # The last answer of a day is what the person meant.
    by_day: dict[date, str] = dict(zip(days, answered["overall"].tolist(), strict=True))
    site = main_site(daily, as_of)
    compared = _compared(by_day, daily, site, as_of) if len(by_day) >= FEWEST_ANSWERS else {}
    changes = {day: window.means[1] - window.means[0] for day, window in compared.items() if window.means}
    left_out = next((window.left_out for window in compared.values() if window.means), "")
    change = sum(changes.values()) / len(changes) if changes else None
    has_said_it = len(by_day) >= FEWEST_ANSWERS and any(
        answer in MUCH_BETTER_STEPS for answer in by_day.values()
    )
    return OwnMuchBetter(
        site=site,
        answers=len(by_day),
        days=tuple(changes),
        change=change,
        latest=list(by_day.items())[-1] if by_day else None,
        sentence=left_out + _own_size(site, change, len(changes)) if has_said_it else "",
    )


def _compared(by_day: dict[date, str], daily: pd.DataFrame, site: Site, as_of: date) -> dict[date, Windows]:
    """Return the first fortnight and the one up to each answer of much better, empty without any pain noted."""
    days, values = days_with_value(daily, f"{site}_mean", as_of)
    if not len(days):
        return {}
    settled = settled_start(days, values)
    much_better = [day for day, answer in by_day.items() if answer in MUCH_BETTER_STEPS]
    return {
        day: windows(days, values, day, f"{site} pain noted", days[0].item(), settled) for day in much_better
    }


def _own_size(site: Site, change: float | None, number: int) -> str:
    if change is None:
        return f"Too little {site} pain is noted near your answers to say how much less that is for you."
    side = "lower" if change < 0 else "higher"
    size = "about the same as" if is_nothing(change) else f"{tenths(change)} points {side} than"
    published = threshold("nrs_much_better_points").value
    return (
        f"When you said much better, your {site} pain was {size} at the start (from {counted(number, 'answer')})."
        f" People with lasting pain call a fall of about {published:g} points much better (Salaffi 2004)."
    )
