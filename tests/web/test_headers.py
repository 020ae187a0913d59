"""The headers of every answer, and what is said when something fails."""

import logging
import re

import pytest

from tests.practice import client_account, shared
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.store import Store
from tracker.web.logs import BlankSecrets
from tracker.web.middleware.headers import ALWAYS
from tracker.web.routes.shell import shell_html

PATHS = [
    "/", "/check-in", "/progress", "/progress/answers", "/progress/table", "/healthz", "/session", "/sign-in", "/sign-up", "/recover", "/password",
    "/consent", "/s/x", "/shared", "/shared/live", "/calendar/x.ics", "/export/csv", "/export/pdf", "/assets/web.css", "/nothing",
    "/assets/nothing.js", "/_stcore/told", "/_stcore/metrics", "/_stcore/failing", "/media/x.png", "/favicon.png",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", ["nobody", "ann"])
@pytest.mark.parametrize("host", ["127.0.0.1", "evil.example"])
def test_every_answer_carries_them(practice: Store, browser, path: str, who: str, host: str) -> None:
    client_account(practice, "ann")
    asking = browser(None if who == "nobody" else who)
    for method in ("GET", "POST"):
        headers = asking.request(method, path, headers={"host": host}).headers
        assert {name: headers[name] for name in ALWAYS} == ALWAYS
        kept = headers["cache-control"]
        assert kept == ("no-cache" if path.startswith("/assets/") else "no-store")


def test_only_fonts_are_kept_for_long(browser) -> None:
    font = browser().get("/assets/fonts/literata-latin-wght-normal.woff2")
    assert font.status_code == 200
    assert font.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_no_inline_script_is_left_and_none_is_allowed(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    _, token = shared(practice, ann)
    holder = browser()
    pages = [shell_html(), browser().get("/sign-in").text, holder.get(f"/s/{token}").text]
    holder.post(f"/s/{token}")
    pages.append(holder.get("/shared").text)
    assert all(re.search(r"<script(?![^>]*\bsrc=)", page) is None for page in pages)
    assert all(re.search(r"\son\w+=", page) is None for page in pages)
    assert "unsafe-inline" not in ALWAYS["content-security-policy"].split("style-src")[0]


def test_a_failure_is_one_sentence_with_an_id_that_is_in_the_log(practice: Store, browser, caplog) -> None:
    client_account(practice, "ann")
    with caplog.at_level(logging.ERROR, "tracker"):
        answer = browser("ann").get("/_stcore/failing")
    assert answer.status_code == 500
    error_id = re.search(r"Error ([0-9a-f]{8}) is in the log", answer.text)[1]
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith(f"error {error_id}: ValueError at ")
    assert "secret" not in answer.text + line


def test_a_database_that_is_gone_is_one_sentence(practice: Store, browser) -> None:
    client_account(practice, "ann")
    ann = browser("ann")
    assert isinstance(practice.driver, SqliteDriver)
    practice.driver.path.rename(practice.driver.path.with_suffix(".away"))
    for path in ("/progress", "/export/csv", "/healthz"):
        answer = ann.get(path)
        assert (answer.status_code, "missing or cannot be opened" in answer.text) == (503, True)


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/s/3McY48jKrZeK22NeFiBL3CJNIWpE5cZlAzKVKsswXd0", "/s/-"),
        ("/sign-up?code=AAAA-BBBB", "/sign-up"),
        ("/shared?share=1", "/shared"),
        ("127.0.0.1:5000", "127.0.0.1:5000"),
    ],
)
def test_an_access_log_holds_no_secrets(path: str, logged: str) -> None:
    record = logging.LogRecord("uvicorn.access", 20, "", 0, '%s "%s"', ("GET", path), None)
    assert BlankSecrets().filter(record)
    assert record.getMessage() == f'GET "{logged}"'
