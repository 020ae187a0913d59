"""Progress: what is put together for a page says nothing twice."""

import random
from dataclasses import replace
from datetime import time, timedelta

import pytest

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import REGULAR, MedicineTaken
from tracker.domain.period import ALWAYS, latest_days
from tracker.domain.share_link import FIELDS, Scope
from tracker.exchange.sample import DAYS_A_YEAR, SAMPLE_SEED, fill
from tracker.locales import day_words
from tracker.progress import MORE, progress
from tracker.progress.findings import goes_with_finding, massage_finding
from tracker.progress.summary import summary_text
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
