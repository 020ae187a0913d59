"""T30: what one person, or somebody nobody knows, can take of the server, and what is left for everybody else."""

import resource
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from uuid import uuid4

import httpx2
import pytest

from tests.practice import client_account
from tests.samples import sample
from tests.security.served import Refused, Server, Tab, served
from tracker.web.middleware.bounds import PAGES_OF_ONE
from tracker.web.middleware.uploads import FILES_OF_ONE

Figure = Callable[[str, str, object], None]
SAVES = 40


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A practice with the usual 1,024 descriptors."""
    with served(tmp_path_factory.mktemp("greedy")) as (server, store):
        assert server.process is not None
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (1024, 1024))
        for name in ("ann", "mallory"):
            client_account(store, name)
        yield server


def saves(browser: httpx2.Client) -> int:
    """How many of forty check-ins are kept."""
    form = {"leg_pain_nrs": "3", "back_pain_nrs": "2"}
    answers = [browser.post("/quick", data={"entry_id": str(uuid4()), **form}) for _ in range(SAVES)]
    return [one.status_code for one in answers].count(303)


def test_one_persons_pages_leave_room_for_others(server: Server, figure: Figure) -> None:
    ann, mallory, opened = server.browser("ann"), server.browser("mallory"), 0
    tries = PAGES_OF_ONE + sample(280)
    with ExitStack() as tabs:
        for _ in range(tries):
            with suppress(Refused):
                tab = Tab(server, mallory)
                tabs.callback(tab.close)
                tab.show("check-in")
                opened += 1
        kept = saves(ann)
    for _ in range(tries):
        tab = Tab(server, mallory)
        tab.show("check-in")
        tab.close()
    kept_after = saves(ann)
    figure("T30", f"pages of one person open at once, of {tries} (at most {PAGES_OF_ONE})", opened)
    figure("T30", f"another's saves meanwhile and after as many reloads, of {SAVES}", f"{kept}, {kept_after}")
    assert opened <= PAGES_OF_ONE
    assert (kept, kept_after) == (SAVES, SAVES)


def test_files_for_pages_stay_few(server: Server, figure: Figure) -> None:
    mallory, ann = server.browser("mallory"), server.browser("ann")
    xsrf = mallory.get("/_stcore/health").cookies["_streamlit_xsrf"]
    mallory.headers["x-xsrftoken"], before, taken = xsrf, server.rss_mb(), 0
    mine, theirs = [Tab(server, mallory) for _ in range(8)], Tab(server, ann)
    for tab in (*mine, theirs):
        tab.show("account")
    mine[-1].show("history")

    def put(page: str, number: int) -> int:
        files = {"file": (f"{number}.csv", b"x" * 4_900_000)}
        return mallory.put(f"/_stcore/upload_file/{page}/{number}", files=files).status_code

    assert put(theirs.session, 0) == 404
    assert put(mine[-1].session, 0) == 403
    for number in range(sample(200)):
        taken += put(mine[number % 7].session, number) == 204
    grown = server.rss_mb() - before
    figure(
        "T30",
        f"MB taken by {sample(200)} files of 4.9 MB sent to one's own pages (1,000 before), {taken} taken",
        round(grown),
    )
    assert grown < 5 * (FILES_OF_ONE + 4) + 60
    for tab in (*mine, theirs):
        tab.close()


def test_uploads_that_never_come_keep_nobody_out(server: Server, figure: Figure) -> None:
    mallory, ann = server.browser("mallory"), server.browser("ann")
    token = mallory.cookies["tracker"]
    head = (
        f"POST /bring-in HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.here}\r\nContent-Length: 4000000\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nCookie: {}\r\n\r\n"
    )
    with ExitStack() as waiting:
        for cookie in (f"tracker={token}", "tracker=x") * 20:
            waiting.enter_context(socket.create_connection(("127.0.0.1", server.port))).sendall(
                head.format(cookie).encode()
            )
        answer = ann.post("/bring-in", files={"file": ("x.csv", b"on_date\r\n")})
    figure("T30", "another's file while 40 uploads never send their body", answer.status_code)
    assert answer.status_code == 422  # it was read: there is something wrong with it


@pytest.mark.parametrize(
    "part",
    [
        b"GET / HTTP/1.1\r\nX: ",
        b"GET /",
        b"POST /quick HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: ",
    ],
)
def test_headers_have_an_end(server: Server, figure: Figure, part: bytes) -> None:
    before, sent = server.rss_mb(), 0
    with socket.create_connection(("127.0.0.1", server.port)) as connection, suppress(OSError):
        connection.sendall(part)
        for _ in range(400):
            connection.sendall(b"a" * 1_000_000)
            sent += 1
    grown = server.rss_mb() - before
    figure(
        "T30",
        f"MB of a header that were taken after {part[:12]!r}, of 400; memory, MB",
        f"{sent}; {grown:.0f}",
    )
    assert sent < 20
    assert grown < 60


def test_a_crowd_of_requests_of_one_person(server: Server, figure: Figure) -> None:
    mallory, ann = server.browser("mallory"), server.browser("ann")
    stop = threading.Event()

    def flood() -> None:
        with httpx2.Client(base_url=server.here, cookies=dict(mallory.cookies), timeout=30) as browser:
            while not stop.is_set():
                browser.get("/history")

    threads = [threading.Thread(target=flood) for _ in range(12)]
    for thread in threads:
        thread.start()
    try:
        kept = saves(ann)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    figure("T30", f"another's saves while 12 threads of one person ask without a pause, of {SAVES}", kept)
    assert kept == SAVES
