"""Messages on a page's socket: those alone that our pages send, of their size, and no more than a person brings about.

Streamlit itself takes what its own developers send too: everybody's caches are emptied, and `git` is run, for whoever asks.
"""

import asyncio
import logging
from functools import cache

from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession

SENT_BY_PAGES = frozenset(
    {
        "rerun_script",
        "stop_script",
        "app_heartbeat",
        "file_urls_request",
        "backend_operation_request",
    }
)
# Of those operations, a file that is made once it is asked for.
OPERATION = "deferred_file"
# A page with everything on it has some hundreds.
MOST_WIDGETS = 3_000
# What is sent beside the states of widgets: addresses, names, and which of the page a browser has already. One name is written into the log.
MOST_BYTES_BESIDE, MOST_BYTES_OF_A_NAME = 65_536, 200
# Of one socket: each so many bytes count as a further message.
A_SECOND, BYTES_OF_ONE = 60, 4_096
_handle = AppSession.handle_backmsg
log = logging.getLogger("tracker")


def bound_page_messages() -> None:
    """Have pages answer only what pages send; the rest is dropped."""
    AppSession.handle_backmsg = _handle_what_pages_send  # type: ignore[method-assign,assignment]


def _handle_what_pages_send(session: AppSession, message: BackMsg) -> None:
    if is_of_a_page(message):
        _handle(session, message)
    else:
        _note_dropped(message.WhichOneof("type"))


@cache
def _note_dropped(kind: str | None) -> None:
    """Write one line for each kind, however many come."""
    log.warning("a page's message was dropped, as are all like it: %s", kind)


def is_of_a_page(message: BackMsg) -> bool:
    """Return whether one of our pages may have sent a message."""
    if message.WhichOneof("type") not in SENT_BY_PAGES:
        return False
    run, operation = message.rerun_script, message.backend_operation_request
    beside = message.ByteSize() - run.widget_states.ByteSize()
    names = (run.fragment_id, operation.request_id, message.file_urls_request.request_id)
    return (
        len(run.widget_states.widgets) <= MOST_WIDGETS
        and beside <= MOST_BYTES_BESIDE
        and all(len(name) <= MOST_BYTES_OF_A_NAME for name in names)
        and operation.WhichOneof("payload") in (None, OPERATION)
    )


class Pace:
    """How fast messages of one socket are taken: a second's at once, then the next when its time has come."""

    def __init__(self) -> None:
        self._earned_at = 0.0

    def note(self, message: Message) -> None:
        """Count a message that was taken."""
        count = 1 + len(message.get("bytes") or message.get("text") or "") / BYTES_OF_ONE
        self._earned_at = max(self._earned_at, _now()) + count / A_SECOND

    def seconds_to_wait(self) -> float:
        """Return how long it is until the next may be taken."""
        return max(0.0, self._earned_at - _now() - 1)


def _now() -> float:
    return asyncio.get_running_loop().time()
