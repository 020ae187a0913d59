"""Files of forms, apps, countries and people that no importer had met: read right, asked about, or refused; never wrong."""

from datetime import UTC, date, datetime, time

import pytest

from tests.exchange.importers.foreign_files import arrived, batch, said, zipped
from tracker.domain.check_in import CheckIn
from tracker.domain.numerals import number_in
from tracker.errors import ImportRefused
from tracker.exchange.csv_files import csv_of
from tracker.exchange.importers import formats
from tracker.exchange.importers.batch import MORE_THAN_A_DAY, batch_of
from tracker.exchange.importers.choosing import missing, with_choices
from tracker.exchange.importers.days import clock_in, moment_in
from tracker.exchange.importers.numerals import NO, YES, minutes_in, rating_in
from tracker.exchange.importers.preview import preview_lines
from tracker.exchange.importers.scale import words
from tracker.record import ClientRecord

NINTH, TENTH = (date(2026, 3, 9), 7), (date(2026, 3, 10), 2)
LEG = "Leg pain=leg_pain_nrs:0-10"


def days_and_pain(data: bytes, *choices: str) -> list[tuple[object, ...]]:
    return said(batch(data, *choices), "on_date", "leg_pain_nrs")


def asked(data: bytes, *choices: str) -> str:
    arrival = arrived(data)
    return str(missing(arrival, with_choices(arrival, choices)))


# What names say of a scale ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "top"),
    [
        ("Leg pain (0-100)", "0-100"),
        ("Leg pain 0\N{EN DASH}5", "0-5"),
        ("Leg pain, 0 to 20", "0-20"),
        ("Beinschmerz 0 bis 100", "0-100"),
        ("Leg pain /20", "0-20"),
        ("Leg pain out of 50", "0-50"),
        ("Leg pain %", "0-100"),
        ("Leg pain VAS (mm)", "0-100"),
    ],
)
def test_a_name_that_speaks_of_another_scale_is_not_taken_for_0_to_10(name: str, top: str) -> None:
    data = f'Date,"{name}"\n2026-03-09,9\n2026-03-10,4\n'.encode()
    assert arrived(data).proposed.get(name) is None
    assert f"leg_pain_nrs:{top}'" in asked(data)


@pytest.mark.parametrize("name", ["Leg pain (0-10)", "Leg pain 1-10", "Leg pain VAS 0 - 10", "Leg pain /10"])
def test_a_name_that_speaks_of_0_to_10_is_taken_at_its_word(name: str) -> None:
    data = f'Date,"{name}"\n2026-03-09,7\n2026-03-10,2\n'.encode()
    assert days_and_pain(data) == [NINTH, TENTH]


# Ratings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "rating"),
    [
        ("7/10", (7, 10)),
        ("7 / 10", (7, 10)),
        ("3.5/5", (3.5, 5)),
        ("70%", (70, 100)),
        ("70 %", (70, 100)),
        ("\N{ARABIC-INDIC DIGIT SEVEN}", (7, None)),
        ("\N{FULLWIDTH DIGIT SEVEN}", (7, None)),
        ("\N{EXTENDED ARABIC-INDIC DIGIT SIX}\N{ARABIC DECIMAL SEPARATOR}\N{EXTENDED ARABIC-INDIC DIGIT FIVE}", (6.5, None)),
        ("5-6", None),
        ("<1", None),
        ("7 of 10", (7.0, 10)),
        ("7/10/26", None),
        ("07.Oct", None),
        ("\N{SUPERSCRIPT TWO}", None),
    ],
)  # fmt: skip
def test_a_rating_may_say_the_top_of_its_scale(cell: str, rating: tuple[float, int | None] | None) -> None:
    assert rating_in(cell) == rating


def test_a_rating_out_of_another_number_than_the_scale_is_refused() -> None:
    assert days_and_pain(b"Date,Leg pain\n2026-03-09,7/10\n2026-03-10,2/10\n") == [NINTH, TENTH]
    assert days_and_pain(
        b"Date,Leg pain\n2026-03-09,70%\n2026-03-10,15 %\n", "Leg pain=leg_pain_nrs:0-100"
    ) == [
        NINTH,
        TENTH,
    ]
    for cell in ("7/100", "3/5", "7%"):
        with pytest.raises(ImportRefused, match="is not within 0 to 10"):
            batch(f"Date,Leg pain\n2026-03-09,{cell}\n".encode(), LEG)


def test_numbers_with_a_few_words_among_them_need_a_number_for_each_word() -> None:
    data = b"Date,Leg pain\n2026-03-09,7\n2026-03-10,1-2\n2026-03-11,None\n2026-03-12,10\n"
    (source,) = [one for one in arrived(data).sources if one.name == "Leg pain"]
    assert source.mixed is not None
    assert (source.mixed.low, source.mixed.high, source.mixed.words) == (7, 10, ("1-2", "None"))
    assert "--map 'Leg pain=leg_pain_nrs:0-10,1-2=N,None=N'" in asked(data)
    with pytest.raises(ImportRefused, match="Line 3: 'Leg pain' reads '1-2', which is not a number"):
        batch(data, LEG)
    choice = "leg_pain_nrs:0-10,1-2=2,none=0"
    assert days_and_pain(data, f"Leg pain={choice}")[1:3] == [TENTH, (date(2026, 3, 11), 0)]
    said_of_it = words("leg_pain_nrs", "0-10,1-2=2,none=0")
    assert "The numbers stay as they are" in said_of_it
    assert "1-2 becomes 2, none becomes 0" in said_of_it
    chosen = with_choices(arrived(data), [f"Leg pain={choice}"])
    assert any("7 to 10 and 1-2, None" in line for line in preview_lines(arrived(data), chosen))


def test_words_are_known_however_their_letters_are_written() -> None:
    data = b"Date,Leg pain\n2026-03-09,Severe\n2026-03-10,mild\n"
    assert days_and_pain(data, "Leg pain=leg_pain_nrs:severe=7,Mild=2") == [NINTH, TENTH]
    both = b"Date,Leg pain\n2026-03-09,bad\n2026-03-10,BAD\n2026-03-11,Bad\n"
    with pytest.raises(ImportRefused, match="Line 4: 'Leg pain' reads 'Bad', which is not among"):
        batch(both, "Leg pain=leg_pain_nrs:bad=7,BAD=2")


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("90 min", 90), ("1h 30m", 90), ("1 h 30 min", 90), ("1h30m", 90), ("1.5 h", 90), ("1,5 Std.", 90), ("2 hours", 120),
     ("45 Minuten", 45), ("1:30", 90), ("30 s", 0.5), ("min", None), ("", None), ("1 h 30", None)],
)  # fmt: skip
def test_durations_with_their_units(cell: str, minutes: float | None) -> None:
    assert minutes_in(cell) == minutes


