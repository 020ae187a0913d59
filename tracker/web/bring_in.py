"""A file of ours by a plain page: one request, so that whichever server answers can take it."""

import io
from collections.abc import AsyncGenerator, Iterator

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tracker.bounded import BoundedPool
from tracker.domain.entry import Entry
from tracker.errors import TooBusy, TrackerError, UnknownEntry
from tracker.exchange.archive import MOST_BYTES, read_archive
from tracker.exchange.importers import formats
from tracker.locales import use_locale
from tracker.record import ClientRecord, ImportReport
from tracker.web.forms import Form, get_route, post_route, status_of, too_busy
from tracker.web.html import page
from tracker.web.quick import own_record
from tracker.web.quick_form import use_zone_of

# What a browser writes around the file.
MOST_AROUND = 4_096
# Each is held in memory whole, and nowhere on the disk.
MOST_AT_ONCE = 4
READING = BoundedPool("bringing in", at_once=2, waiting=MOST_AT_ONCE)
# As many as fit into a page's form; a larger import is taken out entry by entry, or on the page Account.
MOST_TAKEN_BACK = 1_000
ID_BYTES = 64
TOO_LARGE = f"The file is larger than {MOST_BYTES // 1_000_000} MB, so nothing of it was taken."
BUSY = "Other files are being read at this moment. Nothing was done; try again in a minute."
NO_FILE = "No file arrived, so nothing was changed. Choose one first."
ARRIVING = BoundedPool("arriving files", MOST_AT_ONCE, each=1, sentence=BUSY)
MOST_READING_SECONDS = 20.0
OTHER_APP = "This is {name}: what is what in it has to be said first. Bring it in on the page Account, where that is asked."


class NotAFile(Exception):
    """What was posted is no file of ours, or too large; its sentence says which."""


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [
        get_route("/bring-in", _show),
        Route("/bring-in", _answer, methods=["POST"], name="bring in"),
        post_route("/bring-in/undo", _undo, READING, MOST_TAKEN_BACK * ID_BYTES),
    ]


def _show(request: Request) -> Response:
    return RedirectResponse("/", 303) if own_record(request) is None else _page()


def _page(error: str = "", status: int = 200) -> Response:
    return page("bring_in.html", status, title="Bring a file in", error=error)


async def _answer(request: Request) -> Response:
    use_locale(request.headers.get("accept-language"))
    # Whose it is comes first: nobody, and nobody's second file, takes one of the places.
    record = await run_in_threadpool(own_record, request)
    if record is None:
        return RedirectResponse("/", 303)
    try:
        async with ARRIVING.turn_soon(record.client_id):
            return await READING.run(_take, request, *await _file(request))
    except TooBusy as busy:
        return too_busy(busy)
    except NotAFile as error:
        return _page(str(error), 422)


async def _file(request: Request) -> tuple[io.BytesIO, str]:
    """Return the file of a posted form and its name; raises NotAFile."""
    parser = MultiPartParser(request.headers, _within(request), max_files=1, max_fields=0)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        raise NotAFile(NO_FILE) from None
    given = form.get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        raise NotAFile(NO_FILE)
    data = await given.read()
    await form.close()
    return io.BytesIO(data), given.filename


async def _within(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES + MOST_AROUND:
            raise NotAFile(TOO_LARGE)
        yield chunk


def _take(request: Request, file: io.BytesIO, name: str) -> Response:
    record = own_record(request)
    if record is None:
        return RedirectResponse("/", 303)
    use_zone_of(request, {})
    try:
        report = _brought_in(record, file, name)
    except TrackerError as error:
        return _page(error.sentence, status_of(error, 422))
    can_undo = 0 < len(report.entries) <= MOST_TAKEN_BACK
    return page(
        "brought_in.html",
        title="Brought in",
        report=report,
        ids=[f"{one.kind}/{one.entry_id}" for one in report.entries] if can_undo else [],
    )


def _brought_in(record: ClientRecord, file: io.BytesIO, name: str) -> ImportReport:
    if formats.is_archive(file):
        return record.restore_archive(read_archive(file.getvalue()))
    arrival = formats.read(file, name, most_seconds=MOST_READING_SECONDS)
    if not arrival.ready:
        raise TrackerError(OTHER_APP.format(name=formats.NAMES[arrival.format_name]))
    return record.bring_in(arrival.ready)


def _undo(request: Request, form: Form) -> Response:
    record = own_record(request)
    if record is None:
        return RedirectResponse("/", 303)
    use_zone_of(request, {})
    taken = record.take_back(list(_entries(record, form.get("ids", ""))))
    said = f"{taken:,} {'entry' if taken == 1 else 'entries'} taken back. What you changed since then stays."
    return page("sentence.html", title="Taken back", sentence=said)


def _entries(record: ClientRecord, ids: str) -> Iterator[Entry]:
    for one in ids.split():
        kind, _, entry_id = one.partition("/")
        try:
            yield record.entry(kind, entry_id)
        except (UnknownEntry, KeyError):
            continue
