"""What the name of a column, or a line of a table, says of the numbers under it: a unit, a place, a day; never passed over."""

import json
from datetime import date, time

import pytest

from tests.exchange.importers.foreign_files import HABITS, arrived, batch, loop_zip, said, zipped
from tests.exchange.importers.test_spreadsheets import NINTH, TENTH, days_and_pain
from tracker import clock
from tracker.domain.check_in import PAIN_EXTENTS, SIDES, CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import MedicineTaken
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Row, Source
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.body_words import extent_in, side_in
from tracker.exchange.importers.choosing import missing, pain_field, proposed_for, with_choices
from tracker.exchange.importers.dated_rows import AMOUNT_COUNTED_ALREADY, COUNTED_ALREADY


def with_column(name: str, value: str) -> bytes:
    return f"Date;Leg pain;{name}\n2026-03-09;7;{value}\n".encode()


def of_column(name: str, value: str, field: str) -> list[float]:
    made = batch(with_column(name, value), f"{name}={field}").entries
    attribute = field.partition(":")[0]
    kind = {"minutes": MassageSession, "sit_and_reach_cm": SitAndReachTest}.get(attribute, CheckIn)
    return [getattr(entry, attribute) for entry in made if isinstance(entry, kind)]


@pytest.mark.parametrize(
    ("name", "value", "field", "becomes"),
    [
        ("Sitting (min)", "20", "hours_sitting", 0.33),
        ("sitting_minutes", "90", "hours_sitting", 1.5),
        ("Sitzen in Minuten", "90", "hours_sitting", 1.5),
        ("Sitting (Std)", "7,5", "hours_sitting", 7.5),
        ("Sitting", "7.5", "hours_sitting", 7.5),
        ("Sitting (min)", "1 h", "hours_sitting", 1),
        ("Active hours", "1.5", "minutes_active", 90),
        ("Walk (s)", "900", "minutes_active", 15),
        ("Walk", "1h 20m 30s", "minutes_active", 81),
        ("Walk", "0:45", "minutes_active", 45),
        ("Walk (h)", "5:30", "minutes_active", 330),
        ("Elapsed Time", "1200", "minutes_active", 20),
        ("Minutes (of 24 hours)", "30", "minutes_active", 30),
        ("Massage (h)", "1", "minutes", 60),
        ("Reach (in)", "6", "sit_and_reach_cm:ymca", 15.24 - 38.1),
        ("Reach in cm", "16", "sit_and_reach_cm:ymca", 16 - 38.1),
        ("Reach, inches", "-2", "sit_and_reach_cm:ymca", -5.08 - 38.1),
        ("Reach (mm)", "150", "sit_and_reach_cm:ymca", 15 - 38.1),
        ("Reach (in)", "15 cm", "sit_and_reach_cm:ymca", 15 - 38.1),
        ("Reach (m)", "0.15", "sit_and_reach_cm:ymca", 15 - 38.1),
        ("Reach", "0.15 m", "sit_and_reach_cm:ymca", 15 - 38.1),
        ("Reach", "6 in", "sit_and_reach_cm:ymca", 15.24 - 38.1),
        ("Reach", "4 Zoll", "sit_and_reach_cm:ymca", 10.16 - 38.1),
        ("sit_reach_in", "15", "sit_and_reach_cm:ymca", 0),
        ("Sit and reach in", "15", "sit_and_reach_cm:ymca", 0),
        ("Reach (\N{DOUBLE PRIME})", "15", "sit_and_reach_cm:ymca", 0),
        ("Alcance (pulgadas)", "15", "sit_and_reach_cm:ymca", 0),
        ("Reach (ft)", "0.5", "sit_and_reach_cm:ymca", 15.24 - 38.1),
        ("reachCm", "16", "sit_and_reach_cm:ymca", 16 - 38.1),
        ("durationInSeconds", "900", "minutes_active", 15),
        ("activeHours", "1", "minutes_active", 60),
        ("SedentaryMinutes", "90", "hours_sitting", 1.5),
    ],
)
def test_a_unit_in_the_name_or_the_cell_counts(name: str, value: str, field: str, becomes: float) -> None:
    assert of_column(name, value, field) == [pytest.approx(becomes, abs=0.01)]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("Steps", "900", "counts steps"),
        ("daily_steps", "1200", "counts steps"),
        ("Schritte", "900", "counts steps"),
        ("TotalSteps", "1262", "counts steps"),
        ("Schrittzahl", "900", "counts steps"),
        ("Nombre de pas", "900", "counts steps"),
        ("TrackerDistance", "5", "by its name is no time"),
        ("Active energy (kJ)", "900", "by its name is no time"),
        ("Distance km", "5", "by its name is no time"),
        ("Walk", "12:30", "hours and minutes, or minutes and seconds"),
        ("Walk", "1.200", "a thousand or a fraction"),
    ],
)
def test_what_is_no_time_or_two_is_refused(name: str, value: str, sentence: str) -> None:
    with pytest.raises(ImportRefused, match=sentence):
        of_column(name, value, "minutes_active")