@pytest.mark.parametrize(
    ("true", "false"),
    [("WAHR", "FALSCH"), ("VRAI", "FAUX"), ("PRAWDA", "FA\N{LATIN CAPITAL LETTER L WITH STROKE}SZ"), ("WAAR", "ONWAAR"),
     ("VERDADEIRO", "FALSO"), ("SANT", "FALSKT"), ("IGAZ", "HAMIS"),
     ("DO\N{LATIN CAPITAL LETTER G WITH BREVE}RU", "YANLI\N{LATIN CAPITAL LETTER S WITH CEDILLA}")],
)  # fmt: skip
def test_yes_and_no_as_spreadsheets_of_all_countries_write_them(
    true: str, false: str, record: ClientRecord
) -> None:
    data = f"Date,Leg pain,Massage\n2026-03-09,7,{true}\n2026-03-10,2,{false}\n".encode()
    made = batch(data, "Massage=minutes:yes=45", LEG)
    assert [(one.kind, one.on_date.day) for one in made.entries] == [
        ("check-in", 9),
        ("check-in", 10),
        ("massage-session", 9),
    ]
    record.entries.add(CheckIn(on_date=date(2026, 3, 9), leg_pain_nrs=7, is_flare=True))
    record.entries.add(CheckIn(on_date=date(2026, 3, 10), leg_pain_nrs=2))
    header, *rows = csv_of(record.entries, "check-in").decode("utf-8-sig").split("\r\n")
    place = header.split(",").index("is_flare")
    saved = [row.split(",") for row in rows if row]
    for row in saved:
        row[place] = {"1": true, "0": false}[row[place]]
    ours = "\r\n".join(";".join(row) for row in [header.split(","), *saved]).encode() + b"\r\n"
    assert [one.is_flare for one in arrived(ours).ready] == [True, False]  # type: ignore[attr-defined]


def test_no_word_says_both_yes_and_no() -> None:
    assert not YES & NO
    assert all(word == word.casefold() for word in YES | NO)


# Days ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at_time", "instant"),
    [
        ("2026/03/09 7:30:12 AM GMT+1", time(7, 30), datetime(2026, 3, 9, 6, 30, 12, tzinfo=UTC)),
        ("2026/03/09 11:30:12 PM GMT+5:30", time(23, 30), datetime(2026, 3, 9, 18, 0, 12, tzinfo=UTC)),
        ("2026/03/09 11:30:12 PM GMT-10", time(23, 30), datetime(2026, 3, 10, 9, 30, 12, tzinfo=UTC)),
        ("2026-03-09 07:30:12+01", time(7, 30), datetime(2026, 3, 9, 6, 30, 12, tzinfo=UTC)),
        ("2026-03-09 07:30 UTC", time(7, 30), datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
        ("2026/03/09 11:30:12 PM EST", time(23, 30), None),
        ("2026-03-09 23:30 MESZ", time(23, 30), None),
        ("2026-03-09 11:30 PM", time(23, 30), None),
    ],
)
def test_a_moment_with_its_offset_keeps_its_own_day_and_clock(
    text: str, at_time: time, instant: datetime | None
) -> None:
    assert moment_in(text, "ymd") == (date(2026, 3, 9), at_time, instant)


@pytest.mark.parametrize(
    "text", ["2026-03-09 08:30-09", "2026-03-09 8:30-9", "2026-03-09 8:30 ABC", "2026-03-09 8:30 GMT+1:5"]
)
def test_a_span_of_time_is_no_offset(text: str) -> None:
    assert moment_in(text, "ymd") is None


@pytest.mark.parametrize(
    "cell",
    ["09.03.2026 07:30 Uhr", "09.03.2026, um 7.30 Uhr", "9.3.2026 7:30 h", "9-3-2026 7:30 uur", "9 de março de 2026 às 07:30", "9 maart 2026 om 07:30",
     "9 marzo 2026 alle ore 7:30", "9 de marzo de 2026 a las 7:30", "9 mars 2026 à 7 h 30", "9.3.2026 klo 7.30", "9. března 2026 v 7:30",
     "9 марта 2026 в 7:30", "9 Mart 2026 saat 7:30", "9.3.2026 - 7:30", "9.3.2026 - 7:30 Uhr", "9.3.2026 à 7.30", "9.3.26 kl. 07.30.12"],
)  # fmt: skip
def test_a_time_behind_its_day_as_people_write_it(cell: str) -> None:
    made = batch(f'Date,Leg pain\n"{cell}",7\n'.encode(), "Date=on_date:dmy", LEG)
    assert said(made, "on_date", "at_time") == [(date(2026, 3, 9), time(7, 30))]


@pytest.mark.parametrize(
    "cell",
    ["20.30.00", "20 h 30", "20:30 Uhr", "20.30 uur", "20:30 h", "um 20:30", "klo 20.30", "20 h 30 min 12 s"],
)
def test_a_column_of_times_as_people_write_them_is_the_time(cell: str) -> None:
    made = batch(f"Datum;Zeit;Leg pain\n2026-03-09;{cell};7\n".encode(), LEG)
    assert said(made, "at_time") == [(time(20, 30),)]
    assert said(batch(b"Datum;Zeit;Leg pain\n2026-03-09;20 Uhr;7\n", LEG), "at_time") == [(time(20),)]


@pytest.mark.parametrize("cell", ["1:30 h", "0:45h", "1:30 hrs"])
def test_a_column_of_hours_alone_may_be_how_long_and_is_not_the_time(cell: str) -> None:
    rows = f"Datum;Zeit;Leg pain\n2026-03-09;{cell};7\n"
    assert said(batch(rows.encode(), LEG), "at_time") == [(None,)]
    assert said(batch(rows.encode(), LEG, "Zeit=at_time"), "at_time") == [(clock_in(cell),)]
    later = batch(f"{rows}2026-03-10;20:30 h;6\n".encode(), LEG)
    assert said(later, "at_time") == [(clock_in(cell),), (time(20, 30),)]


@pytest.mark.parametrize(("cell", "minutes"), [("1:30 h", 90), ("0:45 Std.", 45), ("12:30 h", 750)])
def test_hours_and_minutes_with_their_unit_are_how_long(cell: str, minutes: int) -> None:
    made = batch(f"Datum;Dauer;Leg pain\n2026-03-09;{cell};7\n".encode(), LEG, "Dauer=minutes_active")
    assert said(made, "minutes_active", "at_time") == [(minutes, None)]


@pytest.mark.parametrize("cell", ["20 h", "20h", "at 20", "25 Uhr", "20.61.00", "v", "7:30 Uhr abends"])
def test_what_may_be_how_long_or_no_time_is_none(cell: str) -> None:
    assert clock_in(cell) is None


