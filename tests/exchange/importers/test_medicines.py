"""Medicines in other apps' files: a tick, an amount or a name becomes an entry of its own, once."""

from datetime import date

import pytest

from tests.exchange.importers.foreign_files import batch
from tracker.domain.medicine import NAME_CHARACTERS, MedicineTaken
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Batch
from tracker.exchange.importers.batch import NOT_DONE

NINTH = date(2026, 3, 9)
BEARABLE = (
    "date formatted,date,weekday,time of day,category,rating/amount,detail,notes\n"
    "2026-03-09,9th Mar 2026,Monday,am,Medication,400 mg,Ibuprofen,\n"
    '2026-03-09,9th Mar 2026,Monday,pm,Meds,,Paracetamol | Naproxen,"after lunch"\n'
)


def taken(made: Batch) -> list[tuple[date, str | None, str | None, str | None]]:
    return [
        (entry.on_date, entry.name, entry.dose, entry.use)
        for entry in made.entries
        if isinstance(entry, MedicineTaken)
    ]


def of_column(header: str, *values: str) -> Batch:
    rows = "".join(f"2026-03-{9 + number:02},{value}\n" for number, value in enumerate(values))
    return batch(f"Date,{header}\n{rows}".encode(), "Date=on_date:ymd", f"{header}=medicine")


def test_rows_of_another_app_with_an_amount_and_ticks() -> None:
    made = batch(
        BEARABLE.encode(),
        "Medication: Ibuprofen=medicine",
        "Meds: Paracetamol=medicine",
        "Meds: Naproxen=medicine",
    )
    assert taken(made) == [
        (NINTH, "Ibuprofen", "400 mg", "as needed"),
        (NINTH, "Paracetamol", None, "as needed"),
        (NINTH, "Naproxen", None, "as needed"),
    ]
    assert [entry.note for entry in made.entries] == [None, "after lunch", None]


@pytest.mark.parametrize(
    ("value", "name", "dose"),
    [
        ("yes", "Ibuprofen", None),
        ("1", "Ibuprofen", None),
        ("2", "Ibuprofen", "2"),
        ("400 mg", "Ibuprofen", "400 mg"),
        ("\N{VULGAR FRACTION ONE HALF} tablet", "Ibuprofen", "\N{VULGAR FRACTION ONE HALF} tablet"),
        ("Paracetamol 1 g", "Paracetamol 1 g", None),
    ],
)
def test_what_a_value_says(value: str, name: str, dose: str | None) -> None:
    assert taken(of_column("Ibuprofen", value)) == [(NINTH, name, dose, "as needed")]


def test_what_was_not_taken_is_left_out_and_said() -> None:
    made = of_column("Ibuprofen", "no", "0", "yes")
    assert [entry.on_date.day for entry in made.entries] == [11]
    assert [reason for reason, *_ in made.reasons()] == [NOT_DONE]


def test_a_long_name_is_whole_in_the_note() -> None:
    words = "Ibuprofen and a word on why it was " + "very " * 20 + "needed"
    (entry,) = of_column("Medication", words).entries
    assert isinstance(entry, MedicineTaken)
    assert entry.name is not None
    assert len(entry.name) == NAME_CHARACTERS
    assert entry.note == words


def test_a_second_import_with_one_more_medicine_doubles_none() -> None:
    table = b"Date,Leg pain,Ibuprofen,Naproxen\n2026-03-09,7,yes,2\n2026-03-09,5,yes,\n"
    usual = ("Date=on_date:ymd", "Leg pain=leg_pain_nrs:0-10", "Ibuprofen=medicine")
    before, after = batch(table, *usual), batch(table, *usual, "Naproxen=medicine")
    ids = [{entry.entry_id for entry in made.entries} for made in (before, after)]
    assert ids[0] < ids[1]
    assert (len(ids[0]), len(ids[1])) == (4, 5)


def test_it_takes_no_scale() -> None:
    with pytest.raises(ImportRefused, match="takes no scale"):
        batch(b"Date,Ibuprofen\n2026-03-09,1\n", "Date=on_date:ymd", "Ibuprofen=medicine:0-10")
