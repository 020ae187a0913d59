"""Runs of pages on Streamlit's own sessions: one of a person is drawn at a time, and who is overtaken leaves the line."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from unittest.mock import MagicMock

import pytest
import streamlit as st
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.script_data import ScriptData
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType
from streamlit.runtime.state.safe_session_state import SafeSessionState

from tests.pages.opened_app import MAIN
from tests.waiting import LONGEST_SECONDS, wait_until
from tracker.bounded import BoundedPool
from tracker.errors import TooBusy
from tracker.pages import bring_in, turns, visit
from tracker.pages.turns import DRAWING, turn_of_run
from tracker.web.answers_in_order import take_up_answers_in_order


class Drawn:
    """Pages that are drawn for as long as the test wants, in place of what they show."""

    def __init__(self) -> None:
        self.begun, self.inside, self.most_inside = 0, 0, 0
        self.may_end = threading.Event()
        self._lock = threading.Lock()

    def current_visit(self) -> None:
        with self._lock:
            self.begun, self.inside = self.begun + 1, self.inside + 1
            self.most_inside = max(self.most_inside, self.inside)
        self.may_end.wait(LONGEST_SECONDS)
        with self._lock:
            self.inside -= 1
        raise visit.SignedOut

    def waiting(self) -> int:
        return len(DRAWING._queue)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawn]:
    drawn = Drawn()
    monkeypatch.setattr(visit, "current_visit", drawn.current_visit)
    monkeypatch.setattr(Runtime, "_instance", MagicMock())
    yield drawn
    drawn.may_end.set()
    wait_until(lambda: not (DRAWING.active or drawn.waiting()), "a place is not given back")


def in_loop(story: Callable[[], None]) -> None:
    """Have a story happen where pages are opened, as the server does: within its event loop."""

    async def told() -> None:
        story()

    # Tests in a browser leave a loop in this thread.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, told()).result()


def opened(uid: str, sid: str = "s") -> AppSession:
    return AppSession(
        ScriptData(MAIN, is_hello=False),
        MemoryUploadedFileManager("/upload"),
        ScriptCache(),
        lambda: None,
        {"uid": uid, "sid": sid},
    )


def has_begun(tab: AppSession) -> bool:
    """Whether the newest run of a tab has taken up what it was asked for."""
    runner: Any = tab._scriptrunner
    return runner._requests._state is ScriptRequestType.CONTINUE  # type: ignore[no-any-return]


def test_two_tabs_of_a_person_are_drawn_in_turn_and_nobody_else_waits(drawn: Drawn) -> None:
    def story() -> None:
        first, second, of_another = opened("ann"), opened("ann"), opened("ben")
        first.request_rerun(ClientState())
        wait_until(lambda: drawn.inside == 1, "the first tab is not drawn")
        second.request_rerun(ClientState())
        wait_until(lambda: drawn.waiting() == 1, "the second tab does not wait")
        of_another.request_rerun(ClientState())
        wait_until(lambda: drawn.inside == 2, "another person waits")
        assert dict(DRAWING.active) == {"ann": 1, "ben": 1}
        drawn.may_end.set()
        wait_until(lambda: drawn.begun == 3, "the second tab is not drawn after the first")
        assert drawn.most_inside == 2

    in_loop(story)


@pytest.mark.parametrize("ends", ["overtaken", "stopped", "closed"])
def test_a_run_that_waits_leaves_the_line_when_it_is_no_longer_wanted(drawn: Drawn, ends: str) -> None:
    def story() -> None:
        first, second = opened("ann"), opened("ann")
        first.request_rerun(ClientState())
        wait_until(lambda: drawn.inside == 1, "the first tab is not drawn")
        second.request_rerun(ClientState())
        wait_until(lambda: drawn.waiting() == 1, "the second tab does not wait")
        runner: Any = second._scriptrunner
        {
            "overtaken": lambda: second.request_rerun(ClientState()),
            "stopped": second.request_script_stop,
            "closed": second.shutdown,
        }[ends]()
        wait_until(lambda: not runner._script_thread.is_alive(), "the run does not end")
        wait_until(
            lambda: drawn.waiting() == (ends == "overtaken"), "the line is not as long as it should be"
        )
        assert drawn.begun == 1

    in_loop(story)


def test_what_was_pressed_while_its_run_waited_is_done_once_though_another_overtook_it(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, called = list[bool](), list[str]()

    def current_visit() -> None:
        if st.user["sid"] == "elsewhere":
            drawn.current_visit()
        st.button("Save", key="save", on_click=lambda: called.append("save"))
        saved.append(st.session_state["save"])
        raise visit.SignedOut

    def story() -> None:
        tab, elsewhere = opened("ann"), opened("ann", "elsewhere")
        tab.request_rerun(ClientState())
        wait_until(lambda: saved == [False] and not DRAWING.active, "the page is not drawn")
        save = next(
            widget_id
            for widget_id in tab.session_state._new_widget_state.widget_metadata
            if "save" in widget_id
        )
        elsewhere.request_rerun(ClientState())
        wait_until(lambda: drawn.inside == 1, "the other tab is not drawn")
        pressed = WidgetStates(widgets=[WidgetState(id=save, trigger_value=True)])
        for widgets in (pressed, WidgetStates(), WidgetStates()):
            tab.request_rerun(ClientState(widget_states=widgets))
            wait_until(partial(has_begun, tab), "the run does not begin")
            wait_until(lambda: drawn.waiting() == 1, "the run does not wait alone")
        drawn.may_end.set()
        wait_until(lambda: len(saved) == 2 and not DRAWING.active, "the page is not drawn again")
        assert (saved, called) == ([False, True], ["save"])

    monkeypatch.setattr(visit, "current_visit", current_visit)
    for name in ("__init__", "on_script_will_rerun", "register_widget", "on_script_finished"):
        monkeypatch.setattr(SafeSessionState, name, getattr(SafeSessionState, name))
    monkeypatch.setattr(AppSession, "request_rerun", AppSession.request_rerun)
    take_up_answers_in_order()
    in_loop(story)


def test_sixty_messages_of_one_person_are_a_run_or_two(drawn: Drawn) -> None:
    def story() -> None:
        tabs = [opened("ann"), opened("ann")]
        before = threading.active_count()
        for _ in range(30):
            for tab in tabs:
                tab.request_rerun(ClientState())
        wait_until(lambda: threading.active_count() - before <= 3, "runs that were overtaken wait on")
        assert drawn.most_inside == 1

    in_loop(story)


def test_a_file_is_read_once_though_its_run_was_overtaken_meanwhile(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def current_visit() -> None:
        bring_in._worked_out("looked", "a file", "Reading the file", lambda: read.append("") or reading())
        drawn.current_visit()

    def reading() -> str:
        wait_until(lambda: drawn.waiting() == 1, "the next run does not wait")
        return "what is in it"

    def story() -> None:
        tab = opened("ann")
        tab.request_rerun(ClientState())
        wait_until(lambda: len(read) == 1, "the file is not read")
        for _ in range(8):
            tab.request_rerun(ClientState())
        wait_until(lambda: drawn.inside == 1, "the next run is not drawn")
        assert len(read) == 1
        assert tab.session_state["looked"].result == "what is in it"

    monkeypatch.setattr(visit, "current_visit", current_visit)
    in_loop(story)


def test_a_run_that_waits_to_read_a_file_leaves_that_line_too(
    drawn: Drawn, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = BoundedPool("full", 1, waiting=8)
    monkeypatch.setattr(bring_in, "READING", pool)

    def current_visit() -> None:
        bring_in._worked_out("looked", "a file", "Reading the file", lambda: "")
        drawn.current_visit()

    def story() -> None:
        tab = opened("ann")
        with pool.turn():
            tab.request_rerun(ClientState())
            wait_until(lambda: len(pool._queue) == 1, "nobody waits to read")
            tab.request_script_stop()
            wait_until(lambda: not (pool._queue or DRAWING.active), "the run does not end")
        assert (pool.active_in_all, drawn.begun) == (0, 0)

    monkeypatch.setattr(visit, "current_visit", current_visit)
    in_loop(story)


def test_whoever_is_alone_waits_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "wait", lambda *_: pytest.fail("waited"))
    pool = BoundedPool("alone", 1, each=1)
    with turn_of_run(pool, "ann"):
        assert pool.active_in_all == 1
    assert pool.active_in_all == 0


def test_a_turn_ends_with_what_happens_in_it_and_one_that_is_refused_takes_no_place() -> None:
    pool = BoundedPool("few", 1)
    with pytest.raises(KeyboardInterrupt), turn_of_run(pool):
        with pytest.raises(TooBusy), turn_of_run(pool):
            pytest.fail("there was no room")
        raise KeyboardInterrupt
    assert (pool.active_in_all, dict(pool.active)) == (0, {})