def test_answers_of_a_form_are_read_and_the_day_is_asked_where_the_form_asked_for_it() -> None:
    form = b'"Timestamp","Leg pain"\n"2026/03/09 7:30:12 AM GMT+1","7"\n"2026/03/10 9:21:31 PM GMT+1","2"\n'
    assert days_and_pain(form, LEG) == [NINTH, TENTH]
    other_day = b"Timestamp,Which day?,Leg pain\n2026/03/10 7:30:12 AM EST,2026-03-09,7\n2026/03/11 9:00:00 AM EST,2026-03-10,2\n"
    assert "'Timestamp' and 'Which day?' hold different days" in asked(other_day)
    assert "--map 'Timestamp=on_date' or --map 'Which day?=on_date'" in asked(other_day)
    assert days_and_pain(other_day, "Which day?=on_date", LEG) == [NINTH, TENTH]


def test_days_and_numbers_in_the_figures_of_other_scripts() -> None:
    rows = "9\N{RIGHT-TO-LEFT MARK}/3\N{RIGHT-TO-LEFT MARK}/2026,7\n15/3/2026,2\n"
    arabic = rows.translate({ord("0") + n: chr(0x660 + n) for n in range(10)})
    for figures in (rows, arabic):
        assert days_and_pain(f"Date,Leg pain\n{figures}".encode(), LEG) == [NINTH, (date(2026, 3, 15), 2)]
    assert (
        number_in(
            "\N{DEVANAGARI DIGIT ONE},\N{DEVANAGARI DIGIT TWO}\N{DEVANAGARI DIGIT THREE}\N{DEVANAGARI DIGIT FOUR}"
        )
        is None
    )


def test_a_column_called_time_beside_days_with_their_time_is_not_the_time() -> None:
    walk = b"Datum,Zeit,Beinschmerz\n2026-03-09 18:10:02,00:30:15,7\n"
    assert said(batch(walk), "at_time") == [(time(18, 10),)]
    stamped = b"Created at,Date,Time,Leg pain\n2026-03-09 21:55:01,2026-03-09,07:30,7\n"
    assert said(batch(stamped), "on_date", "at_time") == [(date(2026, 3, 9), time(7, 30))]


@pytest.mark.parametrize(
    "day", ["46090", "46090.5", "1773014400", "1773014400000", "1773014400.25", "20260309"]
)
def test_days_that_are_counted_are_said_to_be_so(day: str) -> None:
    with pytest.raises(ImportRefused, match=f"Line 2: column 'Date' holds numbers such as {day}"):
        arrived(f"Date,Leg pain\n{day},7\n".encode())


def test_that_days_are_in_utc_or_have_their_offset_apart_is_said() -> None:
    for data, remark in (
        (b"Date,Leg pain\n2026-03-09 07:30:00 UTC,7\n", "The days in 'Date' are written in UTC"),
        (b'Activity ID,Activity Date,Moving Time\n1,"Mar 9, 2026, 6:30:00 AM",60\n', "'Activity Date' are written in UTC"),
        (b"Start,Zone,Leg pain\n2026-03-09 07:30:00,UTC-05:00,7\n", "not moved by the offsets in 'Zone'"),
        (b"Start,time_offset,Leg pain\n2026-03-09 07:30:00,UTC-0400,7\n", "not moved by the offsets in 'time_offset'"),
    ):  # fmt: skip
        assert any(remark in said_of_it for said_of_it in arrived(data).remarks), remark


# Letters ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Data;B\xf3l nogi;Uwagi\n2026-03-09;7;bola\u0142a \u0142ydka\n", "cp1250"),
        ("\u0414\u0430\u0442\u0430;\u0411\u043e\u043b\u044c\n2026-03-09;7\n", "cp1251"),
        ("\u0397\u03bc\u03b5\u03c1\u03bf\u03bc\u03b7\u03bd\u03af\u03b1;\u03a0\u03cc\u03bd\u03bf\u03c2\n2026-03-09;7\n", "cp1253"),
        ("\u65e5\u671f,\u817f\u75db\n2026-03-09,7\n", "gb18030"),
        ("\u65e5\u4ed8,\u811a\u306e\u75db\u307f\n2026-03-09,7\n", "shift_jis"),
        ("\ub0a0\uc9dc,\ub2e4\ub9ac\n2026-03-09,7\n", "cp949"),
        ("Datum;Beinschmerz;Notiz\n2026-03-09;7;m\xfcde R\xfccken\n", "mac_roman"),
        ("Datum;Beinschmerz;Notiz\n2026-03-09;7;m\xfcde R\xfccken, sp\xe4t\n", "cp850"),
    ],
)  # fmt: skip
def test_letters_of_an_older_code_are_refused_and_not_garbled(text: str, encoding: str) -> None:
    with pytest.raises(ImportRefused, match=r"Line [123]: the letters are neither UTF-8 nor Windows-1252"):
        arrived(text.encode(encoding))


@pytest.mark.parametrize(
    "note",
    [
        "R\xfccken m\xfcde, Fu\xdf \xfcberm\xe4\xdfig \N{EN DASH} \N{LEFT DOUBLE QUOTATION MARK}gut\N{RIGHT DOUBLE QUOTATION MARK}",
        "d\xe9j\xe0 cr\xe9\xe9e, l\N{RIGHT SINGLE QUOTATION MARK}\xe9t\xe9, c\u0153ur, \xc9T\xc9",
        "\xbfqu\xe9 tal? \xa1ma\xf1ana! 1\xba d\xeda",
        "\xf3\xfe\xfd\xf0ur, \xfe\xfa, \xd6lm\xe6\xf0i",
        "8 \xb0C, 2 m\xb2, 5 \N{EURO SIGN}, \xbd h, col\xb7lega",
        "bei Du\u0161an Bene\u0161",
    ],
)
def test_western_letters_are_read(note: str) -> None:
    data = f"Datum;Beinschmerz;Notiz\n2026-03-09;7;{note}\n".encode("cp1252")
    assert said(batch(data), "note") == [(note,)]


# Shapes -------------------------------------------------------------------------------------------------------------

