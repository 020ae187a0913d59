"""Two runs of one session at once, as Streamlit has them for a moment, on Streamlit's own state."""

import threading
from collections.abc import Callable

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from tests.waiting import LONGEST_SECONDS
from tracker.web.newest_run import let_the_newest_run_write

SAVE = WidgetMetadata[bool]("save", deserializer=bool, serializer=bool, value_type="trigger_value")
PAIN = WidgetMetadata[int](
    "pain", deserializer=lambda pain: pain or 0, serializer=int, value_type="int_value"
)


@pytest.fixture(autouse=True)
def _own_ways_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("on_script_will_rerun", "on_script_finished"):
        monkeypatch.setattr(SafeSessionState, name, getattr(SafeSessionState, name))
    let_the_newest_run_write()


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


def test_an_older_run_that_is_put_off_takes_back_neither_an_answer_nor_a_press() -> None:
    state = SessionState()
    shown(run_of(state))
    newer = run_of(state)
    newest = threading.Thread(target=newer.on_script_will_rerun, args=(answers(8, is_save_pressed=True),))

    def put_off() -> None:
        if not newest.ident:
            newest.start()
            newest.join(timeout=0.5)

    run_of(state, put_off).on_script_will_rerun(answers(4))
    newest.join()
    assert shown(newer) == (8, True)


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


def test_a_run_that_was_asked_to_end_writes_nothing() -> None:
    class Ended(Exception):
        pass

    def end() -> None:
        raise Ended

    state = SessionState()
    newer = run_of(state)
    newer.on_script_will_rerun(answers(8))
    with pytest.raises(Ended):
        run_of(state, end).on_script_will_rerun(answers(4))
    assert shown(newer) == (8, False)


def test_a_run_without_answers_of_its_own_tidies_up() -> None:
    state = SessionState()
    run = run_of(state)
    state.set_widgets_from_proto(answers(8, is_save_pressed=True))
    assert shown(run) == (8, True)
    run.on_script_finished(frozenset({"pain", "save"}))
    assert shown(run) == (8, False)


def test_no_session_waits_for_another() -> None:
    other = run_of(SessionState())

    def write_the_other() -> None:
        writing = threading.Thread(target=other.on_script_will_rerun, args=(answers(8),))
        writing.start()
        writing.join(timeout=LONGEST_SECONDS)
        assert not writing.is_alive()

    run_of(SessionState(), write_the_other).on_script_will_rerun(answers(4))
    assert shown(other) == (8, False)
