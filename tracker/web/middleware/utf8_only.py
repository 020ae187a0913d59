"""Forms and files say what they are written in: UTF-8, or they are refused before anything of them is read."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.exchange.openapi import BASE
from tracker.web.html import page

CHARSETS = re.compile(rb"charset\s*=([^;]*)", re.IGNORECASE)
SENTENCE = "What you sent is not in UTF-8, so nothing of it was kept."


class Utf8Only:
    """Middleware: answers 415 to a body that names another charset.

    Starlette decodes each field by the name that a request gives, on the loop that everybody waits for, and some of
    Python's codecs take minutes over a megabyte. A program's JSON is UTF-8 whatever its header says.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(f"{BASE}/") or _is_utf8(scope):
            await self.app(scope, receive, send)
        else:
            answer = page("sentence.html", 415, title="That did not work", sentence=SENTENCE)
            await answer(scope, receive, send)


def _is_utf8(scope: Scope) -> bool:
    named = [
        charset
        for name, value in scope["headers"]
        if name == b"content-type"
        for charset in CHARSETS.findall(value)
    ]
    return all(charset.strip(b' \t"').lower() in (b"utf-8", b"utf8") for charset in named)
