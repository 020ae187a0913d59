"""What spreadsheets and people make of a table: read right, asked about, or refused in one sentence; never read wrong."""

import io
from datetime import date, time, timedelta

import pytest
from babel import Locale, localedata
from babel.dates import format_date, format_time

from tests.exchange.importers.foreign_files import BEARABLE, DAYLIO, TRACK_AND_GRAPH, arrived, batch, said
from tests.set_clock import SetClock
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.errors import ImportRefused
from tracker.exchange.csv_files import csv_of
from tracker.exchange.importers import formats
from tracker.exchange.importers.arrival import Batch
from tracker.exchange.importers.choosing import missing, with_choices
from tracker.exchange.importers.days import clock_in, readings
from tracker.exports import fhir_of
from tracker.record import ClientRecord

TODAY = date(2026, 11, 30)
NINTH, TENTH = (date(2026, 3, 9), 7), (date(2026, 3, 10), 2)


def days_and_pain(made: Batch) -> list[tuple[date, int]]:
    return [(one.on_date, one.leg_pain_nrs) for one in made.entries if isinstance(one, CheckIn)]  # type: ignore[misc]


SAVED_AGAIN = {
    "sep": "sep=;\nDate;Leg pain\n2026-03-09;7\n2026-03-10;2\n",
    "sep in quotes": '"sep=;"\r\nDate;Leg pain\r\n2026-03-09;7\r\n2026-03-10;2\r\n',
    "sep of tabs": "sep=\t\nDate\tLeg pain\n2026-03-09\t7\n2026-03-10\t2\n",
    "a title": "My pain diary,\n,\nDate,Leg pain\n2026-03-09,7\n2026-03-10,2\n",
    "a merged title": "My pain diary 2026,,\n,,\nDate,Leg pain,Note\n2026-03-09,7,\n2026-03-10,2,a\n",
    "an empty column": "Date,,Leg pain,\n2026-03-09,,7,\n2026-03-10,,2,\n",
    "an index": ",Date,Leg pain\n0,2026-03-09,7\n1,2026-03-10,2\n",
    "short rows": "Date,Leg pain,Note,Other\n2026-03-09,7\n2026-03-10,2,a\n",
    "a total": "Date,Leg pain\n2026-03-09,7\n2026-03-10,2\nTotal,9\nAverage,4.5\n",
    "a German total": "Datum;Beinschmerz\n09.03.2026;7\n10.03.2026;2\n15.03.2026;k. A.\nMittelwert;4,5\n",
    "old line ends": "Date,Leg pain\r2026-03-09,7\r2026-03-10,2\r",
    "blanks before quotes": 'Date, "Leg pain", Note\n2026-03-09, "7", "a, b"\n2026-03-10, "2", ""\n',
    "quoted newlines": 'Date,Leg pain,Note\n2026-03-09,7,"two\nlines"\n2026-03-10,2,\n',
    "rows of nothing between": "Date,Leg pain\n\n2026-03-09,7\n,\n , \n2026-03-10,2\n,\n",
    "weekdays in front": 'Date,Leg pain\n"Mon, 9 March 2026",7\n"Tue, 10 March 2026",2\n',
    "ordinals": 'Date,Leg pain\n"9th March, 2026",7\n"March 10th 2026",2\n'.replace(
        "March 10th 2026", "10th March, 2026"
    ),
    "closing dots": "Date,Leg pain\n9. 3. 2026.,7\n10. 3. 2026.,2\n15. 3. 2026.,-\n",
    "times behind": "Date,Leg pain\n2026-03-09 11:09:29,7\n2026-03-10 08:00:00,2\n",
    "12 hours": "Date,Leg pain\n3/9/2026 8:30:00 PM,7\n3/10/2026 8:30 a. m.,2\n3/15/2026 1:00 PM,n/a\n",
    "a rule of Markdown": "| Date       | Leg pain | Note |\n|:---------- | -------: | :-: |\n| 2026-03-09 | 7  | a |\n| 2026-03-10 | 2 |  |\n",
    "a rule without ends": "Date | Leg pain\n--- | ---\n2026-03-09 | 7\n2026-03-10 | 2\n",
    "a rule of a database": "    date    | leg pain \n------------+----------\n 2026-03-09 |        7\n 2026-03-10 |        2\n(2 rows)\n",
    "rules all around": "+------------+----------+\n| date       | leg pain |\n+------------+----------+\n| 2026-03-09 |        7 |\n"
    "| 2026-03-10 |        2 |\n+------------+----------+\n",
    "an end of old programs": "Date,Leg pain\r\n2026-03-09,7\r\n2026-03-10,2\r\n\x1a",
    "an end of old programs, filled up": "Date,Leg pain\r\n2026-03-09,7\r\n2026-03-10,2\r\n\x1a\x1a\x1a",
    "Chinese": "Date,Leg pain\n2026年3月9日 下午8:30,7\n2026年3月10日,2\n",
}


