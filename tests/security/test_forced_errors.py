"""T26: five hundred errors forced with a word that must not come back: not to a browser, not in the log."""

from collections.abc import Callable

import pytest

from tests.practice import client_account
from tests.samples import sample
from tests.security.conftest import Practice, fill_with_canaries
from tests.security.served import Refused, Tab, text_of

Figure = Callable[[str, str, object], None]
WORD = "leakcanary"
BROKEN = "brokencanary"


def requests(number: int) -> tuple[str, str, dict[str, object]]:
    """A request that is refused or fails, with the word somewhere in it."""
    kinds: list[tuple[str, str, dict[str, object]]] = [
        ("GET", f"/export/{WORD}", {}),
        ("GET", f"/export/csv?share={WORD}", {}),
        ("GET", f"/{WORD}/{WORD}", {}),
        ("GET", "/shared", {"params": {"share": WORD}}),
        ("GET", f"/media/{WORD}.png", {}),
        ("GET", "/sign-in", {"params": {"why": WORD}}),
        ("GET", "/session", {"headers": {"cookie": f"tracker={WORD}"}}),
        ("POST", "/sign-up", {"data": {"code": WORD, "password": WORD}}),
        ("POST", "/recover", {"data": {"password": WORD}}),
        (
            "POST",
            "/sign-in",
            {"content": f"{WORD}".encode(), "headers": {"content-type": "application/json"}},
        ),
        ("POST", "/password", {"content": b"\xff" + WORD.encode()}),
        ("POST", f"/s/{WORD}", {"data": {"passphrase": WORD}}),
        ("PUT", f"/_stcore/upload_file/{WORD}/{WORD}", {"content": WORD.encode()}),
        ("GET", f"/_stcore/{WORD}", {}),
        ("POST", "/consent", {"data": {"agree": WORD, "version": WORD}}),
    ]
    return kinds[number % len(kinds)]


@pytest.mark.parametrize("who", ["nobody", "ann"])
def test_what_was_sent_does_not_come_back(practice: Practice, figure: Figure, who: str) -> None:
    browser, tries = practice.server.browser(None if who == "nobody" else who), sample(150)
    told = traced = 0
    for number in range(tries):
        if number % 15 == 0:
            practice.store.write("DELETE FROM attempts")
        method, path, given = requests(number)
        answer = browser.request(method, path, **given)  # type: ignore[arg-type]
        # The form of signing up shows the code again that was typed into it; anything else is a leak.
        is_form = path == "/sign-up"
        told += WORD in answer.text and not is_form
        traced += "Traceback" in answer.text
    logged = practice.server.log.read_text().count(WORD)
    figure(
        "T26",
        f"of {tries} forced refusals as {who}: word told back (but for the sign-up form's own code) / tracebacks / in the log",
        f"{told} / {traced} / {logged}",
    )
    assert (told, traced, logged) == (0, 0, 0)


def test_what_breaks_a_page_is_neither_shown_nor_logged(practice: Practice, figure: Figure) -> None:
    server, store, views = practice.server, practice.store, sample(200)
    account = client_account(store, "broken")
    fill_with_canaries(store, account)
    browser = server.browser("broken")
    tab = Tab(server, browser)
    pages = ("check-in", "progress", "history", "massage")
    assert all("brokencanary" in text_of(tab.show(page)) for page in ("history", "massage"))
    tab.close()
    # Somebody's own tool wrote nonsense into the file: reading it fails with an error that quotes it.
    store.write(
        "UPDATE red_flag_answers SET answers_json = :bad WHERE client_id = :client_id",
        bad=f"{{{BROKEN}",
        client_id=account.account_id,
    )
    shown = named = closed = 0
    tab = Tab(server, browser)
    for number in range(views):
        try:
            said = text_of(tab.show(pages[number % len(pages)]))
        except Refused:
            closed += 1
            tab = Tab(server, browser)
            continue
        shown += BROKEN in said or "JSONDecodeError" in said or "Traceback" in said
        named += "is in the log" in said
    tab.close()
    log = server.log.read_text()
    figure(
        "T26",
        f"of {views} pages that broke: told with an id / told with its content / in the log",
        f"{named} / {shown} / {log.count(BROKEN)}",
    )
    assert (shown, log.count(BROKEN), closed) == (0, 0, 0)
    assert named == views
    assert log.count("JSONDecodeError") >= views, "the kind and an id are there, to be found"
