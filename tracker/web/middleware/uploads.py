"""Files sent to a Streamlit page: by its own person, to a page that asks for one, and few at a time.

Streamlit itself takes any number of them, for any page that is open, whoever's it is.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

from starlette.formparsers import MultiPartParser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadFileUrlInfo

from tracker.bounded import BoundedPool
from tracker.components.upload import forget_pages_but, shows_upload_field
from tracker.errors import TooBusy
from tracker.web.forms import too_busy
from tracker.web.middleware.identity import uid_in
from tracker.web.open_pages import files_on, page_ids, pages_of, uploaded_files

UPLOADS = "/_stcore/upload_file/"
# A new file takes the place of the one before; while it comes there are two.
FILES_OF_A_PAGE, FILES_OF_ONE, FILES_IN_ALL = 2, 6, 60
ARRIVING = BoundedPool(
    "files for pages",
    at_once=8,
    waiting=40,
    each=1,
    each_waiting=2,
    sentence="Other files are being taken at this moment. Nothing was done; try again in a minute.",
)
TOO_MANY = "You have sent many files. Remove one, or close a page, then try again."
_addresses_for = MemoryUploadedFileManager.get_upload_urls


def bound_uploads() -> None:
    """Keep files that arrive in memory, never on the disk, and give a page addresses for a few files only."""
    MultiPartParser.spool_max_size = 1 << 40  # each body is bounded by web/middleware/bounds.py
    MemoryUploadedFileManager.get_upload_urls = _few_addresses  # type: ignore[method-assign,assignment]


def _few_addresses(
    manager: MemoryUploadedFileManager, session_id: str, file_names: Sequence[str]
) -> list[UploadFileUrlInfo]:
    return _addresses_for(manager, session_id, file_names[:FILES_OF_A_PAGE])


class OwnPages:
    """Middleware: says 404 to the upload of a page that is not this person's and open here, as deploy/nginx.conf expects.

    Streamlit's own 400 is an answer that a proxy passes on to the browser.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(UPLOADS):
            await self.app(scope, receive, send)
            return
        page_id, uid = scope["path"].removeprefix(UPLOADS).partition("/")[0], uid_in(scope)
        mine = pages_of(uid)
        if page_id not in {page.session.id for page in mine} or not Runtime.instance().is_active_session(
            page_id
        ):
            sentence = "The page that this file belongs to is open on another server."
            await PlainTextResponse(sentence, 404)(scope, receive, send)
        elif scope["method"] == "PUT" and not shows_upload_field(page_id):
            await PlainTextResponse("This page asks for no file.", 403)(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._in_turn(mine, page_id, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _in_turn(
        self, mine: list[Any], page_id: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        async with AsyncExitStack() as place:
            try:
                await place.enter_async_context(ARRIVING.turn_soon(uid_in(scope)))
                _make_room(mine, page_id)
            except TooBusy as busy:
                await too_busy(busy, 429)(scope, receive, send)
                return
            await self.app(scope, receive, send)


def _make_room(mine: list[Any], page_id: str) -> None:
    """Let go of older files, of pages that were left too; raises TooBusy where a person, or everybody, still has too many."""
    open_here = page_ids()
    forget_pages_but(open_here)
    files = list(files_on(page_id))
    for file_id in files[: max(0, len(files) - FILES_OF_A_PAGE + 1)]:
        uploaded_files().remove_file(page_id, file_id)
    for page in sorted(mine, key=lambda page: page.client is not None):
        if sum(len(files_on(open_page.session.id)) for open_page in mine) < FILES_OF_ONE:
            break
        if page.client is not None:
            raise TooBusy(TOO_MANY)
        uploaded_files().remove_session_files(page.session.id)
    if sum(len(files_on(open_page_id)) for open_page_id in open_here) >= FILES_IN_ALL:
        raise TooBusy(ARRIVING.sentence)
