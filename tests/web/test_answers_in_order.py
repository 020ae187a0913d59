"""Two runs of one session at once, as Streamlit has them for a moment, on Streamlit's own state."""

import gc
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData, ScriptRequests
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from tests.waiting import LONGEST_SECONDS
from tracker.web import answers_in_order
from tracker.web.answers_in_order import take_up_answers_in_order

SAVE = WidgetMetadata[bool]("save", deserializer=bool, serializer=bool, value_type="trigger_value")
PAIN = WidgetMetadata[int](
    "pain", deserializer=lambda pain: pain or 0, serializer=int, value_type="int_value"
)


@pytest.fixture(autouse=True)
def _own_ways_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AppSession, "request_rerun", AppSession.request_rerun)
    for name in ("__init__", "on_script_will_rerun", "register_widget", "on_script_finished"):
        monkeypatch.setattr(SafeSessionState, name, getattr(SafeSessionState, name))
    take_up_answers_in_order()


def run_of(state: SessionState, may_go_on: Callable[[], None] = lambda: None) -> SafeSessionState:
    return SafeSessionState(state, may_go_on)


def answers(pain: int, *, is_save_pressed: bool = False) -> WidgetStates:
    widgets = [WidgetState(id="pain", int_value=pain)]
    if is_save_pressed:
        widgets.append(WidgetState(id="save", trigger_value=True))
    return WidgetStates(widgets=widgets)


def shown(run: SafeSessionState) -> tuple[int, bool]:
    """Return the pain and whether Save is pressed, as the body of that run reads them."""
    return run.register_widget(PAIN, None).value, run.register_widget(SAVE, None).value


class Ended(BaseException):
    """Streamlit's own that ends a run is no Exception either."""


def end() -> None:
    raise Ended


def test_an_older_run_that_is_put_off_takes_back_neither_an_answer_nor_a_press() -> None:
    state = SessionState()
    shown(run_of(state))
    older, newer = run_of(state, end), run_of(state)
    newer.on_script_will_rerun(answers(8, is_save_pressed=True))
    with pytest.raises(Ended):
        older.on_script_will_rerun(answers(4))
    assert shown(newer) == (8, True)


def test_an_older_run_is_overtaken_though_the_newer_one_is_gone_by_then() -> None:
    state = SessionState()
    shown(run_of(state))
    older, newer = run_of(state, end), run_of(state)
    newer.on_script_will_rerun(answers(8))
    del newer
    gc.collect()
    with pytest.raises(Ended):
        older.on_script_will_rerun(answers(4))
    assert shown(run_of(state)) == (8, False)


def test_an_older_run_that_is_put_off_while_it_writes_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    state = SessionState()
    older, newer = run_of(state), run_of(state)
    newest = threading.Thread(target=newer.on_script_will_rerun, args=(answers(8, is_save_pressed=True),))
    write = SessionState.on_script_will_rerun

    def write_late(state: SessionState, sent: WidgetStates) -> None:
        if not newest.ident:
            newest.start()
            newest.join(timeout=0.5)
        write(state, sent)

    monkeypatch.setattr(SessionState, "on_script_will_rerun", write_late)
    older.on_script_will_rerun(answers(4))
    newest.join()
    assert shown(newer) == (8, True)


def test_what_was_typed_is_here_though_its_run_was_asked_to_end_before_it_wrote() -> None:
    state = SessionState()
    shown(run_of(state))
    run_of(state, end).on_script_will_rerun(answers(7))
    newer = run_of(state)
    newer.on_script_will_rerun(WidgetStates())
    assert shown(newer) == (7, False)


def test_what_was_typed_goes_along_with_the_next_message_where_its_run_has_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken: list[WidgetStates] = []
    monkeypatch.setattr(
        answers_in_order, "_ask_for_run", lambda _page, asked: taken.append(asked.widget_states)
    )
    requests = ScriptRequests()
    requests.request_rerun(RerunData(widget_states=answers(7, is_save_pressed=True)))
    page = cast("AppSession", SimpleNamespace(_scriptrunner=SimpleNamespace(_requests=requests)))
    AppSession.request_rerun(page, ClientState())
    AppSession.request_rerun(page, ClientState(widget_states=answers(8)))
    requests.on_scriptrunner_ready()
    AppSession.request_rerun(page, ClientState())
    with_newer_pain = answers(8, is_save_pressed=True)
    assert taken == [answers(7, is_save_pressed=True), with_newer_pain, WidgetStates()]


def test_what_was_pressed_goes_to_the_next_run_where_its_own_ended_before_it_read_anything() -> None:
    state = SessionState()
    shown(run_of(state))
    pressed, typed, newest = run_of(state, end), run_of(state, end), run_of(state)
    pressed.on_script_will_rerun(answers(7, is_save_pressed=True))
    typed.on_script_will_rerun(answers(8))
    newest.on_script_will_rerun(WidgetStates())
    for overtaken in (pressed, typed):
        with pytest.raises(Ended):
            shown(overtaken)
    assert shown(newest) == (8, True)


def test_what_was_pressed_is_read_by_one_run_alone() -> None:
    state = SessionState()
    shown(run_of(state))
    pressed, newer = run_of(state), run_of(state)
    pressed.on_script_will_rerun(answers(7, is_save_pressed=True))
    assert shown(pressed) == (7, True)
    newer.on_script_will_rerun(answers(8))
    assert shown(newer) == (8, False)


def test_an_older_run_that_ends_beside_a_newer_one_leaves_its_press_and_its_fields() -> None:
    state = SessionState()
    older = run_of(state)
    older.on_script_will_rerun(answers(4))
    shown(older)
    newer = run_of(state)
    newer.on_script_will_rerun(answers(8, is_save_pressed=True))
    older.on_script_finished(frozenset())
    assert shown(newer) == (8, True)
    newer.on_script_finished(frozenset({"pain", "save"}))
    assert shown(newer) == (8, False)


def test_a_run_that_began_before_this_was_put_in_place_goes_its_own_way() -> None:
    run = run_of(SessionState())
    del vars(run)["number"]
    run.on_script_will_rerun(answers(8, is_save_pressed=True))
    assert shown(run) == (8, True)
    run.on_script_finished(frozenset({"pain", "save"}))
    assert shown(run) == (8, False)


def test_no_session_waits_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    slow, other = SessionState(), run_of(SessionState())
    writing = threading.Thread(target=other.on_script_will_rerun, args=(answers(8),))
    write = SessionState.on_script_will_rerun

    def write_slowly(state: SessionState, sent: WidgetStates) -> None:
        if state is slow:
            writing.start()
            writing.join(timeout=LONGEST_SECONDS)
            assert not writing.is_alive()
        write(state, sent)

    monkeypatch.setattr(SessionState, "on_script_will_rerun", write_slowly)
    run_of(slow).on_script_will_rerun(answers(4))
    assert shown(other) == (8, False)
