"""Fair tries in reports: a running one says what it asks, a finished one its answer with chart and table."""

import pytest

from tests.fair_tries import MONDAY, begun, habit_try, keep_diary, live_through, massage_try
from tests.reports.on_paper import text_of
from tests.set_clock import SetClock
from tracker.exports import report_file
from tracker.record import ClientRecord, personal_record
from tracker.reports.contents import report_of
from tracker.reports.report_request import ReportOrder
from tracker.store.store import Store


@pytest.fixture
def record(store: Store, day: SetClock) -> ClientRecord:
    record = personal_record(store)
    keep_diary(record)
    return record


def test_the_sheet_says_what_a_running_try_asks_and_nothing_of_its_answer(
    record: ClientRecord, day: SetClock
) -> None:
    running = begun(record, massage_try(MONDAY))
    day.set(running.protocol.known_from(3))
    glance = dict(report_of(record, ReportOrder()).glance)
    assert "This week’s massage is on" in glance["Fair try"]
    (passage,) = [
        one for one in report_of(record, ReportOrder(is_full=True)).passages if one.question == "fair-try"
    ]
    assert passage.drawn == ()
    assert "made the difference" not in str(passage)


def test_the_full_report_has_the_answer_its_chart_and_what_it_cannot_say(
    record: ClientRecord, day: SetClock
) -> None:
    live_through(record, day, begun(record, habit_try(MONDAY, pairs=8)))
    order = ReportOrder(is_full=True)
    (passage,) = [one for one in report_of(record, order).passages if one.question == "fair-try"]
    assert passage.sentences[0].startswith("The coin says that “a walk at lunch” made the difference")
    (drawn,) = passage.drawn
    assert drawn.table is not None
    html = report_file(record, "html", order).decode()
    assert "coin orders would have shown as much by chance." in html
    assert "It is about you and these weeks." in html
    pdf = text_of(report_file(record, "pdf", order))
    assert "made the difference" in " ".join(pdf.split())
    ended_before = ReportOrder(is_full=True, until=MONDAY)
    (passage,) = [one for one in report_of(record, ended_before).passages if one.question == "fair-try"]
    assert "made the difference" not in str(passage)