BESIDE = {
    "names above": "My diary,,,\nName:,Ann,,\nDoctor:,Who,,\n,,,\nDate,Leg pain (0-10),Back pain,Notes\n2026-03-09,7,3,\n2026-03-10,2,2,x\n",
    "months between": "Date,Leg pain,Notes\nMarch,,\n2026-03-09,7,\n2026-03-10,2,\nApril,,\n",
    "a footnote": 'Date,Leg pain,Notes\n2026-03-09,7,\n2026-03-10,2,\n,,\n"0 is none, 10 the worst",,\n',
    "days to be filled in": "Date,Leg pain,Notes\n2026-03-09,7,\n2026-03-10,2,\n2099-03-11,,\n2099-03-12,,\n",
    "days that were not": "Date,Leg pain,Notes\n2026-03-09,7,\n2026-03-10,2,\n2026-03-11,,\n",
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_the_entries_does_no_harm(name: str) -> None:
    pain = "Leg pain (0-10)" if "0-10" in BESIDE[name].partition("2026-03")[0] else "Leg pain"
    assert days_and_pain(BESIDE[name].encode(), f"{pain}=leg_pain_nrs:0-10") == [NINTH, TENTH]


def test_rows_beside_the_entries_are_said() -> None:
    arrival = arrived(BESIDE["months between"].encode())
    assert [(one.where, one.reason) for one in arrival.left_out] == [
        ("Line 2", "nothing beside its first cell"),
        ("Line 5", "nothing beside its first cell"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Date,Leg pain,Notes\n2026-03-09,7,\n,8,\n2026-03-10,2,\n2026-03-11,2,\n",  # a pain without its day
        "Leg pain,Date,Notes\n7,2026-03-09,\n8,,\n2,2026-03-10,\n2,2026-03-11,\n",  # the same, in the first column
        "Date,Leg pain,Notes\n2026-03-09,7,\nWeek 1,7.5,\n2026-03-10,2,\n2026-03-11,2,\n",
    ],
)
def test_a_number_without_its_day_is_never_left_out(text: str) -> None:
    with pytest.raises(ImportRefused, match=r"Line [34]: column 'Date'"):
        batch(text.encode(), LEG)


def test_a_row_that_is_wider_than_the_header_is_not_the_header() -> None:
    with pytest.raises(ImportRefused, match="Line 3: this row has 4 cells, the header has 3"):
        arrived(b"Date,Leg pain,Notes\n2026-03-09,7,\n2026-03-10,2,walked, then sat\n")


def test_a_table_of_many_columns_is_read_unless_it_has_many_rows_too() -> None:
    header = ",".join(["Date", "Leg pain", *(f"Question {number}" for number in range(90))])
    rows = [",".join([day, pain, *["1"] * 90]) for day, pain in (("2026-03-09", "7"), ("2026-03-10", "2"))]
    assert days_and_pain("\n".join([header, *rows, ""]).encode(), LEG) == [NINTH, TENTH]
    many = "\n".join([header, *["2026-03-09,7"] * 35_000, ""]).encode()
    with pytest.raises(ImportRefused, match="more than 3,200,000 cells"):
        arrived(many)


@pytest.mark.parametrize(
    ("names", "values"),
    [("Habit Name", "Completed"), ("trackable_name", "trackable_value"), ("attribute", "value"), ("Question text", "Answered yes")],
)  # fmt: skip
def test_tables_of_names_and_values_of_more_apps(names: str, values: str) -> None:
    data = f"Date,{names},{values}\n2026-03-09,Leg pain,7\n2026-03-09,Massage,true\n2026-03-10,Leg pain,2\n".encode()
    made = batch(data, "Massage=minutes:yes=45")
    assert [one.kind for one in made.entries] == ["check-in", "check-in", "massage-session"]


@pytest.mark.parametrize(
    "name", ["Remarque", "Observaciones", "\u5099\u8003", "\u0417\u0430\u043c\u0435\u0442\u043a\u0430", "Not"]
)
def test_notes_in_more_languages(name: str) -> None:
    assert said(batch(f"Date,Leg pain,{name}\n2026-03-09,7,a\n".encode()), "note") == [("a",)]


def test_a_file_without_pain_fills_the_days_of_the_record(record: ClientRecord) -> None:
    data = b"Date,Move Minutes count,Step count\n2026-03-09,30,5321\n2026-03-10,10,1200\n"
    assert "choose what is pain" in asked(data)
    record.entries.add(CheckIn(on_date=date(2026, 3, 9), leg_pain_nrs=7))
    arrival = arrived(data)
    chosen = with_choices(arrival, ["Move Minutes count=minutes_active"])
    assert missing(arrival, chosen) is None
    made = batch_of(arrival, chosen)
    assert (made.entries, [dict(one.values) for one in made.fillings]) == (
        (),
        [{"minutes_active": 30}, {"minutes_active": 10}],
    )
    with_pain = b"Date,Leg pain,Walked\n2026-03-09,3,30\n"
    assert "choose what is pain" in asked(with_pain, "Walked=minutes_active")


# Containers ---------------------------------------------------------------------------------------------------------

TABLE = "Date,Leg pain\n2026-03-09,7\n2026-03-10,2\n"


def test_the_whole_table_counts_of_two_that_notion_writes() -> None:
    view, whole = "Date,Leg pain\n2026-03-09,7\n", TABLE
    assert days_and_pain(zipped({"Log 1a/Pain 2b.csv": view, "Log 1a/Pain 2b_all.csv": whole}), LEG) == [
        NINTH,
        TENTH,
    ]
    assert days_and_pain(zipped({"pain_all.csv": whole}), LEG) == [NINTH, TENTH]


@pytest.mark.parametrize(
    "members",
    [{"pain.csv": TABLE}, {"folder/Pain.TSV": TABLE.replace(",", "\t")},
     {"pain.csv": TABLE, "__MACOSX/._pain.csv": "x", ".hidden.txt": "x", "picture.jpg": "x"},
     {"./pain.csv": TABLE}, {"./folder/./pain.csv": TABLE, "./.hidden.csv": TABLE, "./__MACOSX/._pain.csv": "x"}],
)  # fmt: skip
def test_the_only_table_in_a_zip_is_read(members: dict[str, str | bytes]) -> None:
    assert days_and_pain(zipped(members), LEG) == [NINTH, TENTH]


def test_several_tables_or_a_zip_within_a_zip_are_not_guessed_at() -> None:
    with pytest.raises(
        ImportRefused, match=r"holds 2 tables, such as 'a.csv': unpack it, then import one table"
    ):
        arrived(zipped({"a.csv": TABLE, "b.csv": TABLE}))
    with pytest.raises(ImportRefused, match="a zip with one table in it"):
        arrived(zipped({"a.jpg": "x"}))
    with pytest.raises(ImportRefused, match="in the zip is packed itself"):
        arrived(zipped({"a.csv": zipped({"b.csv": TABLE})}))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<!DOCTYPE html>\n<html><table><tr><td>Date</td></tr></table></html>", "This is a web page"),
        (b"\xef\xbb\xbf<TABLE><tr><td>Date</td></tr></TABLE>", "This is a web page"),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "This is a spreadsheet file"),
        (b'<?xml version="1.0"?><d xmlns="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>', "This is a spreadsheet file"),
        (zipped({"mimetype": "x", "content.xml": "<o/>", "META-INF/manifest.xml": "<m/>"}), "This is a spreadsheet file"),
        (zipped({"Index/Document.iwa": "x"}), "This is a spreadsheet file"),
        (zipped({"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<w/>"}), "This is a spreadsheet file"),
        (zipped({"[Content_Types].xml": "<T/>", "word/document.xml": "<w/>"}), "This is a text document"),
        (zipped({"[Content_Types].xml": "<T/>", "ppt/presentation.xml": "<p/>"}), "These are slides"),
        (b'[{"date": "2026-03-09"}]', "This is JSON of no app"),
        (b'{"date": "2026-03-09"}\n{"date": "2026-03-10"}\n', "This is JSON of no app"),
        (b"{\\rtf1\\ansi hello}", "This is a text document"),
        (b"Rar!\x1a\x07\x01\x00", "rar or 7z"),
        (b"7z\xbc\xaf\x27\x1c\x00", "rar or 7z"),
        (b"\x89PNG\r\n\x1a\n\x00", "This is a picture"),
        (b'{"id":"a","resourceType":"Bundle","entry":[]}', "This is a file for health records"),
        (b'{"resourceType":"Observation"}\n{"resourceType":"Observation"}\n', "This is a file for health records"),
        (b'<?xml version="1.0"?>\n<Bundle xmlns="http://hl7.org/fhir"/>', "This is a file for health records"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told_how_to_become_one(data: bytes, sentence: str) -> None:
    with pytest.raises(ImportRefused, match=sentence):
        arrived(data)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("a.XLSX", "a spreadsheet file"),
        ("a.doc", "a text document"),
        ("a.odt", "a text document"),
        ("a.key", "slides"),
    ],
)
def test_a_document_under_its_own_name_is_called_what_it_is(name: str, sentence: str) -> None:
    for data in (b"\xd0\xcf\x11\xe0" + bytes(8), zipped({"META-INF/manifest.xml": "<m/>"})):
        with pytest.raises(ImportRefused, match=sentence):
            arrived(data, name)


