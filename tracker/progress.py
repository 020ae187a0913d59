"""Progress: a record's answers and their charts for a period, put together for a page or a report."""

from dataclasses import dataclass

from tracker import frames
from tracker.analysis.flexibility_trend import FlexibilityTrend, flexibility_trend
from tracker.analysis.massage_dose import MassageDose, massage_dose
from tracker.analysis.pain_trend import PainTrend, pain_trend
from tracker.charts.chart import Chart
from tracker.charts.flexibility_trend import flexibility_chart
from tracker.charts.massage_sessions import massage_sessions_chart
from tracker.charts.pain_trend import pain_trend_chart
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.record import ClientRecord


@dataclass(frozen=True)
class Progress:
    """The answers in words, and the charts that share one time axis."""

    sentences: tuple[str, ...]
    charts: tuple[Chart, ...]
    has_entries: bool
    leg: PainTrend
    back: PainTrend
    reach: FlexibilityTrend
    dose: MassageDose


def progress(record: ClientRecord, period: Period, unit: str) -> Progress:
    """Return a record's progress: answers over the whole record as of the period's end, charts of the period.

    Lengths are drawn in `unit` (cm or in). An empty record gives charts that say what would fill them.
    """
    check_ins = frames.check_in_frame(*record.rows(CheckIn.kind))
    tests = frames.sit_and_reach_frame(*record.rows(SitAndReachTest.kind))
    massages = frames.massage_session_frame(*record.rows(MassageSession.kind))
    daily = frames.daily_pain(check_ins)
    leg, back = (pain_trend(daily, site, period.last) for site in ("leg", "back"))
    reach = flexibility_trend(tests, period.last, unit)
    dose = massage_dose(massages, period)
    return Progress(
        sentences=(leg.sentence, back.sentence),
        charts=(
            pain_trend_chart(daily, leg, back, massages, period),
            flexibility_chart(tests, reach, massages, period, unit),
            massage_sessions_chart(massages, dose, period),
        ),
        has_entries=not (check_ins.empty and tests.empty and massages.empty),
        leg=leg,
        back=back,
        reach=reach,
        dose=dose,
    )
