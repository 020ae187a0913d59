"""What is in a file and what would become of it, in lines of plain words."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from tracker.exchange.importers.arrival import Arrival, Batch, Chosen, Source
from tracker.exchange.importers.formats import NAMES
from tracker.exchange.importers.scale import FIELDS, words
from tracker.locales import MONTHS

MOST_SOURCES = 60
MOST_NAMES = 20


def preview_lines(arrival: Arrival, chosen: Chosen) -> Iterator[str]:
    """Yield the format, each source with what it holds and becomes, and what has no place here."""
    yield f"This is {NAMES.get(arrival.format_name, arrival.format_name)}{_kinds(arrival)}."
    yield from arrival.remarks
    for source in arrival.sources[:MOST_SOURCES]:
        choice = chosen.get(source.name)
        becomes = "not brought in"
        if choice is not None:
            scale = f" ({choice.scale})" if choice.scale else ""
            becomes = f"{FIELDS[choice.field].words}{scale}. {words(*choice)}".rstrip(" .")
        yield f"{source.name}: {holds(source)} -> {becomes}"
    if len(arrival.sources) > MOST_SOURCES:
        yield f"and {len(arrival.sources) - MOST_SOURCES:,} more"
    yield from _without_place(arrival)


def left_aside(arrival: Arrival, chosen: Chosen, how: str) -> Iterator[str]:
    """Yield what of a file becomes nothing: the sources that nobody chose, and `how` to, and what has no place here."""
    names = [source.name[:40] for source in arrival.sources_under(chosen) if source.name not in chosen]
    if names:
        more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
        yield f"Not brought in: {', '.join(names[:MOST_NAMES])}{more}. {how}"
    yield from _without_place(arrival)


def _without_place(arrival: Arrival) -> Iterator[str]:
    if arrival.counted:
        yield f"No place here: {', '.join(f'{origin.name} ({origin.count:,})' for origin in arrival.counted[:MOST_NAMES])}"


def _kinds(arrival: Arrival) -> str:
    """Return which of our kinds of entry are in a file of ours, and how many of each."""
    counts = Counter(entry.kind for entry in arrival.ready)
    return f", with {', '.join(f'{kind}: {count:,}' for kind, count in counts.items())}" if counts else ""


def holds(source: Source) -> str:
    """Return how often a source is there, what values it takes, and over which days."""
    facts = [f"{source.count:,} {'time' if source.count == 1 else 'times'}"]
    if source.low is not None and source.high is not None:
        facts.append(f"{source.low:g}" if source.low == source.high else f"{source.low:g} to {source.high:g}")
    elif source.mixed:
        others = ", ".join(_short(word) for word in source.mixed.words)
        facts.append(f"{source.mixed.low:g} to {source.mixed.high:g} and {others}")
    elif source.words:
        facts.append(", ".join(_short(word) for word in source.words))
    else:
        facts.append(f"such as {', '.join(_short(word) for word in source.sample)}")
    if source.first is not None and source.last is not None:
        days = dict.fromkeys((_day(source.first), _day(source.last)))
        facts.append(" to ".join(days))
    return "; ".join(facts)


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def report_lines(batch: Batch, days_in_record: frozenset[date] = frozenset()) -> Iterator[str]:
    """Yield how many rows are left out for each reason, and where the first of them are.

    `days_in_record` are days of which the record has a check-in that takes, or has, what the rows say.
    """
    for reason, count, where in batch.reasons(days_in_record):
        places = f" ({'; '.join(where)}{'; ...' if count > len(where) else ''})" if where else ""
        yield f"Left out: {count:,} {'row' if count == 1 else 'rows'}, {reason}{places}"


def _short(word: str) -> str:
    return word if len(word) <= 24 else f"{word[:23]}\N{HORIZONTAL ELLIPSIS}"
