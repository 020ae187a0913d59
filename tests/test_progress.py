"""Progress: what is put together for a page says nothing twice."""

import random
from dataclasses import replace
from datetime import time, timedelta

import pytest

from tracker import clock
from tracker.analysis.nerve_signs import HAVE_IT_SEEN
from tracker.domain.check_in import CheckIn
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import REGULAR, MedicineTaken
from tracker.domain.period import ALWAYS, latest_days
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.share_link import FIELDS, Scope
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.exchange.sample import DAYS_A_YEAR, SAMPLE_SEED, fill
from tracker.locales import day_words
from tracker.progress import MORE, progress
from tracker.progress.findings import goes_with_finding, massage_finding
from tracker.progress.summary import summary, summary_text
from tracker.record import ClientRecord, personal_record
from tracker.reports.contents import report_of
from tracker.reports.report_request import ReportOrder
from tracker.store.store import Store


def test_what_goes_with_good_days_is_said_once(store: Store) -> None:
    fill(store, 1, 0.5, SAMPLE_SEED)
    shown = progress(personal_record(store), latest_days(92, clock.today()), "cm")
    answer = shown.answer("goes-with")
    assert "goes with" in answer.sentence
    assert answer.items
    assert not [one for one in answer.items if one in answer.sentence]


def test_too_little_data_is_said_once_for_both_sites(record: ClientRecord) -> None:
    record.entries.add(CheckIn(leg_pain_nrs=4, back_pain_nrs=2))
    shown = progress(record, latest_days(14, clock.today()), "cm")
    there, missing = shown.sentences
    # What is there comes first, then what is missing, once for both.
    assert there == "Leg pain: this week 4.0. Back pain: this week 2.0."
    assert missing.startswith("The first comparison can come on ")
    assert "6 more days with leg and back pain noted" in missing
    assert [one.sentence for one in shown.answers if one.question == "pain"] == [f"{there} {missing}"]
    assert shown.so_far is not None
    assert (shown.so_far.days, shown.so_far.needed) == (1, 14)


def test_the_second_week_is_set_beside_the_first(record: ClientRecord) -> None:
    today = clock.today()
    for number in range(14):
        record.entries.add(CheckIn(leg_pain_nrs=4 + number % 3, on_date=today - timedelta(days=number)))
    shown = progress(record, latest_days(14, today), "cm")
    assert shown.sentences[0].startswith(
        "Leg pain: this week 4.9, last week 5.0. The first comparison can come on "
    )
    assert shown.so_far is not None
    assert shown.so_far.days == 7
    for number in range(14, 28):
        record.entries.add(CheckIn(leg_pain_nrs=4 + number % 3, on_date=today - timedelta(days=number)))
    assert progress(record, latest_days(14, today), "cm").so_far is None


@pytest.mark.parametrize(("first_days", "is_there"), [(7, True), (6, False), (5, False)])
def test_no_meter_stands_for_a_comparison_that_cannot_come(
    record: ClientRecord, first_days: int, is_there: bool
) -> None:
    today = clock.today()
    # Seven of the latest days are noted, and none of those before them but the first few.
    for ago in (*range(6), *range(40 - first_days, 40)):
        record.entries.add(CheckIn(leg_pain_nrs=4, on_date=today - timedelta(days=ago)))
    shown = progress(record, latest_days(90, today), "cm")
    assert (shown.so_far is not None) is is_there
    assert ("it takes 7." in " ".join(shown.sentences)) is not is_there


def test_the_meter_is_that_of_a_site_that_can_still_be_compared(record: ClientRecord) -> None:
    today = clock.today()
    for ago in (*range(6), *range(20, 40)):
        leg = 4 if ago < 6 or ago > 36 else None
        record.entries.add(CheckIn(leg_pain_nrs=leg, back_pain_nrs=3, on_date=today - timedelta(days=ago)))
    so_far = progress(record, latest_days(90, today), "cm").so_far
    assert so_far is not None
    assert so_far.days == 13


def test_a_site_that_was_never_noted_is_not_asked_for(record: ClientRecord) -> None:
    record.entries.add(CheckIn(leg_pain_nrs=4))
    (sentence,) = progress(record, latest_days(14, clock.today()), "cm").sentences
    assert "back" not in sentence


@pytest.mark.parametrize("days", [0, 5, 200])
def test_a_chart_has_a_table_unless_it_is_empty(store: Store, days: int) -> None:
    if days:
        fill(store, 1, days / DAYS_A_YEAR, SAMPLE_SEED)
    shown = progress(personal_record(store), latest_days(92, clock.today()), "cm")
    charts = (*shown.charts, *(chart for question in MORE for chart in shown.answer(question).charts))
    assert [bool(chart.table.rows) for chart in charts] == [not chart.is_empty for chart in charts]


