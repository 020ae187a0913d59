"""Files to take away: whatever the record's scope allows, never stored on the way."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from tracker.errors import TrackerError
from tracker.exchange.archive import PARTS, Part, TooLargeForOneFile
from tracker.exports import ARCHIVE, archive_part, export_format, export_of, file_name
from tracker.web.forms import get_route, status_of
from tracker.web.html import page
from tracker.web.middleware.identity import ended_meanwhile, visit


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [get_route("/export/{format}", _export)]


def _export(request: Request) -> Response:
    try:
        wanted = export_format(request.path_params["format"])
    except TrackerError as unknown:
        return _no(unknown.sentence)
    share_id = request.query_params.get("share")
    visiting = visit(request, share_id)
    if not visiting.has_record:
        return _no("Choose a client first.")
    part = _part(request) if wanted.name == ARCHIVE else None
    try:
        data = archive_part(visiting.record, part) if part else export_of(visiting.record, wanted.name)
    except TooLargeForOneFile as too_large:
        return page(
            "archive_parts.html", status_of(too_large, 422), title="A large record", refusal=too_large
        )
    # Others' files may have been made first.
    if (refusal := ended_meanwhile(request, share_id)) is not None:
        return refusal
    disposition = f'attachment; filename="{file_name(wanted.name, part)}"'
    return Response(data, media_type=wanted.media_type, headers={"content-disposition": disposition})


def _part(request: Request) -> Part | None:
    """Return the part that an address asks for; None for a part that there is never."""
    number, of = (request.query_params.get(name, "") for name in ("part", "of"))
    wanted = [Part(count, most) for most in (1, *PARTS) for count in range(1, most + 1)]
    return next((part for part in wanted if (str(part.number), str(part.of)) == (number, of)), None)


def _no(sentence: str) -> Response:
    return page("sentence.html", 404, title="No such file", sentence=sentence)
