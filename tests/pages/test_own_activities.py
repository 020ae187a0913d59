"""Own activities on the pages: chosen after a first check-in, rated by a tap, worded anew, ended, mended, taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.pages.opened_app import OpenedApp
from tracker import clock
from tracker.asked_after_save import activities_today, overall_too
from tracker.components.answer import tapped
from tracker.domain.check_in import CheckIn
from tracker.domain.overall_change import OVERALL_QUESTION, OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.pages.own_activities import CHOOSE
from tracker.record import ClientRecord

HOSTILE = "<b>*walk*</b> :material/home: https://evil.example"


@pytest.fixture
def saved(app: OpenedApp, record: ClientRecord) -> OpenedApp:
    """The receipt of the first check-in."""
    record.warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    return app.rerun().tap(leg_pain_nrs=3).press("Save check-in")


def choose(app: OpenedApp, words: str) -> OpenedApp:
    field = next(one for one in app.test.text_input if one.key.startswith("activity_words_"))
    field.set_value(words)
    return app.press("Add it")


def rate(app: OpenedApp, record: ClientRecord, value: int | None, number: int = 0) -> OpenedApp:
    asked = activities_today(record)[number]
    app.taps += 1
    app.test.session_state[f"ability-{asked.activity.activity_id}-{clock.today()}"] = tapped(value, app.taps)
    return app.rerun()


def ratings(record: ClientRecord) -> list[tuple[str | None, int | None]]:
    entries = record.entries.all((ActivityRating.kind,))
    return [(one.activity, one.ability) for one in entries if isinstance(one, ActivityRating)]


def asks(app: OpenedApp) -> bool:
    return any(one.label == CHOOSE for one in app.test.text_input)


def test_a_first_check_in_asks_once_and_takes_no_for_an_answer(
    saved: OpenedApp, record: ClientRecord
) -> None:
    assert asks(saved)
    saved.press("Not now")
    assert not asks(saved)
    saved.press("Another check-in").tap(leg_pain_nrs=4).press("Save check-in")
    assert not asks(saved)
    assert record.own_activities.all() == ()


def test_up_to_three_are_chosen_and_what_is_refused_stays_typed(
    saved: OpenedApp, record: ClientRecord
) -> None:
    choose(saved, "x" * 61)
    assert "up to 60 characters" in saved.refusals[0]
    assert record.own_activities.all() == ()
    assert any(one.value == "x" * 61 for one in saved.test.text_input)
    choose(saved, "Tie my shoes")
    choose(saved, "tie MY shoes")
    assert "on your list already" in saved.refusals[0]
    choose(saved, HOSTILE)
    choose(saved, "לרוץ")
    assert len(record.own_activities.all()) == 3
    assert "These are all 3." in saved.words
    saved.press("Done")
    assert "These are all 3." not in saved.words


def test_a_tap_saves_another_changes_it_and_clear_takes_it_back(
    saved: OpenedApp, record: ClientRecord
) -> None:
    choose(saved, HOSTILE)
    rate(saved, record, 2)
    assert ratings(record) == [(HOSTILE, 2)]
    assert "Saved for today: 2 of 10." in saved.texts
    rate(saved, record, 0)
    assert ratings(record) == [(HOSTILE, 0)]
    rate(saved, record, None)
    assert ratings(record) == []
    rate(saved, record, 7)
    assert ratings(record) == [(HOSTILE, 7)]
    assert saved.refusals == []


def test_a_number_given_elsewhere_in_the_meantime_is_not_lost(saved: OpenedApp, record: ClientRecord) -> None:
    choose(saved, "Swim")
    (asked,) = activities_today(record)
    record.entries.add(asked.rating(4))
    saved.rerun()
    assert ratings(record) == [("Swim", 4)]
    rate(saved, record, 5)
    assert ratings(record) == [("Swim", 5)]


def test_in_a_flare_nothing_is_asked(app: OpenedApp, record: ClientRecord) -> None:
    record.warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    record.own_activities.choose("Swim")
    app.rerun().press("Bad day: a flare").tap(leg_pain_nrs=8).press("Save check-in")
    assert "How well can you do it now?" not in app.words
    assert not asks(app)


def test_the_progress_page_words_anew_ends_and_asks(app: OpenedApp, record: ClientRecord) -> None:
    record.entries.add(CheckIn(leg_pain_nrs=3))
    app.go("progress", question="activities")
    choose(app, "Tie my shose")
    rate(app, record, 3)
    (activity,) = record.own_activities.all()
    app.test.text_input(f"words_{activity.activity_id}").set_value("Tie my shoes")
    app.press("Keep these words")
    assert ratings(record) == [("Tie my shoes", 3)]
    app.press("Stop asking")
    assert record.own_activities.all() == ()
    assert ratings(record) == [("Tie my shoes", 3)]
    choose(app, "tie my shoes")
    rate(app, record, 4)
    assert ratings(record) == [("Tie my shoes", 4)], "still one number of the day"


def test_the_overall_change_is_one_tap_a_month(app: OpenedApp, record: ClientRecord) -> None:
    record.warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    record.entries.add(CheckIn(leg_pain_nrs=6, on_date=clock.today() - timedelta(days=30)))
    app.rerun().tap(leg_pain_nrs=3).press("Save check-in")
    assert isinstance(app.draft.saved_entry, CheckIn)
    asked = overall_too(record, record.warning_signs.state(), app.draft.saved_entry)
    assert asked is not None
    app.fill(**{f"overall-{asked.entry_id}": "much better"})
    (answer,) = record.entries.all((OverallChange.kind,))
    assert isinstance(answer, OverallChange)
    assert answer.overall == "much better"
    app.fill(**{f"overall-{asked.entry_id}": "a little better"})
    assert [
        one.overall for one in record.entries.all((OverallChange.kind,)) if isinstance(one, OverallChange)
    ] == ["a little better"]
    app.press("Another check-in").tap(leg_pain_nrs=3).press("Save check-in")
    assert OVERALL_QUESTION not in [one.label for one in app.test.button_group]


def test_the_history_mends_both(app: OpenedApp, record: ClientRecord) -> None:
    rating = record.entries.add(ActivityRating(activity="Swim", ability=3)).entry
    answer = record.entries.add(OverallChange(overall="much worse")).entry
    app.go("history", edit=f"{rating.kind}.{rating.entry_id}")
    app.form = "edit"
    app.fill(activity="Swim far").tap(ability=0).press("Save changes")
    assert ratings(record) == [("Swim far", 0)]
    app.go("history", edit=f"{answer.kind}.{answer.entry_id}")
    app.fill(overall="much better", note="typed wrongly").press("Save changes")
    (mended,) = record.entries.all((OverallChange.kind,))
    assert mended == replace(answer, overall="much better", note="typed wrongly", version=2)  # type: ignore[call-arg]
    app.go("history", kinds="activity-rating")
    assert "Swim far, 0 of 10" in " ".join(app.texts)