def test_steps_become_minutes_by_the_persons_own_number() -> None:
    assert of_column("Steps", "900", "minutes_active:/100") == [9]


@pytest.mark.parametrize("cell", ["7 von 10", "7 of 10", "7 out of 10", "7 sur 10", "7 de 10"])
def test_a_rating_says_its_top_in_words(cell: str) -> None:
    assert days_and_pain(batch(f"Date,Leg pain\n2026-03-09,{cell}\n".encode())) == [NINTH]
    with pytest.raises(ImportRefused, match="is not within 0 to 5"):
        batch(f"Date,Leg pain\n2026-03-09,{cell}\n".encode(), "Leg pain=leg_pain_nrs:0-5")


def test_millimetres_go_up_to_a_hundred() -> None:
    data = b"Date,Leg pain\n2026-03-09,70 mm\n2026-03-10,20 mm\n"
    assert days_and_pain(batch(data, "Leg pain=leg_pain_nrs:0-100")) == [NINTH, TENTH]
    assert days_and_pain(batch(b"Date,Leg pain\n2026-03-09,7\n2026-03-10,2\n2026-03-11,.\n")) == [
        NINTH,
        TENTH,
    ]


# Which column is pain, and of what --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Leg pain duration (h)", "Back pain hours", "Leg painkillers", "Back pain relief", "Bein schmerzfrei",
        "Leg pain goal", "Back pain interference", "Leg pain yesterday", "Back pain (in days)", "Schmerzmittel Bein",
        "Leg pain frequency", "Durée douleur jambe", "Leg pain min.", "Leg pain (10 = none)", "Back pain (0=worst)", "Leg pain (1 = none, 12 = worst)", "Dolor pierna (de 1 a 12)", "Leg pain, 11-point", "No leg pain", "leg_pain_id", "Leg pain started (hour)", "Back pain improvement", "Tage ohne Beinschmerz",
        "How much did your leg pain affect your sleep? (0-10)", "Back pain exercises", "Leg pain control", "How often did leg pain wake you?",
        "Leg pain, 0 being worst", "Husband's back pain", "Setback pain", "Leg pain satisfaction (0-10)", "Schmerzbewältigung Rücken", "Douleur jambe au repos",
    ],
)  # fmt: skip
def test_what_is_about_pain_but_not_how_bad_it_is_is_asked(name: str) -> None:
    assert proposed_for([Source(name, 3, 1.0, 8.0, is_whole=True)]) == {}
    made = batch(f'Date,Leg pain,"{name}"\n2026-03-09,7,10\n2026-03-10,2,9\n'.encode())
    assert days_and_pain(made) == [NINTH, TENTH]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Back of thigh pain", "leg_pain_nrs"),
        ("Back of hand pain", None),
        ("Pain feedback", None),
        ("Dolore leggero", None),
        ("Schmerz gelegentlich", None),
        ("Steißbeinschmerz", None),
        ("Schlüsselbein Schmerz", None),
        ("Dor dos joelhos", None),
        ("Douleur dos", "back_pain_nrs"),
        ("leftLegPain", "leg_pain_nrs"),
        ("legs_ache", "leg_pain_nrs"),
        ("Beinschmerzen", "leg_pain_nrs"),
        ("Backache", "back_pain_nrs"),
    ],
)
def test_a_part_of_a_word_is_no_part_of_the_body(name: str, field: str | None) -> None:
    assert pain_field(name) == field


@pytest.mark.parametrize(
    "header",
    ["Leg pain Mon,Leg pain Tue", "Bein Schmerz Mo,Bein Schmerz Di", "Leg pain 1,Leg pain 2", "Leg pain (9 March),Leg pain (10 March)"],
)  # fmt: skip
def test_columns_of_one_day_each_are_not_put_on_the_day_of_the_row(header: str) -> None:
    arrival = arrived(f"Week,{header}\n2026-03-09,7,2\n2026-03-16,8,1\n".encode())
    assert set(arrival.proposed) == {"Week"}
    assert missing(arrival, with_choices(arrival, ())) is not None


