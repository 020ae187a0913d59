"""A practice's questionnaires on pages: asked monthly, answered, mended, read when their file is gone; off without a folder."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.invented_questionnaires import (
    FOUR,
    ONE,
    TWENTY_FOUR,
    answers_to,
    choice,
    file_of,
    integer,
    scored,
    write,
)
from tests.pages.opened_app import OpenedApp
from tracker import clock
from tracker.asked_after_save import questionnaire_too
from tracker.domain.check_in import CheckIn
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.exchange.questionnaire_files import Installed, questionnaires_in
from tracker.pages.questionnaire_form import form_name
from tracker.record import ClientRecord
from tracker.record.entries import Entries

ASKED = "Your practice asks now and then: Invented: one (1 question)."
HOSTILE = "<script>alert(1)</script> **b** [y](javascript:alert(1)) :material/home: $x$"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = write(tmp_path / "questionnaires", a=ONE, b=FOUR, c=TWENTY_FOUR)
    monkeypatch.setenv("TRACKER_QUESTIONNAIRES_DIR", str(place))
    return place


@pytest.fixture
def calm(record: ClientRecord) -> ClientRecord:
    record.warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    record.entries.add(CheckIn(leg_pain_nrs=2, on_date=clock.today() - timedelta(days=5)))
    return record


def answered(record: ClientRecord) -> list[QuestionnaireAnswers]:
    return [one for one in record.entries.all() if isinstance(one, QuestionnaireAnswers)]


def open_form(app: OpenedApp, folder: Path, url: str) -> OpenedApp:
    asked = questionnaires_in(folder).named(url)
    assert asked is not None
    app.form = form_name(asked)
    return app.go("questionnaires", questionnaire=url)


class TestAnswering:
    def test_one_number_is_saved_undone_and_saved_again(
        self, app: OpenedApp, calm: ClientRecord, folder: Path
    ) -> None:
        open_form(app, folder, "urn:example:one")
        assert app.title == r"Invented\: one"
        app.press("Save answers")
        assert app.refusals == ["Question 1 needs an answer: How far can you walk, in blocks?"]
        app.fill(answer_1=7).press("Save answers")
        assert [one.score for one in answered(calm)] == [7]
        assert "Invented: one: score 7 (0 to 10, higher is better)." in app.words
        app.press("Undo")
        assert answered(calm) == []
        assert app.value("answer_1") == "7"
        app.press("Save answers")
        assert [one.score for one in answered(calm)] == [7]

    def test_groups_choices_and_what_is_left_out(
        self, app: OpenedApp, calm: ClientRecord, folder: Path
    ) -> None:
        open_form(app, folder, "urn:example:four")
        assert [one.value for one in app.test.subheader] == ["In the house"]
        assert "Think of the last week." in app.texts
        # Said once where it holds for all of them, not beside each.
        assert app.texts.count("Leave out any that you cannot answer.") == 1
        assert not any("left out" in one.label for one in app.test.radio)
        app.put(answer_1="a1", answer_2="a2", answer_4="a2").press("Save answers")
        (entry,) = answered(calm)
        assert (entry.score, [one["value"] for one in entry.items]) == (1.67, ["a1", "a2", None, "a2"])
        app.press("Answer it again").put(answer_1="a0").press("Save answers")
        assert "Invented: four: too many left out to say." in app.words

    def test_twenty_four_statements(self, app: OpenedApp, calm: ClientRecord, folder: Path) -> None:
        calm.entries.add(
            replace(
                answers_to(TWENTY_FOUR, **{f"s{n}": n <= 12 for n in range(1, 25)}), on_date=date(2026, 3, 9)
            )
        )
        open_form(app, folder, "urn:example:list")
        app.put(**{f"answer_{n}": n <= 7 for n in range(1, 25)}).press("Save answers")
        assert [one.score for one in answered(calm)] == [7, 12]
        assert "12 on 9 March 2026: 5 points better." in app.words
        assert "That is at least 5 points: a change that matters (Invented 2008)." in app.words

    def test_it_is_changed_in_the_history(self, app: OpenedApp, calm: ClientRecord, folder: Path) -> None:
        calm.entries.add(answers_to(FOUR, stairs="a1", shoes="a2", tub="a0", bed="a1"))
        app.go("history").press("Edit")
        app.form = "edit"
        assert app.value("answer_2") == "a2"
        app.put(answer_2="a0").press("Save changes")
        (entry,) = answered(calm)
        assert (entry.score, entry.version) == (0.5, 2)
        assert "2. And your shoes?: easy" in app.words

    def test_texts_of_a_file_are_words_and_nothing_else(
        self, app: OpenedApp, calm: ClientRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hostile = file_of(
            "evil", [choice("x", HOSTILE, HOSTILE, "well")], scored("sum", 0, 1, "lower"), title=HOSTILE[:60]
        )
        place = write(tmp_path / "evil", a={**hostile, "copyright": HOSTILE})
        monkeypatch.setenv("TRACKER_QUESTIONNAIRES_DIR", str(place))
        open_form(app, place, "urn:example:evil").put(answer_1="a0").press("Save answers")
        (entry,) = answered(calm)
        assert entry.items[0]["words"] == HOSTILE
        app.go("history")
        assert f"1. {HOSTILE}: {HOSTILE}" in app.words


class TestGone:
    @pytest.mark.parametrize(
        "how", ["erased", "another version", "other words", "other points", "spoiled", "no folder"]
    )
    def test_answers_stay_readable(
        self, app: OpenedApp, calm: ClientRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
    ) -> None:
        calm.entries.add(answers_to(ONE, far=7))
        files: dict[str, dict[str, Any]] = {
            "erased": {},
            "another version": {"a": {**ONE, "version": "2"}},
            # Saved under these, the answer would be one to a question that nobody asked.
            "other words": {"a": {**ONE, "item": [integer("far", "How far can you not walk?", 0, 10)]}},
            "other points": {"a": {**ONE, "extension": [scored("sum", 0, 10, "lower")]}},
            "spoiled": {"a": b"{"},
        }
        if how in files:
            monkeypatch.setenv("TRACKER_QUESTIONNAIRES_DIR", str(write(tmp_path / "now", **files[how])))
        app.go("history")
        assert "Invented: one: score 7 (0 to 10, higher is better)" in app.words
        assert "1. How far can you walk, in blocks?: 7" in app.words
        app.press("Edit")
        assert "can be read and deleted, not changed" in app.words
        app.press("Save changes")
        assert [one.score for one in answered(calm)] == [7]
        app.go("history").press("Delete")
        assert answered(calm) == []
        app.press("Undo")
        assert [one.score for one in answered(calm)] == [7]


class TestOff:
    def test_nothing_speaks_of_questionnaires_without_a_folder(
        self, app: OpenedApp, calm: ClientRecord
    ) -> None:
        app.go("check-in").tap(leg_pain_nrs=3).press("Save check-in")
        words = app.words
        for path in ("history", "progress", "learn", "account", "massage"):
            words += app.go(path).words
        assert "uestionnaire" not in words
        app.go("history")
        chips = next(one for one in app.test.button_group if one.key == "kinds")
        assert "Questionnaires" not in repr(chips.options)
        assert app.go("questionnaires").title == "How is it now?"

    def test_its_chip_and_page_are_there_with_one(
        self, app: OpenedApp, calm: ClientRecord, folder: Path
    ) -> None:
        app.go("history")
        chips = next(one for one in app.test.button_group if one.key == "kinds")
        assert "Questionnaires" in repr(chips.options)
        assert "Answer a questionnaire" in app.links
        assert app.go("questionnaires").title == "Questionnaires"
        assert [text for text in app.texts if text.startswith("Invented")] == [
            "Invented: one", "Invented: four", "Invented: list",
        ]  # fmt: skip


class TestAsked:
    def test_a_check_in_leads_to_it_and_not_now_waits(
        self, app: OpenedApp, calm: ClientRecord, folder: Path
    ) -> None:
        app.go("check-in").tap(leg_pain_nrs=3).press("Save check-in")
        assert ASKED in app.words
        app.press("Not now", -1)
        assert ASKED not in app.words
        assert "Invented: four (4 questions)" in app.words, "the next one is asked"
        app.press("Another check-in").tap(leg_pain_nrs=3).press("Save check-in")
        assert ASKED not in app.words

    def test_a_flare_and_a_danger_are_asked_nothing(
        self, app: OpenedApp, calm: ClientRecord, folder: Path
    ) -> None:
        app.go("check-in").press("Bad day: a flare").tap(leg_pain_nrs=8).press("Save check-in")
        assert "Your practice asks" not in app.words


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    return questionnaires_in(write(tmp_path / "one", a=ONE))


def due(record: ClientRecord, installed: Installed, **values: object) -> bool:
    entry = record.entries.add(CheckIn(**{"leg_pain_nrs": 3, **values})).entry  # type: ignore[arg-type]
    assert isinstance(entry, CheckIn)
    return questionnaire_too(record, record.warning_signs.state(), entry, installed) is not None


@pytest.mark.parametrize(
    ("days", "to_visit", "is_due"),
    [
        (0, None, False),
        (27, None, False),
        (28, None, True),
        (13, 3, False),
        (14, 3, True),
        (14, 4, False),
        (14, 0, True),
    ],
)
def test_monthly_at_most_and_before_a_visit(
    calm: ClientRecord, installed: Installed, days: int, to_visit: int | None, is_due: bool
) -> None:
    calm.entries.add(replace(answers_to(ONE, far=7), on_date=clock.today() - timedelta(days=days)))
    if to_visit is not None:
        calm.planned_massages.add(
            PlannedMassage(on_date=clock.today() + timedelta(days=to_visit), at_time=time(23, 59))
        )
    assert due(calm, installed) is is_due


def test_a_new_record_is_asked_before_a_visit_alone(record: ClientRecord, installed: Installed) -> None:
    record.warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    assert not due(record, installed)
    record.planned_massages.add(PlannedMassage(on_date=clock.today(), at_time=time(23, 59)))
    assert due(record, installed)


def test_another_version_is_asked_anew(calm: ClientRecord, installed: Installed, tmp_path: Path) -> None:
    calm.entries.add(answers_to(ONE, far=7))
    assert not due(calm, installed)
    assert due(calm, questionnaires_in(write(tmp_path / "two", a={**ONE, "version": "2"})))


@pytest.mark.parametrize("values", [{"is_flare": True}, {"on_date": clock.today() - timedelta(days=1)}])
def test_no_other_check_in_asks(calm: ClientRecord, installed: Installed, values: dict[str, object]) -> None:
    assert not due(calm, installed, **values)


def test_beside_a_danger_nothing_is_asked(calm: ClientRecord, installed: Installed) -> None:
    calm.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
    assert not due(calm, installed)


def test_without_any_the_record_is_not_even_asked(
    calm: ClientRecord, monkeypatch: pytest.MonkeyPatch, driver: object
) -> None:
    entry = calm.entries.add(CheckIn(leg_pain_nrs=3)).entry
    assert isinstance(entry, CheckIn)
    flags = calm.warning_signs.state()
    refuse: Callable[..., object] = lambda *_args, **_more: pytest.fail("asked")  # noqa: E731
    monkeypatch.setattr(Entries, "all", refuse)
    assert questionnaire_too(calm, flags, entry, Installed()) is None