@pytest.mark.parametrize("name", SAVED_AGAIN)
def test_what_is_beside_the_rows_does_no_harm(name: str) -> None:
    pain = next(column for column in ("Beinschmerz", "leg pain", "Leg pain") if column in SAVED_AGAIN[name])
    assert days_and_pain(batch(SAVED_AGAIN[name].encode(), f"{pain}=leg_pain_nrs:0-10")) == [NINTH, TENTH]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_format_is_known_with_any_separator(encoding: str, separator: str) -> None:
    for text, choice, name in (
        (TRACK_AND_GRAPH, "Leg pain=leg_pain_nrs:0-10", "track-and-graph"),
        (DAYLIO, "mood=leg_pain_nrs:awful=9,good=2,meh=4", "daylio"),
        (BEARABLE, "Symptom: Sciatica=leg_pain_nrs:0-4", "bearable"),
    ):
        wanted = [(one.entry_id, one.note) for one in batch(text.encode(), choice).entries]
        again = resaved(text, separator)
        if encoding == "cp1252":
            again = again.encode("cp1252", "ignore").decode("cp1252")
        mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
        data = mark + again.encode(encoding)
        assert arrived(data).format_name == name
        assert len(batch(data, choice).entries) == len(wanted)
        if encoding != "cp1252":
            assert [(one.entry_id, one.note) for one in batch(data, choice).entries] == wanted


def resaved(text: str, separator: str) -> str:
    import csv
    import io

    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(csv.reader(io.StringIO(text, newline="")))
    return out.getvalue()


@pytest.mark.parametrize(
    ("cells", "orders"),
    [
        (["03/04/2026"], ["dmy", "mdy"]),
        (["03/04/2026", "25/04/2026"], ["dmy"]),
        (["03/04/26"], ["ymd", "dmy", "mdy"]),
        (["09.03.26", "15.03.26"], ["dmy"]),
        (["26.03.09", "26.03.10"], ["ymd", "dmy"]),
        (["03/04/2026", "12/25/2026"], []),
        (["12/11/2026"], ["dmy"]),  # the other reading is a day to come
        # A plan: the days that lie closer together may be meant, though some are to come.
        (["24/11/2026", "01/12/2026", "08/12/2026"], []),
        (["01/12/2026", "02/12/2026", "05/12/2026"], ["mdy", "dmy"]),
        (["12/01/2026", "12/02/2026", "12/05/2026"], ["dmy", "mdy"]),
        (["08.10.2026 17:30", "05.11.2026 17:30", "03.12.2026 17:30"], ["mdy", "dmy"]),
        (["08.11.26", "15.11.26", "06.12.26"], ["ymd", "dmy"]),
        (["Tue 01/12/2026", "Wed 02/12/2026", "Sat 05/12/2026"], []),
        (["11/05/2026", "11/12/2026"], ["mdy"]),
        (["Mon 03/09/2026"], ["mdy"]),
        (["Tuesday, 9 March 2026"], []),
        (["9-Mar-26", "15-Mar-26"], ["dmy"]),
        (["9 lis 2026"], []),  # November in Polish, October in Croatian
        (["9 lis 2026", "9 gru 2025"], ["dmy"]),
        (["2026-03-09", "03/04/26"], []),
        (["9 March 2026", "03-Apr-09"], []),
        (["46090"], []),
        (["20260309"], []),
        (["2026-03-09T24:00:00"], []),
        (["\N{ARABIC-INDIC DIGIT NINE}/3/2026"], ["dmy", "mdy"]),
        (["\N{FULLWIDTH DIGIT NINE}.3.2026", "15.3.2026"], ["dmy"]),
        (["9 March"], []),
        (["March 2026"], []),
    ],
)
def test_a_day_has_the_readings_that_it_can_have(cells: list[str], orders: list[str]) -> None:
    assert [one.order for one in readings(cells, TODAY)] == orders


