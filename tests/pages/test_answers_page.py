"""The progress page's answers on every kind of record, the goal form, the own answer of an article, nerve advice."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import tracker.pages
from tests.counted import calls_of
from tests.fetched_answers import (
    answers_of,
    charts,
    components,
    fetched,
    paragraphs,
    said,
    tables,
    titles,
    visitor,
)
from tests.waiting import LONGEST_SECONDS
from tracker import clock, installation
from tracker.charts.chart import Chart
from tracker.components.answer import tapped
from tracker.domain.check_in import CheckIn
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period, latest_days
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.exchange.sample import fill
from tracker.progress import BY_ID, CHARTS, MORE, QUESTIONS, evidence, progress, question_of_chart
from tracker.record import ClientRecord
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.store import Store

MAIN = str(Path(tracker.pages.__file__).with_name("main.py"))
Opener = Callable[..., AppTest]


@pytest.fixture
def open_page(store: Store, record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    assert isinstance(store.driver, SqliteDriver)
    monkeypatch.setenv("TRACKER_DATABASE", str(store.driver.path))

    def opened(path: str = "progress", **address: str) -> AppTest:
        page = AppTest.from_file(MAIN, default_timeout=LONGEST_SECONDS)
        page.query_params = dict(address)
        page._page_hash = calc_hash(path)
        return rerun(page)

    yield opened
    installation.installation().store.driver.close()
    installation._store.cache_clear()


def rerun(page: AppTest) -> AppTest:
    page.run()
    assert [error.value for error in page.exception] == []
    return page


def words(page: AppTest) -> str:
    return "\n".join(
        one.value for kind in (page.text, page.markdown, page.caption, page.subheader) for one in kind
    ) + (said(answers_of(page)) if components(page) else "")


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click()
    return rerun(page)


def put(page: AppTest, key: str, value: Any) -> AppTest:
    if f"{key}:answer" in page.session_state:  # a number field, which AppTest does not list
        page.session_state[key] = tapped(str(value))
        return rerun(page)
    kinds = (page.radio, page.selectbox, page.date_input, page.button_group, page.toggle)
    next(widget for kind in kinds for widget in kind if widget.key == key).set_value(value)
    return rerun(page)


@pytest.fixture
def sample(store: Store, record: ClientRecord) -> None:
    fill(store, clients=1, years=0.5, seed=11)


def log_every_day(record: ClientRecord, days: int, **values: Any) -> None:
    for number in range(days):
        record.entries.add(CheckIn(on_date=clock.today() - timedelta(days=number), leg_pain_nrs=4, **values))


class TestAnswers:
    def test_an_empty_record_teaches_and_shows_no_frame(self, open_page: Opener) -> None:
        page = open_page()
        assert "Your charts begin with your first check-in. It takes two taps." in words(page)
        assert components(page) == []

    @pytest.mark.parametrize(
        "entry",
        [
            CheckIn(leg_pain_nrs=0),
            CheckIn(back_pain_nrs=10),
            MassageSession(minutes=60),
            SitAndReachTest(skipped_reason="pain"),
        ],
        ids=lambda entry: entry.kind,
    )
    @pytest.mark.parametrize("question", [None, *MORE])
    def test_one_entry_is_words_and_no_verdict(
        self, open_page: Opener, record: ClientRecord, entry: CheckIn, question: str | None
    ) -> None:
        record.entries.add(entry)
        html = answers_of(open_page(**({"question": question} if question else {})))
        words_of_it = "\n".join(paragraphs(html)).lower()
        assert words_of_it
        assert not any(word in words_of_it for word in ("better", "worse", "nan", "none,"))
        assert "change_card" not in charts(html)

    @pytest.mark.parametrize("question", [None, *MORE])
    def test_half_a_year_answers_every_question_in_words_and_with_a_table(
        self, open_page: Opener, sample: None, question: str | None
    ) -> None:
        page = open_page(**({"question": question} if question else {}))
        html = answers_of(page)
        assert titles(html)[:4] == [
            "Am I getting better?",
            "Is the change real?",
            "What does a massage do?",
            "Am I more flexible?",
        ]
        assert len(titles(html)) == 4 + (question is not None)
        assert "A year in tiles" in html
        assert len(charts(html)) >= 4
        assert tables(html) == charts(html)
        assert not any(word in words(page).lower() for word in ("p-value", "p <", "confidence", "nan"))

    def test_what_is_said_above_is_not_said_again(self, open_page: Opener, sample: None) -> None:
        once = paragraphs(answers_of(open_page()))
        assert len(once) == len(set(once)) > 4

    def test_a_question_is_kept_in_the_address_and_can_be_put_away(
        self, open_page: Opener, sample: None
    ) -> None:
        page = put(open_page(), "question", "extent")
        assert page.query_params["question"] == "extent"
        assert "Is it leaving the leg?" in words(page)
        page = put(page, "question", None)
        assert "question" not in page.query_params
        assert "Is it leaving the leg?" not in words(page)

    def test_an_unknown_question_in_the_address_is_none(self, open_page: Opener, sample: None) -> None:
        page = open_page(question="../../etc")
        assert len(titles(answers_of(page))) == 4
        assert "question" not in page.query_params

    def test_a_year_without_an_entry_and_a_year_with_a_leap_day(
        self, open_page: Opener, record: ClientRecord
    ) -> None:
        for day in (date(2024, 2, 29), date(2025, 3, 30), clock.today()):
            record.entries.add(
                CheckIn(
                    on_date=day,
                    leg_pain_nrs=3,
                    back_pain_nrs=3,
                    pain_extent="calf",
                    tingling=1,
                    sleep_quality=2,
                )
            )
        for question in MORE:
            assert len(titles(answers_of(open_page(question=question, range="all")))) >= 3, question

    def test_numbers_of_a_person_who_thinks_in_inches(self, open_page: Opener, record: ClientRecord) -> None:
        profile = record.profile.get()
        record.profile.edit(replace(profile, unit="in"), profile.version)
        for weeks in range(3):
            record.entries.add(
                SitAndReachTest(
                    on_date=clock.today() - timedelta(weeks=weeks), foot_line_cm=26, trials_cm=(28.54,)
                )
            )
        page = open_page()
        assert "1.0 inches past your toes" in words(page)
        assert " cm" not in "\n".join(paragraphs(answers_of(page))).replace("feet at 26 cm", "")
        query = components(page)[0]["query"]
        assert ">Reach (in)</th>" in fetched(visitor(), f"table?{query}&chart=flexibility_trend").text

    def test_ten_years_stay_quick(self, store: Store, record: ClientRecord) -> None:
        fill(store, clients=1, years=10, seed=5)
        period = Period(record.entries.first_day() or clock.today(), clock.today())
        half = Period(period.first + (period.last - period.first) / 2, period.last)

        def charts_of(period: Period) -> list[Chart]:
            held = evidence(record, period, "cm")
            return [chart for question in QUESTIONS for chart in question.answer(held).charts]

        charts = charts_of(period)
        # Twice the days are at most twice the calls; what is quadratic would be four times as many.
        assert calls_of(lambda: charts_of(period)) < 2.5 * calls_of(lambda: charts_of(half))
        assert all(len(getattr(item, "places", ())) <= 600 for chart in charts for item in chart.series)


class TestGoalForm:
    def test_a_pain_goal_is_kept_changed_and_withdrawn(self, open_page: Opener, record: ClientRecord) -> None:
        log_every_day(record, 20)
        page = open_page(question="goal")
        assert "No goal is set." in words(page)
        page = put(page, "goal_pain", "1,5")
        page = press(page, "Keep this goal")
        assert record.goals.current().goal == Goal(
            kind="pain", target=1.5, by_date=clock.today() + timedelta(days=84), site="leg"
        )
        assert "Your goal is leg pain of 1.5 or less" in words(page)
        page = put(page, "goal_site", "back")
        page = press(page, "Keep this goal")
        stands = record.goals.current().goal
        assert stands is not None
        assert stands.site == "back"
        page = press(page, "Go on without a goal")
        assert record.goals.current().goal is None
        assert [past.goal is None for past in record.goals.versions()] == [True, False, False]

    def test_a_reach_goal_is_typed_in_the_persons_unit(self, open_page: Opener, record: ClientRecord) -> None:
        profile = record.profile.get()
        record.profile.edit(replace(profile, unit="in"), profile.version)
        record.entries.add(SitAndReachTest(variant="chair", side="right", foot_line_cm=0, trials_cm=(-3.5,)))
        page = put(open_page(question="goal"), "goal_kind", "reach")
        page = put(page, "goal_side", "right")
        page = put(page, "goal_reach_chair_in", "+1,0")
        press(page, "Keep this goal")
        stands = record.goals.current().goal
        assert stands is not None
        assert (stands.target, stands.variant, stands.side) == (2.54, "chair", "right")

    def test_a_goal_set_meanwhile_elsewhere_is_not_overwritten(
        self, open_page: Opener, record: ClientRecord
    ) -> None:
        log_every_day(record, 3)
        page = open_page(question="goal")
        other = Goal(kind="pain", target=3, by_date=clock.today() + timedelta(days=9), site="back")
        record.goals.set(other, 0)
        page = press(page, "Keep this goal")
        assert record.goals.versions()[-1].goal == other


class TestOwnAnswerOfAnArticle:
    def test_stands_above_with_the_way_to_the_chart(self, open_page: Opener, sample: None) -> None:
        page = open_page("learn", article="where-is-the-sciatic-nerve")
        assert "In your record: is it leaving the leg?" in words(page)
        assert any("symptoms mostly reached" in text.value for text in page.text)
        assert "See the chart" in [link.value for link in page.page_link]

    def test_is_left_out_without_a_record_or_a_chart(self, open_page: Opener, record: ClientRecord) -> None:
        assert "In your record" not in words(open_page("learn", article="where-is-the-sciatic-nerve"))
        record.entries.add(CheckIn(leg_pain_nrs=3))
        assert "In your record" not in words(open_page("learn", article="when-to-get-help"))

    def test_is_the_sentence_of_the_chart(self, record: ClientRecord, sample: None) -> None:
        held = evidence(record, latest_days(92, clock.today()), "cm")
        for chart_id in CHARTS:
            answer = question_of_chart(chart_id).answer(held)
            assert answer.chart("no such chart") is None
            chart = answer.chart(chart_id)
            assert chart is None or chart.chart_id == chart_id
        shown = progress(record, held.period, "cm")
        assert shown.charts[0] == BY_ID["pain"].answer(held).chart("pain_trend")


class TestNerveAdvice:
    SLIDER, STRETCH = "Gentle nerve slider, seated", "Hamstring stretch, seated"

    def test_a_stretch_that_brought_it_on_leaves_out_the_hamstring_stretches(self, open_page: Opener) -> None:
        page = open_page("learn", article="exercises")
        assert self.STRETCH in [one.label for one in page.expander]
        page = press(page, "This brought on tingling or pain below the knee")
        names = [one.label for one in page.expander]
        assert names[0] == self.SLIDER
        assert not any(name.startswith("Hamstring") for name in names)
        assert "have it looked at" in words(page)
        page = press(page, "It has settled: show the stretches again")
        assert self.STRETCH in [one.label for one in page.expander]

    def test_a_day_with_both_in_the_record_does_too_until_a_week_later(
        self, open_page: Opener, record: ClientRecord
    ) -> None:
        day = clock.today() - timedelta(days=6)
        record.entries.add(CheckIn(on_date=day, leg_pain_nrs=4, exercises_done=("hamstring_stretch_strap",)))
        assert self.STRETCH in [one.label for one in open_page("learn", article="exercises").expander]
        record.entries.add(CheckIn(on_date=day, leg_pain_nrs=4, pain_extent="foot"))
        page = open_page("learn", article="exercises")
        assert self.STRETCH not in [one.label for one in page.expander]
        assert "you noted a hamstring stretch" in words(page)