# Which column is the day ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Timestamp,Date of pain,Leg pain\n2026-03-09 07:00:00,2026-03-01,7\n2026-03-10 07:00:00,,2\n2026-03-11 07:00:00,2026-03-03,2\n",
        "Saved,Day,Leg pain\n2026-03-09,1.3.2026,7\n2026-03-10,31.2.2026,2\n2026-03-11,13.3.2026,2\n",
        "Date,Date of birth,Leg pain\n46090,1980-01-02,7\n46091,1980-01-02,2\n46092,1980-01-02,2\n",
        "Date,Operated on,Leg pain\n9.3.,2025-01-02,7\n10.3.,2025-01-02,2\n11.3.,2025-01-02,2\n",
    ],
)
def test_a_day_with_a_slip_in_it_does_not_make_another_column_the_day(text: str) -> None:
    arrival = arrived(text.encode())
    wanting = missing(arrival, with_choices(arrival, ()))
    assert wanting is not None
    assert "is the day" in wanting.sentence
    other = text.partition(",")[0] if text.startswith("Date") else text.split(",")[1]
    with pytest.raises(ImportRefused, match=r"is not a day written|is blank, so this row has no day"):
        batch(text.encode(), f"{other}=on_date")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-03-09,7\n2026-03-10,2\n", "is a day where the name of a column is wanted"),
        ("09.03.2026;7;3\n15.03.2026;8;2\n", "is a day where the name of a column is wanted"),
        ("Date,Leg pain,,Date,Leg pain\n2026-03-09,7,,2026-02-01,4\n", "is there twice with other days"),
        ("Date,Leg pain\n2026-03-09,7\n\nBack pain,\n2026-03-09,4\n", "'Back pain' stands above the rows that follow"),
        ("Date,Leg pain\n2026-03-09,7\n10.03.2026,2\n", "'10.03.2026' is not a day written 2026-03-09"),
    ],
)  # fmt: skip
def test_no_table_or_two_are_not_read_as_one(text: str, sentence: str) -> None:
    with pytest.raises(ImportRefused, match=sentence):
        batch(text.encode(), *(["7=leg_pain_nrs:0-10"] if text[0].isdigit() else []))


def test_weekdays_that_are_small_words_elsewhere() -> None:
    days = "Mo, 09.03.2026;7\nDi, 10.03.2026;2\n"
    assert days_and_pain(batch(f"Datum;Beinschmerz\n{days}".encode())) == [NINTH, TENTH]
    assert batch(b"Datum;Beinschmerz\nDo, 19.03.2026;7\n").entries[0].on_date == date(2026, 3, 19)


# What lies in a zip twice -----------------------------------------------------------------------------------------


def test_a_day_that_lies_in_the_zip_twice_is_not_added_up() -> None:
    night = [{"dateOfSleep": "2026-03-09", "minutesAsleep": 420, "logId": 1}]
    walked = [{"dateTime": "03/09/26 00:00:00", "value": "30"}]
    fitbit = {
        "Takeout/Fitbit/sleep-2026-02-08.json": json.dumps(night),
        "Takeout/Fitbit/sleep-2026-03-09.json": json.dumps(night),
        "Takeout/Fitbit/very_active_minutes-2026-03-01.json": json.dumps(walked),
        "Takeout/Fitbit/old/very_active_minutes-2026-03-01.json": json.dumps(walked),
    }
    rows = arrived(zipped(fitbit)).rows
    assert sorted(value for row in rows for value in row.values) == [
        ("Hours asleep", "7"),
        ("Minutes very active", "30"),
    ]
    days = [{"calendarDate": "2026-03-09", "totalSteps": steps} for steps in (3_000, 8_000)]
    garmin = arrived(zipped({"DI_CONNECT/UDSFile_2026.json": json.dumps(days)})).rows
    assert [row.values for row in garmin] == [(("Steps of a day", "8000"),)]


@pytest.mark.parametrize("steps", ["7,123", "7.123", "7123"])
def test_fitbits_thousands_are_steps_in_any_country(steps: str) -> None:
    header = "Date,Steps,Minutes Lightly Active,Minutes Fairly Active,Minutes Very Active"
    rows = arrived(f'Activities\n{header}\n2026-03-09,"{steps}",20,30,10\n'.encode()).rows
    assert ("Steps of a day", "7123") in [value for row in rows for value in row.values]


# What was not taken, and what a value says of itself --------------------------------------------------------------


@pytest.mark.parametrize(
    "cell", ["none", "Keine", "nichts", "Not taken", "skipped.", "aucun", "0 mg", "0,0 g", "nada", "なし", "Yok", "٠ mg", "brak",
             "Nei", "Ei", "Nem", "いいえ", "아니요", "Hayır", "HAYIR", "Όχι", "Ні", "No.", "not today", "Nein, keine", "Não tomei", "Heute nicht.",
             "No, not today", "No,", "Nej; inga.", "Pas aujourd’hui", "いいえ、なし"]
)  # fmt: skip
def test_a_medicine_that_was_not_taken_is_not_one(cell: str) -> None:
    text = f'Date,Medicine,Leg pain\n2026-03-09,"{cell}",7\n2026-03-10,"Nilfen 400 mg",2\n'
    made = batch(text.encode(), "Medicine=medicine")
    assert days_and_pain(made) == [NINTH, TENTH]
    assert [entry.name for entry in made.entries if isinstance(entry, MedicineTaken)] == ["Nilfen 400 mg"]


@pytest.mark.parametrize(
    "cell", ["none, Ibuprofen 400 mg", "Nothing, just paracetamol", "keine, außer Ibuprofen 400", "No, ibuprofen", "Forgot, took it at 23:00",
             "0; Ibuprofen 2", "nada, solo ibuprofeno 600", "none,400 mg Ibuprofen", "いいえ、ロキソニン", "No, not today, ibuprofen", "No; I felt fine"]
)  # fmt: skip
def test_a_no_and_then_more_is_refused_and_no_medicine_is_lost(cell: str) -> None:
    text = f'Date,Medicine,Leg pain\n2026-03-09,"{cell}",7\n'
    with pytest.raises(
        ImportRefused, match=r"Line 2.*says no and then more: write none, or the medicine alone"
    ):
        batch(text.encode(), "Medicine=medicine")


