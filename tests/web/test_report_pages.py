"""Reports over the wire: under the session's or the link's rights, inline, kept by nobody, in turn."""

import io
import re
import threading
from contextlib import ExitStack
from datetime import timedelta
from html import unescape

import pytest
from pypdf import PdfReader

from tests.practice import client_account, shared
from tests.waiting import LONGEST_SECONDS
from tracker import clock, exports
from tracker.access.sharing import revoke
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.check_in import CheckIn
from tracker.errors import TooBusy
from tracker.exchange import archive
from tracker.exports import REPORTS
from tracker.record import ClientRecord
from tracker.store.store import Store

CANARY = "canary <script>alert(1)</script>"
PATHS = ("/report", "/report.html", "/report.pdf")


def filled(store: Store, username: str = "ann") -> ClientRecord:
    account = client_account(store, username)
    record = ClientRecord(store, actor_of(account), account.account_id)
    for number in range(20):
        record.entries.add(
            CheckIn(on_date=clock.today() - timedelta(days=number), leg_pain_nrs=4, note=CANARY)
        )
    return record


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_client_gets_their_report_inline_and_named_by_the_day(practice: Store, browser) -> None:
    filled(practice)
    ann, day = browser("ann"), clock.today().isoformat()
    for path, media, suffix in (
        ("/report.pdf", "application/pdf", "pdf"),
        ("/report.html", "text/html; charset=utf-8", "html"),
    ):
        answer = ann.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, media)
        assert answer.headers["content-disposition"] == f'inline; filename="recovery-tracker-{day}.{suffix}"'
        assert answer.headers["cache-control"] == "no-store"
    assert ann.get("/report.pdf").content.startswith(b"%PDF-")
    assert "Leg pain was 4.0" in ann.get("/report.html").text
    packed = ann.get("/report.html?interactive=1")
    assert packed.headers["content-disposition"].startswith("attachment;")


def test_the_questions_are_posted_put_in_and_kept_nowhere(practice: Store, browser) -> None:
    filled(practice)
    ann = browser("ann")
    asked = {"questions": "May I run again?", "paper": "letter", "full": "1"}
    pdf = ann.post("/report.pdf", data=asked)
    assert "May I run again?" in text_of(pdf.content)
    assert PdfReader(io.BytesIO(pdf.content)).pages[0].mediabox.width == 612
    assert "May I run again?" in ann.post("/report.html", data=asked).text
    assert "May I run again?" not in ann.get("/report.html?full=1").text
    tables = [row[0] for row in practice.read("SELECT name FROM sqlite_master WHERE type = 'table'")[1]]
    kept = repr([practice.read(f"SELECT * FROM {table}") for table in tables])
    assert "May I run again?" not in kept
    assert "canary" in kept


@pytest.mark.parametrize(
    "values", [{"since": "soon"}, {"paper": "a0"}, {"questions": "?" * 1001}, {"since": "2999-01-01"}]
)
def test_what_is_refused_comes_back_with_what_was_typed(
    practice: Store, browser, values: dict[str, str]
) -> None:
    filled(practice)
    answer = browser("ann").post("/report.pdf", data={"questions": "Is it <b>safe</b>?", **values})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert ("Is it &lt;b&gt;safe&lt;/b&gt;?" in answer.text) is ("questions" not in values)


def test_a_link_without_notes_gives_a_report_without_notes(practice: Store, browser) -> None:
    filled(practice)
    ann = practice.accounts.named("ann")
    for fields, has_notes in ((("pain",), False), (("pain", "notes"), True)):
        share, token = shared(practice, ann, fields=fields)
        holder = browser()
        holder.post(f"/s/{token}")
        address = f"/report?share={share.share_id}"
        assert f'href="{address}"' in holder.get("/shared").text
        form = holder.get(address).text
        assert "What do you want to ask?" not in form
        for form_of_it in ("/report.html?full=1", "/report.html?full=1&interactive=1"):
            page = holder.get(form_of_it).text
            assert ("canary" in page) is has_notes
            assert "<script>alert" not in page
        assert ("canary" in text_of(holder.get("/report.pdf?full=1").content)) is has_notes
        posted = holder.post("/report.html", data={"questions": "not theirs to ask"}).text
        assert "not theirs to ask" not in posted


