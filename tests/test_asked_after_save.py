"""After a check-in: activities about weekly, the overall change about monthly, nothing in a flare or beside a danger."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tracker import clock
from tracker.asked_after_save import activities_today, may_choose_activities, overall_too, ratings_too
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.errors import InvalidEntry, UnknownEntry
from tracker.exchange.archive import archive_of, read_archive
from tracker.record import ClientRecord

NO_SIGN = RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no"))


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def saved(record: ClientRecord, entry: Entry) -> Entry:
    return record.entries.add(entry).entry


def check_in(record: ClientRecord, **values: object) -> CheckIn:
    entry = saved(record, CheckIn(leg_pain_nrs=3, **values))  # type: ignore[arg-type]
    assert isinstance(entry, CheckIn)
    return entry


def asked(record: ClientRecord, about: CheckIn) -> list[str]:
    return [one.activity.words for one in ratings_too(record, record.warning_signs.state(), about)]


def ratings(record: ClientRecord) -> list[tuple[str | None, int | None]]:
    entries = record.entries.all((ActivityRating.kind,))
    return sorted((one.activity, one.ability) for one in entries if isinstance(one, ActivityRating))


@pytest.fixture(autouse=True)
def _looked_at(record: ClientRecord) -> None:
    record.warning_signs.answer(NO_SIGN)


def test_a_new_record_is_asked_what_it_would_like_to_do_again(record: ClientRecord) -> None:
    assert may_choose_activities(record, record.warning_signs.state(), check_in(record))
    check_in(record, on_date=ago(3))
    assert not may_choose_activities(record, record.warning_signs.state(), check_in(record)), (
        "an older record finds it under Progress"
    )


def test_each_activity_is_asked_about_once_a_week(record: ClientRecord) -> None:
    today = check_in(record)
    assert asked(record, today) == []
    record.own_activities.choose("Tie my shoes")
    record.own_activities.choose("Swim")
    assert set(asked(record, today)) == {"Tie my shoes", "Swim"}
    saved(record, ActivityRating(activity="tie my SHOES", ability=3, on_date=ago(6)))
    assert asked(record, today) == ["Swim"]
    saved(record, ActivityRating(activity="Swim", ability=3, on_date=ago(7)))
    assert asked(record, today) == ["Swim"]


def test_a_second_tap_of_a_day_changes_the_first_whichever_page_it_is_on(record: ClientRecord) -> None:
    record.own_activities.choose("Swim")
    today = check_in(record)
    (one,) = ratings_too(record, record.warning_signs.state(), today)
    saved(record, one.rating(4))
    (again,) = ratings_too(record, record.warning_signs.state(), today)
    assert again.answer is not None, "what was just answered stays to be changed"
    (elsewhere,) = activities_today(record)
    assert elsewhere.entry_id == one.entry_id
    saved(record, elsewhere.rating(0))
    assert ratings(record) == [("Swim", 0)]
    (noted,) = record.entries.all((ActivityRating.kind,))
    record.entries.edit(replace(noted, note="with help"), noted.version)
    (noted_one,) = activities_today(record)
    saved(record, noted_one.rating(2))
    (changed,) = record.entries.all((ActivityRating.kind,))
    assert changed.note == "with help", "what else was said of it stays"
    later = check_in(record, created_at=clock.utc_now() + timedelta(hours=1))
    assert asked(record, later) == [], "a later check-in of the day does not ask again"


@pytest.mark.parametrize("what", ["flare", "past", "both sides", "a warning sign"])
def test_nothing_is_asked_in_a_flare_beside_a_danger_or_of_a_past_day(
    record: ClientRecord, what: str
) -> None:
    record.own_activities.choose("Swim")
    check_in(record, on_date=ago(40))
    about = {
        "flare": lambda: check_in(record, is_flare=True),
        "past": lambda: check_in(record, on_date=ago(1)),
        "both sides": lambda: check_in(record, side="both"),
        "a warning sign": lambda: check_in(record),
    }[what]()
    if what == "a warning sign":
        record.warning_signs.answer(
            RedFlagAnswers(answers={**dict.fromkeys(FLAG_IDS, "no"), "saddle": "yes"})
        )
    assert asked(record, about) == []
    assert overall_too(record, record.warning_signs.state(), about) is None
    assert not may_choose_activities(record, record.warning_signs.state(), about)


def test_the_overall_change_is_asked_monthly_from_the_second_month_on(record: ClientRecord) -> None:
    today = check_in(record)
    assert overall_too(record, record.warning_signs.state(), today) is None
    check_in(record, on_date=ago(28))
    first = overall_too(record, record.warning_signs.state(), today)
    assert first is not None
    saved(record, first.overall_change("much better"))
    again = overall_too(record, record.warning_signs.state(), today)
    assert again is not None
    assert again.answer is not None
    saved(record, again.overall_change("a little worse"))
    (answer,) = record.entries.all((OverallChange.kind,))
    assert isinstance(answer, OverallChange)
    assert (answer.overall, answer.version) == ("a little worse", 2)
    assert overall_too(record, record.warning_signs.state(), check_in(record)) is None
    record.entries.edit(replace(answer, on_date=ago(28)), answer.version)
    assert overall_too(record, record.warning_signs.state(), check_in(record)) is not None


def test_three_activities_and_none_twice(record: ClientRecord) -> None:
    for words in ("Swim", "Tie my shoes", "Sit"):
        record.own_activities.choose(words)
    with pytest.raises(InvalidEntry, match="3 already"):
        record.own_activities.choose("Walk")
    (first, *_) = record.own_activities.all()
    record.own_activities.end(first.activity_id)
    (second, *_) = record.own_activities.all()
    for words in (second.words.upper(), f"  {second.words}  "):
        with pytest.raises(InvalidEntry, match="on your list already"):
            record.own_activities.choose(words)
    assert len(record.own_activities.all()) == 2


def test_other_words_go_through_all_ratings_and_earlier_ones_are_kept(record: ClientRecord) -> None:
    record.own_activities.choose("Tie my shose")
    (activity,) = record.own_activities.all()
    for days in (14, 7, 0):
        saved(record, ActivityRating(activity="tie my shose", ability=days // 7, on_date=ago(days)))
    saved(record, ActivityRating(activity="Swim", ability=5, on_date=ago(3)))
    record.own_activities.reword(activity.activity_id, "Tie my shoes")
    assert ratings(record) == [("Swim", 5), *(("Tie my shoes", number) for number in range(3))]
    reworded = record.entries.all((ActivityRating.kind,))[0]
    assert [past.entry.activity for past in record.entries.past_versions(reworded)] == ["tie my shose"]  # type: ignore[attr-defined]
    record.own_activities.reword(activity.activity_id, "TIE my shoes")
    assert ratings(record)[0] == ("Swim", 5)
    record.own_activities.choose("Swim")
    with pytest.raises(InvalidEntry):
        record.own_activities.reword(activity.activity_id, "swim")
    with pytest.raises(UnknownEntry):
        record.own_activities.reword("nobody's", "Walk")


def test_an_ended_activity_keeps_its_ratings_and_the_same_words_go_on(record: ClientRecord) -> None:
    record.own_activities.choose("Swim")
    (activity,) = record.own_activities.all()
    saved(record, ActivityRating(activity="Swim", ability=5, on_date=ago(3)))
    record.own_activities.end(activity.activity_id)
    assert record.own_activities.all() == ()
    assert ratings(record) == [("Swim", 5)]
    record.own_activities.choose("swim")
    assert asked(record, check_in(record)) == [], "rated three days ago"


def test_activities_come_back_from_an_archive_only_where_there_are_none(record: ClientRecord) -> None:
    record.own_activities.choose("Swim")
    whole = read_archive(archive_of(record.archive))
    assert record.archive.restore(whole).added == 0
    (activity,) = record.own_activities.all()
    record.own_activities.end(activity.activity_id)
    assert record.archive.restore(whole).added == 1
    assert record.own_activities.all() == (activity,)
    record.own_activities.end(activity.activity_id)
    record.own_activities.choose("Walk")
    record.archive.restore(whole)
    assert [one.words for one in record.own_activities.all()] == ["Walk"]