@pytest.mark.parametrize(
    "cell", ["0,5 mg", "Nembutal, 1", "No-Spa", "Eisen, 1", "Enalapril", "En", "Ibuprofen, no food"]
)
def test_what_begins_like_a_no_is_a_medicine(cell: str) -> None:
    made = batch(f'Date,Medicine,Leg pain\n2026-03-09,"{cell}",7\n'.encode(), "Medicine=medicine")
    assert len([entry for entry in made.entries if isinstance(entry, MedicineTaken)]) == 1


@pytest.mark.parametrize(
    "tick", ["kyllä", "Ano", "igen", "EVET", "ναι", "はい", "是", "네", "так", "jah", "jā", "Taip"]
)
def test_a_tick_in_any_language_is_of_what_its_column_is_called(tick: str) -> None:
    made = batch(f"Date,Nilfen,Leg pain\n2026-03-09,{tick},7\n".encode(), "Nilfen=medicine")
    assert [entry.name for entry in made.entries if isinstance(entry, MedicineTaken)] == ["Nilfen"]


@pytest.mark.parametrize(
    ("cell", "side"),
    [("Left", "left"), ("L", "left"), ("links", "left"), ("rechts", "right"), ("beide", "both"), ("Linkes Bein", "left"), ("auf der linken Seite", "left"),
     ("jambe gauche", "left"), ("les deux", "both"), ("left and right", "both"), ("L/R", "both"), ("Derecha", "right"), ("vänster", "left"),
     ("右", "right"), ("Obie", "both")],
)  # fmt: skip
def test_a_side_comes_in_from_any_language(cell: str, side: str) -> None:
    made = batch(f"Date,Leg pain,Where\n2026-03-09,7,{cell}\n".encode(), "Where=side")
    assert said(made, "side") == [(side,)]


@pytest.mark.parametrize(
    ("cell", "extent"), [("Calf", "calf"), ("Wade", "calf"), ("mollet", "calf"), ("Gesäß", "buttock"), ("pied", "foot"), ("Rücken", "back"), ("lábfej", "foot"), ("Chodidlo", "foot"), ("jalkaterä", "foot")]
)  # fmt: skip
def test_how_far_down_comes_in_from_any_language(cell: str, extent: str) -> None:
    made = batch(f"Date,Leg pain,Where\n2026-03-09,7,{cell}\n".encode(), "Where=pain_extent")
    assert said(made, "pain_extent") == [(extent,)]


@pytest.mark.parametrize(
    "leg", ["láb", "noha", "jalka", "leg", "Bein", "jambe", "pierna", "noga", "нога", "bacak"]
)
def test_a_word_for_the_whole_leg_is_no_foot(leg: str) -> None:
    assert extent_in(leg) is None
    with pytest.raises(ImportRefused, match="is not one of none, back, buttock, thigh, calf, foot"):
        batch(f"Date,Leg pain,Where\n2026-03-09,7,{leg}\n".encode(), "Where=pain_extent")


def test_every_extent_and_side_of_ours_is_a_word_of_its_own() -> None:
    assert [extent_in(extent) for extent in PAIN_EXTENTS] == list(PAIN_EXTENTS)
    assert [side_in(side) for side in SIDES] == list(SIDES)


@pytest.mark.parametrize(
    ("field", "cell", "sentence"),
    [("side", "left or right?", "not one of left, right, both"), ("side", "not left", "which is not one of left, right, both: write them so in the file; leave it out"),
     ("pain_extent", "knee", "calf, foot: write them so in the file; leave it out"), ("is_flare", "perhaps", "neither yes nor no; leave it out"),
     ("weakness:0-3", "some", "not a number; choose another scale or leave it out")],
)  # fmt: skip
def test_another_scale_is_spoken_of_only_where_there_is_one(field: str, cell: str, sentence: str) -> None:
    with pytest.raises(ImportRefused, match=sentence):
        batch(f"Date,Leg pain,Where\n2026-03-09,7,{cell}\n".encode(), f"Where={field}")


def test_a_column_of_units_is_not_passed_over() -> None:
    rows = (
        "2026-03-09,Reach,6,in\n2026-03-10,Reach,16,cm\n2026-03-10,Sitting,90,min\n2026-03-10,Leg pain,2,\n"
    )
    arrival = arrived(f"date,metric,value,unit\n{rows}".encode())
    names = {source.name for source in arrival.sources_under(with_choices(arrival, ()))}
    assert {"Reach (in)", "Reach (cm)", "Sitting (min)", "Leg pain"} <= names
    choices = [
        "Reach (in)=sit_and_reach_cm:ymca",
        "Sitting (min)=hours_sitting",
        "Leg pain=leg_pain_nrs:0-10",
    ]
    made = batch(f"date,metric,value,unit\n{rows}".encode(), *choices).entries
    assert [entry.trials_cm for entry in made if isinstance(entry, SitAndReachTest)] == [(15.24,)]
    assert [entry.hours_sitting for entry in made if isinstance(entry, CheckIn)] == [1.5]


