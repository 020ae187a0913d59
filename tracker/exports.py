"""Files to take away: every format there is, what it is called, and who writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker import clock
from tracker.bounded import BoundedPool
from tracker.domain.period import ALWAYS, Period
from tracker.errors import NotSaved, TrackerError
from tracker.exchange.archive import Part, archive_of
from tracker.exchange.csv_files import zip_of
from tracker.exchange.fhir import bundle
from tracker.record import ClientRecord
from tracker.reports.report_request import ReportOrder

ARCHIVE = "archive"
# Ten years take seconds of a core: dozens asked for at once would keep everybody else waiting.
REPORTS = BoundedPool(
    "reports", at_once=2, waiting=8, sentence="Many reports are being made right now. Try again in a moment."
)


@dataclass(frozen=True)
class ExportFormat:
    """One format: its name in addresses and commands, what a person calls it, and how it is written."""

    name: str
    words: str
    media_type: str
    suffix: str
    write: Callable[[ClientRecord, Period], bytes]


def _archive_of(record: ClientRecord, period: Period) -> bytes:
    if period != ALWAYS:
        raise TrackerError("An archive holds everything: leave out the first and last day.")
    return archive_of(record.archive)


def fhir_of(record: ClientRecord, period: Period = ALWAYS) -> bytes:
    """Return a record's entries, fair tries and warning signs of a period as FHIR, as far as its reader may see them."""
    return bundle.written(
        bundle.FhirContent(
            profile=record.profile.get(),
            entries=record.entries.all(period=period)[::-1],
            fair_tries=record.fair_tries.answers(period=period)[::-1],
            warning_signs=record.warning_signs.answers(period),
        )
    )


def _written(record: ClientRecord, name: str, order: ReportOrder) -> bytes:
    # Charts and fonts are loaded when a report is made, so that the other commands start at once.
    from tracker.reports.contents import report_of  # noqa: PLC0415
    from tracker.reports.html import report_html  # noqa: PLC0415
    from tracker.reports.interactive import report_interactive  # noqa: PLC0415
    from tracker.reports.pdf import report_pdf  # noqa: PLC0415

    write = {"html": report_html, "html-interactive": report_interactive, "pdf": report_pdf}[name]
    return write(report_of(record, order))


def _visit_summary(name: str) -> Callable[[ClientRecord, Period], bytes]:
    def write(record: ClientRecord, period: Period) -> bytes:
        return _written(record, name, ordered(period))

    return write


EXPORT_FORMATS = {
    export.name: export
    for export in (
        ExportFormat(ARCHIVE, "Everything (JSON)", "application/json", "json", _archive_of),
        ExportFormat("csv", "Spreadsheet files (CSV)", "application/zip", "zip", zip_of),
        ExportFormat("fhir", "For health records (FHIR)", "application/fhir+json", "fhir.json", fhir_of),
        ExportFormat("html", "Report (HTML)", "text/html", "html", _visit_summary("html")),
        ExportFormat(
            "html-interactive",
            "Report with charts to point at (HTML)",
            "text/html",
            "html",
            _visit_summary("html-interactive"),
        ),
        ExportFormat("pdf", "Report (PDF)", "application/pdf", "pdf", _visit_summary("pdf")),
    )
}


def export_format(name: str) -> ExportFormat:
    """Return a format by its name; raises TrackerError that lists those there are."""
    if name not in EXPORT_FORMATS:
        raise TrackerError(f"There is no such file format here; there is {', '.join(EXPORT_FORMATS)}.")
    return EXPORT_FORMATS[name]


def export_of(record: ClientRecord, name: str, period: Period = ALWAYS) -> bytes:
    """Return a record in a format, as far as its reader may see it, and note in the audit that it left; raises TooBusy."""
    return _left(record, name, lambda: export_format(name).write(record, period))


def archive_part(record: ClientRecord, part: Part) -> bytes:
    """Return a part of a record that is too large for one archive, and note that it left; raises TooBusy."""
    return _left(record, ARCHIVE, lambda: archive_of(record.archive, part))


def ordered(period: Period, **more: Any) -> ReportOrder:
    """Return the order of a report about a period, ALWAYS meaning no day in particular; raises InvalidEntry."""
    since = None if period.first == ALWAYS.first else period.first
    until = None if period.last == ALWAYS.last else period.last
    return ReportOrder(since=since, until=until, **more)


def report_file(record: ClientRecord, name: str, order: ReportOrder) -> bytes:
    """Return a report as it was ordered, in one of REPORT_FORMATS, and note in the audit that it left; raises TooBusy."""
    return _left(record, name, lambda: _written(record, name, order))


def _left(record: ClientRecord, name: str, write: Callable[[], bytes]) -> bytes:
    with REPORTS.turn():
        data = write()
    try:
        record.note("record exported", name)
    except NotSaved:
        # One's own record can be taken along from a disk that is full or only read; others' readers leave a line.
        if record.is_read_only:
            raise
    return data


def file_name(name: str, part: Part | None = None) -> str:
    """Return what a file is called: a date and nothing that a person typed, since names reach headers."""
    which = f"-{part.number}-of-{part.of}" if part else ""
    return f"recovery-tracker-{clock.today().isoformat()}{which}.{export_format(name).suffix}"