def test_a_diary_with_days_to_come_asks_for_the_order_of_its_days(day: SetClock) -> None:
    day.set(TODAY)
    for data, choice in (
        (b"Date,Note,Leg pain\n01/11/2026,,7\n03/12/2026,rest,\n", "Date=on_date:dmy"),
        (b"D,Plan,Leg pain\n09/11/2026,glide,7\n10/11/2026,glide,6\n03/12/2026,massage,\n", "D=on_date:dmy"),
    ):
        arrival = arrived(data)
        wanting = missing(arrival, with_choices(arrival, []))
        assert wanting is not None
        assert "two ways: month or day first" in str(wanting)
        assert {on_date.month for on_date, _ in days_and_pain(batch(data, choice))} == {11}
    own = b"on_date,leg_pain_nrs\n09/11/2026,7\n03/12/2026,6\n"
    with pytest.raises(ImportRefused, match="two ways"):
        arrived(own)


LANGUAGES = [one for one in localedata.locale_identifiers() if "_" not in one]


def test_days_in_words_of_every_language_are_read_right_or_not_at_all() -> None:
    day = date(2025, 10, 27)  # a Monday: no part of it can stand for another
    right, wrong = set(), []
    for language in LANGUAGES:
        for width in ("medium", "long", "full"):
            written = [format_date(one, width, language) for one in (day, day - timedelta(40))]
            ways = readings(written, TODAY)
            if ways and (len(ways) != 1 or ways[0].moments[0].on_date != day):
                wrong.append((language, written, ways))
            elif ways:
                right.add(language)
    assert wrong == []
    assert {
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "sv",
        "nb",
        "da",
        "fi",
        "cs",
        "ru",
        "uk",
        "tr",
        "el",
        "zh",
        "ja",
        "ko",
    } <= right
    assert len(right) > 150


