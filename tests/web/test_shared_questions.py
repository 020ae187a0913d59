"""Every question under every link: page, fetched answers, report and therapist's sheet agree on what is shared."""

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from tests.fetched_answers import said, titles
from tests.practice import client_account, shared
from tests.samples import few_or_nearly_all, some_of
from tests.web.conftest import Browser
from tracker import clock
from tracker.access.sharing import holder_of
from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.period import Period
from tracker.domain.share_link import FIELDS
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.exports import report_file
from tracker.progress import FIRST, MORE, QUESTIONS, Answer, progress
from tracker.record import ClientRecord
from tracker.reports.contents import report_of
from tracker.reports.report_request import ReportOrder
from tracker.store.store import Store
from tracker.web.shared_view import shared_view

# What a question asks about, and what else its answer rests on; written by hand, so that it can disagree.
NEEDED = {
    "pain": ("pain",),
    "change": ("pain",),
    "massage": ("massage", "pain"),
    "flexibility": ("flexibility",),
    "activities": ("activities",),
    "extent": ("symptoms", "pain"),
    "goal": ("nobody's",),
    "goes-with": ("symptoms", "pain"),
    "flares": ("pain",),
    "symptoms": ("symptoms", "pain"),
    "fair-try": ("fair-tries",),
    "keeping-at-it": ("symptoms", "pain"),
    "each-massage": ("massage",),
}
TITLES = {question.question_id: question.title for question in QUESTIONS}
PAIN_NOT_SHARED = "Pain is not shared."
# What a reader must never take for "not shared", and the other way round.
MISSING = ("too little data", "it takes", "no test", "not logged", "yet")


def day(ago: int) -> date:
    return clock.today() - timedelta(days=ago)


def links() -> Iterator[tuple[str, ...]]:
    # One question alone rests on each of two, none on the body map or questionnaires, and no other part on any of them:
    # few links show what there is to see.
    alone = ("activities", "fair-tries")
    others = [part for part in FIELDS if part not in (*alone, "places", "questionnaires")]
    for fields in few_or_nearly_all(others):
        if fields and ("symptoms" not in fields or "pain" in fields):
            yield fields
    for part in alone:
        yield from ((part,), ("pain", part))
    yield from (("questionnaires",), FIELDS)


def offered(fields: tuple[str, ...]) -> list[str]:
    return [question for question, needed in NEEDED.items() if needed[0] in fields]


def answered(fields: tuple[str, ...]) -> list[str]:
    return [question for question, needed in NEEDED.items() if set(needed) <= set(fields)]


