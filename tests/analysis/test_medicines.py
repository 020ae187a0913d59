"""Medicines: how many days, of which, and whether a change of them is worth a sentence."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from tests.invented_records import day, massages
from tracker.analysis.medicines import medicine_change, medicines_taken
from tracker.analysis.windows import Days
from tracker.domain.medicine import AS_NEEDED, REGULAR, MedicineTaken
from tracker.domain.period import Period
from tracker.frames import dtypes_of, entry_frame

PERIOD = Period(day(0), day(99))


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    blank = dict.fromkeys(dtypes_of(MedicineTaken)) | {"created_at": "2026-01-01T08:00:00Z", "source": "form"}
    ordered = sorted(rows, key=lambda row: str(row["on_date"]))
    return entry_frame(
        MedicineTaken, list(dtypes_of(MedicineTaken)), [tuple((blank | row).values()) for row in ordered]
    )


def as_needed(numbers: Iterable[int]) -> list[dict[str, object]]:
    return [{"on_date": day(n).isoformat(), "name": "Ibuprofen", "use": AS_NEEDED} for n in numbers]


def regular(name: str, began: int, ended: int | None = None) -> dict[str, object]:
    until = None if ended is None else day(ended).isoformat()
    return {"on_date": day(began).isoformat(), "name": name, "use": REGULAR, "until_date": until}


def logged(numbers: Iterable[int]) -> Days:
    return np.array([day(n) for n in numbers], dtype="datetime64[D]")


def test_days_are_counted_once_and_of_the_days_with_any_entry() -> None:
    medicines = frame(*as_needed([0, 80, 80, 90, 95, 120]))
    taken = medicines_taken(medicines, logged([1, 80, 81, 82, 130]), Period(day(72), day(99)))
    assert (taken.as_needed_days, taken.logged_days, taken.first) == (3, 5, day(72))


def test_before_the_first_one_noted_nobody_knows() -> None:
    taken = medicines_taken(frame(*as_needed([95])), logged(range(100)), Period(day(72), day(99)))
    assert (taken.as_needed_days, taken.logged_days, taken.first) == (1, 5, day(95))
    nothing = medicines_taken(frame(regular("Naproxen", 5)), logged(range(100)), PERIOD)
    assert (nothing.first, nothing.as_needed_days, nothing.logged_days) == (None, 0, 0)
    assert medicines_taken(frame(), logged([]), PERIOD).regular == ()


def test_a_regular_one_is_named_while_it_runs() -> None:
    medicines = frame(
        regular("Naproxen", -30), regular("Old", -90, 98), regular("Late", 120), regular("Last", 0, 99)
    )
    assert medicines_taken(medicines, logged([1]), PERIOD).regular == (
        ("Naproxen", day(-30)),
        ("Last", day(0)),
    )


def test_a_regular_one_that_began_or_ended_meanwhile_is_said_without_a_cause() -> None:
    medicines = frame(
        regular("Naproxen", 10, 20), regular("Before", -5), regular("After", 120), regular("Out", -9, 30)
    )
    assert medicine_change(medicines, logged(range(100)), PERIOD) == (
        "Medicines were not the same on all these days. Naproxen began on 11 January 2026 and ended on 21 January 2026. "
        "Out ended on 31 January 2026."
    )
    assert medicine_change(frame(regular("Before", -5)), logged(range(100)), PERIOD) == ""
    assert medicine_change(frame(), logged(range(100)), PERIOD) == ""


def test_of_many_changes_the_latest_are_named() -> None:
    sentence = medicine_change(frame(*(regular(f"M{n}", n) for n in range(1, 9))), logged(range(100)), PERIOD)
    assert sentence.count(" began on ") == 3
    assert "M8 began" in sentence
    assert sentence.endswith(" By then 5 more had begun or ended.")


def test_the_latest_change_is_named_whenever_that_medicine_began() -> None:
    later = [regular(name, began) for name, began in (("B", 10), ("C", 20), ("D", 30))]
    for began in (5, -40):
        sentence = medicine_change(frame(regular("A", began, 98), *later), logged(range(100)), PERIOD)
        assert "B began" not in sentence
        assert sentence.index("D began on") < sentence.index(" A ") < sentence.index("ended on 9 April 2026.")
        assert sentence.endswith(" By then 1 more had begun or ended.")
    outside = medicine_change(frame(regular("A", -40, 120), *later), logged(range(100)), PERIOD)
    assert " A " not in outside


def test_as_needed_days_that_differ_clearly_between_the_halves_are_said() -> None:
    days = logged(range(100))
    assert medicine_change(frame(*as_needed([*range(0, 50, 2), *range(50, 100, 10)])), days, PERIOD) == (
        "Medicines were not the same on all these days. You took one as needed on 25 of 50 days before 20 February 2026, and on 5 of "
        "50 since."
    )
    assert medicine_change(frame(*as_needed(range(0, 100, 3))), days, PERIOD) == ""
    assert medicine_change(frame(*as_needed([0, 1, 2])), logged(range(8)), Period(day(0), day(7))) == "", (
        "too few"
    )


def test_as_needed_days_after_massages_are_held_against_the_others() -> None:
    sessions = massages(*({"on_date": day(n).isoformat(), "minutes": 60} for n in range(10, 90, 10)))
    after = [n + lag for n in range(10, 90, 10) for lag in (1, 2, 3)]
    assert medicine_change(frame(*as_needed([0, *after])), logged(range(100)), PERIOD, sessions) == (
        "Medicines were not the same on all these days. You took one as needed on 24 of 24 days just after a massage (up to 3 days), "
        "and on 1 of 76 others."
    )
    assert medicine_change(frame(*as_needed(range(100))), logged(range(100)), PERIOD, sessions) == ""