@pytest.mark.parametrize(("top", "fits"), [("/5", False), ("/10", True), ("", True), ("/100", False)])
def test_a_scale_of_daylio_keeps_the_top_it_names(top: str, fits: bool) -> None:
    data = (
        "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
        f"2026-03-09,March 9,Monday,2:30 PM,bad,walk,Leg pain: 4{top},,\n"
    ).encode()
    if fits:
        assert days_and_pain(batch(data, "scale: Leg pain=leg_pain_nrs:0-10")) == [(date(2026, 3, 9), 4)]
    else:
        with pytest.raises(ImportRefused, match="is not within 0 to 10"):
            batch(data, "scale: Leg pain=leg_pain_nrs:0-10")
        assert batch(data, f"scale: Leg pain=leg_pain_nrs:0-{top[1:]}").entries


def test_a_time_of_garmin_with_one_colon_is_left_out_and_said() -> None:
    rows = "Walking,2026-03-09 18:10:02,x,12:30\nWalking,2026-03-10 18:10:02,x,00:12:30\n"
    arrival = arrived(f"Activity Type,Date,Title,Time\n{rows}".encode())
    assert [row.values for row in arrival.rows] == [(("Activity: Walking", "12.5"),)]
    assert "minutes and seconds" in arrival.left_out[0].reason


def test_a_blank_of_fitbit_is_no_zero_and_no_refusal() -> None:
    header = "Date,Steps,Minutes Lightly Active,Minutes Fairly Active,Minutes Very Active"
    rows = arrived(f"Activities\n{header}\n2026-03-09,,20,30,10\n".encode()).rows
    assert "Steps of a day" not in [name for row in rows for name, _ in row.values]
    with pytest.raises(ImportRefused, match="column Steps: 'many' is not a number"):
        arrived(f"Activities\n{header}\n2026-03-09,many,20,30,10\n".encode())


@pytest.mark.parametrize(("unit", "becomes"), [("min", 0.33), ("Hours", 20), ("", 20), ("h", 20)])
def test_the_unit_of_a_habit_counts(unit: str, becomes: float) -> None:
    data = loop_zip(
        habits=HABITS.replace("points", unit).replace("Leg pain", "Sitting"),
        leg="Date,Value,Notes\n2024-03-01,20000,\n",
    )
    arrival = arrived(data)
    fillings = batch_of(arrival, with_choices(arrival, ["Sitting=hours_sitting"])).fillings
    assert [filling.values["hours_sitting"] for filling in fillings if "hours_sitting" in filling.values] == [
        becomes
    ]


def test_a_habit_of_pain_that_counts_hours_is_asked() -> None:
    assert "Leg pain" in arrived(loop_zip()).proposed
    assert "Leg pain" not in arrived(loop_zip(habits=HABITS.replace("points", "hours"))).proposed


# What programs write ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "How bad is your leg pain today on a scale of 0 to 10?",
        "Leg pain, end of day",
        "Leg pain (0 = none, 10 = worst)",
        "Leg pain (10 = worst)",
        "Leg pain, 0 to 10",
        "Leg pain max 10",
        "Leg pain (0 = no pain, 10 = worst imaginable)",
        "Wie stark sind Ihre Beinschmerzen heute?",
        "Rate your leg pain right now",
        "Schmerzstärke Bein",
        "Dolor de pierna",
        "legPainScore",
        "What is your leg pain today?",
        "How intense is your leg pain?",
        "Leg pain NPRS",
        "Radiating leg pain",
        "Schmerzintensität Bein",
        "Wie würden Sie Ihre Beinschmerzen bewerten? (0 = kein Schmerz, 10 = stärkster vorstellbarer Schmerz)",
        "Dor na perna",
        "Douleur dans la jambe",
        "Dolore gamba sx",
        "Dolor de pierna (0 = sin dolor, 10 = el peor dolor imaginable)",
    ],
)
def test_a_name_that_says_ten_is_taken_at_its_word(name: str) -> None:
    assert days_and_pain(batch(f'Date,"{name}"\n2026-03-09,7\n2026-03-10,2\n'.encode())) == [NINTH, TENTH]


@pytest.mark.parametrize(
    "names",
    [
        "Leg pain L,Leg pain R",
        "Leg pain left,Leg pain right",
        "Leg pain am,Leg pain pm",
        "Worst pain left leg,Worst pain right leg",
        "Leg pain left (10 = worst),Leg pain right",
        "Leg pain left max 10,Leg pain right",
    ],
)
def test_both_sides_are_still_proposed_together(names: str) -> None:
    assert days_and_pain(batch(f"Date,{names}\n2026-03-09,7,3\n2026-03-10,,2\n".encode())) == [NINTH, TENTH]


