"""One person's many requests wait for each other, and for nobody else's."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from tests.web.asgi import in_own_loop
from tracker.access.sessions import Identity
from tracker.access.visit import Present
from tracker.installation import Installation
from tracker.web.middleware.per_person_queue import MOST_WAITING, OneRequestPerPerson


class _Person:
    """What the line looks at of an account or a link."""

    def __init__(self, name: str) -> None:
        self.account_id = self.share_id = name


class _Signed:
    def __init__(self, account: str = "", share: str = "") -> None:
        self.account = _Person(account) if account else None
        self.share = _Person(share) if share else None


def of(account: str = "", share: str = "") -> Present:
    return Present(
        cast("Identity", _Signed(account=account)) if account else None,
        cast("Identity", _Signed(share=share)) if share else None,
    )


class _Settings:
    is_practice = True


class _Here:
    settings = _Settings()


class Work:
    """An app below whose answers are begun and ended when the test says so."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.may_answer, self.may_end = asyncio.Event(), asyncio.Event()
        self.heard: list[str] = []
        self.ended: set[str] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.begun.append(scope["path"])
        self.heard.append((await receive())["type"])
        await self.may_answer.wait()
        if scope["path"].endswith("broken"):
            raise ValueError("broken")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.may_end.wait()
        await send({"type": "http.response.body", "body": b""})


class Asked:
    """One request under way; `leave` closes its browser."""

    def __init__(self, line: OneRequestPerPerson, who: Present, path: str, method: str = "GET") -> None:
        self.sent: list[dict[str, Any]] = []
        self.leave = asyncio.Event()
        self._bodies = [{"type": "http.request", "body": b"", "more_body": False}]
        scope = {"type": "http", "method": method, "path": path, "headers": [], "tracker.present": who}
        self.task = asyncio.ensure_future(line(scope, self._receive, self._send))

    async def _receive(self) -> dict[str, Any]:
        if self._bodies:
            return self._bodies.pop()
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(message)

    @property
    def status(self) -> int | None:
        return self.sent[0]["status"] if self.sent else None


_in_threads = 0


@pytest.fixture(autouse=True)
def _threads_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    to_thread = asyncio.to_thread

    async def counted(*call: Any) -> Any:
        global _in_threads
        _in_threads += 1
        try:
            return await to_thread(*call)
        finally:
            _in_threads -= 1

    monkeypatch.setattr(asyncio, "to_thread", counted)


async def settled() -> None:
    """Return once nobody is looked up in a thread any more, and whoever can go on has done so."""
    rounds = 0
    while rounds < 200:
        await asyncio.sleep(0)
        rounds = 0 if _in_threads else rounds + 1


Story = Callable[[OneRequestPerPerson, Work], Awaitable[None]]


def told(story: Story) -> None:
    async def begin() -> None:
        work = Work()
        line = OneRequestPerPerson(
            work,
            cast("Callable[[], Installation]", _Here),
            lambda _, scope: Present() if scope["path"] in work.ended else scope["tracker.present"],
        )
        await story(line, work)
        work.may_answer.set()
        work.may_end.set()
        await settled()
        assert not line.pool.active

    in_own_loop(begin())


HEAVY = ("/report.html", "/report.pdf", "/export/csv", "/progress", "/shared", "/progress/answers")


@pytest.mark.parametrize("path", HEAVY)
def test_one_persons_requests_are_answered_one_at_a_time_and_anothers_at_once(path: str) -> None:
    async def story(line: OneRequestPerPerson, work: Work) -> None:
        mine = [Asked(line, of("ana"), path) for _ in range(3)]
        await settled()
        assert len(work.begun) == 1
        other = Asked(line, of("ben"), path)
        await settled()
        assert len(work.begun) == 2
        work.may_answer.set()
        work.may_end.set()
        await settled()
        assert [one.status for one in (*mine, other)] == [200] * 4
        assert work.heard == ["http.request"] * 4

    told(story)


@pytest.mark.parametrize(
    "path", ["/quick", "/check-in", "/shared/live", "/report", "/_stcore/stream", "/reports"]
)
def test_what_costs_little_does_not_wait(path: str) -> None:
    async def story(line: OneRequestPerPerson, work: Work) -> None:
        for _ in range(MOST_WAITING + 5):
            Asked(line, of("ana"), path)
        await settled()
        assert len(work.begun) == MOST_WAITING + 5

    told(story)


def test_everybody_who_opened_one_link_stands_in_one_line() -> None:
    async def story(line: OneRequestPerPerson, work: Work) -> None:
        for who in (of(share="link"), of(share="link"), of(share="other"), of("ana", share="link")):
            Asked(line, who, "/shared")
        await settled()
        assert len(work.begun) == 3

    told(story)


def test_beyond_the_line_one_is_told_to_come_back() -> None:
    line_length = MOST_WAITING + 1

    async def story(line: OneRequestPerPerson, work: Work) -> None:
        asked = [Asked(line, of("ana"), "/export/pdf") for _ in range(40)]
        await settled()
        refused = [one for one in asked if one.status == 429]
        assert len(refused) == 40 - line_length
        assert (b"retry-after", b"5") in refused[0].sent[0]["headers"]
        assert b"try again in a few seconds" in refused[0].sent[1]["body"]
        assert len(work.begun) == 1
        work.may_answer.set()
        work.may_end.set()
        await settled()
        assert [one.status for one in asked].count(200) == line_length

    told(story)


def test_a_browser_that_gave_up_waiting_leaves_the_line_and_nothing_is_made_for_it() -> None:
    async def story(line: OneRequestPerPerson, work: Work) -> None:
        _, left, last = (Asked(line, of("ana"), f"/export/{name}") for name in ("first", "left", "last"))
        await settled()
        left.leave.set()
        await settled()
        assert left.task.done()
        work.may_answer.set()
        await settled()
        assert work.begun == ["/export/first", "/export/last"]
        assert (left.sent, last.status) == ([], 200)

    told(story)


def test_a_slow_reader_and_a_failure_keep_nobody_waiting() -> None:
    async def story(line: OneRequestPerPerson, work: Work) -> None:
        broken = Asked(line, of("ana"), "/export/broken")
        slow, last = (Asked(line, of("ana"), f"/export/{name}") for name in ("slow", "last"))
        work.may_answer.set()
        await settled()
        assert isinstance(broken.task.exception(), ValueError)
        assert (slow.status, last.status) == (200, 200)
        assert not slow.task.done()

    told(story)


def test_a_server_that_stops_while_somebody_waits_leaves_the_turn_free() -> None:
    async def story(line: OneRequestPerPerson, work: Work) -> None:
        Asked(line, of("ana"), "/progress")
        waiting = Asked(line, of("ana"), "/progress")
        await settled()
        waiting.task.cancel()
        work.may_answer.set()
        await settled()
        assert waiting.task.cancelled()
        assert Asked(line, of("ana"), "/progress").task is not None
        await settled()
        assert len(work.begun) == 2

    told(story)


def test_who_was_signed_out_while_waiting_is_shown_nothing() -> None:
    async def story(line: OneRequestPerPerson, work: Work) -> None:
        Asked(line, of("ana"), "/export/first")
        late, last = (Asked(line, of("ana"), f"/export/{name}") for name in ("late", "last"))
        await settled()
        work.ended.add("/export/late")
        work.may_answer.set()
        work.may_end.set()
        await settled()
        assert work.begun == ["/export/first", "/export/last"]
        assert (late.status, last.status) == (401, 200)

    told(story)
