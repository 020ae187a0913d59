"""The figures: one number each with what it rests on and the size from which a change counts."""

from collections.abc import Iterable, Iterator, Sequence

from tracker.analysis.flexibility_trend import ReachSeries, length, reach_mdc_cm, reach_words, series_name
from tracker.analysis.massage_dose import MassageDose, massage_dose
from tracker.analysis.pain_trend import PainTrend
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import NO_CLEAR
from tracker.analysis.windows import Window
from tracker.analysis.wording import counted, signed, tenths
from tracker.domain.description import capitalise_first
from tracker.domain.period import Period
from tracker.domain.share_link import Scope
from tracker.domain.sit_and_reach import cm_to
from tracker.locales import day_words, decimals
from tracker.progress import Progress
from tracker.reports.entry_notes import Logged
from tracker.reports.report import Figure


def figures(answers: Progress, check_ins: Sequence[Logged], period: Period) -> Iterator[Figure]:
    """Yield the numbers that the reader may see, with the thresholds they are held against."""
    scope, unit = answers.evidence.scope, answers.evidence.unit
    if _allows(scope, "pain"):
        yield from _pain_figures(trend for trend in (answers.leg, answers.back) if trend.recent)
        days = len({check_in.on_date for check_in in check_ins})
        yield Figure("Check-in days", f"{days} of {period.days}", "days in this period", "")
    if _allows(scope, "flexibility"):
        yield from (_reach_figure(measurement, unit) for measurement in answers.reach.series[:2])
    dose = massage_dose(answers.evidence.massages, period)
    if _allows(scope, "massage") and dose.sessions:
        yield Figure("Massage", counted(dose.sessions, "session"), _dose(dose), "")


def _pain_figures(trends: Iterable[PainTrend]) -> Iterator[Figure]:
    """Yield a figure for each site; from which size a change counts is said in full once."""
    mcid, percent = threshold("nrs_mcid_points").value, threshold("nrs_mcid_percent").value
    counts = f"Counts as much from {mcid:g} points and {percent:g} % (Ostelo 2008)."
    for trend in trends:
        yield _pain_figure(trend, counts)
        if trend.change is not None:
            counts = "Counts likewise."


def _pain_figure(trend: PainTrend, counts: str) -> Figure:
    name = f"{capitalise_first(trend.site)} pain, latest 14 days"
    recent, first = trend.recent, trend.baseline
    value = "too few days" if recent is None or recent.mean is None else f"{decimals(recent.mean)} of 10"
    rests_on = (
        f"from {_window(recent)}; {trend.start.removeprefix('your ')} {_mean(first)} from {_window(first)}"
    )
    if trend.change is None:
        return Figure(name, value, rests_on, "Not enough days to compare.")
    size = signed(trend.change, below=threshold("nrs_mcid_points").value)
    return Figure(name, value, rests_on, f"{size} points: {trend.verdict}{_why_not(trend)}. {counts}")


def _why_not(trend: PainTrend) -> str:
    """Return why a change of a size that counts is not called one; empty for any other."""
    is_large = abs(trend.change or 0) >= threshold("nrs_mcid_points").value
    if trend.verdict != NO_CLEAR or not is_large or trend.why_not is None:
        return ""
    return f", {trend.why_not.in_brief}"


def _window(window: Window | None) -> str:
    return counted(window.days, "day") if window else "no day"


def _mean(window: Window | None) -> str:
    return "without a value" if window is None or window.mean is None else decimals(window.mean)


def _reach_figure(series: ReachSeries, unit: str) -> Figure:
    mdc = reach_mdc_cm(series.variant)
    if series.change_cm is None:
        change = "One test so far." if series.tests == 1 else "One day of tests so far."
    else:
        size = signed(cm_to(series.change_cm, unit), below=None if mdc is None else cm_to(mdc, unit))
        change = f"{size} {unit}: {_reach_counts(series, mdc, unit)}."
    value = capitalise_first(reach_words(series.latest_cm, unit, series.variant).replace("your", "the"))
    tests = f"{series_name(series.variant, series.side, unit)}, {counted(series.tests, 'test')}"
    return Figure("Reach", value, f"{tests}, latest {day_words(series.days[-1])}", change)


def _reach_counts(series: ReachSeries, mdc: float | None, unit: str) -> str:
    if mdc is None:
        return "how much two such tests differ by chance is not known"
    verdict = "more than measurement error" if series.is_real else "may be measurement error"
    return f"{verdict}. Counts from {length(mdc, unit)} (Lopez-Minarro 2009)"


def _dose(dose: MassageDose) -> str:
    together = f"{counted(dose.minutes, 'minute')} together"
    if dose.pain_before_mean is None or dose.pain_after_mean is None:
        return together
    return (
        f"{together}; pain {tenths(dose.pain_before_mean)} before, {tenths(dose.pain_after_mean)} after"
        f" (from {dose.pairs})"
    )


def _allows(scope: Scope | None, name: str) -> bool:
    return scope is None or scope.allows(name)
