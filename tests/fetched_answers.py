"""The answers of a page that was run without a browser: fetched from the routes as its components would."""

import json
import re
from html import unescape

import httpx2 as httpx
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from tracker.installation import installation
from tracker.web.app import app_middleware, app_routes

HERE = "http://127.0.0.1"
COMPONENT = "recovery_tracker.answers"


def visitor(token: str = "", kind: str = "account") -> TestClient:
    """A browser at the routes and middleware, with the token of a session when one is given."""
    settings = installation().settings
    app = Starlette(routes=app_routes(settings), middleware=app_middleware(settings))
    name = {"account": "tracker", "share": "tracker-share"}[kind]
    return TestClient(app, base_url=HERE, cookies={name: token} if token else {}, follow_redirects=False)


def components(page: AppTest) -> list[dict[str, str]]:
    """What the page's places for answers were told: query, mark and part."""
    found = [one.proto for one in page.get("bidi_component")]
    return [json.loads(one.json) for one in found if one.component_name == COMPONENT]


def answers_of(page: AppTest, browser: TestClient | None = None) -> str:
    """The HTML of all answers on a page: words, sections, and the further question's."""
    asking = browser or visitor()
    queries = dict.fromkeys(one["query"] for one in components(page))
    return "\n".join(fetched(asking, f"answers?{query}").text for query in queries)


def fetched(browser: TestClient, path: str) -> httpx.Response:
    """What a path below /progress answers, which must be an answer."""
    answer = browser.get(f"/progress/{path}")
    assert answer.status_code == 200, answer.text
    return answer


def said(html: str) -> str:
    """The words of some HTML, without what its charts hold."""
    return unescape(re.sub(r"<[^>]+>", "\n", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)))


def paragraphs(html: str) -> list[str]:
    return [unescape(one) for one in re.findall(r"<p[^>]*>(.*?)</p>", html, flags=re.DOTALL)]


def titles(html: str) -> list[str]:
    """The questions that are answered."""
    return [unescape(one) for one in re.findall(r"<h2>(.*?)</h2>", html)]


def charts(html: str) -> list[str]:
    """The ids of the charts that are drawn."""
    return re.findall(r'<div class="plot" data-chart="([^"]+)"', html)


def tables(html: str) -> list[str]:
    """The ids of the charts that have a table to open."""
    return re.findall(r'data-table="([^"]+)"', html)
