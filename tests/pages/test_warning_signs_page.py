"""The warning signs: asked, never taken for a no, and an emergency before everything else."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.pages.opened_app import OpenedApp
from tracker import clock
from tracker.domain.red_flags import EMERGENCY, RED_FLAGS, SAME_DAY, SOON, RedFlagAnswers, Tier
from tracker.domain.safety_words import what_to_do
from tracker.errors import NotSaved
from tracker.places import PLACES
from tracker.record import ClientRecord
from tracker.record.warning_signs import WarningSigns

FORM = "warning-signs"
REST_NEEDED = "Say what the empty boxes mean: that they do not apply, or that you are not sure."
NOT_SURE = "What you left empty is noted as not sure. If you cannot tell about an emergency sign, phone a doctor or an urgent care line today."
OTHERS = [place.path for place in PLACES if place.path != FORM]


@pytest.fixture
def app(app: OpenedApp) -> OpenedApp:
    app.form = FORM
    return app


def standing(record: ClientRecord) -> list[str]:
    return [flag.flag_id for flag in record.warning_signs.state().present]


class TestTheQuestion:
    def test_is_put_at_the_first_start(self, app: OpenedApp) -> None:
        assert "a few signs mean that leg pain needs a doctor" in app.go("check-in").words
        assert "Save check-in" in app.words

    def test_waits_when_told_to(self, app: OpenedApp) -> None:
        app.go("check-in").press("Later")
        assert "Look at the signs" not in app.go("progress").links

    @pytest.mark.parametrize(("days", "is_asked"), [(0, False), (6, False), (7, True)])
    def test_is_put_again_after_a_week(
        self, app: OpenedApp, record: ClientRecord, days: int, is_asked: bool
    ) -> None:
        record.warning_signs.answer(RedFlagAnswers(on_date=clock.today() - timedelta(days=days)))
        assert ("Look at the signs" in app.go("check-in").links) is is_asked
        assert ("Once a week: has any of the warning signs turned up?" in app.texts) is is_asked

    def test_is_one_tap_away_on_every_page(self, app: OpenedApp) -> None:
        for place in PLACES:
            assert "Warning signs" in app.go(place.path).links


class TestAnswering:
    def test_nothing_ticked_and_nothing_said_is_refused(self, app: OpenedApp, record: ClientRecord) -> None:
        app.go(FORM).press("Save my answers")
        assert app.refusals == [REST_NEEDED]
        assert record.warning_signs.state().asked_on is None

    @pytest.mark.parametrize(
        ("ticked", "tier"),
        [
            (("bowel", "age"), EMERGENCY),
            (("foot_drop", "cancer"), EMERGENCY),
            (("foot_drop",), SAME_DAY),
            (("clot", "stuck"), SAME_DAY),
            (("cancer",), SOON),
        ],
    )
    def test_a_tick_is_stored_whatever_else_is_left_out(
        self, app: OpenedApp, record: ClientRecord, ticked: tuple[str, ...], tier: Tier
    ) -> None:
        app.go(FORM).put(**dict.fromkeys(ticked, True)).press("Save my answers")
        assert what_to_do(tier, "999") in app.words
        assert ("Call 999" in app.links) is (tier != SOON)
        assert app.refusals == []
        assert set(standing(record)) == set(ticked)
        # Left out is unknown, and no later page takes it for a no; it is said, unless nothing else matters.
        assert set(record.warning_signs.answers()[-1].answers.values()) == {"yes", "unknown"}
        assert (NOT_SURE in app.words) is (tier != EMERGENCY)

    def test_nothing_ticked_is_no_all_clear(self, app: OpenedApp, record: ClientRecord) -> None:
        app.go(FORM).put(rest="no").press("Save my answers")
        assert "Having none of these signs does not rule anything out" in app.words
        assert "Last answered today" in app.words
        assert standing(record) == []
        assert "Having none" not in app.go("learn").go(FORM).words

    def test_not_sure_is_not_no(self, app: OpenedApp, record: ClientRecord) -> None:
        record.warning_signs.answer(RedFlagAnswers(answers={"foot_drop": "yes"}))
        app.go(FORM).put(rest="unknown").press("Save my answers")
        assert standing(record) == ["foot_drop"]
        assert NOT_SURE in app.words
        app.put(rest="no").press("Save my answers")
        assert standing(record) == []

    def test_not_sure_is_told_whom_to_ask_and_not_that_there_is_nothing(self, app: OpenedApp) -> None:
        app.go(FORM).put(rest="unknown").press("Save my answers")
        assert NOT_SURE in app.words
        assert "Having none" not in app.words

    def test_beside_an_emergency_nothing_else_is_said(self, app: OpenedApp, record: ClientRecord) -> None:
        app.go(FORM).put(bowel=True, rest="unknown").press("Save my answers")
        assert NOT_SURE not in app.words
        app.fill(lifted="mistake").press("Confirm")
        assert NOT_SURE not in app.words

    def test_what_a_doctor_has_looked_at_need_not_be_ticked(self, app: OpenedApp) -> None:
        assert "Leave out what a doctor has already looked at, unless it got worse." in app.go(FORM).words

    def test_a_hurried_no_does_not_silence_an_emergency(self, app: OpenedApp, record: ClientRecord) -> None:
        record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
        app.go(FORM).put(rest="no").press("Save my answers")
        assert standing(record) == ["saddle"]

    def test_the_form_is_empty_again_afterwards(self, app: OpenedApp) -> None:
        app.go(FORM).put(cancer=True, rest="no").press("Save my answers")
        assert (app.value("cancer"), app.value("rest")) == (False, None)

    def test_a_failure_is_said_and_nothing_is_kept(
        self, app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(self: WarningSigns, answered: RedFlagAnswers) -> None:
            raise NotSaved("Not saved. The disk is full. Free some space, then try again.")

        app.go(FORM).put(cancer=True, rest="no")
        with monkeypatch.context() as patch:
            patch.setattr(WarningSigns, "answer", fail)
            app.press("Save my answers")
        assert app.refusals == ["Not saved. The disk is full. Free some space, then try again."]
        assert app.value("cancer") is True


class TestUrgency:
    @pytest.mark.parametrize(
        ("flag_id", "what_to_do", "has_call"),
        [
            ("bowel", "Go to the emergency department (A&E) or call 999 now.", True),
            ("infection", "Speak to a doctor today. If none can see you, or it gets worse, go to A&E", True),
            ("stuck", "See your doctor within the next few days.", False),
        ],
    )
    def test_the_page_says_what_to_do(
        self, app: OpenedApp, record: ClientRecord, flag_id: str, what_to_do: str, has_call: bool
    ) -> None:
        record.warning_signs.answer(RedFlagAnswers(answers={flag_id: "yes"}))
        app.go(FORM)
        assert what_to_do in app.words
        assert ("Call 999" in app.links) is has_call
        assert next(flag.question for flag in RED_FLAGS if flag.flag_id == flag_id) in app.words

    @pytest.mark.parametrize(("flag_id", "when"), [("trauma", "today"), ("age", "within days")])
    @pytest.mark.parametrize("path", OTHERS)
    def test_lesser_signs_remind_and_let_the_page_be(
        self, app: OpenedApp, record: ClientRecord, path: str, flag_id: str, when: str
    ) -> None:
        record.warning_signs.answer(RedFlagAnswers(answers={flag_id: "yes"}))
        app.go(path)
        assert when in app.test.warning[0].value
        assert "Which one, and what to do" in app.links
        assert app.title != "Please get help now"

    def test_possible_cancer_with_a_weakening_leg_is_an_emergency(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        record.warning_signs.answer(RedFlagAnswers(answers={"cancer": "yes", "foot_drop": "yes"}))
        assert app.go("check-in").title == "Please get help now"
        assert "Go to the emergency department (A&E) or call 999 now." in app.go(FORM).words


class TestWhatWaits:
    HELD = "Not now: a sign you ticked needs a doctor today. Stretching and testing wait until then."

    @pytest.mark.parametrize(("flag_id", "is_held"), [("foot_drop", True), ("stuck", False)])
    def test_testing_and_exercises_wait_for_a_doctor_today(
        self, app: OpenedApp, record: ClientRecord, flag_id: str, is_held: bool
    ) -> None:
        record.warning_signs.answer(RedFlagAnswers(answers={flag_id: "yes"}))
        app.go("flexibility")
        assert app.title == "Sit-and-reach test"
        if not is_held:
            app.form = "sit-and-reach"
            app.fill(tool="box")
        assert (app.has_button("Save test"), self.HELD in app.words) == (not is_held, is_held)
        app.go("learn", article="exercises")
        assert app.title == "Exercises"
        assert (list(app.test.expander) == [], self.HELD in app.words) == (is_held, is_held)

    @pytest.mark.parametrize(
        ("answers", "is_offered"),
        [
            ({}, True), ({"stuck": "unknown"}, True), ({"stuck": "yes"}, False), ({"trauma": "yes"}, False),
            ({"saddle": "yes"}, False),
        ],
    )  # fmt: skip
    def test_no_massage_is_offered_while_a_sign_stands(
        self, app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch, answers: dict[str, str],
        is_offered: bool,
    ) -> None:  # fmt: skip
        monkeypatch.setenv("TRACKER_BOOKING_URL", "https://practice.example/book")
        record.warning_signs.answer(RedFlagAnswers(answers=answers))
        profile = record.profile.get()
        record.profile.edit(replace(profile, version=0, massage_precautions=()), profile.version)
        app.go("massage")
        if "saddle" in answers:
            app.press("Go on to this page all the same")
        assert app.has_button("Save massage session")
        assert ("Book a massage" in app.links) is is_offered
        app.go("learn", article="how-people-recover")
        if "saddle" in answers:
            app.press("Go on to this page all the same")
        assert app.title == "How do people recover?"
        assert ("https://practice.example/book" in app.words) is is_offered


class TestTheStop:
    @pytest.fixture
    def app(self, app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> OpenedApp:
        monkeypatch.setenv("TRACKER_EMERGENCY_NUMBER", "112")
        record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes", "bladder": "yes"}))
        return app

    @pytest.mark.parametrize("path", OTHERS)
    def test_comes_before_every_page(self, app: OpenedApp, path: str) -> None:
        app.go(path)
        assert app.title == "Please get help now"
        assert [button.proto.url for button in app.test.link_button] == ["tel:112"]
        assert "alerts nobody" in app.words
        assert "wiping feels different" in app.words
        assert not any(app.has_button(f"Save {form}") for form in ("check-in", "test", "massage session"))

    @pytest.mark.parametrize("path", ["flexibility", "progress"])
    def test_keeps_stretching_and_progress_back(self, app: OpenedApp, path: str) -> None:
        assert not app.go(path).has_button("Go on to this page all the same")

    def test_keeps_the_exercises_back(self, app: OpenedApp) -> None:
        app.go("learn", article="exercises").press("Go on to this page all the same")
        assert "Not now: an emergency sign stands. Get help first." in app.refusals
        assert list(app.test.expander) == []

    def test_logging_goes_on_all_the_same_for_this_visit(self, app: OpenedApp, record: ClientRecord) -> None:
        app.form = "check-in"
        app.go("check-in").press("Go on to this page all the same")
        assert app.refusals == ["An emergency sign still stands."]
        app.tap(leg_pain_nrs=8).press("Save check-in")
        assert len(record.entries.all()) == 1
        assert "of the last 14 days" not in app.words
        app.go("massage")
        assert app.title == "Please get help now"

    @pytest.mark.parametrize("reason", ["seen", "mistake"])
    @pytest.mark.parametrize("path", ["flexibility", FORM])
    def test_ends_when_seen_or_a_mistake(
        self, app: OpenedApp, record: ClientRecord, path: str, reason: str
    ) -> None:
        app.go(path)
        assert next(button for button in app.test.button if button.label == "Confirm").disabled
        app.fill(lifted=reason).press("Confirm")
        assert standing(record) == []
        assert "Please get help now" not in app.words

    def test_lifting_it_clears_the_boxes(self, app: OpenedApp) -> None:
        app.go(FORM).put(sexual=True).fill(lifted="mistake").press("Confirm")
        assert app.value("sexual") is False

    @pytest.mark.usefixtures("impatient")
    def test_stands_when_it_cannot_be_lifted(self, app: OpenedApp, database: Path) -> None:
        other = sqlite3.connect(database, isolation_level=None)
        app.go("learn").fill(lifted="seen")
        other.execute("BEGIN IMMEDIATE")
        app.press("Confirm")
        other.rollback()
        other.close()
        assert app.title == "Please get help now"
        assert len(app.refusals) == 1