def test_json_of_no_app_is_not_taken_for_our_archive() -> None:
    import io

    assert not formats.is_archive(io.BytesIO(b'{"a": 1}\n{"a": 2}\n'))
    assert formats.is_archive(io.BytesIO(b'{"format": "x"}\n'))


# Our own file -------------------------------------------------------------------------------------------------------


def test_our_own_csv_with_its_names_in_capitals_is_ours(record: ClientRecord) -> None:
    record.entries.add(CheckIn(on_date=date(2026, 3, 9), at_time=time(8, 5), leg_pain_nrs=7))
    header, rest = csv_of(record.entries, "check-in").decode("utf-8-sig").split("\r\n", 1)
    for named in (header.upper(), header.title()):
        arrival = arrived(f"{named}\r\n{rest}".encode())
        assert arrival.format_name == "csv"
        assert record.imports.bring_in(arrival.ready).already_there == 1


# Watches ------------------------------------------------------------------------------------------------------------

DAY_SUMMARY = (
    "\N{ZERO WIDTH NO-BREAK SPACE}com.samsung.shealth.tracker.pedometer_day_summary,7006003,7\n"
    "create_sh_ver,step_count,deviceuuid,create_time,day_time\n"
    ",2480,ALL,2026-03-09 22:00:00.000,2026-03-09 00:00:00.000,\n"
    ",1085,PHONE,2026-03-10 10:00:00.000,2026-03-09 00:00:00.000,\n"
)
DAILY_TREND = (
    "com.samsung.shealth.step_daily_trend,201812,3\n"
    "com.samsung.shealth.step_daily_trend.count,com.samsung.shealth.step_daily_trend.day_time,source_type\n"
    "8123,1773014400000,-2\n4000,1773100800000,1\n"
)


def test_samsung_counts_each_day_once_whatever_the_devices() -> None:
    for data, wanted in (
        (DAY_SUMMARY.encode(), [(date(2026, 3, 9), "2480")]),
        (DAILY_TREND.encode(), [(date(2026, 3, 9), "8123"), (date(2026, 3, 10), "4000")]),
        (
            zipped(
                {
                    "s/com.samsung.shealth.tracker.pedometer_day_summary.20260311.csv": DAY_SUMMARY,
                    "s/com.samsung.shealth.step_daily_trend.20260311.csv": DAILY_TREND,
                    "s/com.samsung.shealth.sleep.20260311.csv": "com.samsung.shealth.sleep,1,1\na,b\n1,2\n",
                }
            ),
            [(date(2026, 3, 9), "8123"), (date(2026, 3, 10), "4000")],
        ),
    ):
        arrival = arrived(data)
        assert (arrival.format_name, arrival.is_health_data) == ("samsung", True)
        assert [(row.on_date, row.values[0][1]) for row in arrival.rows] == wanted


@pytest.mark.parametrize(
    "data",
    [
        (
            "com.samsung.shealth.exercise,6310000,3\ncom.samsung.health.exercise.duration,com.samsung.health.exercise.start_time,com.samsung.health.exercise.time_offset\n"
            "2700000,2026-03-09 17:00:00.000,UTC+0100\n"
        ),
        "\ufeffcom.samsung.shealth.sleep,6310000,15\nefficiency,start_time,deviceuuid,\n90,2026-03-09 17:00:00.000,a,\n",
        "com.samsung.shealth.tracker.heart_rate,1,2\r\nheart_rate,time_offset,a\r\n60,UTC+0100,1\r\n",
    ],
)
def test_samsungs_files_of_other_things_say_which_one_is_read(data: str) -> None:
    name = "s/com.samsung.shealth.x.20260311.csv"
    for file in (data.encode(), zipped({name: data})):
        with pytest.raises(ImportRefused, match="Of Samsung Health only the steps of each day are read"):
            arrived(file)


@pytest.mark.parametrize(
    "row", [",,A,x,2026-03-09,", ",-5,A,x,2026-03-09,", ",5,A,x,1773014400001,", ",5,A,x,x,"]
)
def test_a_samsung_day_that_is_none_is_refused_by_its_line(row: str) -> None:
    with pytest.raises(ImportRefused, match="Line 3: a day without its date and steps"):
        arrived("\n".join([*DAY_SUMMARY.split("\n")[:2], row, ""]).encode())


def test_the_nights_alone_of_fitbit() -> None:
    data = b'Sleep\nStart Time,End Time,Minutes Asleep,Time in Bed\n"2026-03-08 11:12PM","2026-03-09 7:11AM","420","480"\n\n'
    arrival = arrived(data)
    assert arrival.format_name == "fitbit"
    assert [(row.on_date, row.values) for row in arrival.rows] == [
        (date(2026, 3, 9), (("Hours asleep", "7"),))
    ]


# As programs write a moment when nobody asks for a form ------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        # JavaScript's, Java's and the system's clock, and what phones of each language show.
        ("Mon Mar 09 2026 07:30:12 GMT+0100 (Central European Standard Time)", "ymd"),
        ("Mon Mar 09 2026 07:30:12 GMT+0530 (India Standard Time)", "ymd"),
        ("Mon Mar 09 07:30:12 CET 2026", "ymd"),
        ("Mon Mar 09 07:30:12 +0100 2026", "ymd"),
        ("Mon Mar 09 07:30:12 GMT+01:00 2026", "ymd"),
        ("Mon Mar  9 07:30:12 2026", "ymd"),
        ("9.3.2026 kl. 07.30.12", "dmy"),
        ("9.3.2026 klo 7.30.12", "dmy"),
        ("2026-03-09 07 h 30 min 12 s", "ymd"),
        ("2026-03-09 07 h 30", "ymd"),
        (
            "\u0669\u200f/\u0663\u200f/\u0662\u0660\u0662\u0666\u060c \u0667:\u0663\u0660:\u0661\u0662 \u0635",
            "dmy",
        ),
        # Notion's with its zone.
        ("March 9, 2026 7:30 AM (GMT+1)", "mdy"),
        ("March 9, 2026 7:30 AM (EST)", "mdy"),
    ],
)
def test_a_moment_as_programs_write_it_unasked(cell: str, order: str) -> None:
    moment = moment_in(cell, order)
    assert moment is not None
    assert (moment.on_date, moment.at_time) == (date(2026, 3, 9), time(7, 30))