def test_answers_about_massage_and_habits_say_that_medicines_changed(record: ClientRecord) -> None:
    today = clock.today()
    record.imports.bring_in(
        [
            *(
                CheckIn(
                    leg_pain_nrs=ago % 7, hours_sitting=float(ago % 5), on_date=today - timedelta(days=ago)
                )
                for ago in range(80)
            ),
            *(MassageSession(minutes=60, on_date=today - timedelta(days=ago)) for ago in range(5, 75, 9)),
        ]
    )
    answers = progress(record, latest_days(91, today), "cm")
    before = [answers.answer(question).sentence for question in ("massage", "goes-with")]
    assert not any("edicine" in sentence for sentence in before)
    began = today - timedelta(days=30)
    record.entries.add(MedicineTaken(name="Naproxen", use=REGULAR, on_date=began))
    answers = progress(record, latest_days(91, today), "cm")
    meanwhile = f"Medicines were not the same on all these days. Naproxen began on {day_words(began)}."
    assert [answers.answer(question).sentence for question in ("massage", "goes-with")] == [
        f"{sentence} {meanwhile}" for sentence in before
    ]
    assert summary_text(answers.evidence).count(meanwhile) == 2


def told_everywhere(record: ClientRecord) -> str:
    """The goal's sentence, which is the same on page, in the report, in JSON and on the command line."""
    today = clock.today()
    shown = progress(record, latest_days(28, today), "cm")
    sentence = shown.answer("goal").sentence
    assert [goal["sentence"] for goal in summary(shown.evidence)["goals"]] == [sentence]
    assert sentence in summary_text(shown.evidence).splitlines()
    passages = report_of(record, ReportOrder(is_full=True)).passages
    assert [passage.sentences for passage in passages if passage.question == "goal"] == [(sentence,)]
    return sentence


def set_goal(record: ClientRecord, **values: object) -> None:
    goal = Goal(by_date=clock.today() + timedelta(days=30), **values)  # type: ignore[arg-type]
    record.goals.set(goal, record.goals.current().version)


STANDS = "A warning sign you ticked still stands. Please read what to do."


def test_a_goal_of_pain_that_is_reached_is_no_good_news_beside_a_worse_nerve_or_a_warning_sign(
    record: ClientRecord,
) -> None:
    today = clock.today()
    set_goal(record, kind="pain", site="leg", target=2)
    record.imports.bring_in(
        CheckIn(leg_pain_nrs=2, weakness=0 if ago > 13 else 3, on_date=today - timedelta(days=ago))
        for ago in range(40)
    )
    # The pain was as little at first: what is worse is the leg.
    sentence = told_everywhere(record)
    assert sentence.endswith(
        "Reached. Over the last 14 days weakness was up to severe. So less leg pain is not good news by itself. "
        f"{HAVE_IT_SEEN}"
    )
    record.warning_signs.answer(RedFlagAnswers(answers={"foot_drop": "yes"}))
    assert f" Reached. {STANDS} Over the last 14 days weakness" in told_everywhere(record)
    record.warning_signs.answer(RedFlagAnswers(answers={"foot_drop": "no"}))
    assert STANDS not in told_everywhere(record)
    # Where the goal is far, nothing is praised.
    set_goal(record, kind="pain", site="leg", target=0)
    assert "weakness" not in told_everywhere(record)


def test_a_goal_of_reach_is_told_with_what_was_unlike_at_first(record: ClientRecord) -> None:
    today = clock.today()
    set_goal(record, kind="reach", variant="csep_acsm", target=0.0)
    for ago, reach_cm, warm_up in ((30, 20.0, False), (0, 25.0, False), (0, 27.0, True)):
        record.entries.add(
            SitAndReachTest(
                variant="csep_acsm", foot_line_cm=26.0, trials_cm=(reach_cm,), warm_up=warm_up,
                on_date=today - timedelta(days=ago), at_time=time(8 if warm_up else 7),
            )
        )  # fmt: skip
    # Of the day's two tests the furthest counts, and that was the warm one.
    assert told_everywhere(record).endswith(" Reached. You warmed up now, not the first time.")
    record.entries.add(MassageSession(minutes=60, on_date=today, at_time=time(7, 30)))
    assert "This test may have come after that day's massage, the first did not" in told_everywhere(record)
    set_goal(record, kind="reach", variant="csep_acsm", target=9.0)
    assert "warmed" not in told_everywhere(record)


