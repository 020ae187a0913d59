"""What a phone or watch counts over a day: steps, active minutes and hours asleep, added up without counting twice."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Row

STEPS = "Steps of a day"
MINUTES_ACTIVE = "Active minutes of a day"
HOURS_ASLEEP = "Hours asleep"
# Of 100, as the maker of the device works it out.
SLEEP_SCORE = "Sleep score"
SEVERAL_DEVICES = (
    "Several devices or apps count the same steps and nights: of each day, the one with the most counts."
)
# Who falls asleep from then on sleeps into the next day: a watch writes a night in pieces, the first ones before midnight.
_EVENING = time(18)
_MOST_DAYS = 100_000
_MOST_SLEEPS = 400_000


class HealthDays:
    """Amounts by day and device, in memory that grows with the days and not with the file."""

    def __init__(self) -> None:
        self._amounts: dict[tuple[str, date], dict[str, float]] = defaultdict(lambda: defaultdict(float))
        self._asleep: dict[date, dict[str, list[tuple[datetime, datetime]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self._scores: dict[tuple[str, date], str] = {}
        self._sleeps = 0

    @property
    def has_several_sources(self) -> bool:
        """Whether on some day more than one device counted the same thing."""
        return any(len(amounts) > 1 for amounts in self._amounts.values()) or any(
            len(spans) > 1 for spans in self._asleep.values()
        )

    def add(self, name: str, on_date: date, device: str, amount: float) -> None:
        """Add an amount to a day; raises ImportRefused beyond 100,000 days."""
        self._amounts[name, on_date][device[:100]] += amount
        if len(self._amounts) > _MOST_DAYS or len(self._amounts[name, on_date]) > 100:
            raise ImportRefused("There are more days or devices in the file than a life has.")

    def score(self, name: str, on_date: date, value: str) -> None:
        """Note a score that is not added up; the last of a day counts."""
        self._scores[name, on_date] = value.strip()[:40]
        if len(self._scores) > _MOST_DAYS:
            raise ImportRefused("There are more nights in the file than a life has.")

    def asleep(self, on_date: date, device: str, start: datetime, end: datetime) -> None:
        """Note that somebody was asleep; raises ImportRefused beyond 400,000 times."""
        if end <= start:
            return
        self._asleep[on_date][device[:100]].append((start, end))
        self._sleeps += 1
        if self._sleeps > _MOST_SLEEPS:
            raise ImportRefused("There are more nights in the file than a life has.")

    def rows(self) -> Iterator[Row]:
        """Yield a row for each day and thing: steps and minutes as whole numbers, hours asleep to two decimals."""
        for (name, on_date), devices in self._amounts.items():
            most = max(devices.values())
            yield _row(name, on_date, _spelled(most) if name == HOURS_ASLEEP else f"{most:.0f}")
        for on_date, sleepers in self._asleep.items():
            hours = max(_hours(sleeps) for sleeps in sleepers.values())
            yield _row(HOURS_ASLEEP, on_date, _spelled(hours))
        for (name, on_date), value in self._scores.items():
            yield _row(name, on_date, value)


def night_of(start: datetime, end: datetime) -> date:
    """Return the day of whose night a sleep is, by the sleeper's clock: that on which it ends, or the next."""
    is_of_next_day = start.date() == end.date() < date.max and start.time() >= _EVENING
    return end.date() + timedelta(days=is_of_next_day)


def _spelled(hours: float) -> str:
    return f"{hours:.2f}".rstrip("0").rstrip(".")


def _row(name: str, on_date: date, value: str) -> Row:
    return Row(f"{on_date.isoformat()}", on_date, None, ((name, value),))


def _hours(sleeps: list[tuple[datetime, datetime]]) -> float:
    """Return the hours of all times together; where they overlap, once."""
    seconds = 0.0
    until: datetime | None = None
    for start, end in sorted(sleeps):
        begin = start if until is None or start > until else until
        if end > begin:
            seconds += (end - begin).total_seconds()
            until = end
    return seconds / 3_600
