"""The answers over plain HTTP: for whom they are, for whom not, and what is in them."""

import json
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.fetched_answers import charts, paragraphs, said, tables, titles
from tests.practice import PASSWORD, client_account, shared
from tracker import clock
from tracker.access.sharing import keep_share, revoke, withdraw_consent
from tracker.access.sign_in import actor_of, sign_up
from tracker.access.witness import LOOKED
from tracker.articles.catalogue import articles
from tracker.articles.drawings import THEMES
from tracker.charts.svg.every_width import WIDTHS
from tracker.charts.theme import COLOURS
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.exchange.sample import fill
from tracker.progress import MORE
from tracker.record import ClientRecord, personal_record
from tracker.record.entries import Entries
from tracker.reports.interactive import BUNDLE
from tracker.store.store import Store, open_store
from tracker.web.answers_view import answers_style
from tracker.web.html import STATIC

ANSWERS, FIGURES = "/progress/answers", "/progress/figures"
TABLE, ARTICLE = "/progress/table?chart=pain_trend", "/progress/article?chart=pain_trend"
ROUTES = (ANSWERS, FIGURES, TABLE, ARTICLE, f"{ANSWERS}?question=flares")
CHARTS_WITH_DAYS = ("pain_trend", "flexibility_trend", "massage_sessions", "adherence")
PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36"}
Browser = Callable[..., TestClient]


def with_(path: str, **query: str) -> str:
    return path + "".join(
        f"{'&' if '?' in path or number else '?'}{name}={value}"
        for number, (name, value) in enumerate(query.items())
    )


def record_of(store: Store, username: str) -> ClientRecord:
    account = store.accounts.named(username)
    assert account is not None
    return ClientRecord(store, actor_of(account), account.account_id)


@pytest.fixture
def ann(practice: Store) -> Account:
    """Somebody who has logged 40 days, a test and a massage."""
    account = client_account(practice, "ann")
    record = record_of(practice, "ann")
    record.imports.bring_in(
        CheckIn(
            on_date=clock.today() - timedelta(days=ago),
            leg_pain_nrs=min(10, ago // 5 + 1),
            pain_extent="calf",
            note="<b>secret</b>",
        )
        for ago in range(40)
    )
    record.entries.add(SitAndReachTest(foot_line_cm=26, trials_cm=(20,)))
    record.entries.add(MassageSession(minutes=30, therapist="<i>Tom</i>"))
    return account


@pytest.fixture
def year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser) -> TestClient:
    """One person's mode with a year of entries."""
    monkeypatch.setenv("TRACKER_MODE", "personal")
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "personal.db"))
    store = open_store(tmp_path / "personal.db")
    fill(store, clients=1, years=1, seed=11)
    store.driver.close()
    return browser()


def holder(browser: Browser, token: str) -> TestClient:
    opened = browser()
    assert opened.post(f"/s/{token}").status_code == 303
    return opened


def looks(store: Store, account: Account) -> int:
    return sum(line.action == LOOKED for line in store.audit.of_client(account.account_id))


