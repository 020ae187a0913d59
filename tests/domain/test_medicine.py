"""Medicines: a name and a dose as typed, as needed or regular with its days, and nothing told from them."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.domain.refusals import refused
from tracker import clock
from tracker.domain.description import describe
from tracker.domain.medicine import AS_NEEDED, REGULAR, MedicineTaken, used_before

DAY = date(2026, 3, 9)


def regular(**values: Any) -> MedicineTaken:
    return MedicineTaken(**{"name": "Naproxen", "use": REGULAR, "on_date": DAY, **values})


@pytest.mark.parametrize(
    ("values", "field", "named"),
    [
        ({"name": None}, "name", "in your own words"),
        ({"name": "x" * 61}, "name", "60"),
        ({"dose": "x" * 61}, "dose", "60"),
        ({"use": None}, "use", "as needed, or regular"),
        ({"use": "daily"}, "use", "as needed, regular"),
        ({"until_date": date(2026, 3, 8)}, "until_date", "before the day it began"),
        ({"until_date": clock.latest_day() + timedelta(days=1)}, "until_date", "future"),
        ({"until_date": "2026-03-10"}, "until_date", "calendar date"),
        ({"until_date": DAY, "use": AS_NEEDED}, "until_date", "regular"),
    ],
)
def test_what_it_may_not_be(values: dict[str, Any], field: str, named: str) -> None:
    with refused(field, named):
        regular(**values)


def test_it_reads_as_it_was_typed_and_blank_stays_blank() -> None:
    assert describe(MedicineTaken(name=" Ibu \n 400", use=AS_NEEDED)) == "Ibu 400, as needed"
    taken = regular(dose="250 mg", until_date=DAY)
    assert describe(taken) == "Naproxen, 250 mg, regular from this day, until 9 March 2026"
    assert regular().dose is None


def test_a_clock_set_back_leaves_a_stored_one_readable() -> None:
    later = clock.latest_day() + timedelta(days=3)
    assert regular(until_date=later, version=1).until_date == later


def test_it_runs_until_its_last_day_is_known() -> None:
    assert regular().is_running
    assert not regular(until_date=DAY).is_running
    assert not MedicineTaken(name="Ibu", use=AS_NEEDED).is_running


def test_what_was_taken_before_is_named_once_for_each_use_the_latest_dose_first() -> None:
    ibu, more, other = (
        MedicineTaken(name=name, dose=dose, use=AS_NEEDED)
        for name, dose in (("ibuprofen", "400 mg"), ("Ibuprofen", "200 mg"), ("Paracetamol", None))
    )
    assert [
        (one.name, one.dose, one.use) for one in used_before([ibu, other, more, regular(name="ibuprofen")])
    ] == [("ibuprofen", "400 mg", AS_NEEDED), ("Paracetamol", None, AS_NEEDED), ("ibuprofen", None, REGULAR)]