@pytest.mark.parametrize(
    "names",
    [
        "Worst leg pain,Average leg pain,Leg pain right now",
        "leg_pain_max,leg_pain_mean",
        "Leg pain,Leg pain (worst)",
        "Beinschmerz jetzt,Stärkster Beinschmerz",
        "Douleur jambe actuelle,Douleur jambe moyenne",
        "Dolor de pierna,Peor dolor de pierna",
    ],
)
def test_the_worst_and_the_usual_pain_of_a_day_are_asked_which_of_them_counts(names: str) -> None:
    rows = "".join(f"2026-03-{day:02}{',7' * len(names.split(','))}\n" for day in (9, 10))
    arrival = arrived(f"Date,{names},Back pain\n{rows}".replace("7\n", "7,3\n").encode())
    assert {choice.field for choice in arrival.proposed.values()} == {"on_date"}
    assert missing(arrival, with_choices(arrival, ())) is not None
    worst = names.split(",")[0]
    made = batch(f"Date,{names}\n{rows}".encode(), f"{worst}=leg_pain_nrs:0-10")
    assert said(made, "leg_pain_nrs") == [(7,), (7,)]


@pytest.mark.parametrize(
    "midnight",
    [" 00:00:00", " 0:00", "T00:00:00.000", " 12:00:00 AM", " 0.00", " 0.00.00", " um 0:00 Uhr", " 00 h 00"],
)
def test_midnight_of_every_day_is_no_time(midnight: str) -> None:
    data = f"date,leg pain\n2026-03-09{midnight},7\n2026-03-10{midnight},2\n".encode()
    assert said(batch(data), "on_date", "at_time") == [(NINTH[0], None), (TENTH[0], None)]
    one_later = data + b"2026-03-11 22:00,1\n"
    assert said(batch(one_later), "at_time")[0] == (time(0),)


def test_midnight_tells_rows_apart_as_before() -> None:
    arrival = arrived(b"date,leg pain\n2026-03-09 00:00:00,7\n")
    chosen = with_choices(arrival, ())
    timed = Row("Line 2", NINTH[0], time(0), (("leg pain", "7"),))
    before = batch_of(Arrival("any-csv", (timed,)), {"leg pain": chosen["leg pain"]})
    assert [entry.entry_id for entry in batch_of(arrival, chosen).entries] == [before.entries[0].entry_id]


@pytest.mark.parametrize(
    ("zone", "moments"),
    [
        ("Europe/Berlin", ("2026-03-08T23:00:00.000Z", "2026-03-09T23:00:00.000Z")),
        ("Europe/Berlin", ("2025-07-31T22:00:00.000Z", "2026-03-09T23:00:00.000Z")),
        ("America/New_York", ("2026-03-09T04:00:00Z", "2026-03-10T04:00:00Z")),
    ],
)
def test_days_that_are_written_as_their_midnight_in_utc_are_those_days(
    zone: str, moments: tuple[str, str]
) -> None:
    clock.use_zone(zone)
    data = "date,leg pain\n{},7\n{},2\n".format(*moments).encode()
    first = date(2025, 8, 1) if "07-31" in moments[0] else NINTH[0]
    made = batch(data)
    assert said(made, "on_date", "at_time") == [(first, None), (TENTH[0], None)]
    assert not arrived(data).remarks, "they are not taken as they are"
    clock.use_zone("Asia/Tokyo")
    elsewhere = batch(data)
    assert said(elsewhere, "entry_id") == said(made, "entry_id"), "they come in once, wherever that is"
    assert None not in said(elsewhere, "at_time")[0]
    one_later = data + b"2026-03-11T20:15:00Z,1\n"
    clock.use_zone(zone)
    assert None not in said(batch(one_later), "at_time")[0], "where a row has a time, all have"


def test_a_moment_of_another_zone_is_no_day_though_it_is_midnight_here() -> None:
    clock.use_zone("Europe/Berlin")
    made = batch(b"date,leg pain\n2026-03-09T07:00:00+08:00,7\n")
    assert said(made, "on_date", "at_time") == [(NINTH[0], time(7))]


def test_days_as_their_midnight_in_utc_have_their_times_beside_them() -> None:
    clock.use_zone("Europe/Berlin")
    data = b"date,clock,leg pain\n2026-03-08T23:00:00Z,7:30,7\n2026-03-09T23:00:00Z,,2\n"
    assert said(batch(data, "clock=at_time"), "on_date", "at_time") == [
        (NINTH[0], time(7, 30)),
        (TENTH[0], None),
    ]


# What is of the same moment ---------------------------------------------------------------------------------------


def test_the_length_of_a_workout_in_the_row_of_each_set_counts_once() -> None:
    sets = "".join(f"2026-03-09 18:10:05,Squat,1h 5m,{number},\n" for number in range(12))
    others = "2026-03-09 20:00:00,Run,30m,1,\n2026-03-09 21:00:00,Walk,30m,1,\n2026-03-09 07:00:00,,,,7\n"
    data = f"Date,Exercise,Duration,Set,Leg pain\n{sets}{others}".encode()
    made = batch(data, "Duration=minutes_active", "Leg pain=leg_pain_nrs:0-10")
    assert said(made, "minutes_active") == [(125,)]
    assert (COUNTED_ALREADY, 11) in [reason[:2] for reason in made.reasons()]