@pytest.mark.parametrize(
    "cell",
    ["Tue Mar 09 2026 07:30:12 GMT+0100 (CET)", "Tue Mar 09 07:30:12 CET 2026", "9.3.2026 25.30.12", "2026-03-09 07 h 61 min 12 s",
     "March 9, 2026 8:00 AM \u2192 March 10, 2026 9:00 AM", "March 9, 2026 \u2192 soon", "\u2192 March 9, 2026", f"2026-03-09 07:30 ({'x' * 200})",
     "09.03.26 - 15.03.26", "9.3.2026 - 15.3.26", "09.03.26, - 15.03.26", "09.03.26 à 15.03.26", "9.3.26 - 15.30", "9 mars 2026 à 15.03.26"],
)  # fmt: skip
def test_a_moment_that_contradicts_itself_or_is_a_span_of_days_is_none(cell: str) -> None:
    assert all(moment_in(cell, order) is None for order in ("ymd", "dmy", "mdy"))


@pytest.mark.parametrize(
    ("cell", "at_time"),
    [
        ("March 9, 2026 9:00 AM (GMT+1) \u2192 10:00 AM (GMT+1)", time(9)),
        ("March 9, 2026 9:00 AM (GMT+1) \u2192 March 9, 2026 10:00 AM (GMT+1)", time(9)),
        ("March 9, 2026 \u2192 March 9, 2026", None),
        ("9. M\u00e4rz 2026 09:00 \u2192 10:30", time(9)),
        ("2026/03/09 \u2192 2026/03/09", None),
    ],
)
def test_a_span_within_one_day_is_when_it_begins(cell: str, at_time: time | None) -> None:
    made = batch(f'Date,Leg pain\n"{cell}",7\n'.encode())
    assert said(made, "on_date", "at_time", "leg_pain_nrs") == [(date(2026, 3, 9), at_time, 7)]


@pytest.mark.parametrize("rows", [["March 9, 2026"] * 3, []])
def test_a_span_of_days_is_said_to_be_one_by_its_line(rows: list[str]) -> None:
    span = "March 9, 2026 \u2192 March 11, 2026"
    lines = "\n".join(("Leg pain,Date", *(f'7,"{day}"' for day in (*rows, span)), ""))
    with pytest.raises(
        ImportRefused, match=f"Line {len(rows) + 2}: .*'{span}' is more than one day: write the one day"
    ):
        days_and_pain(lines.encode())


@pytest.mark.parametrize(
    "day", ["1900-01-01", "1900-01-07", "1899-12-30", "1904-01-01", "1970-01-01", "0001-01-01"]
)
def test_the_first_days_of_spreadsheets_and_programs_are_no_days_of_a_diary(day: str) -> None:
    for days in (("2026-03-09", day, "2026-03-11"), (day,)):
        text = "\n".join(("Date,Leg pain", *(f"{cell},7" for cell in days), ""))
        with pytest.raises(
            ImportRefused, match=f"'{day}' is what spreadsheets and programs show for an empty cell"
        ):
            days_and_pain(text.encode())
    with pytest.raises(ImportRefused, match="'1900-01-00' is not a day written 2026-03-09"):
        days_and_pain(b"Date,Leg pain\n2026-03-09,7\n1900-01-00,2\n2026-03-11,2\n")


def test_a_year_of_two_figures_that_stands_first_may_be_one_of_iran() -> None:
    for days in (
        ("04/12/28", "04/12/29"),
        ("\u06f0\u06f5/\u06f0\u06f1/\u06f2\u06f8", "\u06f0\u06f5/\u06f0\u06f1/\u06f2\u06f9"),
    ):
        with pytest.raises(ImportRefused, match=r"Line 2: .* may be a day of 200[45] or of Iran's calendar"):
            days_and_pain("\n".join(("Date,Leg pain", *(f"{day},7" for day in days), "")).encode())
    assert days_and_pain(b"Date,Leg pain\n26/03/09,7\n26/03/10,2\n", "Date=on_date:ymd") == [NINTH, TENTH]
    with pytest.raises(ImportRefused, match="may be a day of 2004"):
        days_and_pain(b"Date,Leg pain\n04/12/08,7\n04/12/09,2\n", "Date=on_date:ymd")
    assert days_and_pain(b"Date,Leg pain\n2004-12-28,7\n2004-12-29,2\n")


QUALTRICS = (
    "StartDate,EndDate,Status,Q1,Q2_1,Q3\n"
    'Start Date,End Date,Response Type,"Leg pain today\n(0-10)",Notes,\n'
    '"{""ImportId"":""startDate"",""timeZone"":""America/Denver""}","{""ImportId"":""endDate"",""timeZone"":""America/Denver""}",'
    '"{""ImportId"":""status""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}","{""ImportId"":""QID3""}"\n'
    "2026-03-09 07:30:12,2026-03-09 07:31:40,IP Address,7,long drive,\n"
    "2026-03-10 07:30:12,2026-03-10 07:31:40,IP Address,2,,x\n"
)


def test_the_three_lines_above_qualtrics_answers_are_one_header() -> None:
    table = arrived(QUALTRICS.encode()).table
    assert table is not None
    assert table.header == ("Start Date", "End Date", "Response Type", "Leg pain today (0-10)", "Notes", "Q3")
    assert [line for line, _ in table.rows] == [5, 6]
    assert table.remarks == (
        "The questions of line 2 were taken as the names of the columns.",
        "The days are written in the time zone America/Denver, and are taken as they are.",
    )
    made = batch(QUALTRICS.encode())
    assert [(entry.on_date, entry.at_time, entry.note) for entry in made.entries] == [
        (date(2026, 3, 9), time(7, 30), "long drive"),
        (date(2026, 3, 10), time(7, 30), None),
    ]
    with pytest.raises(ImportRefused, match="there is a header and no row under it"):
        arrived("\n".join(QUALTRICS.splitlines()[:4]).encode() + b"\n")


