"""T16, T17, T25 in a real browser: hostile words, links that leave traces, frames, and our own rules kept."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from tests.practice import PASSWORD, client_account
from tests.samples import IS_FULL
from tests.security import hostile
from tests.security.conftest import Practice
from tests.security.served import Server
from tracker import clock
from tracker.access.sharing import keep_share, make_share
from tracker.access.sign_in import actor_of, sign_up
from tracker.access.witness import LOOKED
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.domain.home_plan import PlanItem
from tracker.domain.massage_session import MassageSession
from tracker.domain.share_link import FIELDS, ShareLink
from tracker.places import PLACES
from tracker.record import ClientRecord

pytestmark = pytest.mark.browser
Figure = Callable[[str, str, object], None]
HOSTILE = tuple(hostile.html())
WATCH = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (e) => window.violations.push(e.violatedDirective + ' ' + e.blockedURI));
"""


def enter(page: Page, server: Server, username: str) -> None:
    page.goto(f"{server.here}/sign-in")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.click("button.primary")
    page.wait_for_url(re.compile("/(check-in|clients|progress|shared|consent)"))


@contextmanager
def watched(
    browser: Browser, server: Server, **options: object
) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser profile whose requests to other hosts, dialogs and violations are collected."""
    context, found = browser.new_context(**options), []  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    context.add_init_script(WATCH)

    def refuse(dialog: Dialog) -> None:
        found.append("dialog")
        dialog.dismiss()

    context.on("dialog", refuse)

    def asked(url: str) -> None:
        if not url.startswith((server.here, server.here.replace("http", "ws"), "data:", "blob:", "about:")):
            found.append(f"outside {url}")

    context.on("request", lambda request: asked(request.url))
    yield context, found
    context.close()


def ready(page: Page) -> None:
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_selector("h1")


def look(page: Page) -> tuple[list[str], list[str]]:
    """Open everything that folds away; return what ran or was blocked, and links that lead out."""
    page.evaluate("[...document.querySelectorAll('summary')].slice(0, 60).forEach(one => one.click())")
    # A function given as text would be an eval, which our own rules refuse while it is asked again.
    page.wait_for_selector("[data-test-script-state=running]", state="detached")
    ran = ["ran"] * bool(page.evaluate("window.hit === 1")) + page.evaluate("window.violations")
    out = page.evaluate(
        "[...document.querySelectorAll('a[href]')].map(a => a.href).filter(h => h.includes('outside.example') || h.startsWith('javascript'))"
    )
    return ran, out


def written(words: str) -> str:
    """As a form would take it."""
    return words.replace("\u0000", "").strip()


def test_strings_that_break_programs_are_words(practice: Practice, browser: Browser, figure: Figure) -> None:
    server, store, strings = (
        practice.server,
        practice.store,
        [written(one) or "x" for one in hostile.naughty()[:: 1 if IS_FULL else 10]],
    )
    account = client_account(store, "unusual")
    record = ClientRecord(store, actor_of(account), account.account_id)
    for number, words in enumerate(strings):
        record.entries.add(
            CheckIn(on_date=clock.today() - timedelta(days=number), leg_pain_nrs=3, note=words)
        )
    made = make_share(store, actor_of(account), ShareLink(client_id=account.account_id, fields=FIELDS))
    ran, out, failed, outside, views = [], [], 0, [], -(-len(strings) // 25)
    with watched(browser, server) as (context, found):
        page = context.new_page()
        enter(page, server, "unusual")
        for number in range(1, views + 1):
            page.goto(f"{server.here}/history?history_page={number}")
            ready(page)
            more, links = look(page)
            ran += more
            out += links
            failed += page.get_by_text("Something went wrong").count()
        page.goto(f"{server.here}/s/{made.token}")
        page.click("button.primary")
        page.wait_for_url("**/shared")
        more, links = look(page)
        ran += more
        out += links
        outside += found
    figure(
        "T17",
        f"{len(strings)} naughty strings as notes, {views + 1} page views: executed or blocked",
        len(ran),
    )
    figure(
        "T17",
        "their pages that failed / outside requests / live foreign links",
        f"{failed} / {len(outside)} / {len(out)}",
    )
    assert (ran, out, failed, outside) == ([], [], 0, [])


@pytest.mark.exhaustive
def test_hostile_words_are_words(practice: Practice, browser: Browser, figure: Figure) -> None:
    server, store = practice.server, practice.store
    account = client_account(store, "hostile")
    record, tess = ClientRecord(store, actor_of(account), account.account_id), practice.accounts["tess"]
    profile = record.profile.get()
    record.profile.edit(Client(client_id=account.account_id, label=HOSTILE[4][:80]), profile.version)
    for number, words in enumerate(HOSTILE):
        words = written(words)
        day = clock.today() - timedelta(days=number)
        record.entries.add(CheckIn(on_date=day, leg_pain_nrs=3, back_pain_nrs=2, note=words))
        record.entries.add(MassageSession(on_date=day, minutes=30, therapist=words[:100], note=words))
    made = [
        make_share(
            store,
            actor_of(account),
            ShareLink(client_id=account.account_id, fields=FIELDS, label=words[:80], may_be_kept=True),
        )
        for words in HOSTILE[:12]
    ]
    keep_share(store, tess, made[0].share)
    kept = store.shares.get(made[0].share.share_id)
    assert kept is not None
    therapists = ClientRecord(store, actor_of(tess), account.account_id, share=kept)
    for words in HOSTILE[:12]:
        therapists.home_plan.add(PlanItem(exercise_id="bridge", written_by=tess.account_id, note=words))
        therapists.remarks.add(words)
    ran, out, outside, pages = [], [], [], 0

    def visit(page: Page, address: str) -> None:
        nonlocal pages
        page.goto(f"{server.here}{address}")
        if address.startswith("/shared"):
            page.locator("svg:visible").first.wait_for()
        else:
            ready(page)
        more, links = look(page)
        ran.extend(more)
        out.extend(links)
        pages += 1

    for who in ("hostile", "tess", "holder"):
        with watched(browser, server) as (context, found):
            page, query = context.new_page(), f"?share={kept.share_id}" if who == "tess" else ""
            if who == "holder":
                page.goto(f"{server.here}/s/{made[1].token}")
                page.click("button.primary")
                page.wait_for_url("**/shared")
            else:
                enter(page, server, who)
            for place in PLACES:
                visit(page, f"/{place.path}{query}")
            if who != "hostile":
                visit(page, f"/shared{query}")
            outside.extend(found)
    figure(
        "T17",
        f"{len(HOSTILE)} hostile texts in notes and names, {pages} page views: executed or blocked",
        len(ran),
    )
    figure("T17", "outside requests / live foreign links", f"{len(outside)} / {len(out)}")
    assert (ran, outside, out) == ([], [], [])


LIVE = """(words) => {
    const main = document.querySelector("[data-testid=stMain]");
    const made = [...main.querySelectorAll("a[href], strong, em, del, h1, .katex, [data-testid=stIconMaterial]")];
    return made.filter((one) => /outside|mailto|xmpp|tel:/i.test(one.href ?? "") || words.includes(one.textContent)).length;
}"""


def test_addresses_are_words(practice: Practice, browser: Browser, figure: Figure) -> None:
    """In a refusal that quotes a file, in the names of its columns, and in the list of who saw a record."""
    server, store, words = practice.server, practice.store, hostile.addresses()
    account = client_account(store, "linked")
    for number, name in enumerate(words):
        therapist = sign_up(store, f"therapist{number}", PASSWORD, "therapist", name=name)
        store.audit.note(actor_of(therapist), LOOKED, clock.utc_now(), account.account_id, "x")
    live = 0
    missing: list[str] = []

    def seen(page: Page, some: list[str]) -> None:
        nonlocal live
        ready(page)
        page.wait_for_selector("[data-testid=stSkeleton]", state="detached")
        live += page.evaluate(LIVE, ["x", "home"])
        text = page.locator("[data-testid=stMain]").inner_text().replace("\u2060", "")
        missing.extend(one for one in some if one not in text)

    def sent(page: Page, name: str, data: str) -> None:
        page.set_input_files(
            "input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": data.encode()}
        )
        page.get_by_text(name, exact=True).wait_for()

    with watched(browser, server) as (context, found):
        page = context.new_page()
        enter(page, server, "linked")
        page.goto(f"{server.here}/account")
        page.locator("table.plain-table td").first.wait_for()
        seen(page, words)
        for number, one in enumerate(words if IS_FULL else words[::8]):
            sent(page, f"refused{number}.csv", f'on_date,"{one}"\n')
            shown = repr(one)[1:-1][:30]
            page.locator(".alert-error").get_by_text(shown).wait_for()
            seen(page, [shown])
            page.goto(f"{server.here}/account")
            ready(page)
        header = ",".join(f'"{one} {number}"' for number, one in enumerate(words))
        sent(
            page,
            "named.csv",
            f"day,{header}\n2024-03-01,{','.join(['https://outside.example/c'] * len(words))}\n",
        )
        page.get_by_text("What is what?").wait_for()
        page.get_by_text(re.compile(r"^[0-9]+ more$")).click()
        seen(page, words[:8])
    figure(
        "T17",
        f"{len(words)} addresses and signs in names, columns and refusals: made live / not shown as they are",
        f"{live} / {len(missing)}",
    )
    assert (live, missing, found) == (0, [], [])


# Each page of tests/browser is watched for the same: a page that breaks a rule says so in the console.
@pytest.mark.exhaustive
def test_our_own_pages_break_no_rule_of_ours(practice: Practice, browser: Browser, figure: Figure) -> None:
    broken, seen = [], set()
    with watched(browser, practice.server) as (context, found):
        page = context.new_page()
        enter(page, practice.server, "ann")
        for place in PLACES:
            page.goto(f"{practice.server.here}/{place.path}")
            ready(page)
            if place.path == "progress":
                page.wait_for_selector(".js-plotly-plot")
                page.locator("[data-table] summary").first.click()
                page.wait_for_selector("[data-table] table")
                seen.add("plotly")
            if page.locator("[data-testid=stBidiComponentRegular], [data-testid^=stBidi]").count():
                seen.add("component")
            broken += look(page)[0]
        broken += found
    for who, path, selector in (
        ("tess", "clients", "table.caseload"),
        ("olga", "accounts", "table.plain-table"),
    ):
        with watched(browser, practice.server) as (context, found):
            page = context.new_page()
            enter(page, practice.server, who)
            page.goto(f"{practice.server.here}/{path}")
            ready(page)
            page.wait_for_selector(selector)
            seen.add(path)
            broken += look(page)[0] + found
    figure(
        "T25",
        f"violations of the content security policy, {len(PLACES) + 2} pages with {', '.join(sorted(seen))}",
        len(broken),
    )
    assert broken == []
    assert seen == {"plotly", "component", "clients", "accounts"}


def test_a_link_leaves_no_trace_once_opened(practice: Practice, browser: Browser, figure: Figure) -> None:
    token, traces = practice.links["live"][1], []
    with watched(browser, practice.server) as (context, _):
        page = context.new_page()
        context.on(
            "request",
            lambda request: (
                traces.append(request.url) if token in request.headers.get("referer", "") else None
            ),
        )
        page.goto(f"{practice.server.here}/s/{token}")
        assert token not in page.title()
        page.click("button.primary")
        page.wait_for_url("**/shared")
        traces += [text for text in (page.title(), page.url, page.content()) if token in text]
        page.go_back()
        page.wait_for_url("**/shared")
        traces += [page.url] * (token in page.url)
    figure("T16", "the token in Referer, title, address or page after opening", len(traces))
    assert traces == []


class Framing(BaseHTTPRequestHandler):
    """Another site, with a page of ours in a frame."""

    framed = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(f"<h1>other site</h1><iframe src='{self.framed}'></iframe>".encode())

    def log_message(self, *given: object) -> None:
        """Say nothing."""


def test_no_page_renders_in_a_frame(practice: Practice, browser: Browser, figure: Figure) -> None:
    server, rendered = practice.server, 0
    other = ThreadingHTTPServer(("127.0.0.1", 0), Framing)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    paths = ("/sign-in", "/progress", f"/s/{practice.links['live'][1]}")
    with watched(browser, server) as (context, _):
        page = context.new_page()
        enter(page, server, "ann")
        for path in paths:
            Framing.framed = f"{server.here}{path}"
            page.goto(f"http://localhost:{other.server_port}/")
            page.wait_for_load_state("networkidle")
            rendered += any("Recovery" in frame.content() for frame in page.frames[1:])
    other.shutdown()
    figure("T25", f"pages rendered in another site's frame, of {len(paths)}", rendered)
    assert rendered == 0
