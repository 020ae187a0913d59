"""Files to take away: whatever the record's scope allows, never stored on the way."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from tracker.errors import TrackerError
from tracker.exports import export_format, export_of, file_name
from tracker.web.forms import get_route
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
    data = export_of(visiting.record, wanted.name)
    # Others' files may have been made first.
    if (refusal := ended_meanwhile(request, share_id)) is not None:
        return refusal
    disposition = f'attachment; filename="{file_name(wanted.name)}"'
    return Response(data, media_type=wanted.media_type, headers={"content-disposition": disposition})


def _no(sentence: str) -> Response:
    return page("sentence.html", 404, title="No such file", sentence=sentence)
