"""The pages to read: progress with its ranges, and the articles."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.fetched_answers import answers_of, charts, components, fetched, paragraphs, tables, titles, visitor
from tests.pages.opened_app import OpenedApp, alerts_in
from tracker import clock
from tracker.articles.catalogue import articles
from tracker.articles.exercises import exercise_texts
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.pages.learn import dose_in_words
from tracker.record import ClientRecord
from tracker.web import answers_view
from tracker.web.routes import answers as answers_routes

CHARTS = ("pain_trend", "change_card", "massage_response", "flexibility_trend")
QUESTIONS = ["Am I getting better?", "Is the change real?", "What does a massage do?", "Am I more flexible?"]


@pytest.fixture
def periods(monkeypatch: pytest.MonkeyPatch) -> list[tuple[date, date]]:
    """The periods that answers were drawn for."""
    asked: list[tuple[date, date]] = []
    drawn = answers_view.first_answers

    def note(record: ClientRecord, period: Any, unit: str, **how: Any) -> answers_view.Answers:
        asked.append((period.first, period.last))
        return drawn(record, period, unit, **how)

    monkeypatch.setattr(answers_routes, "first_answers", note)
    return asked


class TestRange:
    @pytest.mark.parametrize(
        ("name", "days"), [("2w", 14), ("3m", 92), ("1y", 366), ("nonsense", 92), ("", 92)]
    )
    def test_comes_from_the_address_and_stays_there(
        self, app: OpenedApp, record: ClientRecord, sample: None, periods: list[tuple[date, date]], name: str, days: int,
        days_ago: Callable[[int], date],
    ) -> None:  # fmt: skip
        answers_of(app.go("progress", range=name).test)
        first_day = record.entries.first_day()
        assert first_day is not None
        assert periods == [(max(days_ago(days - 1), first_day), clock.today())], "no empty half of a year"
        assert app.test.query_params["range"] == (name if name in ("2w", "1y") else "3m")

    def test_all_begins_with_the_first_entry(
        self, app: OpenedApp, record: ClientRecord, periods: list[tuple[date, date]]
    ) -> None:
        record.entries.add(MassageSession(minutes=30, on_date=date(2026, 1, 2)))
        answers_of(app.go("progress", range="all").test)
        assert periods == [(date(2026, 1, 2), clock.today())]

    def test_a_choice_is_written_into_the_address(
        self, app: OpenedApp, sample: None, periods: list[tuple[date, date]]
    ) -> None:
        answers_of(app.go("progress").fill(range="2w").test)
        assert app.test.query_params == {"range": "2w"}
        assert (periods[-1][1] - periods[-1][0]).days == 13

    def test_own_dates_come_from_the_address_and_stay_there(
        self, app: OpenedApp, sample: None, periods: list[tuple[date, date]]
    ) -> None:
        answers_of(app.go("progress", **{"range": "own", "from": "2026-10-01", "to": "2026-10-31"}).test)
        assert periods == [(date(2026, 10, 1), date(2026, 10, 31))]
        app.fill(own_from=date(2026, 9, 1))
        assert app.test.query_params == {"range": "own", "from": "2026-09-01", "to": "2026-10-31"}
        app.fill(range="1y")
        assert app.test.query_params == {"range": "1y"}

    def test_the_wrong_way_round_is_said(self, app: OpenedApp, sample: None) -> None:
        app.go("progress", **{"range": "own", "from": "2026-10-31", "to": "2026-10-01"})
        assert app.refusals == ["The first day must not be after the last."]
        assert components(app.test) == []
        assert app.value("own_from") == date(2026, 10, 31)
        app.fill(own_from=date(2026, 9, 1))
        assert app.refusals == []

    @pytest.mark.parametrize("wrong", ["2026-02-30", "yesterday", "1066-10-14", "9999-01-01", ""])
    def test_a_wrong_date_in_the_address_is_no_accident(
        self, app: OpenedApp, sample: None, wrong: str
    ) -> None:
        app.go("progress", **{"range": "own", "from": wrong, "to": wrong})
        assert app.value("own_to") == clock.today()


class TestCharts:
    def test_have_a_question_a_sentence_an_article_and_a_table(self, app: OpenedApp, sample: None) -> None:
        html = answers_of(app.go("progress").test)
        assert titles(html) == QUESTIONS
        assert tuple(charts(html)) == tuple(tables(html)) == CHARTS
        assert html.count('data-article="') == len(CHARTS)
        assert paragraphs(html)[0].startswith("Leg pain averages ")
        query = components(app.test)[0]["query"]
        table = fetched(visitor(), f"table?{query}&chart=pain_trend").text
        assert ">Leg pain</th>" in table
        assert table.count("<tr>") > 50
        article = fetched(visitor(), f"article?{query}&chart=pain_trend").text
        assert "How sure is this?" in article
        assert "{" not in article.replace("{%", "")

    def test_nothing_is_worked_out_again_for_a_page_whose_record_stays(
        self, app: OpenedApp, record: ClientRecord, sample: None
    ) -> None:
        before = components(app.go("progress").test)
        assert components(app.rerun().test) == before
        assert [one["part"] for one in before] == ["words", "sections"]
        record.entries.add(CheckIn(leg_pain_nrs=4))
        after = components(app.rerun().test)
        assert [one["query"] for one in after] == [one["query"] for one in before]
        assert {one["mark"] for one in after}.isdisjoint(one["mark"] for one in before)

    def test_the_first_entry_teaches_what_comes(self, app: OpenedApp) -> None:
        app.go("progress")
        assert "Your charts begin with your first check-in. It takes two taps." in app.texts
        assert "Log your first check-in" in app.links

    def test_one_check_in_is_too_little_to_say(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(CheckIn(leg_pain_nrs=4))
        html = answers_of(app.go("progress").test)
        assert "Am I getting better?" in titles(html)
        assert not any(word in " ".join(paragraphs(html)).lower() for word in ("better", "worse"))


class TestLearn:
    @pytest.mark.parametrize("slug", [found.slug for found in articles()])
    def test_every_article_opens_and_leads_back(self, app: OpenedApp, slug: str) -> None:
        app.go("learn", article=slug)
        found = next(one for one in articles() if one.slug == slug)
        assert app.title == found.title
        assert "How sure is this?" in app.words
        assert "{" not in app.words
        app.press("All articles")
        assert app.title == "Learn"
        assert "article" not in app.test.query_params

    def test_an_article_is_opened_by_a_tap_and_has_an_address(self, app: OpenedApp) -> None:
        found = articles()[0]
        app.go("learn").press(found.title)
        assert (app.title, app.test.query_params) == (found.title, {"article": found.slug})

    def test_an_unknown_article_is_the_list(self, app: OpenedApp) -> None:
        assert app.go("learn", article="../../etc/passwd").title == "Learn"

    def test_the_exercises_have_doses_and_signs_to_stop(self, app: OpenedApp) -> None:
        app.go("learn").press("Exercises")
        assert app.title == "Exercises"
        assert [one.label for one in app.test.expander] == [one.name for one in exercise_texts()]
        assert app.words.count("Stop if") == len(exercise_texts())
        doses = [caption.value for caption in app.test.caption if "days a week" in caption.value]
        assert doses == [dose_in_words(one) for one in exercise_texts()]
        assert all(dose[0].isupper() or dose[0].isdigit() for dose in doses)
        assert "10 times each side, 5 days a week. Evidence: weak or mixed." in doses

    def test_the_practice_s_own_articles_are_shown_and_refused_ones_explained(
        self, app: OpenedApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        front = (
            "---\ntitle: Our hours\nquestion: When can I come?\nkind: how-to\nchart: none\n"
            "reviewed: 2026-11-23\nsources:\n  - label: The practice's own view\nclaims:\n"
            "  - text: Mornings are quiet.\n    mark: practice view\n    source: The practice's own view\n---\n"
        )
        (tmp_path / "our-hours.md").write_text(front + "Call {emergency_number}.\n\n[Book]({booking_url})\n")
        (tmp_path / "no-front_matter.md").write_text("Just words.")
        monkeypatch.setenv("TRACKER_ARTICLES_DIR", str(tmp_path))
        app.go("learn")
        (refused,) = alerts_in(app.test, "warning")
        assert refused.startswith("no-front_matter.md must be named in small letters")
        app.press("Our hours")
        assert "Call 999." in app.words
        assert "Book" not in app.words
