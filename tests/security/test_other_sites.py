"""T14, T25, T26: other sites' requests, and secrets in places where somebody may find them."""

import subprocess
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.samples import sample
from tests.security.conftest import Practice, canary
from tests.security.served import Refused, Tab
from tracker.settings import PROJECT

Figure = Callable[[str, str, object], None]
ORIGINS = (
    "https://evil.example", "http://evil.example", "null", "", "http://localhost", "http://127.0.0.1",
    "http://127.0.0.1:1", "https://127.0.0.1:{port}", "http://127.0.0.1:{port}.evil.example", "file://",
    "http://[::1]:{port}", "chrome-extension://abcdefghijklmnop",
)  # fmt: skip
ROUTES = ("/sign-in", "/sign-out", "/password", "/consent", "/shared/keep", "/s/{token}")


def test_no_other_site_writes_or_opens_a_socket(practice: Practice, figure: Figure) -> None:
    server, accepted, tries = practice.server, 0, 0
    ann = server.browser("ann")
    share, token = practice.links["live"]
    views = practice.store.shares.get(share.share_id).views
    for origin, route in product(ORIGINS, ROUTES):
        for site in ("cross-site", "same-site", None):
            headers = {"origin": origin.format(port=server.port)} | ({"sec-fetch-site": site} if site else {})
            answer = ann.post(route.format(token=token), headers=headers, data={"everywhere": "yes"})
            accepted += answer.status_code != 403
            tries += 1
    for origin in ORIGINS:
        try:
            Tab(server, ann, Origin=origin.format(port=server.port)).close()
            accepted += 1
        except Refused:
            pass
        tries += 1
    for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1.evil.example", ""):
        accepted += ann.get("/sign-in", headers={"host": host}).status_code == 200
        tries += 1
    figure("T25", f"foreign writes, sockets and hosts accepted, of {tries}", accepted)
    assert accepted == 0
    assert practice.store.shares.get(share.share_id).views == views
    assert ann.get("/session").status_code == 204, "nobody signed her out"


def test_no_token_and_no_word_of_a_record_is_in_files_or_logs(practice: Practice, figure: Figure) -> None:
    server = practice.server
    ann = server.browser("ann")
    holder = server.holder(practice.links["live"][1])
    for browser in (ann, holder):
        tab = Tab(server, browser)
        for page in ("progress", "history", "massage", "account"):
            tab.show(page)
        tab.close()
        browser.get("/shared")
    for number in range(100):
        ann.get(f"/export/{canary('ann', 'note')}{number}")
        server.browser().post("/sign-in", data={"username": canary("ann", "note"), "password": "x"})
    secrets = [token for _, token in practice.links.values()]
    secrets += [cookie.value or "" for browser in (ann, holder) for cookie in browser.cookies.jar]
    assert all(len(secret) >= 43 for secret in secrets)
    database = b"".join(path.read_bytes() for path in server.folder.glob("practice.db*"))
    log = server.log.read_bytes()
    in_files = sum(secret.encode() in database + log for secret in secrets)
    figure("T14", f"of {len(secrets)} tokens, found in database, journals or log", in_files)
    figure("T26", "canaries of records in the log", log.count(b"canary"))
    assert (in_files, log.count(b"canary")) == (0, 0)
    audit = repr(practice.store.read("SELECT * FROM audit")[1])
    assert not any(secret in audit for secret in secrets)
    assert "canary" not in audit


def test_guessed_links_open_nothing(practice: Practice, figure: Figure) -> None:
    guesser, hits, looked_up, guesses = practice.server.browser(), 0, 0, sample(10_000)
    practice.store.write("DELETE FROM attempts")
    for number in range(guesses):
        hits += guesser.post(f"/s/{number:043}").status_code != 404
    for (count,) in practice.store.read("SELECT count FROM attempts WHERE bucket LIKE 'share address%'")[1]:
        looked_up += count
    practice.store.write("DELETE FROM attempts")
    figure("T14", f"hits of {guesses:,} guessed links", hits)
    figure("T14", "of them looked up before the address was shut out (at most 60)", looked_up)
    assert hits == 0
    assert 0 < looked_up <= 60


NAMES = (
    "../../etc/passwd", "..\\..\\x", "%2e%2e/%2e%2e/x", "....//x", "/etc/passwd", "C:\\x", "\\\\host\\share\\x", "file:///etc/passwd",
    "x\x00.csv", "x\r\nset-cookie: a=b", "x\nx-injected: 1", "x%0d%0ax-injected: 1", "a" * 300, "\u202efdp.exe", "CON", "nul.txt", "~root",
    "$HOME", "`id`", "x;y", "x\"; y=\"", "é", "😍", ".", "..", ".git/config", "practice.db", "practice.db-secret",
    "csv/../../practice.db", "csv\x00", "csv ", "CSV", "csv.", "csv%00", "csv?x", "csv#x", "*", "?", "con.csv", "server.log",
)  # fmt: skip


def test_names_lead_nowhere_and_add_no_header(practice: Practice, figure: Figure) -> None:
    ann, found, injected = practice.server.browser("ann"), 0, 0
    before = sorted(path.name for path in practice.server.folder.iterdir())
    for name, below in product(NAMES, ("/export/", "/assets/", "/assets/fonts/", "/media/", "/static/")):
        answer = ann.get(below + quote(name, safe=""))
        found += answer.status_code == 200 and not answer.headers["content-type"].startswith("text/html")
        injected += "x-injected" in answer.headers or "a=b" in answer.headers.get("set-cookie", "")
        injected += name in answer.headers.get("content-disposition", "")
    figure(
        "T24",
        f"files found or header lines added by {len(NAMES)} hostile names, 5 places each",
        f"{found} / {injected}",
    )
    assert (found, injected) == (0, 0)
    assert sorted(path.name for path in practice.server.folder.iterdir()) == before


@pytest.mark.exhaustive
def test_what_would_be_unsafe_does_not_start(tmp_path: Path, figure: Figure) -> None:
    unsafe = [
        ({"TRACKER_MODE": "practice"}, ["--server.address", "0.0.0.0"]),
        ({"TRACKER_MODE": "practice", "TRACKER_BASE_URL": "http://tracker.example.org"}, []),
        ({"TRACKER_MODE": "personal"}, ["--server.address", "0.0.0.0"]),
        ({"TRACKER_MODE": "personal", "TRACKER_BASE_URL": "https://tracker.example.org"}, []),
        ({"TRACKER_MODE": "practice", "TRACKER_HOST": "0.0.0.0"}, []),
    ]
    started = 0
    for settings, options in unsafe:
        # The front door as the server imports it, with the server's options in force.
        address = options[1] if options else "127.0.0.1"
        code = f"from streamlit import config; config.set_option('server.address', {address!r}); import dashboard"
        environment = {"PATH": "/usr/bin", "TRACKER_DATABASE": str(tmp_path / "x.db"), **settings}
        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = [line for line in ran.stderr.splitlines() if "is not usable" in line]
        assert len(said) == 1, ran.stderr
        started += ran.returncode == 0
    figure("T25", f"unsafe combinations that start, of {len(unsafe)}", started)
    assert started == 0