def test_an_appointment_with_several_items_is_one_massage_unless_they_differ_or_have_no_time() -> None:
    items = "2026-03-09,{},60\n2026-03-09,{},60\n2026-03-09,{},30\n2026-03-10,{},60\n"
    timed = f"Date,Time,Length\n{items}".format(*["18:10"] * 4)
    assert said(batch(timed.encode(), "Length=minutes"), "minutes") == [(60,), (30,), (60,)]
    untimed = f"Date,Time,Length\n{items}".format(*[""] * 4)
    assert len(batch(untimed.encode(), "Length=minutes").entries) == 4


def test_pain_that_is_the_same_twice_in_a_minute_stays_two_check_ins() -> None:
    data = b"Date,Time,Leg pain,Sitting (h)\n2026-03-09,18:10,7,2\n2026-03-09,18:10,7,2\n"
    made = batch(data, "Sitting (h)=hours_sitting")
    assert said(made, "leg_pain_nrs", "hours_sitting") == [(7, 2.0), (7, None)]


@pytest.mark.parametrize("other_pain", ["5", "7"])
def test_that_an_amount_counts_once_is_said_where_its_row_says_more(other_pain: str) -> None:
    rows = f"2026-03-09,12:00,7,30\n2026-03-09,12:00,{other_pain},30\n2026-03-10,8:00,2,30\n"
    made = batch(f"Date,Time,Leg pain,Walk\n{rows}".encode(), "Walk=minutes_active")
    assert said(made, "minutes_active") == [(30,), (None,), (30,)]
    assert made.reasons() == ((AMOUNT_COUNTED_ALREADY, 1, ("Line 3",)),)


@pytest.mark.parametrize("at", ["12:00", "00:00", "12:00 PM", "12 Uhr"])
def test_where_every_row_has_the_time_that_programs_write_for_none_all_count(at: str) -> None:
    rows = f"2026-03-09,{at},Walk,30\n2026-03-09,{at},Swim,30\n2026-03-10,{at},Walk,30\n"
    choices = ("Length=minutes",)
    assert len(batch(f"Date,Time,What,Length\n{rows}".encode(), *choices).entries) == 3
    timed = f"Date,Time,What,Length\n{rows}2026-03-11,18:10,Walk,30\n"
    assert len(batch(timed.encode(), *choices).entries) == 3


def test_a_file_cut_off_within_a_letter_is_not_read_in_another_code() -> None:
    data = "Datum;Beinschmerz;Notiz\n09.03.2026;7;übel\n15.03.2026;3;ü".encode()
    with pytest.raises(ImportRefused, match="cut off in the middle of a letter"):
        arrived(data[:-1])
    with pytest.raises(ImportRefused, match="some letters are UTF-8"):
        arrived(data + b"\xfc\n")
    assert arrived("Datum;Beinschmerz;Notiz\n09.03.2026;7;übel\n".encode("cp1252")).table is not None


def test_a_calendar_file_is_sent_where_it_is_read() -> None:
    with pytest.raises(ImportRefused, match="the page Massage"):
        arrived(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "diary.ics")


@pytest.mark.parametrize(
    "name",
    [
        "Patient",
        "Email Address",
        "E-Mail-Adresse",
        "user_id",
        "Client name",
        "Participant ID",
        "Vorname",
        "subject_id",
    ],
)
def test_rows_of_several_people_do_not_come_into_one_record(name: str) -> None:
    rows = "2026-03-09,{},7\n2026-03-10,{},2\n2026-03-11,,n/a\n"
    with pytest.raises(ImportRefused, match="holds several people, and a record is of one"):
        batch(f"Date,{name},Leg pain\n{rows.format('Ann', 'Bo')}".encode())
    made = batch(f"Date,{name},Leg pain\n{rows.format('Ann', 'ann ')}".encode())
    assert days_and_pain(made) == [NINTH, TENTH]


WHO_IN_OTHER_LANGUAGES = """
    Patientenname|Kundenname|Kundennummer|Patienten-ID|Patient:in|Kund*in|Patient/in|Name des Patienten|Name der Patientin|Familienname
    Name, Vorname|Nachname, Vorname|Vor- und Nachname|Teilnehmernummer|Versichertennummer|Klientenkürzel
    Nom du patient|Nom de la cliente|Nom complet|Nom et prénom|Nombre y apellidos|Nombre del paciente|Nome da cliente|Numéro de patient
    Cognome|Nome del paziente|Voornaam|Naam cliënt|Klantnaam|Naam van de klant|Kundens namn|Pasientnavn|Asiakkaan nimi|Potilas
    Imię i nazwisko|Příjmení|Hasta adı|Ad Soyad|ФИО|Имя клиента|氏名|お名前|姓名
    Surname|Name of client|Name of client (full)|Nummer des Klienten|Nombre completo|Nom complet de la cliente|No. of patient|Name/Vorname|Nachname / Vorname|Nom/Prénom|Cognome/Nome|Kunde (Name)|Client: name|Paziente: nome
    ФИО пациента|ФИО клиента|Фамилия, имя|Имя и фамилия|患者氏名|患者姓名|患者番号|客户姓名|客户编号|顧客名|お客様名|환자 이름|환자번호|고객 이름
    Fornavn og etternavn|Förnamn och efternamn|Navn på pasient|Deltager|Användare|Voornaam en achternaam|Meno a priezvisko|Vezetéknév
    Ügyfél neve|Beteg neve|Hastanın adı|Müşterinin adı|Ονοματεπώνυμο|Nume pacient|Numele pacientului
    Attendee|Client #|id_patient|patient_nr|client-id|Studienteilnehmer|Studienteilnehmer-Nr.|Versuchsteilnehmer|Nr_Patient|Nom-client
"""


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.replace("\n", "|").split("|") if name.strip()]