def test_times_in_words_of_every_language_are_read_right_or_not_at_all() -> None:
    read = set()
    for language in LANGUAGES:
        for at in (time(8, 30), time(20, 30), time(0, 5), time(12, 5)):
            found = clock_in(format_time(at, "short", locale=Locale.parse(language)))
            assert found in (at, None), language
            if found:
                read.add(language)
    assert {"en", "es", "ko", "el", "de", "hu", "ar"} - read <= {"ar"}
    assert len(read) > 200


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Date,Leg pain\n46090,7\n46091,2\n", "as spreadsheets count days inside"),
        ("Date,Leg pain\n2026-03-09,7\n,2\n2026-03-11,2\n", "Line 3: column 'Date' is blank"),
        (
            "Date,Leg pain\n2026-03-09,7\nyesterday,2\n2026-03-11,2\n",
            "Line 3: column 'Date': 'yesterday' is not a day",
        ),
        ("Date,Leg pain,Note\n2026-03-09,7,a\n2026-03-10,1", "the file ends in it"),
        ("Date,Leg pain\n2026-03-09,7\n2026-03-10,7 of many\n", "which is not a number"),
        ("Date,Leg pain\n2026-03-09,7\n2026-03-10,\N{ROMAN NUMERAL SEVEN}\n", "which is not a number"),
        ("Date,Leg pain\n2026-03-09,7\n2026-03-10,07.Oct\n", "which is not a number"),
        ("Date,Leg pain\n2026-03-09,7\n2999-03-10,7\n", "is a day to come"),
        ("Date;Time;Leg pain\n2026-03-09;8:30;7\n2026-03-10;24:00;2\n", "There is no 'Time'|is not a time|"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ImportRefused, match=sentence):
        batch(
            text.encode(),
            "Time=at_time" if "Time" in text else "Leg pain=leg_pain_nrs:0-10",
            "Leg pain=leg_pain_nrs:0-10",
        )


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("1,234.5", 1235), ("1.234,5", 1235), ("1 234", 1234), ("1\N{NARROW NO-BREAK SPACE}234", 1234), ("1'234", 1234),
     ("\N{MINUS SIGN}0", 0), ("0:45", 45), ("0:45:30", 46), ("45,5", 46)],
)  # fmt: skip
def test_numbers_with_their_thousands_apart(cell: str, minutes: int) -> None:
    data = f"Date;Leg pain;Walked\n2026-03-09;7;{cell}\n".encode()
    assert said(batch(data, "Walked=minutes_active"), "minutes_active") == [(minutes,)]


@pytest.mark.parametrize("cell", ["1.234", "1,234"])
def test_a_number_that_could_be_a_thousand_is_refused(cell: str) -> None:
    data = f"Date;Leg pain;Walked\n2026-03-09;7;{cell}\n".encode()
    with pytest.raises(ImportRefused, match="Line 2: 'Walked' reads"):
        batch(data, "Walked=minutes_active")


def test_two_columns_of_times_and_hours_of_sleep_are_not_taken_for_the_time() -> None:
    data = b"Date,Time,Sleep,Leg pain\n2026-03-09,20:10,7:30,7\n"
    assert said(batch(data), "at_time") == [(time(20, 10),)]
    assert said(batch(b"Date,Sleep,Leg pain\n2026-03-09,7:30,7\n"), "at_time") == [(None,)]


def test_two_columns_of_the_same_days_are_one() -> None:
    data = b"Date,When,Leg pain\n9 March 2026,2026-03-09 20:10,7\n"
    assert said(batch(data), "on_date", "at_time") == [(date(2026, 3, 9), time(20, 10))]


def test_a_value_for_a_field_that_differs_in_two_columns_names_both() -> None:
    data = b"Date,Leg pain,Sleep,Rest\n2026-03-09,7,2,5\n"
    with pytest.raises(ImportRefused, match="Line 2: 'Sleep' reads '2' and 'Rest' reads '5'"):
        batch(data, "Sleep=sleep_quality", "Rest=sleep_quality")


def test_trials_in_several_columns_are_one_test() -> None:
    data = b"Date,Try 1,Try 2\n2026-03-09,20,22.5\n"
    made = batch(data, "Try 1=sit_and_reach_cm:csep_acsm", "Try 2=sit_and_reach_cm:csep_acsm")
    assert said(made, "trials_cm") == [((20.0, 22.5),)]


LONG = (
    "HabitName,HabitDescription,HabitCategory,CalendarDate,Value,CommentText\n"
    "Leg pain,,Health,2026-03-09,7,after a drive\nSat,,Health,2026-03-09,6,\nLeg pain,,Health,2026-03-10,2,\nMassage,,,2026-03-10,1,\n"
)


def test_a_column_of_names_and_one_of_values() -> None:
    arrival = arrived(LONG.encode())
    assert {one.name for one in arrival.sources_under(arrival.proposed)} >= {"Leg pain", "Sat", "Massage"}
    made = batch(LONG.encode(), "Sat=hours_sitting", "Massage=minutes:yes=45")
    assert [(one.kind, one.on_date.day) for one in made.entries] == [
        ("check-in", 9),
        ("check-in", 10),
        ("massage-session", 10),
    ]
    assert made.entries[0].note == "after a drive"
    own = LONG.replace("HabitName", "Thing").replace("Value", "How much").encode()
    assert days_and_pain(batch(own, "Thing=names", "How much=values")) == [NINTH, TENTH]