@pytest.mark.parametrize(
    "days", [("9/3/2569", "13/3/2569"), ("1404/12/18", "1404/12/19"), ("20/09/1447", "21/09/1447")]
)
def test_a_year_of_another_calendar_is_called_so(days: tuple[str, str]) -> None:
    with pytest.raises(
        ImportRefused, match=f"Line 2: .*'{days[0]}' has a year of another calendar: write the days as"
    ):
        arrived("\n".join(("Date,Leg pain", f"{days[0]},7", f"{days[1]},2", "")).encode())
    with pytest.raises(ImportRefused, match="'1826-03-10' is a day before 1900"):
        arrived(b"Date,Leg pain\n2026-03-09,7\n1826-03-10,2\n2026-03-11,2\n")


@pytest.mark.parametrize(
    ("header", "people"),
    [
        ("Adresse e-mail", ("a@example.org", "b@example.org")),
        ("\u30e1\u30fc\u30eb\u30a2\u30c9\u30ec\u30b9", ("a@example.org", "b@example.org")),
        ("Invitee Name", ("Ana", "Ben")),
        ("Patient First Name", ("Ana", "Ben")),
        ("record_id", ("1", "2")),
        ("Study ID", ("S-01", "S-02")),
        ("Pat.-Nr.", ("17", "18")),
        ("N° de dossier", ("A1", "A2")),
        ("Aktennummer", ("A1", "A2")),
    ],
)
def test_rows_of_several_people_are_known_by_addresses_and_numbers_too(
    header: str, people: tuple[str, str]
) -> None:
    def rows(*whose: str) -> bytes:
        lines = (f"2026-03-{day:02},{who},{day % 10}" for day, who in enumerate(whose, start=9))
        return "\n".join((f"Date,{header},Leg pain", *lines, "")).encode()

    with pytest.raises(ImportRefused, match="holds several people"):
        arrived(rows(people[0], people[0], people[1]))
    assert arrived(rows(people[0], people[0], people[0])).table is not None


def test_a_number_of_its_own_for_each_row_and_who_gave_a_massage_are_no_persons_of_the_record() -> None:
    staff = b"Date,Staff email,Leg pain\n2026-03-09,a@example.org,7\n2026-03-10,b@example.org,2\n"
    assert days_and_pain(staff) == [NINTH, TENTH]
    assert days_and_pain(b"record_id,Date,Leg pain\n1,2026-03-09,7\n2,2026-03-10,2\n") == [NINTH, TENTH]
    # Two rows of one entry share its number and its day.
    long = b"record_id,Date,metric,value\n1,2026-03-09,leg,7\n1,2026-03-09,back,2\n2,2026-03-10,leg,6\n2,2026-03-10,back,1\n"
    assert arrived(long).proposed


def test_steps_in_thousands_are_whole_steps_and_milliseconds_are_no_minutes() -> None:
    def filled(header: str, cell: str, choice: str) -> object:
        (filling,) = batch(f'Date,"{header}"\n2026-03-09,"{cell}"\n'.encode(), f"{header}={choice}").fillings
        return filling.values["minutes_active"]

    for cell in ("6,500", "6.500", "6500", "6 500", "\u0666\u0665\u0660\u0660"):
        assert filled("Steps", cell, "minutes_active:/100") == 65
    with pytest.raises(ImportRefused, match="could be a thousand or a fraction"):
        filled("Points", "6.500", "minutes_active:/100")
    assert filled("Walking duration (ms)", "1800000", "minutes_active") == 30
    for name in (
        "High Activity Time",
        "low_activity_time",
        "medium_activity_time",
        "activity.high_activity_time",
    ):
        assert filled(name, "600", "minutes_active") == 10
    assert filled("high_activity_time (h)", "0.5", "minutes_active") == 30
    # Somebody's own.
    assert filled("High activity time", "45", "minutes_active") == 45


@pytest.mark.parametrize(
    ("header", "cell", "rows", "choice", "amount"),
    [
        ("Steps", "46", 60, "minutes_active:/100", 28),
        ("Steps", "53", 60, "minutes_active:/100", 32),
        ("Plank (s)", "25", 24, "minutes_active", 10),
        ("Plank (s)", "1", 30, "minutes_active", 1),
        ("Walk", "45 s", 40, "minutes_active", 30),
        ("Sitting (s)", "10", 45, "hours_sitting", 0.13),
        ("Sitting (min)", "20", 24, "hours_sitting", 8),
    ],
)
@pytest.mark.parametrize("pain", ["", "7"])
def test_small_amounts_of_a_day_are_rounded_once_when_they_are_together(
    header: str, cell: str, rows: int, choice: str, amount: float, pain: str
) -> None:
    lines = [f"2026-03-09T09:{minute:02}:00,{cell},{'' if minute else pain}" for minute in range(rows)]
    made = batch("\n".join((f"Date,{header},Leg pain", *lines, "")).encode(), LEG, f"{header}={choice}")
    field = choice.partition(":")[0]
    if pain:
        assert said(made, field) == [(amount,)]
    else:
        assert [filling.values for filling in made.fillings] == [{field: amount}]


def test_the_minutes_of_a_massage_in_several_columns_are_rounded_once() -> None:
    data = b"Date,Back (s),Leg (s)\n2026-03-09,1350,1350\n2026-03-10,20,0\n"
    made = batch(data, "Back (s)=minutes", "Leg (s)=minutes")
    assert said(made, "minutes") == [(45,)]


def test_the_same_walk_from_watch_and_phone_that_fills_more_than_a_day_is_left_out() -> None:
    data = b"Date,Walk\n2026-03-09,800\n2026-03-09,800\n2026-03-10,30\n"
    both = batch(data, "Walk=minutes_active")
    assert [filling.values["minutes_active"] for filling in both.fillings] == [800, 30]
    assert [left.reason for left in both.left_out if left.on_date is None] == [MORE_THAN_A_DAY]


def test_a_mark_before_the_names_is_no_part_of_one() -> None:
    below_a_title = (
        "com.samsung.shealth.sleep,7006011,11\n\ufeffDate,Leg pain,Note,a,b,c,d\n"
        "2026-03-09,7,a,1,2,3,4\n2026-03-10,2,b,1,2,3,4\n"
    )
    assert days_and_pain(below_a_title.encode()) == [NINTH, TENTH]
    table = arrived(below_a_title.encode()).table
    assert table is not None
    assert table.header[:3] == ("Date", "Leg pain", "Note")


@pytest.mark.parametrize(
    ("name", "days"), [("DATE MM/DD/YYYY", ("03/09/2026", "03/10/2026")), ("Datum (TT.MM.JJJJ)", ("09.03.2026", "10.03.2026")), ("Date jj/mm/aaaa", ("09/03/2026", "10/03/2026"))]
)  # fmt: skip
def test_a_name_that_spells_the_order_of_the_days_says_it(name: str, days: tuple[str, str]) -> None:
    assert days_and_pain(f"{name},Leg pain\n{days[0]},7\n{days[1]},2\n".encode()) == [NINTH, TENTH]


def test_a_name_does_not_spell_an_order_that_its_days_contradict() -> None:
    rows = b"DATE MM/DD/YYYY,Leg pain\n13/02/2026,7\n14/02/2026,2\n"
    assert [row[0] for row in days_and_pain(rows)] == [date(2026, 2, 13), date(2026, 2, 14)]


