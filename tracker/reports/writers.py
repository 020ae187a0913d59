"""The writers: each format of a report, and what sets it out."""

from collections.abc import Callable, Mapping

from tracker.reports.html import report_html
from tracker.reports.interactive import report_interactive
from tracker.reports.pdf import report_pdf
from tracker.reports.report import Report

WRITERS: Mapping[str, Callable[[Report], bytes]] = {
    "html": report_html,
    "html-interactive": report_interactive,
    "pdf": report_pdf,
}
