"""How are tingling, numbness, weakness and sleep? Small multiples: one grid of weeks and levels for each."""

from tracker.analysis.symptoms import SymptomTrend
from tracker.charts.chart import Chart
from tracker.charts.questions.week_grid import week_grid
from tracker.domain.period import Period

TITLE = "How are symptoms and sleep?"


def symptom_chart(result: SymptomTrend, period: Period) -> Chart:
    """Return one symptom's weeks: a row per level with the highest number on top, stronger for more days."""
    weeks = [(week.first, week.counts[::-1]) for week in result.weeks]
    chart_id = f"symptom_{result.symptom}"
    title = result.symptom.replace("_", " ").capitalize()
    return week_grid(chart_id, title, result.sentence, weeks, result.levels[::-1], period)
