"""T9, T10, T15, T28: sessions and identities, tried from outside over real sockets."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from websockets.exceptions import ConnectionClosed

from tests.practice import PASSWORD, client_account, shared
from tests.samples import IS_FULL, sample
from tests.security.conftest import Practice, canary, fill_with_canaries
from tests.security.served import Refused, Tab, text_of
from tests.waiting import LONGEST_SECONDS
from tracker.access.sharing import revoke
from tracker.access.sign_in import actor_of, sign_up

Figure = Callable[[str, str, object], None]


def test_another_persons_streamlit_session_shows_nothing(practice: Practice, figure: Figure) -> None:
    server, shown, resumed = practice.server, 0, 0
    ann, bob = server.browser("ann"), server.browser("bob")
    own = Tab(server, ann)
    assert canary("ann", "therapist") in text_of(own.show("history"))
    for number in range(sample(200)):
        thief = (bob, server.browser())[number % 2]
        try:
            tab = Tab(server, thief, own.session)
        except Refused:
            continue
        shown += "anncanary" in text_of(tab.show("history"))
        resumed += tab.session == own.session
        tab.close()
    own.close()
    figure("T9", f"foreign session ids resumed, of {sample(200)}", resumed)
    figure("T9", f"foreign state shown, of {sample(200)}", shown)
    assert (shown, resumed) == (0, 0)


def test_a_token_is_never_kept_over_a_sign_in(practice: Practice, figure: Figure) -> None:
    same = 0
    client_account(practice.store, "fixed")
    for _ in range(sample(50)):
        browser = practice.server.browser()
        browser.cookies.set("tracker", "a" * 43, domain="127.0.0.1", path="/")
        browser.post("/sign-in", data={"username": "fixed", "password": PASSWORD})
        given = [cookie.value for cookie in browser.cookies.jar if cookie.name == "tracker"]
        same += given == ["a" * 43]
        practice.store.write("DELETE FROM attempts")
    figure("T9", f"token before = token after sign-in, of {sample(50)}", same)
    assert same == 0


def test_old_cookies_are_dead(practice: Practice, figure: Figure) -> None:
    account, accepted = client_account(practice.store, "leaver"), 0
    password = PASSWORD
    for number in range(sample(50)):
        practice.store.write("DELETE FROM attempts")
        browser = practice.server.browser()
        browser.post("/sign-in", data={"username": "leaver", "password": password})
        old = {"tracker": browser.cookies["tracker"]}
        if number % 2:
            browser.post("/sign-out")
        else:
            new = f"{PASSWORD} {number}"
            assert (
                browser.post("/password", data={"old_password": password, "password": new}).status_code == 303
            )
            password = new
        thief = practice.server.browser()
        thief.cookies.update(old)
        accepted += thief.get("/export/csv").status_code == 200
        try:
            Tab(practice.server, thief).close()
            accepted += 1
        except Refused:
            pass
    figure("T9", f"old cookies accepted after sign-out or change of password, of {sample(50)}", accepted)
    assert account.role == "client"
    assert accepted == 0


CLAIMS = (
    {"x-app-uid": "{ann}", "x-app-sid": "{sid}"}, {"X-App-Uid": "{ann}"}, {"x-app-sid": "{sid}"},
    {"x-forwarded-user": "ann", "remote-user": "ann"}, {"x-forwarded-for": "127.0.0.1", "x-app-uid": "{ann}"},
    {"forwarded": "for=127.0.0.1;by=ann"}, {"cookie": "tracker={ann}"}, {"cookie": "tracker={sid}"},
    {"cookie": "_streamlit_user={ann}"}, {"authorization": "Bearer {sid}"},
)  # fmt: skip


def test_headers_that_claim_an_identity_are_not_believed(practice: Practice, figure: Figure) -> None:
    ann = practice.accounts["ann"].account_id
    practice.server.browser("ann")
    sid = practice.store.read("SELECT session_id FROM web_session WHERE account_id = :a", a=ann)[1][0][0]
    nobody, accepted = practice.server.browser(), 0
    paths = (
        "/export/csv",
        "/progress",
        "/progress/answers",
        "/_stcore/host-config",
        "/media/x.png",
        "/session",
        "/shared",
    )
    for number in range(sample(200)):
        claim = {name: value.format(ann=ann, sid=sid) for name, value in CLAIMS[number % len(CLAIMS)].items()}
        if number % 2:
            accepted += nobody.get(paths[number % len(paths)], headers=claim).status_code in (200, 204)
        else:
            try:
                Tab(practice.server, nobody, **claim).close()
                accepted += 1
            except Refused:
                pass
    figure("T10", "spoofed identities accepted, of 200 on routes and socket", accepted)
    assert accepted == 0


def test_a_claim_beside_a_real_session_changes_nothing(practice: Practice) -> None:
    bob = practice.server.browser("bob")
    tab = Tab(practice.server, bob, **{"x-app-uid": practice.accounts["ann"].account_id})
    seen = text_of(tab.show("history"))
    tab.close()
    assert canary("bob", "therapist") in seen
    assert "anncanary" not in seen


def test_revoking_reaches_pages_that_nobody_touches(practice: Practice, figure: Figure) -> None:
    client = client_account(practice.store, "giver")
    share, token = shared(practice.store, client)
    tabs = [Tab(practice.server, practice.server.holder(token)) for _ in range(20)]
    for tab in tabs:
        tab.show("progress")
    ended = time.monotonic()
    revoke(practice.store, actor_of(client), client.account_id, share.share_id)

    def seconds_open(tab: Tab) -> float:
        with suppress(ConnectionClosed):
            while True:
                tab.socket.recv(timeout=LONGEST_SECONDS)
        return time.monotonic() - ended

    with ThreadPoolExecutor(20) as pool:
        slowest = max(pool.map(seconds_open, tabs))
    figure("T15", "seconds until 20 untouched pages were closed after revoking (at most 5)", f"{slowest:.1f}")
    assert slowest <= 5 or not IS_FULL


def test_after_the_commit_of_a_revoke_no_row_is_served(practice: Practice, figure: Figure) -> None:
    client, chance, served, instants = (
        client_account(practice.store, "changer"),
        random.Random(28),
        0,
        sample(500),
    )
    asks = 0

    fill_with_canaries(practice.store, client)
    sign_up(practice.store, "keeper", PASSWORD, "therapist")
    for _ in range(instants):
        share, token = shared(practice.store, client)
        holder = practice.server.holder(token)
        tab = Tab(practice.server, holder)
        tab.show("massage")
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(lambda: [tab.show("massage") for _ in range(2)])  # noqa: B023
            time.sleep(chance.random() * 0.05)
            revoke(practice.store, actor_of(client), client.account_id, share.share_id)
            with suppress(Refused):
                running.result()
        try:
            for page in ("history", "massage"):
                asks += 1
                served += "changercanary" in text_of(tab.show(page))
        except Refused:
            pass
        for path in ("/shared", "/export/csv", f"/export/csv?share={share.share_id}"):
            asks += 1
            served += holder.get(path).status_code == 200
        tab.close()
    figure(
        "T28",
        f"answers with rows after the commit of a revoke, {instants} random instants, {asks:,} asks",
        served,
    )
    assert served == 0


def test_as_many_looks_are_audited_as_there_were(practice: Practice, figure: Figure) -> None:
    client = client_account(practice.store, "watched")
    looks, shares = 0, set()
    for number in range(sample(50)):
        # Looks of one link within a minute are one.
        share, token = shared(practice.store, client)
        shares.add(share.share_id)
        holder = practice.server.holder(token)
        if number % 2:
            looks += holder.get("/shared").status_code == 200
        else:
            tab = Tab(practice.server, holder)
            for page in ("progress", "history", "massage"):
                tab.show(page)
            tab.close()
            looks += 1
    lines = practice.store.audit.of_client(client.account_id, ["record opened"])
    noted = sum(line.detail in shares for line in lines)
    figure("T28", "looks in the audit, of looks there were", f"{noted} of {looks}")
    assert noted == looks


def test_no_page_keeps_a_file_beside_itself(practice: Practice, figure: Figure) -> None:
    """Streamlit's media files are anybody's who knows their name: drawings are text in the page, downloads our own routes."""
    tab = Tab(practice.server, practice.server.browser("ann"))
    pages = ("account", "progress", "check-in", "share", "history", "massage", "flexibility", "learn")
    seen = "".join(text_of(tab.show(page)) for page in pages)
    tab.close()
    figure("T15", f"files that {len(pages)} pages keep beside themselves", seen.count("/media/"))
    assert "How is it now?" in seen
    assert "/media/" not in seen
