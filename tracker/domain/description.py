"""Entries and days in words, for receipts, lists and reports."""

from datetime import date, time, timedelta

from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.measure import Text, measures_of
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.sit_and_reach import SitAndReachTest, cm_to, variant_named
from tracker.locales import decimals, weekday_and_day


def humanise(word: str) -> str:
    """Return an identifier as words: left_hamstring -> left hamstring."""
    return word.replace("_", " ")


def capitalise_first(sentence: str) -> str:
    """Return a sentence with its first letter large, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def lower_first(sentence: str) -> str:
    """Return a sentence with its first letter small, the rest as it is: to stand within another."""
    return sentence[:1].lower() + sentence[1:]


def ended(sentence: str) -> str:
    """Return a sentence with one full stop at its end, also when its last word is short for another: Robin A."""
    return sentence if sentence.endswith(".") else f"{sentence}."


def day_in_words(day: date, today: date) -> str:
    """Return a day as people say it: today, yesterday, or Monday 9 March; more than 28 days away, with a year that is another."""
    if day == today:
        return "today"
    if day == today - timedelta(days=1):
        return "yesterday"
    # At New Year everybody knows which Thursday 31 December is meant.
    return weekday_and_day(day, with_year=day.year != today.year and abs(day - today) > timedelta(days=28))


def moment_in_words(day: date, at_time: time | None, today: date) -> str:
    """Return a day and time: today at 07:30."""
    day_text = day_in_words(day, today)
    return f"{day_text} at {at_time:%H:%M}" if at_time else day_text


def length_in_words(value_cm: float, unit: str) -> str:
    """Return a length with one decimal in the person's unit, with a true minus sign."""
    rounded = round(cm_to(value_cm, unit), 1) + 0.0  # no minus before a zero
    return f"{decimals(rounded)} {unit}".replace("-", "\u2212")


def reach_in_words(sit_and_reach_cm: float, unit: str) -> str:
    """Return a reach as people see it: 4.0 cm short of the toes."""
    size = length_in_words(abs(sit_and_reach_cm), unit)
    if not round(cm_to(sit_and_reach_cm, unit), 1):
        return "just at the toes"
    return f"{size} past the toes" if sit_and_reach_cm > 0 else f"{size} short of the toes"


def describe(entry: Entry, unit: str = "cm") -> str:
    """Return what an entry says, in one line without its day and note."""
    if isinstance(entry, SitAndReachTest):
        return _sit_and_reach(entry, unit)
    if isinstance(entry, QuestionnaireAnswers):
        return entry.in_words
    # That it was a flare is what a reader looks for first.
    flare = ["flare"] if isinstance(entry, CheckIn) and entry.is_flare else []
    return ", ".join([*flare, *_measures_in_words(entry)]) or entry.kind


def has_one_already(session: Entry) -> str:
    """Return that the day of a massage session has it, for who is about to log another."""
    return ended(f"This day has a massage session already: {describe(session)}")


def own_texts(entry: Entry) -> list[str]:
    """Return what a person typed into an entry: its note, and each measure that is text."""
    typed = [
        getattr(entry, name)
        for name, measure in measures_of(type(entry)).items()
        if isinstance(measure, Text)
    ]
    return [text for text in (entry.note, *typed) if text]


def _measures_in_words(entry: Entry) -> list[str]:
    values = ((measure, getattr(entry, name)) for name, measure in measures_of(type(entry)).items())
    return [words for measure, value in values if value not in (None, ()) and (words := measure.words(value))]


def _sit_and_reach(entry: SitAndReachTest, unit: str) -> str:
    title = lower_first(variant_named(entry.variant).title(unit))
    side = f", {entry.side} leg" if entry.side else ""
    if entry.sit_and_reach_cm is None:
        return f"skipped: {entry.skipped_reason}; {title}{side}"
    warm = {True: ", warmed up", False: ", not warmed up", None: ""}[entry.warm_up]
    if entry.variant == "modified":
        return f"reached {length_in_words(entry.sit_and_reach_cm, unit)} from your own zero; {title}{warm}"
    return f"{reach_in_words(entry.sit_and_reach_cm, unit)}; {title}{side}{warm}"
