"""Streamlit's uploads belong to one page's process: another one sends the proxy on to the next server."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime

UPLOADS = "/_stcore/upload_file/"


class OwnPages:
    """Middleware: says 404 to the upload of a page that is not open here, as deploy/nginx.conf expects.

    Streamlit's own 400 is an answer that a proxy passes on to the browser.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(UPLOADS) and not _is_open_here(scope["path"]):
            sentence = "The page that this file belongs to is open on another server."
            await PlainTextResponse(sentence, 404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_open_here(path: str) -> bool:
    page_id = path.removeprefix(UPLOADS).partition("/")[0]
    return Runtime.exists() and Runtime.instance().is_active_session(page_id)
