"""Lets a run of the gallery come late: a busy machine may put it off between its last check and its answers."""

import threading
import time
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state.safe_session_state import SafeSessionState

# The run that this answer starts is late.
LATE_ANSWER = 4
LATE_SECONDS = 2.0
OVERTAKING_SECONDS = 0.5

_late_run = threading.Condition()
_waiting: list[WidgetStates] = []


def let_runs_be_late() -> None:
    """Make a run that brings LATE_ANSWER take up its answers after those of a newer run, if there is one."""
    SafeSessionState.on_script_will_rerun = _take_up_answers  # type: ignore[method-assign, assignment]


def _take_up_answers(self: SafeSessionState, answers: WidgetStates | None, **more: Any) -> None:
    """Do what Streamlit's own does: ask whether to go on, then write the answers into the session."""
    self._yield_callback()
    if answers is not None and any(
        f'"value":{LATE_ANSWER},' in widget.json_value for widget in answers.widgets
    ):
        with _late_run:
            _waiting.append(answers)
            _late_run.wait(LATE_SECONDS)
            _waiting.remove(answers)
    with self._lock:
        self._state.on_script_will_rerun(answers, **more)
    if _waiting:
        with _late_run:
            _late_run.notify_all()
        time.sleep(OVERTAKING_SECONDS)