class TestADayOfAChart:
    """A dot, and a day in a table, lead to the entries of the day: in one's own record, and nowhere else."""

    def test_in_ones_own_record_they_do(self, ann: Account, browser: Browser) -> None:
        asking, today = browser("ann"), clock.today()
        tables = {name: asking.get(f"/progress/table?chart={name}").text for name in CHARTS_WITH_DAYS}
        assert all(f'<a href="/history?day={today}">' in table for table in tables.values()), tables
        for page in (asking.get(ANSWERS).text, asking.get("/progress").text):
            assert 'data-part="sections" data-own' in page
            assert f' data-days="{today - timedelta(days=39)} 40 ' in page

    def test_in_a_shared_one_they_do_not(self, practice: Store, ann: Account, browser: Browser) -> None:
        link, token = shared(practice, ann)
        tom = sign_up(practice, "tom", PASSWORD, "therapist")
        guest = holder(browser, token)
        seen = [guest.get(path).text for path in (ANSWERS, TABLE, "/shared", "/report.html")]
        keep_share(practice, tom, link)
        seen += [browser("tom").get(with_(path, share=link.share_id)).text for path in (ANSWERS, TABLE)]
        assert any("data-days=" in page for page in seen)
        for page in seen:
            assert "data-own" not in page
            assert "/history?day=" not in page

    def test_of_weeks_put_together_no_table_says_a_day(self, practice: Store, browser: Browser) -> None:
        client_account(practice, "old")
        record_of(practice, "old").imports.bring_in(
            CheckIn(on_date=clock.today() - timedelta(days=30 * ago), leg_pain_nrs=3) for ago in range(40)
        )
        table = browser("old").get(f"{TABLE}&range=all").text
        assert "<th" in table
        assert "/history" not in table


class TestWhereItHurts:
    PATH = "/progress/places"
    DOOR = '<details data-door="places">'

    def test_it_is_a_closed_line_once_a_place_was_marked(
        self, practice: Store, ann: Account, browser: Browser
    ) -> None:
        asking = browser("ann")
        assert self.DOOR not in asking.get(ANSWERS).text
        assert asking.get(self.PATH).status_code == 404
        record_of(practice, "ann").entries.add(CheckIn(leg_pain_nrs=3, pain_places=("left_calf burning 6",)))
        assert self.DOOR in asking.get(ANSWERS).text.rpartition("<section")[2]
        text = asking.get(self.PATH).text
        assert "places were marked on 1 day: left calf (burning) on 1." in said(text)
        assert '<div class="body-picture" role="img"' in text
        assert "Left calf" in text
        assert "1 of 1" in text

    def test_it_is_for_whom_it_is_shared(self, practice: Store, ann: Account, browser: Browser) -> None:
        record_of(practice, "ann").entries.add(CheckIn(leg_pain_nrs=3, pain_places=("left_calf burning 6",)))
        for fields in (("pain", "symptoms", "notes"), ("pain", "places")):
            is_shared = "places" in fields
            guest = holder(browser, shared(practice, ann, fields=fields)[1])
            assert (self.DOOR in guest.get(ANSWERS).text) is is_shared
            assert guest.get(self.PATH).status_code == (200 if is_shared else 404)
            for path in ("/shared", "/report.html?full=1", "/export/fhir"):
                page = guest.get(path).text
                assert ("left calf" in page.lower() or "left_calf" in page) is is_shared, path
        assert browser().get(self.PATH).status_code == 401

    def test_an_emergency_comes_before_it(self, practice: Store, ann: Account, browser: Browser) -> None:
        record = record_of(practice, "ann")
        record.entries.add(CheckIn(leg_pain_nrs=3, pain_places=("saddle numb",)))
        record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
        assert browser("ann").get(self.PATH).status_code == 403


