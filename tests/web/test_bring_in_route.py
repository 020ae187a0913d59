"""Files of ours by a plain page: in one request, all or nothing, and taken back."""

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from tests.practice import client_account
from tests.real_cases import CASES, Case, compared, data_of
from tracker.access.sign_in import actor_of
from tracker.domain.check_in import CheckIn
from tracker.exchange.archive import archive_of
from tracker.exchange.csv_files import zip_of
from tracker.record import ClientRecord
from tracker.store.store import Store
from tracker.web.routes import bring_in


def record_of(store: Store, username: str) -> ClientRecord:
    account = client_account(store, username)
    return ClientRecord(store, actor_of(account), account.account_id)


def posted(browser: TestClient, data: bytes, name: str = "entries.zip"):
    return browser.post("/bring-in", files={"file": (name, data)})


@pytest.fixture
def ann(practice: Store) -> ClientRecord:
    kept = record_of(practice, "ann")
    for day in (1, 2, 3):
        kept.entries.add(CheckIn(on_date=date(2026, 3, day), leg_pain_nrs=day, note="canary"))
    return kept


def days(record: ClientRecord) -> list[int]:
    return sorted(entry.on_date.day for entry in record.entries.all())


@pytest.mark.parametrize(
    ("form", "name"),
    [(zip_of, "entries.zip"), (lambda record: archive_of(record.archive), "record.json")],
    ids=["zip", "archive"],
)
def test_what_was_taken_away_comes_in_once(practice: Store, browser, ann, form, name) -> None:
    ben = record_of(practice, "ben")
    at = browser("ben")
    assert at.get("/bring-in").status_code == 200
    assert "3 new, 0 here already" in posted(at, form(ann), name).text
    assert days(ben) == [1, 2, 3]
    assert "0 new, 3 here already" in posted(at, form(ann), name).text


def test_a_column_that_becomes_nothing_is_told(practice: Store, browser) -> None:
    record_of(practice, "ben")
    at = browser("ben")
    told = posted(at, b"Date;Leg pain;Mood\n2026-03-09;7;sunny\n2026-03-10;8;grey\n", "diary.csv").text
    assert "2 new" in told
    assert "Not brought in: Mood." in told
    told = posted(at, b"Date;Leg pain\n2026-03-11;7\n2026-03-12;10\n", "diary.csv").text
    assert "Not brought in" not in told


def test_a_page_left_open_brings_nothing_into_the_record_of_who_signed_in_since(
    practice: Store, browser, ann
) -> None:
    ben = record_of(practice, "ben")
    page = browser("ann").get("/bring-in").text
    (account,) = re.findall(r'name="account" value="([^"]+)"', page)
    file = {"file": ("entries.zip", zip_of(ann))}
    assert browser("ben").post("/bring-in", files=file, data={"account": account}).status_code == 409
    assert days(ben) == []
    assert browser("ann").post("/bring-in", files=file, data={"account": account}).status_code == 200


def test_an_import_is_taken_back_and_what_was_there_stays(practice: Store, browser, ann) -> None:
    ben = record_of(practice, "ben")
    ben.entries.add(CheckIn(on_date=date(2026, 3, 9), leg_pain_nrs=9))
    at = browser("ben")
    (ids,) = re.findall(r'name="ids" value="([^"]+)"', posted(at, zip_of(ann)).text)
    assert len(ids) <= bring_in.ID_BYTES * 3
    answer = at.post("/bring-in/undo", data={"ids": ids})
    assert "3 entries taken back" in answer.text
    assert days(ben) == [9]
    assert days(ann) == [1, 2, 3]


def test_nobody_takes_back_what_is_another_s(practice: Store, browser, ann) -> None:
    record_of(practice, "ben")
    ids = " ".join(f"{one.kind}/{one.entry_id}" for one in ann.entries.all())
    assert (
        "0 entries taken back"
        in browser("ben").post("/bring-in/undo", data={"ids": f"{ids} nonsense x/y"}).text
    )
    assert days(ann) == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "", "No file arrived"),
        (b"entry_id,on_date,leg_pain_nrs\r\n,2026-03-04,4\r\n", "check-in.csv", "Line 1"),
        (b"date,mood\n2026-03-04,4\n", "other.csv", "choose what is pain"),
        (b"%PDF-1.7", "a.pdf", "This is a PDF"),
        (b'{"format": "something else"}', "a.json", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(practice: Store, browser, data, name, said) -> None:
    ben = record_of(practice, "ben")
    answer = posted(browser("ben"), data, name)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert days(ben) == []


def test_what_is_too_large_is_refused_while_it_arrives(
    practice: Store, browser, ann, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring_in, "MOST_BYTES", 100)
    monkeypatch.setattr(bring_in, "MOST_AROUND", 100)
    assert "larger than" in posted(browser("ann"), b"x" * 1_000).text


def test_a_crowd_with_files_is_told_to_wait(
    practice: Store, browser, ann, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring_in.ARRIVING, "at_once", 0)
    answer = posted(browser("ann"), zip_of(ann))
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def test_who_is_not_signed_in_or_keeps_no_record_brings_nothing_in(practice: Store, browser, ann) -> None:
    assert posted(browser(), zip_of(ann)).status_code == 401


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_files_of_other_apps_come_in_with_what_is_what_in_them(practice: Store, browser, case: Case) -> None:
    ben = record_of(practice, "ben")
    at = browser("ben")
    files = {"file": (case.file, data_of(case.file))}
    answer = at.post("/bring-in", files=files, data={"map": "\n".join(case.choices)})
    assert answer.status_code == 200, answer.text
    found, wanted = compared(ben.entries.all(), case)
    assert found == wanted
    assert f"{len(wanted)} new" in answer.text
    again = at.post("/bring-in", files=files, data={"map": "\r\n".join(case.choices)})
    assert f"0 new, {len(wanted)} here already" in again.text


def test_what_is_what_is_asked_and_what_was_written_stays(practice: Store, browser) -> None:
    ben = record_of(practice, "ben")
    answer = browser("ben").post(
        "/bring-in",
        files={"file": ("x.csv", data_of("csv_two_day_columns.csv"))},
        data={"map": "Leg pain=none"},
    )
    assert answer.status_code == 422
    assert "hold different days" in answer.text
    assert "Leg pain=none</textarea>" in answer.text
    assert "Timestamp: 2 times" in answer.text
    assert days(ben) == []