@pytest.mark.parametrize("name", _names(WHO_IN_OTHER_LANGUAGES))
def test_several_people_are_known_in_other_languages(name: str) -> None:
    rows = "2026-03-09;Anna;7\n2026-03-10;Bernd;2\n"
    with pytest.raises(
        ImportRefused, match=r"several people.*; if all of them are yours, take the column out"
    ):
        batch(f"Date;{name};Leg pain\n{rows}".encode())


NOT_WHO = """
    Nombre de pas|Nombre de patients|Número de clientes|Number of clients|Kunden|Kundentermin|Kundengespräch|Hasta|Workout Name
    Nom de l'exercice|Nombre del ejercicio|Naam oefening|Name der Übung|Tablettenname|Customer service hours|Nimi|Navn
    No. of patients|No. of clients|Nr. of clients|N° de patients|Nº pacientes|Number of patients lifted|Number of clients seen today
    Number of clients/day|Nombre de clients par jour|Nombre clients|Número de pacientes atendidos|Number of patient transfers
    Number of participants in class|Number of client visits|Kursteilnehmer|Deltagere|ФИО врача|Имя упражнения|Name/Übung|Navn på øvelse|Egzersizin adı|Gyakorlat neve
    Attendees|Deltagare|Nombre complet de pas|名前|이름|Имя
"""


@pytest.mark.parametrize("name", _names(NOT_WHO))
def test_what_an_entry_is_called_or_how_many_came_is_not_who(name: str) -> None:
    made = batch(f"Date;{name};Leg pain\n2026-03-09;A;7\n2026-03-10;B;2\n".encode())
    assert days_and_pain(made) == [NINTH, TENTH]


@pytest.mark.parametrize(
    "text",
    [
        "date,metric,value\n2026-03-09,Leg pain,7\n2026-03-09,Back pain,3\n2026-03-09,Mood,3\n",
        "Date,Time,Leg pain\n2026-03-09,8:00,7\n2026-03-09,12:00,2\n2026-03-09,20:00,1\n",
    ],
)
def test_a_file_of_a_single_day_is_read(text: str) -> None:
    assert days_and_pain(batch(text.encode()))[0] == NINTH


# Days with their weekdays -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "days",
    [
        ("lun 9/3/2026", "mar 10/3/2026"),
        ("lun., 9/3/2026", "mar., 10/3/2026"),
        ("9 Mart 2026 Pazartesi", "10 Mart 2026 Salı"),
        ("2026. március 9., hétfő", "2026. március 10., kedd"),
        ("2026年3月9日星期一", "2026年3月10日星期二 下午8:30"),
        ("2026-03-09 Monday", "2026-03-10 Tue 08:30"),
        ("09.03.2026 Mo", "10.03.2026 Di"),
    ],
)
def test_a_weekday_before_or_behind_the_day(days: tuple[str, str]) -> None:
    rows = "".join(f"{day};{pain}\n" for day, pain in zip(days, (7, 2), strict=True))
    assert days_and_pain(batch(f"D;Leg pain\n{rows}".encode())) == [NINTH, TENTH]
    with pytest.raises(ImportRefused, match=r"is not a day written|holds days, such as"):
        batch(f"D;Leg pain\n{rows.replace('10', '11')}".encode())


def test_the_ways_that_are_asked_are_those_that_there_are() -> None:
    for text, said_of_it in (
        (b"D,Leg pain\n26-03-19,7\n26-03-20,2\n", "two ways: year or day first"),
        (b"D,Leg pain\n03/04/2026,7\n", "two ways: day or month first"),
        (b"D,Leg pain\n03/04/05,7\n", "three ways: year or day or month first"),
    ):
        arrival = arrived(text)
        wanting = missing(arrival, with_choices(arrival, ()))
        assert wanting is not None
        assert said_of_it in wanting.sentence


@pytest.mark.parametrize("name", ["Date", "Day", "Tag"])
def test_several_entries_of_the_day_need_no_question(name: str) -> None:
    entries = batch(f"{name},Leg pain\n2026-03-09,7\n2026-03-09,2\n2026-03-09,5\n".encode()).entries
    assert {entry.on_date.isoformat() for entry in entries} == {"2026-03-09"}
