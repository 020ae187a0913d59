"""Reports: a form that says what one should hold, and the report itself, made when asked for and kept nowhere."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from tracker.errors import InvalidEntry
from tracker.exchange import cells
from tracker.exports import export_format, file_name, report_file
from tracker.record import ClientRecord
from tracker.reports.report_request import MOST_QUESTION_CHARACTERS, PAPERS, ReportOrder
from tracker.web.forms import Form, form_route
from tracker.web.html import page
from tracker.web.middleware.identity import ended_meanwhile, visit

# Where paper is measured in inches.
LETTER_LANGUAGES = ("en-us", "en-ca", "es-us", "fr-ca")


def routes() -> list[BaseRoute]:
    """Return the routes of this file; questions are posted, so that they are in no address and no log."""
    return [
        form_route("/report", _form, _form_again),
        form_route("/report.html", _html, _html_ordered),
        form_route("/report.pdf", _pdf, _pdf_ordered),
    ]


def _form(request: Request) -> Response:
    return _page(request, request.query_params)


def _form_again(request: Request, form: Form) -> Response:
    return _page(request, form)


def _html(request: Request) -> Response:
    return _report(request, request.query_params, "html")


def _html_ordered(request: Request, form: Form) -> Response:
    return _report(request, form, "html")


def _pdf(request: Request) -> Response:
    return _report(request, request.query_params, "pdf")


def _pdf_ordered(request: Request, form: Form) -> Response:
    return _report(request, form, "pdf")


def _report(request: Request, values: Mapping[str, str], name: str) -> Response:
    visiting = visit(request, values.get("share"))
    if not visiting.has_record:
        return _no_client()
    wanted = "html-interactive" if name == "html" and values.get("interactive") else name
    try:
        data = report_file(visiting.record, wanted, _order(visiting.record, values))
    except InvalidEntry as refused:
        return _page(request, values, refused)
    # Others' reports may have been made first.
    if (refusal := ended_meanwhile(request, values.get("share"))) is not None:
        return refusal
    # Its scripts would not run under our own pages' policy; a saved file has its own.
    disposition_type = "attachment" if wanted == "html-interactive" else "inline"
    disposition = f'{disposition_type}; filename="{file_name(wanted)}"'
    return Response(
        data, media_type=export_format(wanted).media_type, headers={"content-disposition": disposition}
    )


def _order(record: ClientRecord, values: Mapping[str, str]) -> ReportOrder:
    # What the client wants to ask is theirs to say.
    questions = None if record.is_read_only else values.get("questions")
    since = cells.day(values["since"]) if values.get("since") else None
    return ReportOrder(
        since=since,  # type: ignore[arg-type]  # a text that is no day is refused with its field
        is_full=bool(values.get("full")),
        paper=values.get("paper") or PAPERS[0],
        questions=questions,
    )


def _page(request: Request, values: Mapping[str, str], refused: InvalidEntry | None = None) -> Response:
    visiting = visit(request, values.get("share"))
    if not visiting.has_record:
        return _no_client()
    language = request.headers.get("accept-language", "").lower()
    usual = "letter" if language.startswith(LETTER_LANGUAGES) else "a4"
    return page(
        "report.html",
        422 if refused else 200,
        title="Make a report",
        values={name: values.get(name, "") for name in ("since", "full", "questions", "share")},
        paper=values["paper"] if values.get("paper") in PAPERS else usual,
        refused=refused.sentence if refused else "",
        wrong=refused.field if refused else "",
        may_ask=not visiting.is_read_only,
        most=MOST_QUESTION_CHARACTERS,
    )


def _no_client() -> Response:
    return page("sentence.html", 404, title="No such report", sentence="Choose a client first.")