def test_an_ended_link_gives_no_report(practice: Store, browser) -> None:
    record = filled(practice)
    share, token = shared(practice, practice.accounts.named("ann"))
    holder = browser()
    holder.post(f"/s/{token}")
    assert holder.get("/report.pdf").status_code == 200
    revoke(practice, record.actor, record.client_id, share.share_id)
    assert [holder.get(path).status_code for path in PATHS] == [401] * 3
    assert [browser().get(path).status_code for path in PATHS] == [401] * 3


def test_nobody_gets_a_report_of_another(practice: Store, browser) -> None:
    filled(practice)
    client_account(practice, "bob")
    share, _ = shared(practice, practice.accounts.named("ann"))
    sign_up(practice, "tess", "a long walk by the river", role="therapist")
    for other in ("bob", "tess"):
        for path in PATHS:
            for answer in (
                browser(other).get(f"{path}?share={share.share_id}"),
                browser(other).post(path, data={"share": share.share_id}),
            ):
                assert answer.status_code in (403, 404)
                assert "canary" not in answer.text
    assert [browser("tess").get(path).status_code for path in PATHS] == [404] * 3


def test_that_a_report_left_is_noted(practice: Store, browser) -> None:
    filled(practice)
    browser("ann").get("/report.pdf")
    noted = practice.read("SELECT action, detail FROM audit ORDER BY rowid DESC LIMIT 1")[1]
    assert tuple(noted[0]) == ("record exported", "pdf")


def test_other_pages_answer_while_a_report_is_made(
    practice: Store, browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(practice)
    ann, made, may_go_on = browser("ann"), exports._written, threading.Event()
    answers = []

    def slow(*arguments: object) -> bytes:
        assert may_go_on.wait(LONGEST_SECONDS)
        return made(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(exports, "_written", slow)
    asking = threading.Thread(target=lambda: answers.append(ann.get("/report.pdf").status_code))
    asking.start()
    assert browser().get("/healthz").status_code == 200
    assert answers == []
    may_go_on.set()
    asking.join(LONGEST_SECONDS)
    assert answers == [200]


def test_too_many_at_once_are_told_to_come_back(
    practice: Store, browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(practice)

    def busy(*arguments: object) -> bytes:
        raise TooBusy("Try again in a moment.")

    monkeypatch.setattr(exports, "_written", busy)
    answer = browser("ann").get("/report.pdf")
    assert answer.status_code == 503
    assert "Try again in a moment." in answer.text


@pytest.mark.parametrize("form", ["archive", "csv", "fhir", "pdf"])
def test_a_crowd_of_exports_waits_its_turn_and_keeps_nobody_else_waiting(
    practice: Store, browser, form: str
) -> None:
    filled(practice)
    ann = browser("ann")
    with ExitStack() as crowd:
        for _ in range(REPORTS.at_once + REPORTS.waiting):
            REPORTS.enter()
            crowd.callback(REPORTS.leave)
        assert ann.get(f"/export/{form}").status_code == 503
        assert ann.get("/quick").status_code == 200
    assert ann.get(f"/export/{form}").status_code == 200


def test_a_record_too_large_for_one_file_is_offered_as_several_that_come_back(
    practice: Store, browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was handed out without a word, and reading it back said that it was too large."""
    ann, bob = (client_account(practice, name) for name in ("ann", "bob"))
    hers, his = (ClientRecord(practice, actor_of(who), who.account_id) for who in (ann, bob))
    for number in range(60):
        hers.entries.add(CheckIn(leg_pain_nrs=number % 10))
    monkeypatch.setattr(archive, "MOST_BYTES", len(archive.archive_of(hers.archive)) * 2 // 3)
    reader = browser("ann")
    offer = reader.get("/export/archive")
    assert offer.status_code == 422
    assert offer.headers["content-type"].startswith("text/html")
    assert "content-disposition" not in offer.headers
    assert "too large for one JSON file that can be brought back" in offer.text
    links = re.findall(r'href="(/export/archive\?[^"]*)"', offer.text)
    assert len(links) > 1
    for number, link in enumerate(map(unescape, links), start=1):
        answer = reader.get(link)
        assert f"-{number}-of-{len(links)}.json" in answer.headers["content-disposition"]
        his.archive.restore(archive.read_archive(answer.content))
    assert {entry.entry_id for entry in his.entries.all()} == {entry.entry_id for entry in hers.entries.all()}
    assert reader.get("/export/archive?part=3&of=2").status_code == offer.status_code, "there is no such part"
