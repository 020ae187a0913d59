"""Each format: what is found, what is proposed, what the entries say; a shorter scale never comes in unasked."""

from datetime import UTC, date, datetime, time

import pytest

from tests.exchange.importers.foreign_files import (
    ANY_CSV,
    APPLE,
    APPLE_STEPS,
    BEARABLE,
    DAYLIO,
    OLD_DAYLIO,
    OLD_TRACK_AND_GRAPH,
    TRACK_AND_GRAPH,
    WORDS,
    apple_pain,
    apple_xml,
    arrived,
    batch,
    loop_zip,
    pain_diary,
    said,
    zipped,
)
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Choice
from tracker.exchange.importers.choosing import missing, with_choices
from tracker.exchange.importers.scale import converted, words

SHAPES = {
    "loop": loop_zip(),
    "track-and-graph": TRACK_AND_GRAPH.encode(),
    "daylio": DAYLIO.encode(),
    "bearable": BEARABLE.encode(),
    "apple-health": APPLE,
    "pain-diary": pain_diary(),
    "any-csv": ANY_CSV.encode(),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_file_shows_which_format_it_is(name: str) -> None:
    assert arrived(SHAPES[name]).format_name == name


def test_apples_zip_and_old_headers_are_known_too() -> None:
    assert arrived(zipped({"apple_health_export/export.xml": APPLE})).format_name == "apple-health"
    assert arrived(OLD_TRACK_AND_GRAPH.encode()).format_name == "track-and-graph"
    assert arrived(OLD_DAYLIO.encode()).format_name == "daylio"


class TestLoop:
    def test_amounts_are_thousandths_and_zero_is_a_value(self) -> None:
        made = batch(loop_zip())
        assert said(made, "on_date", "leg_pain_nrs", "note", "exercises_done") == [
            (date(2024, 3, 3), 0, "fine", ("calf_stretch",)),
            (date(2024, 3, 1), 7, "after work", ()),
        ]

    def test_skipped_unknown_and_automatic_days_are_left_out_each_for_its_reason(self) -> None:
        reasons = {reason: (count, where) for reason, count, where in batch(loop_zip()).reasons()}
        assert reasons["unknown: nothing was logged that day"] == (
            1,
            ("001 Leg pain/Checkmarks.csv, line 2",),
        )
        assert reasons["skipped in Loop, which is neither done nor not done"][0] == 1
        assert reasons["counted by Loop from the habit's frequency, not ticked by hand"][0] == 1
        assert reasons["not done that day"][0] == 1
        assert reasons["no pain rating that day, and a check-in needs one"][0] == 1

    def test_raw_codes_and_values_in_brackets_are_read(self) -> None:
        leg = 'Date,Value\n2024-03-02,"Entry(timestamp=2024-03-02, value=6000)"\n2024-03-01,-1\n'
        made = batch(loop_zip(leg=leg, stretch="Date,Value\n2024-03-02,2\n2024-03-01,-1\n"))
        assert said(made, "on_date", "leg_pain_nrs", "exercises_done") == [
            (date(2024, 3, 2), 6, ("calf_stretch",))
        ]

    def test_a_habit_without_its_folder_is_told_and_the_others_come_in(self) -> None:
        arrival = arrived(loop_zip(habits=loop_habits_and("003,Yoga,YES_NO,,,1,1,#FF8F00,,,,false\n")))
        assert "Listed, but not in the file: 'Yoga'." in arrival.remarks
        assert {one.name for one in arrival.sources} == {"Leg pain", "Calf stretch"}


def loop_habits_and(row: str) -> str:
    from tests.exchange.importers.foreign_files import HABITS

    return HABITS + row


class TestTrackAndGraph:
    def test_each_row_keeps_the_day_of_its_own_offset(self) -> None:
        made = batch(TRACK_AND_GRAPH.encode(), "Sitting=hours_sitting")
        assert said(made, "on_date", "at_time", "leg_pain_nrs", "hours_sitting") == [
            (date(2022, 9, 14), time(21, 30), 7, 6.5),
            (date(2022, 9, 14), time(23, 45), 0, None),
        ]
        assert made.entries[0].note == "after a walk\nDesk. at work, mostly"
        assert made.entries[0].source == "track-and-graph"

    def test_the_old_label_may_hold_colons(self) -> None:
        rows = arrived(OLD_TRACK_AND_GRAPH.encode()).rows
        assert [(row.values[0][1], row.note) for row in rows] == [
            ("1", "Label:with colon"), ("1:10:00", "Some label"), ("-10:-30:20", None),
        ]  # fmt: skip

    def test_a_reading_becomes_a_test_by_its_protocol_and_minutes_a_massage_session(self) -> None:
        data = (
            b"FeatureName,Timestamp,Value,Label,Note\nReach,2022-09-14T21:30:41Z,21.5,,\n"
            b"Massage,2022-09-14T18:00:00Z,0:45:00,,with oil\n"
        )
        made = batch(data, "Reach=sit_and_reach_cm:csep_acsm", "Massage=minutes")
        reach, massage = made.entries
        assert isinstance(reach, SitAndReachTest)
        assert (reach.variant, reach.sit_and_reach_cm) == ("csep_acsm", -4.5)
        assert isinstance(massage, MassageSession)
        assert (massage.minutes, massage.note) == (45, "with oil")


class TestDaylio:
    def test_moods_come_in_by_the_persons_own_numbers_only(self) -> None:
        arrival = arrived(DAYLIO.encode())
        wanting = missing(arrival, with_choices(arrival, ()))
        assert wanting is not None
        assert "--map 'SOURCE=leg_pain_nrs:0-10'" in str(wanting), "a mood is not put forward as pain"
        made = batch(DAYLIO.encode(), "mood=leg_pain_nrs:awful=9,meh=5,good=2")
        assert said(made, "on_date", "at_time", "leg_pain_nrs", "exercises_done") == [
            (date(2025, 1, 15), time(14, 30), 9, ("calf_stretch",)),
            (date(2025, 1, 15), time(8, 30), 2, ()),
            (date(2025, 1, 14), time(23, 59), 5, ()),
        ]
        assert made.entries[0].note == "Bad day\nIt hurt, a lot"

    def test_the_file_of_2018_has_its_year_apart(self) -> None:
        (row,) = arrived(OLD_DAYLIO.encode()).rows
        assert (row.on_date, row.at_time) == (date(2018, 12, 31), time(0, 5))


class TestBearable:
    def test_severities_are_on_their_own_scale_until_one_is_chosen(self) -> None:
        arrival = arrived(BEARABLE.encode())
        assert arrival.proposed == {"Sleep quality": Choice("sleep_quality", "1-5")}
        made = batch(BEARABLE.encode(), "Symptom: Sciatica=leg_pain_nrs:0-4")
        assert sorted(said(made, "leg_pain_nrs")) == [(3,), (8,)]
        assert {one.value for one in made.originals} == {"3", "1"}
        assert [one.sleep_quality for one in made.entries if isinstance(one, CheckIn)].count(4) == 1

    def test_packed_factors_are_sources_of_their_own_and_blanks_are_no_ratings(self) -> None:
        arrival = arrived(BEARABLE.encode())
        assert {"Lifestyle: Walk", "Lifestyle: Long sitting"} <= {one.name for one in arrival.sources}
        assert [(one.where, one.reason) for one in arrival.left_out] == [
            ("Line 7", "blank: nothing was rated")
        ]


class TestAppleHealth:
    def test_its_words_are_asked_for_as_words_and_of_the_back(self) -> None:
        wanting = missing(arrived(APPLE), {})
        assert wanting is not None
        assert "--map 'LowerBackPain=back_pain_nrs:" in wanting.how
        assert "=N" in wanting.how
        assert ":0-10" not in wanting.how

    def test_severity_words_are_not_pain_until_each_has_a_number(self) -> None:
        arrival = arrived(APPLE)
        assert arrival.proposed == {"Workout": Choice("minutes_active")}
        assert missing(arrival, arrival.proposed) is not None
        with pytest.raises(ImportRefused, match="needs its scale"):
            batch(APPLE, "LowerBackPain=back_pain_nrs")
        made = batch(APPLE, f"LowerBackPain=back_pain_nrs:{WORDS}")
        assert said(made, "on_date", "at_time", "back_pain_nrs", "minutes_active") == [
            (date(2024, 4, 17), time(23, 25), 5, 31)
        ]
        assert [(one.field, one.value) for one in made.originals] == [
            ("back_pain_nrs", "moderate"), ("minutes_active", "30.5"),
        ]  # fmt: skip

    def test_when_it_was_logged_is_kept_so_that_it_is_not_called_added_later(self) -> None:
        (entry,) = batch(APPLE, f"LowerBackPain=back_pain_nrs:{WORDS}").entries
        assert entry.created_at == datetime(2024, 4, 18, 15, 25, 33, tzinfo=UTC)
        assert not entry.is_back_filled

    def test_not_present_is_zero_only_if_the_person_says_so_and_unspecified_is_nothing(self) -> None:
        data = apple_xml(apple_pain("NotPresent"), apple_pain("Unspecified"))
        made = batch(data, f"LowerBackPain=back_pain_nrs:{WORDS}")
        assert said(made, "back_pain_nrs") == [(0,)]
        assert [reason for reason, _, _ in made.reasons()] == ["a symptom without its severity"]

    def test_everything_else_is_counted_and_has_no_place(self) -> None:
        heart = apple_xml(apple_pain("Mild"), APPLE_STEPS.replace("StepCount", "HeartRate"))
        assert [(one.name, one.count) for one in arrived(heart).counted] == [("HeartRate", 1)]

    def test_the_zip_gives_the_same(self) -> None:
        packed = zipped(
            {"apple_health_export/export.xml": APPLE, "apple_health_export/export_cda.xml": b"<x/>"}
        )
        assert arrived(packed).rows == arrived(APPLE).rows


class TestPainDiary:
    def test_levels_come_in_under_the_part_of_the_body_they_were_marked_on(self) -> None:
        made = batch(pain_diary())
        assert said(made, "on_date", "leg_pain_nrs", "back_pain_nrs", "pain_extent") == [
            (date(2024, 3, 1), 7, None, "thigh"), (date(2024, 3, 2), None, 0, "back"),
        ]  # fmt: skip
        assert made.entries[0].note == (
            "rough\nFelt: stabbing\nWhen: morning\nMedicines: Ibuprofen 400 mg (morning 1, evening 2)"
        )

    def test_a_level_for_leg_and_back_together_is_asked(self) -> None:
        both = [
            {"_id": 1, "painLevel": 7, "bodyRegions": "4,22"},
            {"_id": 2, "painLevel": 1, "bodyRegions": ""},
        ]
        arrival = arrived(pain_diary(paindescriptions=both))
        assert {one.name for one in arrival.sources} >= {"pain in leg and back", "pain elsewhere"}
        assert {choice.field for choice in arrival.proposed.values()} == {"pain_extent"}


class TestAnyCsv:
    def test_separator_days_times_and_pain_are_guessed_where_there_is_one_reading(self) -> None:
        made = batch(
            ANY_CSV.encode(), "Bein Schmerz=leg_pain_nrs:0-10", "R\u00fccken Schmerz=back_pain_nrs:0-10"
        )
        assert said(made, "on_date", "at_time", "leg_pain_nrs", "back_pain_nrs", "note") == [
            (date(2025, 3, 9), time(7, 30), 6, None, "\u00fcbel"), (date(2025, 3, 23), time(8, 30), 10, 8, None),
        ]  # fmt: skip
        assert [reason for reason, _, _ in made.reasons()] == ["blank in every column that was chosen"]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_encodings(self, encoding: str) -> None:
        arrival = arrived(ANY_CSV.encode(encoding))
        assert "R\u00fccken Schmerz" in {one.name for one in arrival.sources}
        assert bool(arrival.remarks) is (encoding in ("utf-16", "cp1252"))

    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_separators(self, separator: str) -> None:
        data = f"day{separator}leg pain\n2025-03-09{separator}7\n".encode()
        assert said(batch(data), "on_date", "leg_pain_nrs") == [(date(2025, 3, 9), 7)]

    def test_decimal_commas_round_and_keep_what_was_written(self) -> None:
        made = batch(b"day;pain\n2025-03-09;7,5\n", "pain=leg_pain_nrs:0-10")
        assert said(made, "leg_pain_nrs") == [(8,)]
        assert [(one.value, one.scale) for one in made.originals] == [("7,5", "0-10")]

    def test_days_that_read_two_ways_are_asked(self) -> None:
        data = b"day,leg pain\n03/04/2025,7\n05/06/2025,2\n"
        arrival = arrived(data)
        wanting = missing(arrival, arrival.proposed)
        assert wanting is not None
        assert "--map 'day=on_date:dmy'" in str(wanting)
        assert said(batch(data, "day=on_date:mdy"), "on_date") == [(date(2025, 3, 4),), (date(2025, 5, 6),)]

    @pytest.mark.parametrize("highest", [0, 3, 5])
    def test_low_numbers_could_be_of_a_shorter_scale_and_are_asked(self, highest: int) -> None:
        arrival = arrived(f"day,leg pain\n2025-03-09,{highest}\n".encode())
        assert "leg pain" not in arrival.proposed

    @pytest.mark.parametrize("number", ["1,234", "1.234.567", "7e3", "inf", "\u0667", "0x7", "=7", "7 "])
    def test_numbers_that_could_be_read_otherwise_are_refused_or_plain(self, number: str) -> None:
        data = f'day;pain\n2025-03-09;"{number}"\n'.encode()
        if number.strip() in ("7", "\u0667"):
            assert said(batch(data, "pain=leg_pain_nrs:0-10"), "leg_pain_nrs") == [(7,)]
        else:
            with pytest.raises(ImportRefused, match=r"Line 2: 'pain' reads .*, which is not a number"):
                batch(data, "pain=leg_pain_nrs:0-10")


class TestScales:
    @pytest.mark.parametrize(
        ("scale", "value", "became"),
        [("0-10", "7", 7), ("0-10", "4.5", 5), ("0-100", "74", 7), ("0-100", "75", 8), ("0-4", "1", 3),
         ("1-5", "1", 0), ("5-1", "5", 0), ("5-1", "1", 10), ("0-3", "3", 10), ("mild=2,severe=8", "severe", 8)],
    )  # fmt: skip
    def test_conversion(self, scale: str, value: str, became: int) -> None:
        assert converted("leg_pain_nrs", scale, value) == became

    def test_what_a_scale_does_is_said_for_every_step(self) -> None:
        said_of = words("leg_pain_nrs", "0-4")
        assert "0 becomes 0, 1 becomes 3, 2 becomes 5, 3 becomes 8, 4 becomes 10" in said_of
        assert "looks finer than what you logged" in said_of
        assert "your choice of numbers" in words("leg_pain_nrs", "mild=2,severe=8")

    @pytest.mark.parametrize(
        ("choice", "sentence"),
        [
            ("Leg pain=leg_pain_nrs", "needs its scale"),
            ("Leg pain=leg_pain_nrs:3-3", "is not a scale"),
            ("Leg pain=leg_pain_nrs:mild=11", "must be from 0 to 10"),
            ("Leg pain=client_id:0-10", "fields are: leg_pain_nrs"),
            ("Leg pain=hours_sitting:0-10", "takes no scale"),
            ("Leg pain=exercises_done:yoga", "needs one of"),
            ("Nothing=leg_pain_nrs:0-10", "There is no 'Nothing' in this file"),
        ],
    )
    def test_a_choice_that_is_none_is_refused(self, choice: str, sentence: str) -> None:
        with pytest.raises(ImportRefused, match=sentence):
            with_choices(arrived(TRACK_AND_GRAPH.encode()), [choice])

    def test_a_sources_name_may_hold_the_signs_of_a_choice(self) -> None:
        data = b"FeatureName,Timestamp,Value\na=b:c,2022-09-14T21:30:41Z,7\n"
        assert said(batch(data, "a=b:c=leg_pain_nrs:0-10"), "leg_pain_nrs") == [(7,)]

    def test_a_value_beyond_the_scale_is_refused_with_its_line(self) -> None:
        with pytest.raises(ImportRefused, match="Line 2: 'Leg pain' reads '7', which is not within 0 to 4"):
            batch(TRACK_AND_GRAPH.encode(), "Leg pain=leg_pain_nrs:0-4")