class TestAYearInTiles:
    PATH = "/progress/year"

    def test_it_is_fetched_from_the_end_of_ones_own_answers(self, ann: Account, browser: Browser) -> None:
        asking = browser("ann")
        assert '<details data-door="year">' in asking.get(ANSWERS).text.rpartition("<section")[2]
        text = asking.get(self.PATH).text
        assert "40 days have a number for pain. The worst of a day was between 1 and 8" in text
        assert text.count(" data-year=") == len(WIDTHS)
        assert text.count('<a href="/history?day=') == 40
        assert 'href="/events"' in text

    def test_it_is_of_today_whatever_days_are_looked_at(self, ann: Account, browser: Browser) -> None:
        asking = browser("ann")
        assert asking.get(with_(self.PATH, range="2w")).text == asking.get(self.PATH).text

    def test_it_is_nobody_elses(self, practice: Store, ann: Account, browser: Browser) -> None:
        link, token = shared(practice, ann)
        guest = holder(browser, token)
        keep_share(practice, sign_up(practice, "tom", PASSWORD, "therapist"), link)
        for asking, path in ((guest, ""), (browser("tom"), f"share={link.share_id}")):
            assert "data-year" not in asking.get(f"{ANSWERS}?{path}").text
            assert asking.get(f"{self.PATH}?{path}").status_code == 404
        assert browser().get(self.PATH).status_code == 401
        client_account(practice, "bea")
        assert "no day has a number for pain" in browser("bea").get(self.PATH).text

    def test_a_whole_year_travels_small(self, year: TestClient) -> None:
        assert int(year.get(self.PATH).headers["content-length"]) < 16_000

    def test_an_emergency_comes_before_it(self, practice: Store, ann: Account, browser: Browser) -> None:
        record_of(practice, "ann").warning_signs.answer(RedFlagAnswers(answers={"bladder": "yes"}))
        assert browser("ann").get(self.PATH).status_code == 403


