"""A file by a plain page: one request, so that whichever server answers can take it."""

import io
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass

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
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.choosing import combined, missing, with_choices
from tracker.exchange.importers.preview import left_aside, preview_lines, report_lines
from tracker.record import ClientRecord, ImportReport
from tracker.web.forms import Form, get_route, post_route, require_shown_to, status_of, too_busy
from tracker.web.html import page
from tracker.web.middleware.identity import ended_meanwhile, own_visit

# What a browser writes around the file, and what is what in it.
MOST_AROUND = 24_000
# Each is held in memory whole, and nowhere on the disk.
MOST_AT_ONCE = 4
READING = BoundedPool("bringing in", at_once=2, waiting=MOST_AT_ONCE)
# As many as fit into a page's form; a larger import is taken out entry by entry, or on the page Account.
MOST_TAKEN_BACK = 1_000
ID_BYTES = 64
TOO_LARGE = f"The file is larger than {MOST_BYTES // 1_000_000} MB, so nothing of it was taken."
NO_FILE = "No file arrived, so nothing was changed. Choose one first."
MOST_MAPPING_BYTES = 20_000
MOST_LINES_SHOWN = 40
ON_THE_PAGE = "On the page Account you can say what it is."
ARRIVING = BoundedPool("arriving files", MOST_AT_ONCE, each=1, sentence=formats.BUSY)


class NotAFile(Exception):
    """What was posted is no file that is read here, or too large; its sentence says which."""


@dataclass(frozen=True)
class Posted:
    """What was posted: a file, its name, and what is what in it, one choice a line as on the command line."""

    file: io.BytesIO
    name: str
    mapping: str = ""
    account: str = ""


class NotMapped(TrackerError):
    """What is what in a file has to be said first; `lines` say what is in it."""

    def __init__(self, sentence: str, lines: list[str]) -> None:
        super().__init__(sentence)
        self.lines = lines


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [
        get_route("/bring-in", _show),
        Route("/bring-in", _answer, methods=["POST"], name="bring in"),
        post_route("/bring-in/undo", _undo, READING, MOST_TAKEN_BACK * ID_BYTES),
    ]


def _show(request: Request) -> Response:
    record = own_visit(request).seen
    return RedirectResponse("/", 303) if record is None else _page(record.client_id)


def _page(
    account: str, error: str = "", status: int = 200, mapping: str = "", lines: Sequence[str] = ()
) -> Response:
    accepted = ",".join(f".{ending}" for ending in formats.ENDINGS)
    return page(
        "bring_in.html",
        status,
        title="Bring a file in",
        account=account,
        error=error,
        mapping=mapping,
        lines=lines,
        accepted=accepted,
    )


async def _answer(request: Request) -> Response:
    # Whose it is comes first: nobody, and nobody's second file, takes one of the places.
    record = (await run_in_threadpool(own_visit, request)).seen
    if record is None:
        return RedirectResponse("/", 303)
    try:
        async with ARRIVING.turn_soon(record.client_id):
            return await READING.run(_take, request, await _posted(request))
    except TooBusy as busy:
        return too_busy(busy)
    except NotAFile as error:
        return _page(record.client_id, str(error), 422)


async def _posted(request: Request) -> Posted:
    """Return the file of a posted form, and what is what in it; raises NotAFile."""
    parser = MultiPartParser(
        request.headers, _within(request), max_files=1, max_fields=2, max_part_size=MOST_MAPPING_BYTES
    )
    parser.spool_max_size = MOST_BYTES + MOST_AROUND  # health data is not written to the disk on its way
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        raise NotAFile(NO_FILE) from None
    file, mapping, account = (form.get(name) for name in ("file", "map", "account"))
    if not isinstance(file, UploadFile) or not file.filename:
        raise NotAFile(NO_FILE)
    data = await file.read()
    await form.close()
    mapping, account = (text if isinstance(text, str) else "" for text in (mapping, account))
    return Posted(io.BytesIO(data), file.filename, mapping, account)


async def _within(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MOST_BYTES + MOST_AROUND:
            raise NotAFile(TOO_LARGE)
        yield chunk


def _take(request: Request, posted: Posted) -> Response:
    record = own_visit(request).seen
    if record is None:
        return RedirectResponse("/", 303)
    require_shown_to(record.client_id, {"account": posted.account})
    try:
        bring_in = _read(posted)
        # The file may have come, waited and been read for minutes.
        if (refusal := ended_meanwhile(request)) is not None:
            return refusal
        report, remarks = bring_in(record)
    except NotMapped as wanting:
        return _page(record.client_id, wanting.sentence, 422, posted.mapping, wanting.lines)
    except TrackerError as error:
        return _page(record.client_id, error.sentence, status_of(error, 422), posted.mapping)
    can_undo = 0 < len(report.entries) <= MOST_TAKEN_BACK
    return page(
        "brought_in.html",
        title="Brought in",
        report=report,
        remarks=remarks,
        ids=[f"{entry.kind}/{entry.entry_id}/{entry.version}" for entry in report.entries]
        if can_undo
        else [],
    )


def _read(posted: Posted) -> Callable[[ClientRecord], tuple[ImportReport, list[str]]]:
    """Return what brings a file into a record and says what became of it; raises NotMapped or ImportRefused."""
    if formats.is_archive(posted.file):
        whole = read_archive(posted.file.getvalue())
        return lambda record: (record.archive.restore(whole), [])
    arrival = formats.read(posted.file, posted.name, most_seconds=formats.MOST_READING_SECONDS)
    chosen = with_choices(arrival, [line.strip() for line in posted.mapping.splitlines() if line.strip()])
    if (wanting := missing(arrival, chosen)) is not None:
        how = wanting.how.replace("--map ", "")
        raise NotMapped(f"{wanting.sentence} {how}", list(preview_lines(arrival, chosen))[:MOST_LINES_SHOWN])
    batch = batch_of(arrival, chosen)

    def bring_in(record: ClientRecord) -> tuple[ImportReport, list[str]]:
        report = record.imports.bring_in(batch.entries, batch.originals, batch.earlier_ids, batch.fillings)
        left_out = (*report_lines(batch, report.days), *left_aside(arrival, chosen, ON_THE_PAGE))
        return report, [*arrival.remarks, *combined(chosen), *left_out][:MOST_LINES_SHOWN]

    return bring_in


def _undo(request: Request, form: Form) -> Response:
    record = own_visit(request).seen
    if record is None:
        return RedirectResponse("/", 303)
    count = len(record.imports.take_back(list(_entries(record, form.get("ids", "")))))
    sentence = (
        f"{count:,} {'entry' if count == 1 else 'entries'} taken back. What you changed since then stays."
    )
    return page("sentence.html", title="Taken back", sentence=sentence)


def _entries(record: ClientRecord, ids: str) -> Iterator[Entry]:
    for entry_text in ids.split():
        kind, _, rest = entry_text.partition("/")
        entry_id, _, version = rest.partition("/")
        try:
            entry = record.entries.get(kind, entry_id)
        except (UnknownEntry, KeyError):
            continue
        if version in ("", str(entry.version)):  # what was changed since then stays
            yield entry
