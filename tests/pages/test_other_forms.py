"""The massage and the flexibility page: saved, refused, carried over, skipped, in inches."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.pages.opened_app import OpenedApp
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.sit_and_reach import TOOLS, VARIANT_NAMES, SitAndReachTest
from tracker.record import ClientRecord

DAY = date(2026, 3, 9)


class TestMassage:
    @pytest.fixture
    def app(self, app: OpenedApp) -> OpenedApp:
        app.form = MassageSession.kind
        return app.go("massage")

    def only_entry(self, record: ClientRecord) -> MassageSession:
        (entry,) = record.entries.all()
        assert isinstance(entry, MassageSession)
        return entry

    def test_every_field_is_kept(self, app: OpenedApp, record: ClientRecord) -> None:
        app.tap(areas=["right_calf", "lower_back"], pain_before_nrs=6, pain_after_nrs=0)
        app.fill(minutes=45, pressure="firm", therapist="Robin", note="Slept well", on_date=DAY)
        app.press("Save massage session")
        saved = self.only_entry(record)
        assert (saved.minutes, saved.areas, saved.pressure) == (45, ("lower_back", "right_calf"), "firm")
        assert (saved.pain_before_nrs, saved.pain_after_nrs) == (6, 0)
        assert (saved.therapist, saved.note, saved.on_date) == ("Robin", "Slept well", DAY)
        assert "Saved" in app.words

    def test_a_name_that_ends_in_a_full_stop_gets_no_second(self, app: OpenedApp) -> None:
        app.fill(minutes=45, therapist="Robin A.").press("Save massage session")
        assert "Today: 45 minutes, with Robin A." in app.words.splitlines()

    def test_the_reasons_to_ask_first_are_asked_once_and_again_when_something_changed(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        assert "Before a massage: is any of this true for you?" in app.words
        app.press("Save: the ones I left empty do not apply")
        assert record.profile.get().massage_precautions == ()
        assert (
            "no reason to ask a doctor before a massage applies to you" in app.go("learn").go("massage").words
        )
        app.press("Something changed").put(precaution_blood_thinners=True)
        app.press("Save: the ones I left empty do not apply")
        assert record.profile.get().massage_precautions == ("blood_thinners",)
        assert "Ask a doctor or pharmacist before your next massage" in app.words
        assert "I take blood thinners" in app.words

    def test_booking_waits_until_the_reasons_are_answered(
        self, app: OpenedApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TRACKER_BOOKING_URL", "https://practice.example/book")
        assert "Book a massage" not in app.go("learn").go("massage").links
        app.press("Save: the ones I left empty do not apply")
        assert "Book a massage" in app.links

    def test_without_minutes_it_is_refused_and_the_rest_stays(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        app.tap(areas=["left_foot"]).fill(therapist="Sam", note="n").press("Save massage session")
        assert app.refusals == ["Minutes is missing: how long was the massage, from 1 to 240 minutes?"]
        assert (app.value("therapist"), app.value("note")) == ("Sam", "n")
        app.fill(minutes=30).press("Save massage session")
        assert self.only_entry(record).areas == ("left_foot",)

    def test_the_therapist_carries_over_and_nothing_else(self, app: OpenedApp, record: ClientRecord) -> None:
        app.tap(areas=["left_foot"], pain_before_nrs=5).fill(minutes=30, therapist="Sam", pressure="light")
        app.press("Save massage session").press("Another massage")
        assert (app.value("therapist"), app.value("minutes"), app.value("pressure")) == ("Sam", "", None)
        app.fill(minutes=20).press("Save massage session")
        latest = next(e for e in record.entries.all() if isinstance(e, MassageSession) and e.minutes == 20)
        assert (latest.areas, latest.pain_before_nrs) == ((), None)

    def test_undo_puts_the_answers_back(self, app: OpenedApp, record: ClientRecord) -> None:
        app.tap(areas=["left_foot"], pain_after_nrs=2).fill(minutes=30, therapist="Sam", on_date=DAY)
        app.press("Save massage session").press("Undo").press("Save massage session")
        saved = self.only_entry(record)
        assert (saved.areas, saved.pain_after_nrs, saved.minutes) == (("left_foot",), 2, 30)
        assert (saved.therapist, saved.on_date) == ("Sam", DAY)

    def test_booking_shows_when_there_is_somewhere_to_book(
        self, app: OpenedApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        app.press("Save: the ones I left empty do not apply")
        assert "Book a massage" not in app.links
        monkeypatch.setenv("TRACKER_BOOKING_URL", "https://practice.example/book")
        assert "Book a massage" in app.rerun().links


class TestFlexibility:
    @pytest.fixture
    def app(self, app: OpenedApp) -> OpenedApp:
        app.form = SitAndReachTest.kind
        return app.go("flexibility")

    def only_entry(self, record: ClientRecord) -> SitAndReachTest:
        (entry,) = record.entries.all()
        assert isinstance(entry, SitAndReachTest)
        return entry

    def test_the_best_trial_counts_and_every_field_is_kept(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        app.fill(tool="box").fill(
            foot_line_csep_acsm_cm=25.0, trial_0_cm=20.0, trial_1_cm=22.5, warm_up=True, note="n"
        )
        assert "Your reach: 2.5 cm short of the toes." in app.words
        app.press("Save test")
        saved = self.only_entry(record)
        assert (saved.trials_cm, saved.foot_line_cm, saved.sit_and_reach_cm) == ((20.0, 22.5), 25.0, -2.5)
        assert (saved.warm_up, saved.note, saved.variant) == (True, "n", "csep_acsm")
        assert saved.at_time is not None

    def test_without_a_trial_it_is_refused_and_the_rest_stays(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        app.fill(tool="box").fill(note="Stiff", warm_up=False).press("Save test")
        assert app.refusals == ["Give one to three tries, or say why not today."]
        assert (app.value("note"), app.value("warm_up")) == ("Stiff", False)
        app.fill(trial_2_cm=-4.0).press("Save test")
        assert (self.only_entry(record).trials_cm, self.only_entry(record).note) == ((-4.0,), "Stiff")

    def test_one_leg_tests_ask_for_the_leg(self, app: OpenedApp, record: ClientRecord) -> None:
        app.fill(tool="box").fill(variant="back_saver").fill(trial_0_cm=10.0).press("Save test")
        assert app.refusals == [
            "Which leg is missing: this way of testing takes one leg at a time, left or right."
        ]
        app.fill(side="left").press("Save test")
        assert self.only_entry(record).side == "left"

    @pytest.mark.parametrize(
        ("tool", "variant"), [(tool, one) for tool, all_ in TOOLS.items() for one in all_]
    )
    def test_each_way_to_test_is_explained(self, app: OpenedApp, tool: str, variant: str) -> None:
        before = {text for text in app.texts if len(text) > 60}
        app.fill(tool=tool)
        if len(TOOLS[tool]) > 1:
            app.fill(variant=variant)
        assert len({text for text in app.texts if len(text) > 60} - before) == 1
        assert any("Do not test if bending forward hurts" in one.value for one in app.test.markdown)
        assert "How to do the test" in app.links

    def test_what_there_is_to_test_with_is_asked_first_and_chooses_the_way(self, app: OpenedApp) -> None:
        assert not app.has_button("Save test")
        assert {one for names in TOOLS.values() for one in names} == set(VARIANT_NAMES)
        fields = {"box": True, "tape": False, "ruler": False, "chair": False}
        for tool, has_foot_line in fields.items():
            app.fill(tool=tool)
            assert app.has_button("Save test")
            assert (app.draft.key("variant") in {one.key for one in app.test.selectbox}) == (tool == "box")
            name = f"{app.draft.key(f'foot_line_{TOOLS[tool][0]}_cm')}:answer"
            assert (name in app.test.session_state) == has_foot_line, tool

    @pytest.mark.parametrize(
        ("typed", "trial_cm"),
        [("8,5", 8.5), ("8.5", 8.5), (" 8,5 ", 8.5), ("\u0668\u066b\u0665", 8.5), ("\uff18\uff0e\uff15", 8.5), ("\u22128,5", -8.5)],
    )  # fmt: skip
    def test_a_comma_is_a_decimal_mark(
        self, app: OpenedApp, record: ClientRecord, typed: str, trial_cm: float
    ) -> None:
        app.fill(tool="box").fill(trial_0_cm=typed).press("Save test")
        assert self.only_entry(record).trials_cm == (trial_cm,)

    @pytest.mark.parametrize(
        "typed", ["1,234", "8,5,1", "8 5", "8.5.1", "1'234", "1e1", "eight", "85,", "nan"]
    )
    def test_what_is_unclear_is_refused_and_stays(
        self, app: OpenedApp, record: ClientRecord, typed: str
    ) -> None:
        app.fill(tool="box").fill(trial_0_cm="20", trial_1_cm=typed).press("Save test")
        assert app.refusals == ["Try 2 must be a number of cm from -100 to 200."]
        assert (app.value("trial_0_cm"), app.value("trial_1_cm")) == ("20", typed)
        assert record.entries.all() == ()
        app.fill(trial_1_cm="21").press("Save test")
        assert self.only_entry(record).trials_cm == (20.0, 21.0)

    @pytest.mark.parametrize(
        ("tool", "variant", "side"), [("ruler", "ymca", None), ("chair", "chair", "left")]
    )
    def test_a_ruler_measures_from_the_toes_without_a_minus_sign(
        self, app: OpenedApp, record: ClientRecord, tool: str, variant: str, side: str | None
    ) -> None:
        app.fill(tool=tool)
        if side:
            app.fill(side=side)
        app.fill(gap_0_cm="3").press("Save test")
        assert app.refusals == ["Try 1: short of your toes, or past your toes?"]
        app.fill(gap_0_cm="-3", gap_1_cm="+1,5")
        assert "Your reach: 1.5 cm past the toes." in app.words
        app.press("Save test")
        saved = self.only_entry(record)
        assert (saved.variant, saved.side, saved.tool) == (variant, side, tool)
        assert (saved.foot_line_cm, saved.trials_cm, saved.sit_and_reach_cm) == (0.0, (-3.0, 1.5), 1.5)

    def test_a_chair_test_kept_with_a_foot_line_of_its_own_keeps_it_in_an_edit(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        record.entries.add(
            SitAndReachTest(variant="chair", side="left", foot_line_cm=10, trials_cm=(4, 7), on_date=DAY)
        )
        app.go("history").press("Edit")
        app.form = "edit"
        assert (app.value("gap_0_cm"), app.value("gap_1_cm")) == ("-6", "-3")
        app.fill(gap_1_cm="-2,5").press("Save changes")
        saved = self.only_entry(record)
        assert (saved.foot_line_cm, saved.trials_cm, saved.sit_and_reach_cm) == (10.0, (4.0, 7.5), -2.5)

    def test_an_empty_time_means_now_only_where_it_does(self, app: OpenedApp, record: ClientRecord) -> None:
        app.fill(tool="box")
        assert app.widget("at_time").help == "Empty means now, or no time for another day."
        record.entries.add(CheckIn(leg_pain_nrs=4))
        app.form = MassageSession.kind
        assert app.go("massage").widget("at_time").help == "Empty means no time."
        app.form = "edit"
        assert app.go("history").press("Edit").widget("at_time").help == "Empty means no time."

    def test_the_way_of_testing_carries_over(self, record: ClientRecord) -> None:
        record.entries.add(
            SitAndReachTest(
                variant="back_saver", side="right", foot_line_cm=24.5, trials_cm=(20,), on_date=DAY
            )
        )
        app = OpenedApp(form=SitAndReachTest.kind).go("flexibility")
        app.fill(trial_0_cm=22.0).press("Save test")
        saved = record.entries.all()[0]
        assert isinstance(saved, SitAndReachTest)
        assert (saved.variant, saved.side, saved.foot_line_cm) == ("back_saver", "right", 24.5)

    def test_other_conditions_than_last_time_are_said(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(SitAndReachTest(foot_line_cm=26, trials_cm=(20,), warm_up=True, on_date=DAY))
        app.go("flexibility").fill(tool="box").fill(trial_0_cm=22.0, warm_up=False)
        assert len(app.test.warning) == 1
        app.fill(warm_up=True)
        assert [one.value for one in app.test.warning if "warm" in one.value] == []

    def test_a_second_test_in_a_week_is_discouraged_but_possible(
        self, app: OpenedApp, record: ClientRecord, days_ago: Any
    ) -> None:
        record.entries.add(SitAndReachTest(foot_line_cm=26, trials_cm=(20,), on_date=days_ago(6)))
        app.go("flexibility").fill(tool="box")
        assert "Your last test was 6 days ago. Once a week is plenty" in app.words
        app.fill(trial_0_cm=22.0).press("Save test")
        assert len(record.entries.all()) == 2

    def test_a_test_that_was_left_out_is_no_test_to_wait_after(
        self, record: ClientRecord, days_ago: Any
    ) -> None:
        record.entries.add(
            SitAndReachTest(foot_line_cm=25, trials_cm=(20,), on_date=days_ago(9), warm_up=True)
        )
        record.entries.add(SitAndReachTest(skipped_reason="pain", on_date=days_ago(1)))
        app = OpenedApp(form=SitAndReachTest.kind).go("flexibility")
        assert "Once a week is plenty" not in app.words
        app.fill(trial_0_cm=22.0, warm_up=False)
        assert [one.value for one in app.test.warning] == ["You warmed up last time, not now."]
        app.press("Save test")
        saved = record.entries.all()[0]
        assert isinstance(saved, SitAndReachTest)
        assert saved.foot_line_cm == 25

    def test_the_other_leg_is_another_test(self, record: ClientRecord, days_ago: Any) -> None:
        right = SitAndReachTest(
            variant="chair", side="right", foot_line_cm=0, trials_cm=(1,), on_date=days_ago(8), warm_up=True
        )
        record.entries.add(right)
        left = SitAndReachTest(variant="chair", side="left", foot_line_cm=0, trials_cm=(1,), warm_up=False)
        record.entries.add(left)
        app = OpenedApp(form=SitAndReachTest.kind).go("flexibility")
        assert app.value("side") == "right"
        assert "Once a week is plenty" not in app.words
        app.fill(gap_0_cm="+2", warm_up=False)
        assert [one.value for one in app.test.warning] == ["You warmed up last time, not now."]
        app.fill(side="left")
        assert "Your last test of the left leg was today. Once a week is plenty" in app.words
        app.fill(tool="box")
        assert "Once a week is plenty" not in app.words

    @pytest.mark.parametrize(("days", "leg"), [(0, None), (8, "right")])
    def test_a_leg_that_nobody_tested_is_asked_for(
        self, record: ClientRecord, days_ago: Any, days: int, leg: str | None
    ) -> None:
        record.entries.add(
            SitAndReachTest(
                variant="chair", side="right", foot_line_cm=0, trials_cm=(1,), on_date=days_ago(days)
            )
        )
        app = OpenedApp(form=SitAndReachTest.kind).go("flexibility")
        assert app.value("side") == leg

    def test_undo_puts_the_test_back(self, app: OpenedApp, record: ClientRecord) -> None:
        app.fill(tool="tape").fill(trial_0_cm=30.0, trial_2_cm=31.5, warm_up=False, on_date=DAY)
        app.press("Save test").press("Undo").press("Save test")
        saved = self.only_entry(record)
        assert (saved.variant, saved.trials_cm, saved.warm_up) == ("ymca", (30.0, 31.5), False)
        assert (saved.foot_line_cm, saved.on_date) == (38.1, DAY)


class TestNotToday:
    @pytest.fixture
    def app(self, app: OpenedApp) -> OpenedApp:
        app.form = SitAndReachTest.kind
        return app.go("flexibility").fill(not_today=True)

    def test_asks_why_and_keeps_the_reason(self, app: OpenedApp, record: ClientRecord) -> None:
        with pytest.raises(IndexError):
            app.press("Save: not today")
        app.fill(skipped_reason="pain").press("Save: not today")
        (saved,) = record.entries.all()
        assert isinstance(saved, SitAndReachTest)
        assert (saved.skipped_reason, saved.trials_cm, saved.on_date) == ("pain", (), clock.today())
        assert "skipped: pain" in app.words

    def test_survives_a_look_at_another_page(self, app: OpenedApp) -> None:
        app.fill(skipped_reason="no time").go("learn")
        app.go("flexibility")
        assert (app.value("not_today"), app.value("skipped_reason")) == (True, "no time")

    def test_undo_puts_the_reason_back(self, app: OpenedApp, record: ClientRecord) -> None:
        app.fill(skipped_reason="told not to").press("Save: not today")
        (before,) = record.entries.all()
        app.press("Undo")
        assert (app.value("not_today"), app.value("skipped_reason")) == (True, "told not to")
        app.press("Save: not today")
        (after,) = record.entries.all()
        assert isinstance(after, SitAndReachTest)
        assert (after.skipped_reason, after.at_time) == ("told not to", before.at_time)

    def test_is_said_of_the_leg_tested_last(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(
            SitAndReachTest(variant="chair", side="left", foot_line_cm=0, trials_cm=(1,), on_date=DAY)
        )
        app.fill(skipped_reason="other").press("Save: not today")
        skipped = record.entries.all()[0]
        assert isinstance(skipped, SitAndReachTest)
        assert (skipped.variant, skipped.side) == ("chair", "left")


class TestInches:
    @pytest.fixture
    def app(self, app: OpenedApp, record: ClientRecord) -> OpenedApp:
        profile = record.profile.get()
        record.profile.edit(replace(profile, unit="in"), profile.version)
        app.form = SitAndReachTest.kind
        return app.go("flexibility")

    def test_are_converted_and_stored_in_cm(self, app: OpenedApp, record: ClientRecord) -> None:
        app.fill(tool="tape").fill(trial_0_in=12.5)
        assert "Your reach: 2.5 in short of the toes." in app.words
        app.press("Save test")
        (saved,) = record.entries.all()
        assert isinstance(saved, SitAndReachTest)
        assert (saved.trials_cm, saved.foot_line_cm, saved.sit_and_reach_cm) == ((31.75,), 38.1, -6.35)
        assert "2.5 in short of the toes" in app.words

    def test_a_foot_line_left_alone_is_stored_exactly(self, app: OpenedApp, record: ClientRecord) -> None:
        app.fill(tool="box")
        assert app.value("foot_line_csep_acsm_in") == "10.24"
        app.fill(trial_0_in=10.0).press("Save test")
        (saved,) = record.entries.all()
        assert isinstance(saved, SitAndReachTest)
        assert saved.foot_line_cm == 26.0

    def test_an_edit_of_the_note_leaves_the_lengths_alone(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(SitAndReachTest(foot_line_cm=26, trials_cm=(20.5, 21.7), on_date=DAY))
        app.go("history").press("Edit")
        app.form = "edit"
        app.fill(note="with the note").press("Save changes")
        (saved,) = record.entries.all()
        assert isinstance(saved, SitAndReachTest)
        assert (saved.note, saved.trials_cm, saved.foot_line_cm) == ("with the note", (20.5, 21.7), 26.0)

    def test_centimetres_typed_before_a_change_of_unit_do_not_become_inches(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        app.fill(tool="box").fill(trial_0_in=12.0)
        app.go("account").put(profile_unit="cm").press("Save profile")
        app.go("flexibility")
        assert app.value("trial_0_cm") == ""
        assert app.value("foot_line_csep_acsm_cm") == "26"

    def test_what_was_typed_survives_a_look_at_another_page(self, app: OpenedApp) -> None:
        app.fill(tool="box").fill(trial_0_in="8,5", trial_1_in="8 5").go("learn")
        app.go("flexibility")
        assert (app.value("trial_0_in"), app.value("trial_1_in")) == ("8,5", "8 5")

    def test_a_practices_message_is_planned_and_one_that_cannot_be_read_stays(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        day = clock.today() + timedelta(days=3)
        app.go("massage").put(appointment_0="See you soon!").press("Plan the appointment")
        assert "There is no appointment with a day and a time to come in it." in app.words
        assert app.value("appointment_0") == "See you soon!"
        app.put(appointment_0=f"Your massage: {day:%d %B %Y}, 17:30, 45 min").press("Plan the appointment")
        (planned,) = record.planned_massages.all()
        assert (planned.on_date, planned.at_time, planned.minutes) == (day, time(17, 30), 45)
        assert "Planned: " in app.words
        app.put(appointment_1=f"{day:%d %B %Y}, 17:30").press("Plan the appointment")
        assert [planned.minutes for planned in record.planned_massages.all()] == [None]
        app.press("Undo")
        assert [planned.minutes for planned in record.planned_massages.all()] == [45]

    def test_what_a_calendar_file_calls_off_is_taken_out_and_comes_back_with_undo(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        day = clock.today() + timedelta(days=3)
        file = (
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{{}}BEGIN:VEVENT\r\nUID:a\r\nDTSTART:{day:%Y%m%d}T173000\r\n"
            "END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        app.go("massage").put(appointment_0=file.format("")).press("Plan the appointment")
        planned = record.planned_massages.all()
        assert [massage.on_date for massage in planned] == [day]
        app.put(appointment_1=file.format("METHOD:CANCEL\r\n")).press("Plan the appointment")
        assert record.planned_massages.all() == ()
        assert "Removed, as it is no longer in the file: " in app.words
        assert "Planned: ." not in app.words
        app.press("Undo")
        assert record.planned_massages.all() == planned

    def test_a_massage_is_planned_and_taken_out(self, app: OpenedApp, record: ClientRecord) -> None:
        app.go("massage").put(planned_minutes=45).press("Plan it")
        (planned,) = record.planned_massages.all()
        assert (planned.on_date, planned.minutes) == (clock.today() + timedelta(days=7), 45)
        assert "17:00, 45 minutes" in app.words
        app.press("Remove")
        assert record.planned_massages.all() == ()
        assert record.entries.all() == ()

    def test_the_day_of_a_massage_can_be_yesterday(self, app: OpenedApp, record: ClientRecord) -> None:
        app.form = MassageSession.kind
        yesterday = clock.today() - timedelta(days=1)
        app.go("massage").fill(minutes=30, on_date=yesterday).press("Save massage session")
        assert record.entries.all()[0].on_date == yesterday
