"""Small files as real apps and spreadsheets write them, and what is right for each; values are invented."""

from pathlib import Path
from typing import Any, NamedTuple

from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession

FOLDER = Path(__file__).parent / "exchange" / "importers" / "cases"
SEVERITIES = "mild=2,moderate=5,severe=8"
BACK = (f"LowerBackPain=back_pain_nrs:{SEVERITIES}",)


class Case(NamedTuple):
    """A file, the mapping that a person gives, and what the record holds then, oldest first."""

    file: str
    choices: tuple[str, ...]
    entries: tuple[dict[str, Any], ...]
    remark: str = ""


def check_in(day: str, **values: Any) -> dict[str, Any]:
    return {"kind": CheckIn.kind, "on_date": day, **values}


PAIN_DIARY = (
    check_in("2026-03-09", leg_pain_nrs=7, back_pain_nrs=None, pain_extent="thigh"),
    check_in("2026-03-10", leg_pain_nrs=None, back_pain_nrs=3, pain_extent="back"),
)
APPLE = (
    check_in("2026-03-09", back_pain_nrs=5, leg_pain_nrs=None),
    check_in("2026-03-10", back_pain_nrs=2, leg_pain_nrs=None),
)
NINTH_AND_TENTH = (check_in("2026-03-09", leg_pain_nrs=7), check_in("2026-03-10", leg_pain_nrs=6))
OWN = (
    check_in(
        "2026-03-15", at_time="20:10", leg_pain_nrs=7, back_pain_nrs=2, sleep_quality=3, is_flare=False, note="long drive",
        source="command line", entry_id="2aa8db55-645f-4ab1-a656-a2f94b873d93",
    ),
    check_in(
        "2026-03-16", at_time="08:10", leg_pain_nrs=4, back_pain_nrs=6, sleep_quality=None, note=None,
        source="command line", entry_id="c3b7629d-e229-434e-843d-3d5fafd2a0f0",
    ),
)  # fmt: skip
CASES = (
    Case("pain_diary_inner.json", (), PAIN_DIARY),
    Case("pain_diary_as_exported.backup", (), PAIN_DIARY),
    Case("pain_diary_PfaBackup.zip", (), PAIN_DIARY),
    Case("own_saved_with_semicolons.csv", (), OWN),
    Case(
        "csv_two_columns_one_field.csv",
        ("Left leg pain=leg_pain_nrs:0-10", "Right leg pain=leg_pain_nrs:0-10", "Notes=note", "Trigger=note"),
        (
            check_in("2026-03-09", leg_pain_nrs=8, note="a\nlong drive"),
            check_in("2026-03-10", leg_pain_nrs=7, note="b"),
        ),
        "where there are several, the worse one counts",
    ),
    Case("csv_two_day_columns.csv", ("Date=on_date",), NINTH_AND_TENTH),
    Case(
        "loop_pain_free_days.zip",
        (),
        (
            check_in("2026-03-10", leg_pain_nrs=6),
            check_in("2026-03-11", leg_pain_nrs=0),
            check_in("2026-03-12", leg_pain_nrs=0),
            check_in("2026-03-13", leg_pain_nrs=0, note="no pain at all today"),
            check_in("2026-03-14", leg_pain_nrs=7),
        ),
        "NO of a habit with amounts is read as 0",
    ),
    Case(
        "loop_one_habit_exported.zip",
        (),
        (check_in("2026-03-09", leg_pain_nrs=3), check_in("2026-03-10", leg_pain_nrs=7)),
        "not in the file: 'Read'",
    ),
    Case(
        "loop_before_headers.zip",
        (),
        (check_in("2022-03-09", leg_pain_nrs=3), check_in("2022-03-10", leg_pain_nrs=7)),
    ),
    Case("apple_ok.zip", BACK, APPLE),
    Case("apple_ios16_dtd.zip", BACK, APPLE),
    Case("apple_norwegian.zip", BACK, APPLE),
    Case(
        "bearable_old_header.csv",
        ("Symptom: Leg pain=leg_pain_nrs:0-4",),
        (
            check_in("2026-03-09", at_time="09:00", leg_pain_nrs=8),
            check_in("2026-03-10", at_time="19:00", leg_pain_nrs=3, note="after a walk"),
        ),
        "am is kept as 09:00",
    ),
    Case(
        "bearable_ticked_factors.csv",
        ("Symptom: Leg pain=leg_pain_nrs:0-4", "Factors: Massage=minutes:yes=30", "Factors: Flare up=is_flare"),
        (
            {"kind": MassageSession.kind, "on_date": "2026-03-09", "minutes": 30},
            check_in("2026-03-09", at_time="20:10", leg_pain_nrs=8, is_flare=True),
        ),
    ),
    Case(
        "daylio_note_html.csv",
        ("mood=leg_pain_nrs:tired=4",),
        (check_in("2026-03-09", leg_pain_nrs=4, note="Long drive.\nCalf tight & warm."),),
    ),
    Case(
        "daylio_massage_activity.csv",
        ("activity: massage=minutes:yes=45",),
        ({"kind": MassageSession.kind, "on_date": "2026-03-09", "at_time": "20:10", "minutes": 45},),
    ),
    Case("csv_blank_rows_at_end.csv", (), NINTH_AND_TENTH),
    Case(
        "csv_two_digit_year_de.csv",
        (),
        (check_in("2026-03-09", leg_pain_nrs=7), check_in("2026-03-15", leg_pain_nrs=3)),
    ),
    Case(
        "csv_month_names.csv",
        (),
        (check_in("2026-03-09", leg_pain_nrs=7), check_in("2026-03-15", leg_pain_nrs=3)),
    ),
    Case(
        "csv_no_value.csv",
        ("Leg pain=leg_pain_nrs:0-10",),
        tuple(
            check_in(f"2026-03-{day:02}", leg_pain_nrs=pain)
            for day, pain in ((1, 7), (2, 6), (5, 5), (6, 10), (7, 0), (8, 1), (9, 2), (10, 3), (11, 4), (12, 8), (13, 9))
        ),
        "nothing was rated: n/a",
    ),
    Case(
        "form_answers_with_offset.csv",
        (),
        (
            check_in("2026-03-09", at_time="07:30", leg_pain_nrs=7, note="long drive"),
            check_in("2026-03-30", at_time="21:21", leg_pain_nrs=3, note=None),
        ),
    ),
    Case(
        "scale_in_the_name.csv",
        ("Leg pain (0-100)=leg_pain_nrs:0-100",),
        (check_in("2026-03-09", leg_pain_nrs=1), check_in("2026-03-10", leg_pain_nrs=0)),
        "Spread evenly: 0 becomes 0, 100 becomes 10",
    ),
    Case(
        "numbers_and_words.csv",
        ("Leg pain=leg_pain_nrs:0-10,5-6=6,None=0",),
        (
            check_in("2026-03-09", leg_pain_nrs=7),
            check_in("2026-03-10", leg_pain_nrs=6),
            check_in("2026-03-11", leg_pain_nrs=0),
            check_in("2026-03-12", leg_pain_nrs=3),
        ),
        "5-6 becomes 6, None becomes 0",
    ),
    Case(
        "arabic_figures.csv",
        (),
        (
            check_in("2026-03-09", leg_pain_nrs=7, note="\u0628\u0639\u062f \u0627\u0644\u0645\u0634\u064a"),
            check_in("2026-03-15", leg_pain_nrs=3, note=None),
        ),
    ),
    Case(
        "lines_around_the_table.csv",
        ("Leg pain=leg_pain_nrs:0-10",),
        (check_in("2026-03-09", leg_pain_nrs=7, note=None), check_in("2026-03-15", leg_pain_nrs=6, note="x")),
        "Left out: 2 rows, nothing beside its first cell",
    ),
    Case("one_table_in_a_zip.zip", (), NINTH_AND_TENTH),
)  # fmt: skip


def data_of(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


def said_of(entry: Entry, names: Any) -> dict[str, Any]:
    """What an entry holds, as a case spells it."""
    values: dict[str, Any] = {name: getattr(entry, name) for name in names}
    values["on_date"] = entry.on_date.isoformat()
    if "at_time" in values:
        values["at_time"] = entry.at_time.strftime("%H:%M") if entry.at_time else None
    return values


def compared(entries: Any, case: Case) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the record holds and what it should, each in an order that is the same for both."""
    found = sorted(entries, key=lambda one: (one.on_date, one.kind != MassageSession.kind))
    assert len(found) == len(case.entries), found
    wanted = [dict(one) for one in case.entries]
    return [said_of(one, want) for one, want in zip(found, wanted, strict=True)], wanted
