"""What is what in another app's file: each source is chosen to become a field of ours, on a scale."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from tracker.components.number_field import number_field
from tracker.components.plain_words import literal_markdown
from tracker.domain.description import humanise
from tracker.domain.exercise import EXERCISES
from tracker.domain.sit_and_reach import variant_named
from tracker.exchange.importers.arrival import Arrival, Choice, Chosen, Source
from tracker.exchange.importers.choosing import COUNTED_IN_MINUTES, proposed_for, with_day_order
from tracker.exchange.importers.days import DAY_ORDERS
from tracker.exchange.importers.numerals import minutes_in
from tracker.exchange.importers.preview import holds
from tracker.exchange.importers.scale import (
    EXERCISE_IDS,
    FIELDS,
    NO_SCALE,
    ROLES,
    VARIANT_NAMES,
    Field,
    is_of_steps,
    words,
)

RANGES = ("0-10", "0-100", "0-3", "0-4", "0-5", "1-5", "1-10")
NOT_BROUGHT_IN = "Leave it out"
SHOWN_AT_ONCE = 8
MOST_SHOWN = 60
ORDER_NAMES = {"ymd": "Year, month, day", "dmy": "Day, month, year", "mdy": "Month, day, year"}


@dataclass
class Mapping:
    """What was chosen on the page, and of which sources the scale is still to be chosen."""

    chosen: dict[str, Choice] = field(default_factory=dict)
    without_scale: list[str] = field(default_factory=list)


def choose_mapping(arrival: Arrival, file_id: str) -> Mapping:
    """Ask what each source of a file becomes, and on which scale; what is certain is chosen already."""
    mapping = Mapping()
    _choose_all(file_id, arrival, arrival.sources, mapping, {}, "")
    names = [source for source in arrival.sources_under(mapping.chosen) if source not in arrival.sources]
    if names:
        _choose_all(file_id, arrival, names, mapping, proposed_for(names), "named_")
    if arrival.counted:
        listed = ", ".join(f"{source.name} ({source.count:,})" for source in arrival.counted[:12])
        st.text(f"There is no place here for: {listed}.")
    mapping.chosen = with_day_order(arrival, mapping.chosen)
    return mapping


def _choose_all(
    file_id: str,
    arrival: Arrival,
    sources: Sequence[Source],
    mapping: Mapping,
    proposed: Chosen,
    part: str,
) -> None:
    proposals = {**arrival.proposed, **proposed}
    ordered = sorted(sources, key=lambda source: source.name not in proposals)
    fields = [name for name in FIELDS if (arrival.table is not None and not part) or name not in ROLES]
    for number, source in enumerate(ordered[:SHOWN_AT_ONCE]):
        _choose(f"{file_id}_{part}{number}", source, proposals.get(source.name), fields, mapping)
    if more := ordered[SHOWN_AT_ONCE:MOST_SHOWN]:
        with st.expander(f"{len(more)} more"):
            for number, source in enumerate(more, start=SHOWN_AT_ONCE):
                _choose(f"{file_id}_{part}{number}", source, proposals.get(source.name), fields, mapping)


def _choose(key: str, source: Source, proposed: Choice | None, fields: list[str], mapping: Mapping) -> None:
    with st.container(key=f"source_{key}", border=True, gap="small"):
        # The name is in the label, so that it is heard with the choice.
        name = st.selectbox(
            f"{literal_markdown(source.name)} becomes",
            [NOT_BROUGHT_IN, *fields],
            1 + fields.index(proposed.field) if proposed else 0,
            key=f"map_{key}",
            format_func=lambda option: FIELDS[option].words if option in FIELDS else option,
        )
        st.text(holds(source))
        if name not in FIELDS:
            return
        is_proposed = proposed is not None and proposed.field == name
        scale = _scale(
            f"map_{key}", source, FIELDS[name], proposed.scale if proposed and is_proposed else None
        )
        if scale is None and FIELDS[name].scale != "order":
            mapping.without_scale.append(source.name)
            return
        mapping.chosen[source.name] = Choice(name, scale or NO_SCALE)
        if wording := words(name, scale or NO_SCALE):
            st.text(wording)


def _scale(key: str, source: Source, wanted: Field, proposed: str | None) -> str | None:
    """Ask for the scale that a field needs; None until it is chosen."""
    if wanted.scale == "none":
        return NO_SCALE
    if wanted.scale == "amount":
        return _amount(key, source, wanted)
    if wanted.scale == "exercise":
        names = {exercise.exercise_id: exercise.name for exercise in EXERCISES}
        return _picked(key, "Which exercise", EXERCISE_IDS, proposed, names)
    if wanted.scale == "variant":
        titles = {name: variant_named(name).title() for name in VARIANT_NAMES}
        return _picked(key, "Which test", VARIANT_NAMES, proposed, titles)
    if wanted.scale == "order":
        return _picked(key, "Written as", DAY_ORDERS, proposed, ORDER_NAMES)
    if source.mixed is not None:
        ends = _ends(key, source.mixed.low, source.mixed.high, wanted, proposed)
        numbers = _numbers_for_words(key, source.mixed.words, wanted)
        return f"{ends},{numbers}" if ends and numbers else None
    if source.low is None or source.high is None:
        return _numbers_for_words(key, source.words, wanted)
    return _ends(key, source.low, source.high, wanted, proposed)


def _ends(key: str, low: float, high: float, wanted: Field, proposed: str | None) -> str | None:
    """Ask between which ends the numbers of a source lie."""
    fitting = tuple(scale for scale in RANGES if _holds(scale, low, high))
    own = f"{wanted.low}-{wanted.high}"
    if wanted.scale == "own" and _holds(own, low, high):
        fitting = (own, *(scale for scale in fitting if scale != own))
    return _picked(
        key,
        "Its scale goes from",
        fitting,
        proposed,
        {scale: scale.replace("-", " to ") for scale in fitting},
    )


def _amount(key: str, source: Source, wanted: Field) -> str | None:
    """Ask what a tick or a word comes to; numbers are taken as they are, and steps by how many make a minute."""
    if is_of_steps(source.name) and wanted.name == "minutes_active":
        steps = number_field(
            "How many steps count as a minute of activity?", 1, 9_999, None, 10, key=f"{key}_steps", begin=100
        )
        return f"/{steps}" if _fits(steps, 1, 9_999) else None
    is_amount = source.low is not None or all(minutes_in(word) is not None for word in source.sample)
    is_ticked = source.is_ticked and (wanted.name in COUNTED_IN_MINUTES or not is_amount)
    if is_amount and not is_ticked:
        return NO_SCALE
    if is_ticked:
        label = (
            "How many minutes each time?" if wanted.name != "hours_sitting" else "How many hours each time?"
        )
        low = max(wanted.low, 1)
        amount = number_field(label, low, wanted.high, None, 5, key=f"{key}_{wanted.name}_amount")
        return f"yes={amount}" if _fits(amount, low, wanted.high) else None
    return _numbers_for_words(key, source.words, wanted)


def _picked(
    key: str, label: str, options: tuple[str, ...], proposed: str | None, names: dict[str, str]
) -> str | None:
    return st.selectbox(
        label,
        options,
        options.index(proposed) if proposed in options else None,
        key=f"{key}_{label}",
        format_func=lambda option: names.get(option, humanise(option)),
        placeholder="Choose",
    )


def _numbers_for_words(key: str, words_of_file: Sequence[str], wanted: Field) -> str | None:
    if not words_of_file:
        st.caption("It holds too many different words to give each a number.")
        return None
    if any("," in word or "=" in word for word in words_of_file):
        st.caption("A word with a comma or = in it cannot be given a number here.")
        return None
    st.caption(f"These are words. Which number from {wanted.low} to {wanted.high} do you mean by each?")
    numbers = [
        number_field(word, wanted.low, wanted.high, key=f"{key}_{wanted.name}_{word}", begin=wanted.low)
        for word in words_of_file
    ]
    if not all(_fits(number, wanted.low, wanted.high) for number in numbers):
        return None
    return ",".join(f"{word}={number}" for word, number in zip(words_of_file, numbers, strict=True))


def _fits(number: Any, low: int, high: int) -> bool:
    """Whether a number was typed, and one that may be; the field says what is wrong with another."""
    return isinstance(number, int) and low <= number <= high


def _holds(scale: str, low: float, high: float) -> bool:
    first, _, last = scale.partition("-")
    return float(first) <= low and high <= float(last)