class TestWhoMay:
    def test_a_client_reads_their_own_and_no_cache_keeps_it(self, ann: Account, browser: Browser) -> None:
        asking = browser("ann")
        for path in ROUTES:
            answer = asking.get(path)
            assert answer.status_code == 200, path
            assert answer.headers["cache-control"] == "no-store"
            assert "secret" not in answer.text
        assert "Leg pain averages" in asking.get(ANSWERS).text

    @pytest.mark.parametrize("path", ROUTES)
    def test_who_is_not_signed_in_is_told_so(self, ann: Account, browser: Browser, path: str) -> None:
        answer = browser().get(path)
        assert (answer.status_code, answer.text) == (401, "Please sign in.")

    @pytest.mark.parametrize("path", ROUTES)
    @pytest.mark.parametrize("role", ["client", "therapist", "owner"])
    def test_nobody_elses_link_opens_it(
        self, practice: Store, ann: Account, browser: Browser, path: str, role: str
    ) -> None:
        link, _ = shared(practice, ann)
        if role == "client":
            client_account(practice, "bea")
        else:
            sign_up(practice, "bea", PASSWORD, role)
        answer = browser("bea").get(with_(path, share=link.share_id))
        assert answer.status_code == 403
        assert "<" not in answer.text
        assert looks(practice, ann) == 0

    def test_a_therapist_who_chose_nobody_is_told_so(self, practice: Store, browser: Browser) -> None:
        sign_up(practice, "tom", PASSWORD, "therapist")
        answer = browser("tom").get(ANSWERS)
        assert (answer.status_code, answer.text) == (404, "Choose a client first.")

    def test_two_people_in_two_tabs_of_one_browser_never_read_each_other(
        self, practice: Store, ann: Account, browser: Browser
    ) -> None:
        client_account(practice, "bea")
        record_of(practice, "bea").entries.add(CheckIn(leg_pain_nrs=9))
        one = browser("ann")
        of_ann = unescape(one.get("/progress").text).partition('data-query="')[2].partition('"')[0]
        assert one.get(f"{ANSWERS}?{of_ann}").status_code == 200
        # In another tab, bea signs in; ann's tab asks again with what it knows.
        one.post("/sign-in", data={"username": "bea", "password": PASSWORD})
        for path in ROUTES:
            answer = one.get(with_(path) + ("&" if "?" in path else "?") + of_ann)
            assert (answer.status_code, answer.text) == (
                401,
                "Somebody else is signed in here now. Please sign in again.",
            )
        assert "the first comparison can come on" in one.get(ANSWERS).text.lower()

    def test_without_consent_nothing_is_given(self, practice: Store, ann: Account, browser: Browser) -> None:
        asking = browser("ann")
        withdraw_consent(practice, actor_of(ann), ann.account_id)
        assert [asking.get(path).status_code for path in ROUTES] == [403] * len(ROUTES)

    def test_an_emergency_sign_holds_it_back_and_a_lesser_one_does_not(
        self, practice: Store, ann: Account, browser: Browser
    ) -> None:
        asking = browser("ann")
        record_of(practice, "ann").warning_signs.answer(RedFlagAnswers(answers={"foot_drop": "yes"}))
        assert asking.get(ANSWERS).status_code == 200
        record_of(practice, "ann").warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
        for path in ROUTES:
            answer = asking.get(path)
            assert answer.status_code == 403
            assert answer.text.startswith("An emergency sign stands. Please get help first")

    def test_a_failing_store_is_a_sentence(
        self, ann: Account, browser: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from tracker.errors import StoreUnavailable

        def gone(*_: object) -> None:
            raise StoreUnavailable("The database cannot be reached.")

        asking = browser("ann")
        monkeypatch.setattr(Entries, "rows", gone)
        answer = asking.get(ANSWERS)
        assert (answer.status_code, answer.text) == (503, "The database cannot be reached.")


class TestSharedRecord:
    def test_what_is_not_shared_is_not_there(self, practice: Store, ann: Account, browser: Browser) -> None:
        _, token = shared(practice, ann, fields=("flexibility",))
        reader = holder(browser, token)
        html = reader.get(ANSWERS).text
        assert titles(html) == ["Am I more flexible?"]
        assert "pain" not in said(html).lower()
        assert "massage" not in said(html).lower()
        for hidden in ("pain_trend", "massage_response", "flares", "pain_extent", "goal", "massage_sessions"):
            assert reader.get(f"/progress/table?chart={hidden}").status_code == 404
            assert reader.get(f"{FIGURES}?chart={hidden}").status_code == 404
        assert list(json.loads(reader.get(FIGURES).text)["figures"]) == ["flexibility_trend"]
        for question in MORE:
            answer = reader.get(f"{ANSWERS}?question={question}")
            assert (answer.status_code, answer.text) == (404, "There is no such answer.")

    def test_notes_and_days_that_are_not_shared_stay_out(
        self, practice: Store, ann: Account, browser: Browser
    ) -> None:
        first = clock.today() - timedelta(days=9)
        _, token = shared(practice, ann, fields=("pain",), first_day=first)
        table = holder(browser, token).get(with_(TABLE, range="all")).text
        assert table.count("<tr>") == 1 + 10
        assert "secret" not in table

    def test_the_look_is_noted_once(self, practice: Store, ann: Account, browser: Browser) -> None:
        link, token = shared(practice, ann)
        reader = holder(browser, token)
        for path in ROUTES:
            assert reader.get(path).status_code == 200
        assert looks(practice, ann) == 1
        tom = sign_up(practice, "tom", PASSWORD, "therapist")
        keep_share(practice, tom, link)
        keeper = browser("tom")
        for path in ROUTES:
            assert keeper.get(with_(path, share=link.share_id)).status_code == 200
        assert looks(practice, ann) == 2

    def test_an_ended_link_gives_nothing_more(self, practice: Store, ann: Account, browser: Browser) -> None:
        link, token = shared(practice, ann)
        keep_share(practice, sign_up(practice, "tom", PASSWORD, "therapist"), link)
        reader, keeper = holder(browser, token), browser("tom")
        revoke(practice, actor_of(ann), ann.account_id, link.share_id)
        for path in ROUTES:
            assert reader.get(path).status_code == 401
            answer = keeper.get(with_(path, share=link.share_id))
            assert answer.status_code == 403
            assert answer.text.endswith(".")
        assert looks(practice, ann) == 0

    def test_a_sign_that_stands_holds_nothing_back_from_who_reads_it_above(
        self, practice: Store, ann: Account, browser: Browser
    ) -> None:
        record_of(practice, "ann").warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
        _, token = shared(practice, ann)
        assert holder(browser, token).get(ANSWERS).status_code == 200

    def test_nobody_is_told_that_there_is_no_goal(
        self, practice: Store, ann: Account, browser: Browser
    ) -> None:
        record_of(practice, "ann").goals.set(
            Goal(kind="pain", site="leg", target=2, by_date=clock.today() + timedelta(days=30)), 0
        )
        _, token = shared(practice, ann)
        assert holder(browser, token).get(f"{ANSWERS}?question=goal").status_code == 404
        assert "Your goal is leg pain of 2 or less" in browser("ann").get(f"{ANSWERS}?question=goal").text


class TestWhatIsInThem:
    @pytest.mark.parametrize("question", [*MORE])
    def test_a_question_is_answered_alone(self, year: TestClient, question: str) -> None:
        html = year.get(f"{ANSWERS}?question={question}&range=1y").text
        assert len(titles(html)) == 1
        assert tables(html) == charts(html)
        found = json.loads(year.get(f"{FIGURES}?question={question}&range=1y").text)["figures"]
        assert list(found) == charts(html)
        for chart_id in charts(html):
            table = year.get(f"/progress/table?chart={chart_id}&range=1y").text
            assert table.count("<tr>") > 1
            assert list(json.loads(year.get(f"{FIGURES}?chart={chart_id}&range=1y").text)["figures"]) == [
                chart_id
            ]

    def test_small_ones_stand_abreast_each_with_its_sentence(self, year: TestClient) -> None:
        html = year.get(f"{ANSWERS}?question=symptoms").text
        assert html.count('class="abreast"') == 1
        assert html.count("<h3>") == len(charts(html)) == 4
        assert html.count("How to read it") == 1

    @pytest.mark.parametrize(
        "wrong", ["question=nothing", "question=change", "chart=x", "question=../../etc"]
    )
    def test_what_nobody_asks_is_not_there(self, year: TestClient, wrong: str) -> None:
        assert year.get(f"{ANSWERS}?{wrong}").status_code == 404

    def test_a_past_range_says_the_day_it_ends_with(self, year: TestClient) -> None:
        last = clock.today() - timedelta(days=100)
        html = year.get(f"{ANSWERS}?range=own&from={last - timedelta(days=20)}&to={last}").text
        assert paragraphs(html)[0].startswith("As things stood on ")
        assert f"{last.day} {last:%B}" in paragraphs(html)[0]
        backwards = year.get(f"{ANSWERS}?range=own&from={last}&to={last - timedelta(days=1)}")
        assert (backwards.status_code, backwards.text) == (422, "The first day must not be after the last.")

    def test_an_empty_record_and_a_single_entry_are_no_accident(
        self, practice: Store, browser: Browser
    ) -> None:
        client_account(practice, "bea")
        asking = browser("bea")
        assert charts(asking.get(ANSWERS).text) == []
        assert asking.get(TABLE).status_code == 404
        record_of(practice, "bea").entries.add(MassageSession(minutes=60))
        for question in ("", *MORE):
            assert asking.get(f"{ANSWERS}{'?question=' if question else ''}{question}").status_code == 200

    def test_every_browser_gets_the_same_charts_for_every_width(self, year: TestClient) -> None:
        plain = year.get(ANSWERS).text
        assert {plain.count(f'viewBox="0 0 {width} ') for width in WIDTHS} == {len(charts(plain))}
        assert plain.count('class="point-at"') == len(charts(plain))
        assert year.get(ANSWERS, headers=PHONE).text == plain
        year.cookies["screen"] = "narrow"
        assert year.get(ANSWERS).text == plain

    def test_tables_are_written_as_the_person_writes(self, year: TestClient) -> None:
        german = year.get(with_(TABLE, range="all"), headers={"accept-language": "de-DE,de;q=0.9"}).text
        british = year.get(with_(TABLE, range="all"), headers={"accept-language": "en-GB"}).text
        assert german.count("<tr>") == british.count("<tr>") > 100
        day = clock.today().replace(day=1) - timedelta(days=1)
        assert f"{day:%m.%Y}<" in german
        assert f"{day:%b %Y}<" in british
        assert ",5<" in german.replace(",50<", ",5<")
        assert ".5<" not in german
        assert '<th scope="col">' in british
        assert '<caption class="heard-only">Am I getting better?</caption>' in british

    def test_every_article_beside_a_chart_comes_whole(self, year: TestClient) -> None:
        for shown in articles():
            for chart_id in shown.charts:
                html = year.get(f"/progress/article?chart={chart_id}").text
                assert html.count("<svg") == len(shown.drawings)
                assert "How sure is this?" in html
                assert all(f'href="{source.link}"' in html for source in shown.sources if source.link)
                assert "{emergency_number}" not in html
                assert "booking_url" not in html

    def test_booking_is_not_offered_while_a_sign_stands(
        self, year: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TRACKER_BOOKING_URL", "https://example.org/book")
        chart_id = next(one.charts[0] for one in articles() if "{booking_url}" in one.body and one.charts)
        assert "https://example.org/book" in year.get(f"/progress/article?chart={chart_id}").text
        from tracker.installation import installation

        personal_record(installation().store).warning_signs.answer(RedFlagAnswers(answers={"age": "yes"}))
        assert "https://example.org/book" not in year.get(f"/progress/article?chart={chart_id}").text

    def test_figures_are_dark_when_asked_and_never_offer_to_send_a_chart_away(self, year: TestClient) -> None:
        light, dark = (json.loads(year.get(f"{FIGURES}?theme={theme}").text) for theme in ("light", "dark"))
        papers = [one["figures"]["pain_trend"]["layout"]["paper_bgcolor"] for one in (light, dark)]
        assert papers == ["#FFFFFF", "#1A2225"]
        assert light["config"]["showSendToCloud"] is False


class TestFiles:
    def test_answers_are_sent_packed_to_who_takes_that(self, year: TestClient) -> None:
        for path in ROUTES[:4]:
            plain = year.get(path, headers={"accept-encoding": "identity"})
            packed = year.get(path, headers={"accept-encoding": "gzip, deflate, br"})
            assert "content-encoding" not in plain.headers
            assert packed.headers["content-encoding"] == "gzip"
            assert packed.text == plain.text
            assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])

    def test_the_style_knows_every_colour_of_charts_and_drawings(self) -> None:
        style = answers_style()
        for name, (light, dark) in COLOURS.items():
            assert f"--c-{name}:light-dark({light},{dark});" in style
        for name, light in THEMES["light"].items():
            assert f"--drawing-{name}: light-dark({light}, {THEMES['dark'][name]});" in style

    def test_plotly_is_asked_for_by_its_version_and_kept(self, ann: Account, browser: Browser) -> None:
        with BUNDLE.open(encoding="utf-8") as file:
            version = (file.readline() + file.readline()).rpartition(" v")[2].strip()
        address = f"/plotly/{version}/{BUNDLE.name}"
        assert f'"{address}"' in (STATIC / "figures.js").read_text()
        answer = browser().get(address)
        assert answer.content == BUNDLE.read_bytes()
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        for other in (
            "/plotly/4.1.0/plotly-basic.min.js",
            "/plotly/4.1.1/../interactive.py",
            "/plotly/4.1.1/x.js",
        ):
            missing = browser().get(other)
            assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-cache")

    def test_the_first_html_of_a_year_stays_small(self, year: TestClient) -> None:
        # As it travels: each chart is in it four times, one for every width, and packs well.
        pages = {name: year.get(f"/progress?range={name}") for name in ("3m", "1y", "all")}
        assert {page.headers["content-encoding"] for page in pages.values()} == {"gzip"}
        sizes = {name: int(page.headers["content-length"]) for name, page in pages.items()}
        assert max(sizes.values()) < 50_000, sizes