def test_pain_that_goes_in_the_first_weeks_while_a_leg_gets_weak_is_told_beside_it(
    record: ClientRecord,
) -> None:
    today = clock.today()
    record.imports.bring_in(
        CheckIn(
            leg_pain_nrs=8 if ago > 9 else 1,
            weakness=0 if ago > 9 else 3,
            on_date=today - timedelta(days=ago),
        )
        for ago in range(20)
    )
    shown = progress(record, latest_days(28, today), "cm")
    so_far, nerve = shown.sentences
    assert so_far.startswith("Leg pain: this week 1.0, last week 5.0. ")
    assert "The first comparison can come on " in so_far
    assert nerve == (
        "Over the last 13 days weakness was up to severe. So less leg pain is not good news by itself. "
        f"{HAVE_IT_SEEN}"
    )
    assert shown.answer("pain").sentence == " ".join(shown.sentences)
    assert nerve in summary_text(shown.evidence)
    assert summary(shown.evidence)["beside_pain"] == [nerve]
    assert nerve in report_of(record, ReportOrder()).sentences


def test_what_must_be_known_beside_less_pain_stands_with_it_everywhere(record: ClientRecord) -> None:
    today = clock.today()
    record.imports.bring_in(
        CheckIn(
            leg_pain_nrs=8 if is_first else 0, weakness=0 if is_first else 3, side="left" if is_first else "right",
            at_time=time(7) if is_first else time(20), on_date=today - timedelta(days=ago),
        )
        for ago, is_first in ((ago, ago >= 14) for ago in range(28))
    )  # fmt: skip
    shown = progress(record, latest_days(28, today), "cm")
    change, nerve, hours, side = shown.sentences
    assert change.startswith("Leg pain averages 0.0")
    assert nerve.startswith("Over the last 14 days weakness was up to severe.")
    assert hours.startswith("You checked in at other times of day: around 07:00")
    assert side.endswith("These are not numbers of one leg.")
    # The words above and those of the section are the same, so that the page says them once.
    assert shown.answer("pain").sentence == " ".join(shown.sentences)
    for is_full in (False, True):
        assert set(shown.sentences) < set(report_of(record, ReportOrder(is_full=is_full)).sentences)
    assert all(sentence in summary_text(shown.evidence) for sentence in shown.sentences)


def test_symptoms_that_leave_another_leg_are_told_so_everywhere(record: ClientRecord) -> None:
    today = clock.today()
    record.imports.bring_in(
        CheckIn(
            leg_pain_nrs=5, pain_extent="foot" if ago >= 14 else "thigh", side="left" if ago >= 14 else "right",
            on_date=today - timedelta(days=ago),
        )
        for ago in range(28)
    )  # fmt: skip
    shown = progress(record, latest_days(28, today), "cm")
    sentence = shown.answer("extent").sentence
    assert sentence.endswith("These are not numbers of one leg.")
    assert sentence == summary(shown.evidence)["pain_extent"]["sentence"]
    assert sentence in summary_text(shown.evidence)


CANNOT_BE_SEEN = "So what else changed along with it cannot be seen."


def test_who_does_not_see_what_came_along_with_the_massages_reads_so(record: ClientRecord) -> None:
    today = clock.today()
    sessions = [70, 64, 55, 49, 41, 34, 25, 18, 10]
    after = {ago - days for ago in sessions for days in (1, 2, 3)}
    record.imports.bring_in(
        [
            *(
                CheckIn(
                    leg_pain_nrs=(2 if ago in after else 6) + ago % 2, on_date=today - timedelta(days=ago)
                )
                for ago in range(85)
            ),
            *(MassageSession(minutes=60, on_date=today - timedelta(days=ago)) for ago in sessions),
        ]
    )
    basis = progress(record, latest_days(91, today), "cm").evidence
    own = massage_finding(basis).sentence
    assert "better" in own
    left_out = ("symptoms", "medicines")
    sentences = {}
    for parts in ((), ("medicines",), left_out):
        scope = Scope(frozenset(FIELDS) - set(parts), ALWAYS)
        sentences[parts] = massage_finding(replace(basis, scope=scope)).sentence.removeprefix(own).strip()
    assert sentences == {
        (): "",
        ("medicines",): f"Medicines are not shared. {CANNOT_BE_SEEN}",
        left_out: f"Symptoms and medicines are not shared. {CANNOT_BE_SEEN}",
    }


def test_who_does_not_see_what_else_came_with_a_habit_reads_so(record: ClientRecord) -> None:
    today = clock.today()
    chance = random.Random(4)
    hours = [chance.choice((2.0, 9.0)) for _ in range(81)]
    record.imports.bring_in(
        [
            CheckIn(
                leg_pain_nrs=(7 if hours[ago + 1] > 5 else 2) + chance.randrange(2),
                hours_sitting=hours[ago],
                on_date=today - timedelta(days=ago),
            )
            for ago in range(80)
        ]
    )
    basis = progress(record, latest_days(91, today), "cm").evidence
    own = goes_with_finding(basis).sentence
    scope = Scope(frozenset(FIELDS) - {"massage", "medicines"}, ALWAYS)
    of_link = goes_with_finding(replace(basis, scope=scope)).sentence.removeprefix(own).strip()
    assert of_link == f"Massage sessions and medicines are not shared. {CANNOT_BE_SEEN}"