def test_appointments_that_were_called_off_are_pointed_out() -> None:
    rows = "Start,Status,Duration\n2026-03-09 17:30,Completed,45\n2026-03-16 17:30,{},45\n"
    assert any("called off" in remark for remark in arrived(rows.format("No Show").encode()).remarks)
    assert not any("called off" in remark for remark in arrived(rows.format("Completed").encode()).remarks)


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("Status", "Late Cancelled"), ("State", "Did not show"), ("Canceled", "true"), ("Cancelled at", "2026-03-01 10:00"),
        ("Status", "Abgesagt durch Kunde"), ("Estado", "Cancelada por cliente"), ("NoShow", "Yes"), ("Statut", "Annul\u00e9 par le client"),
    ],
)  # fmt: skip
def test_appointments_called_off_in_any_words_or_column_are_pointed_out(name: str, cell: str) -> None:
    rows = "Date,Minutes,{},Notes\n2026-03-09,60,{},cancelled my run for it\n2026-03-10,60,,\n"
    assert any("called off" in remark for remark in arrived(rows.format(name, cell).encode()).remarks)
    assert not any("called off" in remark for remark in arrived(rows.format(name, "false").encode()).remarks)


@pytest.mark.parametrize(
    "name",
    [
        "What is your name?", "Your full name", "Client's name", "Name (first and last)", "Initials", "Phone number", "Ihr Name",
        "Wie hei\u00dfen Sie?", "Votre nom", "Member no.", "Athlete", "Patient initials", "Su nombre",
    ],
)  # fmt: skip
def test_a_question_for_the_name_holds_several_people(name: str) -> None:
    rows = "Timestamp,{},Leg pain\n2026-03-09 7:30,Ann Lee,7\n2026-03-09 9:30,Bob Ray,3\n2026-03-10 7:30,Ann Lee,2\n"
    with pytest.raises(ImportRefused, match="holds several people"):
        arrived(rows.format(name).encode())


@pytest.mark.parametrize(
    "name",
    [
        "Name",
        "Who",
        "Profile",
        "Member",
        "Nimi",
        "Namn",
        "名前",
        "이름",
        "Имя",
        "Attendees",
        "Kursteilnehmer",
        "ID",
        "Case",
        "Case no.",
        "Subject",
        "Family member",
        "Profile Name",
        "Nickname",
        "Who is this for?",
    ],
)
def test_a_column_that_may_be_people_is_pointed_out_unless_each_row_has_its_own(name: str) -> None:
    rows = "Date,{},Leg pain\n2026-03-09,Ann,7\n2026-03-09,Bob,3\n2026-03-10,{},2\n"
    assert any("several people" in remark for remark in arrived(rows.format(name, "Ann").encode()).remarks)
    assert not any("several people" in remark for remark in arrived(rows.format(name, "Cy").encode()).remarks)
    assert not arrived(rows.format("Your therapist's name", "Ann").encode()).remarks


@pytest.mark.parametrize(
    "rows",
    [
        "Submit Date (UTC),Leg pain\n2026-03-09 20:30:00,7\n2026-03-10 20:30:00,2\n",
        "created_utc,Leg pain\n2026-03-09 20:30:00,7\n2026-03-10 20:30:00,2\n",
        "Date,Leg pain\n2026-03-09T20:30:00+00:00,7\n2026-03-10T20:30:00+00:00,2\n",
        "Date,Leg pain\n2026-03-09 20:30:00.123+00,7\n2026-03-10 20:30:00.5+00,2\n",
    ],
)
def test_days_in_utc_are_said_to_be_so_however_that_is_written(rows: str) -> None:
    assert any("written in UTC" in remark for remark in arrived(rows.encode()).remarks)
    assert days_and_pain(rows.encode()) == [NINTH, TENTH]


def test_a_birthday_with_a_midnight_is_not_the_day_and_what_stands_for_no_day_is_refused() -> None:
    born = b"patient_dob,leg pain\n1985-06-02 00:00:00,7\n1985-06-02 00:00:00,2\n1985-06-02 00:00:00,3\n"
    assert "on_date" not in {choice.field for choice in arrived(born).proposed.values()}
    hidden = b"id,submitdate,legpain\n1,1980-01-01 00:00:00,7\n2,1980-01-01 00:00:00,2\n"
    with pytest.raises(ImportRefused, match="write the row's day"):
        batch(hidden, "submitdate=on_date")


@pytest.mark.parametrize(
    ("names", "values"),
    [("symptom", "severity"), ("Location", "Pain Level"), ("Body part", "Intensity"), ("Where", "Score")],
)
def test_a_table_of_symptoms_or_places_is_never_one_pain(names: str, values: str) -> None:
    rows = f"Date,Time,{values},{names}\n2026-03-09,7:30,8,Headache\n2026-03-09,7:30,7,Leg pain\n2026-03-10,7:30,2,Leg pain\n"
    assert days_and_pain(rows.encode()) == [NINTH, TENTH]


@pytest.mark.parametrize(
    "days", [("09. Mrz 26", "10. Mrz 26"), ("9-sep-2026", "10-ago-2026"), ("9 j\u00e4n 2026", "10 feb 2026")]
)
def test_the_short_months_that_spreadsheets_write(days: tuple[str, str]) -> None:
    rows = f"Datum;Leg pain\n{days[0]};7\n{days[1]};2\n"
    assert [day.day for day, _ in days_and_pain(rows.encode())] == [9, 10]  # type: ignore[attr-defined]


def test_steps_and_the_minutes_in_which_they_were_taken_are_not_added_up() -> None:
    day = b"Activities\nDate,Calories Burned,Steps,Distance,Floors,Minutes Sedentary,Minutes Lightly Active,Minutes Fairly Active,Minutes Very Active,Activity Calories\n2026-03-09,2000,6000,4,1,700,120,0,0,300\n"
    assert "count the same minutes" in asked(
        day, "Steps of a day=minutes_active:/100", "Minutes lightly active=minutes_active"
    )
    assert not asked(
        day, "Minutes very active=minutes_active", "Minutes lightly active=minutes_active"
    ).count("same")


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("Phone", ("1", "2")), ("Handy", ("30", "45")), ("Missed work", ("yes", "no")), ("Cancelled plans", ("yes", "no")),
        ("Meds", ("missed dose", "taken")), ("Activity", ("missed the bus", "walk")),
    ],
)  # fmt: skip
def test_what_a_diary_says_of_a_phone_or_of_what_was_missed_is_neither_people_nor_called_off(
    name: str, cells: tuple[str, str]
) -> None:
    rows = f"Date,Leg pain,{name}\n2026-03-09,7,{cells[0]}\n2026-03-10,2,{cells[1]}\n".encode()
    assert arrived(rows).remarks == ()
    assert days_and_pain(rows) == [NINTH, TENTH]
