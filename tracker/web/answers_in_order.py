"""Keeps a run of a session from undoing or losing what the browser answered: for a moment Streamlit has two go on."""

import threading
from itertools import count
from typing import Any
from weakref import WeakValueDictionary

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner_utils.script_requests import (
    ScriptRequestType,
    _coalesce_replay_trigger_states,
)
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

_ask_for_run = AppSession.request_rerun
_begin = SafeSessionState.__init__
_read = SafeSessionState.register_widget
_tidy_up = SafeSessionState.on_script_finished


def take_up_answers_in_order() -> None:
    """Have the runs of a session take up the browser's answers in the order they came, and the newest tidy up.

    Streamlit's run asks whether it may go on, and then writes. Put off between the two by a busy machine, an
    older run would write over newer answers and take back a press on Save that the newer run is about to read.
    Asked to end before it wrote, it would lose what was typed just before another page was opened. Asked to end
    while it waits for its turn to be drawn, it leaves what was pressed to the next.
    """
    AppSession.request_rerun = _ask_with_answers_that_wait  # type: ignore[method-assign, assignment]
    SafeSessionState.__init__ = _begin_with_number  # type: ignore[method-assign, assignment]
    SafeSessionState.on_script_will_rerun = _take_up_unless_overtaken  # type: ignore[method-assign, assignment]
    SafeSessionState.register_widget = _read_unless_overtaken  # type: ignore[method-assign, assignment]
    SafeSessionState.on_script_finished = _tidy_up_unless_overtaken  # type: ignore[method-assign, assignment]


class _Session:
    """The number of the newest run that wrote into a session, and a lock on what its runs write; they keep it alive.

    `unread` is what was pressed and no run has begun to read.
    """

    def __init__(self, state: SessionState) -> None:
        self.state = state  # while it is here, no other session's state has its id
        self.newest_run = 0
        self.unread: WidgetStates | None = None
        self.lock = threading.RLock()  # a field's own function runs within, and may ask for another run


_run_numbers = count(1)
_sessions: WeakValueDictionary[int, _Session] = WeakValueDictionary()
_sessions_lock = threading.Lock()


def _ask_with_answers_that_wait(page: AppSession, asked: ClientState | None) -> None:
    """Ask for a run with what another was asked for and has not begun: it never will."""
    runner = page._scriptrunner  # noqa: SLF001
    requests = runner._requests if runner else None  # noqa: SLF001
    if asked and requests and requests._state is ScriptRequestType.RERUN:  # noqa: SLF001
        waiting = requests._rerun_data.widget_states  # noqa: SLF001
        newer = {widget.id for widget in asked.widget_states.widgets}
        asked.widget_states.widgets.extend(
            widget for widget in (waiting.widgets if waiting else ()) if widget.id not in newer
        )
    _ask_for_run(page, asked)


def _begin_with_number(run: SafeSessionState, *state: Any, **more: Any) -> None:
    _begin(run, *state, **more)
    vars(run)["number"] = next(_run_numbers)
    _session_of(run)


def _session_of(run: SafeSessionState) -> _Session:
    with _sessions_lock:
        session = _sessions.get(id(run._state)) or _Session(run._state)  # noqa: SLF001
        _sessions[id(run._state)] = session  # noqa: SLF001
    vars(run)["session"] = session
    return session


def _number_of(run: SafeSessionState) -> int:
    # A run that began before this was put in place has none.
    number: int = vars(run).get("number", 0)
    return number


def _take_up_unless_overtaken(run: SafeSessionState, *answers: Any, **more: Any) -> None:
    session = _session_of(run)
    with session.lock:
        if session.newest_run > _number_of(run):
            run._yield_callback()  # noqa: SLF001 - ends this run
        else:
            # Also when it was asked to end: it ends at its first element.
            session.newest_run = _number_of(run)
            _take_up(session, *answers, **more)


def _take_up(
    session: _Session,
    answers: WidgetStates | None,
    replay_trigger_states: WidgetStates | None = None,
    **more: Any,
) -> None:
    pressed = _coalesce_replay_trigger_states(session.unread, replay_trigger_states)
    if pressed is not None:
        more["replay_trigger_states"] = pressed
    session.state.on_script_will_rerun(answers, **more)
    session.unread = _coalesce_replay_trigger_states(pressed, answers)


def _read_unless_overtaken(run: SafeSessionState, *widget: Any) -> Any:
    session = _session_of(run)
    with session.lock:
        if session.newest_run > _number_of(run):
            run._yield_callback()  # noqa: SLF001 - a newer run has what was pressed
        else:
            session.unread = None
    return _read(run, *widget)


def _tidy_up_unless_overtaken(run: SafeSessionState, *widgets: Any, **more: Any) -> None:
    session = _session_of(run)
    with session.lock:
        if session.newest_run <= _number_of(run):
            _tidy_up(run, *widgets, **more)
