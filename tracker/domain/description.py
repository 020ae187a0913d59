"""Entries and days in words, for receipts, lists and reports."""

from datetime import date, time, timedelta

from tracker.domain.check_in import SEVERITIES, SLEEP_QUALITIES, SYMPTOMS, CheckIn
from tracker.domain.entry import Entry
from tracker.domain.exercise import exercise
from tracker.domain.massage_session import MassageSession
from tracker.domain.sit_and_reach import SitAndReachTest, cm_to, variant_named
from tracker.locales import decimals, shortest, weekday_and_day

EXTENT_WORDS = {
    "none": "nowhere", "back": "in the back", "buttock": "to the buttock", "thigh": "to the thigh",
    "calf": "to the calf", "foot": "to the foot",
}  # fmt: skip


def spaced(word: str) -> str:
    """Return an identifier as words: left_hamstring -> left hamstring."""
    return word.replace("_", " ")


def begun(sentence: str) -> str:
    """Return a sentence with its first letter large, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def day_in_words(day: date, today: date) -> str:
    """Return a day as people say it: today, yesterday, or Monday 9 March, with the year when it is another."""
    if day == today:
        return "today"
    if day == today - timedelta(days=1):
        return "yesterday"
    return weekday_and_day(day, with_year=day.year != today.year)


def moment_in_words(day: date, at_time: time | None, today: date) -> str:
    """Return a day and time: today at 07:30."""
    said = day_in_words(day, today)
    return f"{said} at {at_time:%H:%M}" if at_time else said


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
    if isinstance(entry, CheckIn):
        return ", ".join(_check_in(entry))
    if isinstance(entry, SitAndReachTest):
        return _sit_and_reach(entry, unit)
    if isinstance(entry, MassageSession):
        return ", ".join(_massage(entry))
    return entry.kind


def _check_in(entry: CheckIn) -> list[str]:
    parts = ["flare"] if entry.is_flare else []
    parts += [
        f"{site} pain {value}"
        for site, value in (("leg", entry.leg_pain_nrs), ("back", entry.back_pain_nrs))
        if value is not None
    ]
    if entry.pain_extent:
        parts.append(f"felt {EXTENT_WORDS[entry.pain_extent]}")
    if entry.side:
        parts.append("both sides" if entry.side == "both" else f"{entry.side} side")
    parts += [
        f"{symptom} {SEVERITIES[getattr(entry, symptom)]}"
        for symptom in SYMPTOMS
        if getattr(entry, symptom) is not None
    ]
    if entry.sleep_quality is not None:
        parts.append(f"sleep {SLEEP_QUALITIES[entry.sleep_quality - 1]}")
    if entry.hours_sitting is not None:
        parts.append(f"{shortest(entry.hours_sitting)} h sitting")
    if entry.minutes_active is not None:
        parts.append(f"{entry.minutes_active} min active")
    if entry.exercises_done:
        parts.append("did " + ", ".join(exercise(one).name.lower() for one in entry.exercises_done))
    return parts


def _sit_and_reach(entry: SitAndReachTest, unit: str) -> str:
    title = variant_named(entry.variant).title(unit)
    side = f", {entry.side} leg" if entry.side else ""
    if entry.sit_and_reach_cm is None:
        return f"skipped: {entry.skipped_reason}; {title}{side}"
    warm = {True: ", warmed up", False: ", not warmed up", None: ""}[entry.warm_up]
    if entry.variant == "modified":
        return f"reached {length_in_words(entry.sit_and_reach_cm, unit)} from your own zero; {title}{warm}"
    return f"{reach_in_words(entry.sit_and_reach_cm, unit)}; {title}{side}{warm}"


def _massage(entry: MassageSession) -> list[str]:
    parts = [f"{entry.minutes} minutes"]
    if entry.areas:
        parts.append(", ".join(spaced(area) for area in entry.areas))
    if entry.pressure:
        parts.append(f"{entry.pressure} pressure")
    if entry.pain_before_nrs is not None:
        parts.append(f"pain before {entry.pain_before_nrs}")
    if entry.pain_after_nrs is not None:
        parts.append(f"pain after {entry.pain_after_nrs}")
    if entry.therapist:
        parts.append(f"with {entry.therapist}")
    return parts
