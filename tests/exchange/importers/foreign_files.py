"""Files of other apps, made as facts from their formats; and the way from a file to entries."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from tracker.exchange.importers import formats
from tracker.exchange.importers.arrival import Arrival, Batch
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.choosing import missing, with_choices


def arrived(data: bytes, name: str = "", format_name: str = "auto") -> Arrival:
    return formats.read(io.BytesIO(data), name, format_name)


def batch(data: bytes, *choices: str, name: str = "") -> Batch:
    arrival = arrived(data, name)
    chosen = with_choices(arrival, choices)
    assert missing(arrival, chosen) is None
    return batch_of(arrival, chosen)


def said(made: Batch, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(getattr(entry, name) for name in names) for entry in made.entries]


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


HABITS = (
    "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,"
    "Target Value,Archived?\n"
    "001,Leg pain,NUMERICAL,,,1,1,#FF8F00,points,AT_MOST,3.0,false\n"
    '002,"Calf stretch",YES_NO,Did you?,,1,1,#FF8F00,,,,false\n'
)
LEG_MARKS = (
    "Date,Value,Notes\n2024-03-04,UNKNOWN,\n2024-03-03,0,fine\n2024-03-02,SKIP,\n2024-03-01,7000,after work\n"
)
STRETCH_MARKS = (
    "Date,Value,Notes\n2024-03-04,YES_MANUAL,\n2024-03-03,YES_MANUAL,\n2024-03-02,YES_AUTO,\n2024-03-01,NO,\n"
)


def loop_zip(leg: str = LEG_MARKS, stretch: str = STRETCH_MARKS, habits: str = HABITS) -> bytes:
    return zipped(
        {
            "Habits.csv": habits,
            "Checkmarks.csv": "Date,Leg pain,Calf stretch,\n2024-03-01,7000,0,\n",
            "Scores.csv": "Date,Leg pain,Calf stretch,\n2024-03-01,0.0519,0.0000,\n",
            "001 Leg pain/Checkmarks.csv": leg,
            "001 Leg pain/Scores.csv": "Date,Score\n2024-03-01,0.0519\n",
            "002 Calf stretch/Checkmarks.csv": stretch,
        }
    )


TRACK_AND_GRAPH = (
    "FeatureName,Timestamp,Value,Label,Note\r\n"
    "Leg pain,2022-09-14T21:30:41.432+01:00,7.0,,after a walk\r\n"
    "Leg pain,2022-09-14T23:45:00+13:00,0.0,,\r\n"
    'Sitting,2022-09-14T22:00:00Z,6:30:00,Desk,"at work, mostly"\r\n'
)
OLD_TRACK_AND_GRAPH = (
    "FeatureName,Timestamp,Value,Note\n"
    "Mood,2021-02-09T11:07:28Z,1.0:Label:with colon,\n"
    "Work,2021-02-09T11:08:28Z,1:10:00:Some label,\n"
    "Back,2021-02-10T11:08:28Z,-10:-30:20,\n"
)
DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n"
    '2025-01-15,January 15,Wednesday,14:30,awful,"massage | Calf stretch",Bad day,"It hurt, a lot"\n'
    '2025-01-15,January 15,Wednesday,8:30\u202fam,good,"",,\n'
    "2025-01-14,January 14,Tuesday,23:59,meh,walk,,\n"
)
OLD_DAYLIO = "year,date,weekday,time,mood,activities,note\n2018,December 31,Monday,12:05 am,meh,walk,\n"
BEARABLE = (
    "date,date formatted,weekday,time of day,category,rating/amount,detail,notes\n"
    "1st Jan 2026,2026-01-01,Thursday,am,Symptom,3,Sciatica (Severe),sat long\n"
    "1st Jan 2026,2026-01-01,Thursday,pm,Symptom,1,Sciatica (Mild),\n"
    "1st Jan 2026,2026-01-01,Thursday,all day,Sleep quality,4,,\n"
    "1st Jan 2026,2026-01-01,Thursday,all day,Sleep,7:30,,\n"
    "1st Jan 2026,2026-01-01,Thursday,all day,Lifestyle,,\U0001f6b6 Walk - Little | \U0001fa91 Long sitting - A lot,\n"
    "1st Jan 2026,2026-01-01,Thursday,all day,Symptom,,Tingling,\n"
)
APPLE_DOCTYPE = "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate|Record|Workout)*>\n<!ATTLIST Record type CDATA #REQUIRED>\n]>\n"


def apple_xml(*elements: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        + APPLE_DOCTYPE
        + '<HealthData locale="en_US">\n <ExportDate value="2024-05-01 10:00:00 -0700"/>\n'
        + "\n".join(elements)
        + "\n</HealthData>\n"
    ).encode()


def apple_pain(severity: str, start: str = "2024-04-17 23:25:32 -0700", kind: str = "LowerBackPain") -> str:
    return (
        f' <Record type="HKCategoryTypeIdentifier{kind}" sourceName="Health" sourceVersion="17.4"'
        f' creationDate="2024-04-18 08:25:33 -0700" startDate="{start}" endDate="{start}"'
        f' value="HKCategoryValueSeverity{severity}">\n  <MetadataEntry key="HKWasUserEntered" value="1"/>\n </Record>'
    )


APPLE_STEPS = (
    ' <Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count"'
    ' creationDate="2024-04-18 08:25:33 -0700" startDate="2024-04-17 08:00:00 -0700"'
    ' endDate="2024-04-17 08:10:00 -0700" value="512"/>'
)
APPLE_WORKOUT = (
    ' <Workout workoutActivityType="HKWorkoutActivityTypeWalking" duration="30.5" durationUnit="min"'
    ' startDate="2024-04-17 18:00:00 -0700" endDate="2024-04-17 18:30:30 -0700"/>'
)
APPLE = apple_xml(apple_pain("Moderate"), apple_pain("Unspecified"), APPLE_STEPS, APPLE_STEPS, APPLE_WORKOUT)
WORDS = "not present=0,mild=2,moderate=5,severe=8"


def pain_diary(entries: list[dict[str, Any]] | None = None, **tables: list[dict[str, Any]]) -> bytes:
    content = {
        "diaryentries": entries
        if entries is not None
        else [
            {"_id": 1, "date": "2024-03-01", "painDescription_id": 1, "condition": 1, "notes": "rough"},
            {"_id": 2, "date": "2024-03-02", "painDescription_id": 2, "condition": 3, "notes": ""},
        ],
        "paindescriptions": [
            {
                "_id": 1,
                "painLevel": 7,
                "bodyRegions": "4,26",
                "painQualities": "stabbing",
                "timesOfPain": "morning",
            },
            {"_id": 2, "painLevel": 0, "bodyRegions": "22", "painQualities": None, "timesOfPain": None},
        ],
        "drugs": [{"_id": 1, "name": "Ibuprofen", "dose": "400 mg"}],
        "drugintakes": [
            {"morning": 1, "noon": 0, "evening": 2, "night": 0, "drug_id": 1, "diaryEntry_id": 1}
        ],
        **tables,
    }
    listed = [{"tableName": name, "createSql": "", "values": rows} for name, rows in content.items()]
    return json.dumps(
        {"database": {"version": 2, "content": listed}, "preferences": {}, "preferences2": {}}
    ).encode()


ANY_CSV = (
    "Datum;Uhrzeit;Bein Schmerz;R\u00fccken Schmerz;Notiz\n"
    "09.03.2025;07:30;6;;\u00fcbel\n"
    "23.03.2025;8:30;10;8;\n"
    "24.03.2025;;;;nur Text\n"
)
