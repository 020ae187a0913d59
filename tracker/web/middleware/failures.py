"""What is answered when something fails: one sentence with an id, never what the failure held."""

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.errors import TooBusy, TrackerError
from tracker.web.forms import sentence_at, status_of, too_busy
from tracker.web.logs import logged


class Failures:
    """Middleware: turns whatever goes wrong below it into a page of one sentence."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def send_noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noted)
        except Exception as error:  # noqa: BLE001  the last stop before the person
            answer = failure_page(error, scope.get("path", ""))
            if scope["type"] == "http" and not has_begun:
                await answer(scope, receive, send)
            elif scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1011})


def failure_page(error: Exception, path: str = "") -> Response:
    """Return what a person, or at its addresses a program, reads of an error."""
    if isinstance(error, TooBusy):
        return too_busy(error, path=path)
    if isinstance(error, TrackerError):
        return sentence_at(path, status_of(error), "That did not work", error.sentence)
    error_id = logged(error)
    sentence = f"Something went wrong on our side. Error {error_id} is in the log."
    return sentence_at(path, 500, "That did not work", sentence)