@pytest.fixture
def ann(practice: Store) -> Account:
    """Somebody who has logged enough for every question."""
    account = client_account(practice, "ann")
    record = ClientRecord(practice, actor_of(account), account.account_id)
    record.imports.bring_in(
        CheckIn(
            on_date=day(ago), leg_pain_nrs=2 + ago // 12 + ago % 2, back_pain_nrs=ago % 4, sleep_quality=1 + ago % 5,
            pain_extent="foot" if ago > 30 else "thigh", side="left", tingling=ago % 3, numbness=1, weakness=0,
            hours_sitting=float(ago % 9), minutes_active=10 * (ago % 6), is_flare=ago in (20, 21),
            exercises_done=("bridge",) if ago % 2 else (),
        )
        for ago in range(60)
    )  # fmt: skip
    record.imports.bring_in(MassageSession(on_date=day(ago), minutes=45) for ago in range(3, 55, 7))
    record.imports.bring_in(
        SitAndReachTest(on_date=day(ago), foot_line_cm=26, trials_cm=(20 + ago / 10,))
        for ago in range(0, 60, 10)
    )
    record.imports.bring_in(
        ActivityRating(on_date=day(ago), activity="Sit through a film", ability=9 - ago // 7)
        for ago in range(0, 56, 7)
    )
    record.imports.bring_in(OverallChange(on_date=day(ago), overall="much better") for ago in (1, 2, 3))
    record.goals.set(Goal(kind="pain", site="leg", target=1, by_date=day(-60)), 0)
    return account


def reader(store: Store, account: Account, fields: tuple[str, ...]) -> tuple[ClientRecord, str]:
    """The record as the holder of a link sees it, and the link's token."""
    share, token = shared(store, account, fields=fields)
    return ClientRecord(store, holder_of(share), account.account_id, share=share), token


def holder(browser: Browser, token: str) -> TestClient:
    opened = browser()
    assert opened.post(f"/s/{token}").status_code == 303
    return opened


def check(question: str, words: str, fields: tuple[str, ...], own: Answer) -> None:
    """Whether an answer is the owner's where all it rests on is shared, and else says what is not."""
    if question in answered(fields):
        assert "not shared" not in words
        assert own.sentence in words
    else:
        assert PAIN_NOT_SHARED in words
        assert not [claim for claim in MISSING if claim in words.lower()], words


@pytest.mark.parametrize("shared_parts", some_of(["+".join(fields) for fields in links()], 16))
def test_every_view_agrees_on_what_is_shared(
    practice: Store, ann: Account, browser: Browser, shared_parts: str
) -> None:
    fields = tuple(shared_parts.split("+"))
    record, token = reader(practice, ann, fields)
    period = Period(day(91), day(0))
    owner = progress(ClientRecord(practice, actor_of(ann), ann.account_id), period, "cm")
    own = {answer.question: answer for answer in owner.all_answers()}
    assert list(own) == list(NEEDED)

    asking = holder(browser, token)
    page = asking.get("/progress/answers").text
    assert titles(page) == [TITLES[question] for question in offered(fields) if question in FIRST]
    assert (PAIN_NOT_SHARED in said(page)) is ("massage" in fields and "pain" not in fields)
    for question in MORE:
        answer = asking.get(f"/progress/answers?question={question}")
        assert answer.status_code == (200 if question in offered(fields) else 404), question
        if question in offered(fields):
            check(question, said(answer.text), fields, own[question])
    drawn = json.loads(asking.get("/progress/figures").text)["figures"]
    assert set(drawn) == {
        chart.chart_id for question in answered(fields) if question in FIRST for chart in own[question].charts
    }

    report = report_of(record, ReportOrder(is_full=True))
    assert [passage.question for passage in report.passages] == offered(fields)
    for passage in report.passages:
        check(passage.question, " ".join(passage.sentences), fields, own[passage.question])
    html = report_file(record, "html", ReportOrder(is_full=True)).decode()
    assert {title for title in TITLES.values() if f">{title}<" in html} == {
        TITLES[question] for question in offered(fields)
    }
    summary = report_file(record, "html", ReportOrder()).decode()
    assert (PAIN_NOT_SHARED in summary) is ("massage" in fields and "pain" not in fields)

    sheet = {title: (words, drawing) for title, words, drawing in shared_view(record).charts}
    for question in ("pain", "massage", "flexibility"):
        assert (TITLES[question] in sheet) is (question in offered(fields))
        assert bool(sheet.get(TITLES[question], ("", ""))[1]) is (question in answered(fields))
    if "massage" in fields and "pain" not in fields:
        assert sheet[TITLES["massage"]] == (PAIN_NOT_SHARED, "")
    labels = dict(shared_view(record).glance)
    for label, question in (
        ("Can do again", "activities"),
        ("Overall", "activities"),
        ("Reaches now", "extent"),
        ("Flares", "flares"),
        ("Sleep", "goes-with"),
    ):
        assert (label in labels) is (question in answered(fields))


def test_a_link_of_activities_says_nothing_of_pain(practice: Store, ann: Account, browser: Browser) -> None:
    record, token = reader(practice, ann, ("activities",))
    asking = holder(browser, token)
    answer = said(asking.get("/progress/answers?question=activities").text)
    assert "Sit through a film" in answer
    assert "much better" in answer
    assert "your leg pain" not in answer
    report = report_file(record, "html", ReportOrder(is_full=True)).decode()
    assert "your leg pain" not in said(report)


def test_a_link_without_activities_does_not_know_them(
    practice: Store, ann: Account, browser: Browser
) -> None:
    fields = tuple(part for part in FIELDS if part not in ("activities", "places"))
    record, token = reader(practice, ann, fields)
    asking = holder(browser, token)
    everything = [
        asking.get("/progress/answers").text,
        asking.get("/shared").text,
        asking.get("/export/fhir").text,
        report_file(record, "html", ReportOrder(is_full=True)).decode(),
        repr(record.entries.all()),
        repr(record.own_activities.all()),
    ]
    assert not [text for text in everything if "film" in text or "Overall since the start" in text]


def test_a_link_of_pain_says_nowhere_how_far_it_reaches(
    practice: Store, ann: Account, browser: Browser
) -> None:
    record, token = reader(practice, ann, ("pain",))
    asking = holder(browser, token)
    everything = [
        asking.get("/progress/answers").text,
        asking.get("/shared").text,
        *(
            report_file(record, name, ReportOrder(is_full=is_full)).decode()
            for name in ("html", "html-interactive")
            for is_full in (False, True)
        ),
    ]
    for html in everything:
        words = said(html).lower()
        assert not [
            part for part in ("leaving the leg", "reaches now", "the foot", "the thigh") if part in words
        ]


def test_what_stands_beside_a_change_of_pain_is_for_who_sees_the_symptoms(practice: Store) -> None:
    account = client_account(practice, "bea")
    record = ClientRecord(practice, actor_of(account), account.account_id)
    record.imports.bring_in(
        CheckIn(
            on_date=day(ago), leg_pain_nrs=7 if ago > 20 else 1, weakness=0 if ago > 20 else 3,
            side="left" if ago > 20 else "right", pain_extent="calf" if ago > 20 else "foot",
        )
        for ago in range(42)
    )  # fmt: skip

    def pain_of(fields: tuple[str, ...]) -> Answer:
        return progress(reader(practice, account, fields)[0], Period(day(91), day(0)), "cm").answer("pain")

    of_all, of_pain = pain_of(("pain", "symptoms")).sentence, pain_of(("pain",)).sentence
    assert all(words in of_all for words in ("weakness", "further down", "left side"))
    assert not [words for words in ("weakness", "further", "side") if words in of_pain]