@pytest.mark.parametrize(
    "tick",
    ["yes", "TRUE", "x", "1", "1.0", "\N{CHECK MARK}", "ja", "Oui", "S\N{LATIN SMALL LETTER I WITH ACUTE}"],
)
def test_a_tick_is_a_massage_session_of_the_usual_minutes(tick: str) -> None:
    data = f"Date,Massage\n2026-03-09,{tick}\n2026-03-10,no\n2026-03-11,\n2026-03-12,0.0\n".encode()
    (made,) = batch(data, "Massage=minutes:yes=45").entries
    assert isinstance(made, MassageSession)
    assert (made.minutes, made.on_date) == (45, date(2026, 3, 9))


@pytest.mark.parametrize(
    "cells", [("yes", "no"), ("1", "0"), ("1", "1"), ("1.0", "0.0"), ("1", ""), ("\N{CHECK MARK}", "")]
)
@pytest.mark.parametrize("field", ["minutes", "minutes_active"])
def test_the_minutes_of_a_tick_are_asked(cells: tuple[str, str], field: str) -> None:
    arrival = arrived("Date,Legs\n2026-03-09,{}\n2026-03-10,{}\n".format(*cells).encode())
    wanting = missing(arrival, with_choices(arrival, [f"Legs={field}"]))
    assert wanting is not None
    assert f"--map 'Legs={field}:yes=45'" in str(wanting)


@pytest.mark.parametrize(
    ("header", "cells", "choice", "values"),
    [
        ("Massage", ("1", "45"), "minutes", [1, 45]),
        ("Massage (h)", ("1", "1"), "minutes", [60, 60]),
        ("Massage (min)", ("1", "0"), "minutes", [1]),
        ("Sat", ("1", "0"), "hours_sitting", [1, 0]),
        ("Walk", ("1", "0"), "minutes_active:yes=30", [30, 0]),
    ],
)
def test_what_has_a_unit_or_other_amounts_beside_a_1_is_no_tick(
    header: str, cells: tuple[str, str], choice: str, values: list[int]
) -> None:
    data = f"Date,{header}\n2026-03-09,{cells[0]}\n2026-03-10,{cells[1]}\n".encode()
    made = batch(data, f"{header}={choice}")
    field = choice.partition(":")[0]
    came = (
        [value for (value,) in said(made, field)]
        if field == "minutes"
        else [filling.values[field] for filling in made.fillings]
    )
    assert came == values


def test_a_tick_among_names_and_values_is_asked_too() -> None:
    arrival = arrived(LONG.encode())
    assert missing(arrival, with_choices(arrival, ["Massage=minutes"])) is not None


