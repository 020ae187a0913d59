"""The progress page's first HTML: a person's own answers and charts, and nobody else's."""

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.practice import PASSWORD, client_account, shared
from tracker import clock
from tracker.access.fingerprint import answers_query, fingerprint
from tracker.access.sessions import Identity
from tracker.access.sharing import withdraw_consent
from tracker.access.sign_in import actor_of, sign_up
from tracker.charts.svg.every_width import WIDTHS
from tracker.domain.check_in import CheckIn
from tracker.domain.period import Period, asked_period
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.safety_words import REMINDERS
from tracker.errors import InvalidEntry
from tracker.record import ClientRecord
from tracker.store.store import Store
from tracker.web import first_paint
from tracker.web.html import emphasised
from tracker.web.routes.shell import shell_html

TODAY = date(2026, 3, 9)
PHONE = {"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36"}


def record(store: Store, username: str = "ann") -> ClientRecord:
    account = store.accounts.named(username)
    return ClientRecord(store, actor_of(account), account.account_id)


@pytest.fixture
def ann(practice: Store, browser) -> TestClient:
    client_account(practice, "ann")
    for ago in range(40):
        day = clock.today() - timedelta(days=ago)
        record(practice).entries.add(
            CheckIn(on_date=day, leg_pain_nrs=min(10, ago // 5 + 1), note="<b>secret</b>")
        )
    return browser("ann")


def test_the_answer_and_the_charts_are_in_the_first_html(ann: TestClient) -> None:
    answer = ann.get("/progress")
    assert "Leg pain averages" in answer.text
    assert answer.text.count("<svg ") >= 2
    assert 'data-chart="pain_trend"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "secret" not in answer.text
    assert re.search(r"<script(?![^>]*\bsrc=)", answer.text) is None
    assert answer.text.index('id="first"') < answer.text.index('id="root"')
    assert '<div id="root"></div>' in answer.text


def test_it_is_what_the_page_would_fetch_and_says_so(practice: Store, ann: TestClient) -> None:
    text = ann.get("/progress").text
    query, mark = (unescape(re.search(f'data-{name}="([^"]+)"', text)[1]) for name in ("query", "mark"))  # type: ignore[index]
    fetched = ann.get(f"/progress/answers?{query}").text
    for part in ("words", "sections"):
        opening = f'<div class="answers" data-part="{part}">'
        assert fetched.partition(opening)[2].partition("</div>\n")[0] in text
    session = practice.read("SELECT session_id FROM web_session")[1][0][0]
    account = practice.accounts.named("ann")
    identity, held = Identity(session, account=account), record(practice)
    period = asked_period({}, clock.today(), held.entries.first_day())
    assert period is not None
    # What the page's script works out by itself, so that nothing is fetched when it takes over.
    assert query == answers_query(held, identity, "3m", period)
    assert mark == fingerprint(held, identity, None, clock.today())


def test_every_browser_gets_charts_for_every_width_and_no_other_page_gets_any(ann: TestClient) -> None:
    plain = ann.get("/progress").text
    assert all(f'viewBox="0 0 {width} ' in plain for width in WIDTHS)
    assert ann.get("/progress", headers=PHONE).text == plain
    ann.cookies["screen"] = "narrow"
    assert ann.get("/progress").text == plain
    for path in ("/flexibility", "/massage", "/history", "/account"):
        assert ann.get(path).text == shell_html()


@pytest.mark.parametrize(
    "query", ["range=2w", "range=1y", "range=all", "range=nonsense", "range=own", "range=own&from=x"]
)
def test_the_range_of_the_address_is_kept_to(ann: TestClient, query: str) -> None:
    assert 'id="first"' in ann.get(f"/progress?{query}").text


def test_a_past_range_says_the_day_it_ends_with(ann: TestClient) -> None:
    last = clock.today() - timedelta(days=10)
    text = ann.get(f"/progress?range=own&from={last - timedelta(days=20)}&to={last}").text
    assert f"{last.day} {last:%B}" in text[text.index("As things stood on ") :][:60]


@pytest.mark.parametrize(
    ("asked", "period"),
    [
        ({}, Period(TODAY - timedelta(days=91), TODAY)),
        ({"range": "2w"}, Period(TODAY - timedelta(days=13), TODAY)),
        ({"range": "all"}, Period(date(2025, 1, 1), TODAY)),
        ({"range": "own", "from": "2026-01-05", "to": "2026-02-01"}, Period(date(2026, 1, 5), date(2026, 2, 1))),
        ({"range": "own", "from": "2026-01-05", "to": "2999-01-01"}, Period(date(2026, 1, 5), TODAY)),
        ({"range": "own", "from": "2026-02-05", "to": "2026-02-01"}, None),
        ({"range": "own", "from": "0001-01-01", "to": "2026-02-01"}, Period(TODAY - timedelta(days=91), date(2026, 2, 1))),
    ],
)  # fmt: skip
def test_the_period_of_an_address(asked: dict[str, str], period: Period | None) -> None:
    assert asked_period(asked, TODAY, date(2025, 1, 1)) == period


def test_without_entries_the_page_itself_says_so(practice: Store, browser) -> None:
    client_account(practice, "bea")
    assert browser("bea").get("/progress").text == shell_html()


def test_an_emergency_sign_comes_before_any_chart_and_a_lesser_one_above_it(
    practice: Store, ann: TestClient
) -> None:
    record(practice).warning_signs.answer(RedFlagAnswers(answers={"foot_drop": "yes"}))
    assert str(emphasised(REMINDERS["B"])) in ann.get("/progress").text
    record(practice).warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
    assert ann.get("/progress").text == shell_html()


def test_nobody_elses_answers_are_drawn(practice: Store, ann: TestClient, browser) -> None:
    link, token = shared(practice, practice.accounts.named("ann"))
    sign_up(practice, "tom", PASSWORD, "therapist")
    client_account(practice, "bea")
    holder = browser()
    holder.post(f"/s/{token}")
    assert holder.get("/progress").text == shell_html()
    for username in ("tom", "bea"):
        who = browser(username)
        assert who.get("/progress").text == shell_html()
        assert who.get(f"/progress?share={link.share_id}").text == shell_html()
    assert browser().get("/progress").status_code in (303, 401)


def test_consent_withdrawn_leads_to_the_text(practice: Store, ann: TestClient) -> None:
    account = practice.accounts.named("ann")
    withdraw_consent(practice, actor_of(account), account.account_id)
    assert ann.get("/progress").headers["location"] == "/consent"


@pytest.mark.parametrize("error", [ValueError("secret"), InvalidEntry("x", "secret")])
def test_when_drawing_fails_the_page_is_as_without_it(
    ann: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(first_paint, "first_answers", fail)
    answer = ann.get("/progress")
    assert (answer.status_code, answer.text) == (200, shell_html())


def test_no_attribute_of_ours_is_escaped() -> None:
    """Where a template chooses an attribute, its quotation marks are the page's own."""
    chosen = re.compile(r"""\{\{ '[^'{}]*="[^'{}]*' (?!\| safe)""")
    pages = sorted((Path(first_paint.__file__).parent / "templates").glob("*.html"))
    assert len(pages) > 20
    assert [page.name for page in pages if chosen.search(page.read_text("utf-8"))] == []
