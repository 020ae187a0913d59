"""Keeps an older run of a session from undoing what a newer one took up: for a moment Streamlit has both go on."""

import threading
from typing import Any
from weakref import WeakValueDictionary

from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

_take_up_answers = SafeSessionState.on_script_will_rerun
_tidy_up = SafeSessionState.on_script_finished


def let_the_newest_run_write() -> None:
    """Have a run take up the browser's answers in one step, and the newest run alone tidy up when it ends.

    Streamlit's run asks whether it may go on, and then writes. Put off between the two by a busy machine, an
    older run would write over newer answers and take back a press on Save that the newer run is about to read.
    """
    SafeSessionState.on_script_will_rerun = _take_up_in_one_step  # type: ignore[method-assign, assignment]
    SafeSessionState.on_script_finished = _tidy_up_unless_overtaken  # type: ignore[method-assign, assignment]


class _Session:
    """Which run of a session is the newest, and a lock on what its runs write; they keep it alive."""

    def __init__(self, state: SessionState) -> None:
        self.state = state  # while it is here, no other session's state has its id
        self.newest_run: SafeSessionState | None = None
        self.lock = threading.RLock()  # a field's own function runs within, and may ask for another run


_sessions: WeakValueDictionary[int, _Session] = WeakValueDictionary()
_sessions_lock = threading.Lock()


def _session_of(run: SafeSessionState) -> _Session:
    with _sessions_lock:
        session = _sessions.get(id(run._state)) or _Session(run._state)  # noqa: SLF001
        _sessions[id(run._state)] = session  # noqa: SLF001
    vars(run)["session"] = session
    return session


def _take_up_in_one_step(run: SafeSessionState, *answers: Any, **more: Any) -> None:
    session = _session_of(run)
    with session.lock:
        run._yield_callback()  # noqa: SLF001 - ends this run when a newer one was asked for
        session.newest_run = run
        _take_up_answers(run, *answers, **more)


def _tidy_up_unless_overtaken(run: SafeSessionState, *widgets: Any, **more: Any) -> None:
    session = _session_of(run)
    with session.lock:
        if session.newest_run in (None, run):
            _tidy_up(run, *widgets, **more)