def test_a_tracker_that_nobody_chose_stops_nothing_and_a_chosen_one_does() -> None:
    data = (
        TRACK_AND_GRAPH + "Odd,2022-09-14T22:00:00Z,1e400,,\nOdder,2022-09-14T22:00:00Z,many,,\n"
    ).encode()
    assert len(batch(data).entries) == 2
    with pytest.raises(ImportRefused, match="Line 5: column Value: '1e400' is neither a number"):
        batch(data, "Odd=back_pain_nrs:0-10")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    "form", ["as written", "german", "english", "blank rows", "extra column", "no mark", "cp1252"]
)
def test_our_own_csv_saved_by_a_spreadsheet_is_ours(record: ClientRecord, separator: str, form: str) -> None:
    for day, note in ((9, "\u00fcbel"), (23, "two\nlines")):
        record.entries.add(
            CheckIn(
                on_date=date(2026, 3, day),
                at_time=time(8, 5),
                leg_pain_nrs=4,
                hours_sitting=6.5,
                note=note,
                is_flare=day == 9,
            )
        )
    text = resaved(csv_of(record.entries, "check-in").decode("utf-8-sig"), separator)
    header, rest = text.split("\r\n", 1)
    if form == "german":
        rest = rest.replace("2026-03-09", "09.03.2026").replace("2026-03-23", "23.03.2026")
        rest = rest.replace("6.5", '"6,5"') if separator == "," else rest.replace("6.5", "6,5")
    elif form == "english":
        rest = (
            rest.replace("2026-03-09", "3/9/2026")
            .replace("2026-03-23", "3/23/2026")
            .replace("08:05", "8:05:00 AM")
        )
    elif form == "blank rows":
        rest += separator * 17 + "\r\n" + separator * 17 + "\r\n"
    elif form == "extra column":
        header, rest = (
            header + separator,
            rest.replace(f"{separator}form\r\n", f"{separator}form{separator}\r\n"),
        )
    data = f"{header}\r\n{rest}".encode("cp1252" if form == "cp1252" else "utf-8")
    arrival = arrived(data, "check-in.csv")
    assert arrival.format_name == "csv"
    report = record.imports.bring_in(arrival.ready)
    assert (report.added, report.already_there) == (0, 2)
    assert [one.note for one in arrival.ready] == ["\u00fcbel", "two\nlines"]
    assert [getattr(one, "hours_sitting", None) for one in arrival.ready] == [6.5, 6.5]


def test_our_file_for_health_records_says_which_files_come_back(record: ClientRecord) -> None:
    record.entries.add(CheckIn(on_date=date(2026, 3, 9), leg_pain_nrs=4))
    data = fhir_of(record)
    assert not formats.is_archive(io.BytesIO(data))
    with pytest.raises(
        ImportRefused, match=r"FHIR.*use the app's archive \(JSON\) or its CSV export instead"
    ):
        arrived(data, "recovery.fhir.json")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "Date,Leg pain\n2026-03-09,7\n2026-03-10,2\n",
        "\u65e5\u4ed8,Leg pain,\u30e1\u30e2\n2026-03-09,7,\u5ea7\u308a\u904e\u304e\u3000\u306e\u5f8c\u306b\u75db\u307f\n2026-03-10,2,\n",
        "\u0414\u0430\u0442\u0430;Leg pain;\u0417\u0430\u043c\u0435\u0442\u043a\u0430\n09.03.2026;7;\u0431\u043e\u043b\u044c \u0441 \u0443\u0442\u0440\u0430\n10.03.2026;2;\n15.03.2026;;-\n",
    ],
)
def test_utf_16_is_read_without_its_mark(text: str, encoding: str) -> None:
    assert days_and_pain(batch(text.encode(encoding), "Leg pain=leg_pain_nrs:0-10")) == [NINTH, TENTH]
    with pytest.raises(ImportRefused, match="cut off or damaged"):
        arrived(text.encode(encoding)[:-1])


@pytest.mark.parametrize(
    "data",
    [
        b"Date,Leg pain\n2026-03-09,7\x00\n",
        b"Date,Leg pain\n2026-\x1a03-09,7\n",
        b"\x00" * 64,
        b"\x00\x01" * 64,
    ],
)
def test_what_only_looks_like_it_is_no_text(data: bytes) -> None:
    with pytest.raises(ImportRefused, match="control character"):
        arrived(data)


def test_our_own_csv_that_lacks_cells_is_refused(record: ClientRecord) -> None:
    record.entries.add(CheckIn(on_date=date(2026, 3, 9), leg_pain_nrs=4))
    data = csv_of(record.entries, "check-in").decode().replace(",,0,,", "\r\n")
    with pytest.raises(ImportRefused, match="Line"):
        arrived(data.encode())


def test_latest_day_bounds_the_readings() -> None:
    assert clock.latest_day() >= clock.today()
