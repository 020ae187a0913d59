"""Files to take away: whatever the record's scope allows, never stored on the way."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from tracker.access.reach import record_of
from tracker.errors import AccessRefused, TrackerError
from tracker.exports import export_format, export_of, file_name
from tracker.installation import installation
from tracker.record import ClientRecord, personal_record
from tracker.web.forms import get_route
from tracker.web.html import page
from tracker.web.identity import present


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [get_route("/export/{format}", _export)]


def _export(request: Request) -> Response:
    try:
        wanted = export_format(request.path_params["format"])
    except TrackerError as unknown:
        return _no(unknown.sentence)
    record = asked_record(request, request.query_params.get("share") or None)
    if record is None:
        return _no("Choose a client first.")
    data = export_of(record, wanted.name)
    disposition = f'attachment; filename="{file_name(wanted.name)}"'
    return Response(data, media_type=wanted.media_type, headers={"content-disposition": disposition})


def asked_record(request: Request, share_id: str | None = None) -> ClientRecord | None:
    """Return the record that a request asks for: of a share link, or its own; raises AccessRefused."""
    here = installation()
    if not here.settings.is_practice:
        return personal_record(here.store)
    who = present(request)
    opened = who.share.share if who.share else None
    account = who.account.account if who.account else None
    if who.share is not None and opened is not None:
        # A browser may hold a link that its therapist has kept since: then they look as its keeper, who sees the plan too.
        is_keeper = account is not None and opened.kept_by == account.account_id
        if account is None or (share_id == opened.share_id and not is_keeper):
            return record_of(here.store, who.share, share_id)
    if who.account is None:
        raise AccessRefused
    return record_of(here.store, who.account, share_id)


def _no(sentence: str) -> Response:
    return page("sentence.html", 404, title="No such file", sentence=sentence)
