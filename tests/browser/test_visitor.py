"""What a visitor complains of, and what it forgives: only what the test brought about, and only as long."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.visitor import Visitor

SERVER = "http://app.invalid"


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """At an empty page of a server that need not run."""
    context = browser.new_context()
    context.route(
        "**/*",
        lambda route: route.fulfill(
            status=404 if "gone" in route.request.url else 200, body="<h1>A page</h1>"
        ),
    )
    server: Any = SimpleNamespace(url=SERVER, times_away=0)
    opened = Visitor(context.new_page(), server)
    opened.page.goto(SERVER)
    yield opened
    context.close()


def says(visitor: Visitor, words: str) -> bool:
    """Let the page write an error to its console; return whether that is a complaint."""
    visitor.page.evaluate("(words) => console.error(words)", words)
    return f"console: {words}" in visitor.complaints


def test_an_error_in_the_console_is_a_complaint(visitor: Visitor) -> None:
    assert says(visitor, "server is not responding")


def test_a_page_that_lost_its_server_may_say_so_until_it_is_loaded_anew(visitor: Visitor) -> None:
    visitor._server.times_away += 1
    assert not says(visitor, "server is not responding")
    visitor.page.evaluate("history.pushState(null, '', '/other')")
    assert not says(visitor, "in words of its own, late")
    visitor.page.reload()
    assert says(visitor, "server is not responding")


def test_a_page_that_was_cut_off_may_say_so_until_it_is_loaded_anew(visitor: Visitor) -> None:
    with visitor.cut_off():
        assert not says(visitor, "one")
        visitor.page.reload()
        assert not says(visitor, "two")
    assert not says(visitor, "three")
    visitor.page.reload()
    assert says(visitor, "four")


def test_an_answer_is_forgiven_by_its_number_alone(visitor: Visitor) -> None:
    ask = "() => fetch('/gone').then((answer) => answer.text())"
    visitor.page.evaluate(ask)
    assert visitor.complaints == [f"404 for {SERVER}/gone"]
    visitor.expects(401).page.evaluate(ask)
    assert len(visitor.complaints) == 2
    visitor.expects(404).page.evaluate(ask)
    assert len(visitor.complaints) == 2


def test_a_script_that_breaks_is_never_forgiven(visitor: Visitor) -> None:
    with visitor.cut_off():
        visitor.page.evaluate("setTimeout(() => { throw new Error('broken'); })")
        visitor.page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true)))")
    assert visitor.complaints == ["page error: broken"]


def test_what_our_own_policy_forbids_is_a_complaint(visitor: Visitor) -> None:
    policy = {"content-type": "text/html", "content-security-policy": "script-src 'self'"}
    visitor.page.context.route(
        "**/strict", lambda route: route.fulfill(headers=policy, body="<h1>A page</h1><script>1</script>")
    )
    visitor.page.goto(f"{SERVER}/strict")
    (complaint,) = visitor.complaints
    assert "Content Security Policy" in complaint
