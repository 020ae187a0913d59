"""Is it leaving the leg? How far down the symptoms reach, week by week, as a strip from back to foot."""

from tracker.analysis.extent import ExtentTrend
from tracker.charts.chart import Chart
from tracker.charts.questions.week_grid import week_grid
from tracker.domain.check_in import PAIN_EXTENTS
from tracker.domain.period import Period

TITLE = "Is it leaving the leg?"
ROWS = ("nowhere", *PAIN_EXTENTS[1:])


def pain_extent_chart(result: ExtentTrend, period: Period) -> Chart:
    """Return the heat strip of a period: a row per place from back to foot, stronger for more days of the week."""
    weeks = [(week.first, week.counts) for week in result.weeks]
    return week_grid("pain_extent", TITLE, result.sentence, weeks, ROWS, period)
