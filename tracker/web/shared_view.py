"""What the therapist's page says of a shared record: warning signs, the answer, figures, charts, gaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker import clock
from tracker.analysis.flexibility_trend import ReachSeries, length, reach_words, series_name
from tracker.analysis.pain_trend import PainTrend
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import Window
from tracker.analysis.wording import counted, is_nothing, tenths
from tracker.charts.chart import Chart
from tracker.charts.svg import render_svg
from tracker.charts.theme import DARK, LIGHT, Theme
from tracker.domain.check_in import CheckIn
from tracker.domain.description import begun, spaced
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.domain.red_flags import EMERGENCY, SAME_DAY, SOON, RedFlagState
from tracker.domain.share_link import Scope
from tracker.domain.sit_and_reach import cm_to
from tracker.errors import AccessRefused
from tracker.locales import day_words, decimals, short_day_and_year
from tracker.progress import Progress, progress
from tracker.record import ClientRecord

# A year is what a chart of this width can show day by day, and keeps the page under 100 kB.
MOST_DAYS = 366
MOST_MASSAGES = 8
# Shorter silences are the rule, not news.
SHORTEST_GAP_DAYS = 5
MOST_GAPS = 3
# Width and height in px: the first chart, and the two beside each other below it; letters stay readable.
DESK_SIZES = ((940, 270), (450, 250))
PHONE_SIZES = ((330, 260), (330, 250))
CHART_FIELDS = {"pain_trend": "pain", "flexibility_trend": "flexibility", "massage_response": "massage"}
URGENCY = {EMERGENCY: "Emergency", SAME_DAY: "See a doctor the same day", SOON: "See a doctor within days"}
FIELD_WORDS = {
    "pain": "pain", "flexibility": "flexibility", "massage": "massage sessions", "symptoms": "symptoms",
    "notes": "notes",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One number: what it is, the number, what it rests on, and the size from which it counts."""

    name: str
    value: str
    rests_on: str
    counts_from: str


@dataclass(frozen=True)
class MassageRow:
    """One massage session as a row: `response` is pain before and after (NRS 0-10)."""

    day: str
    dose: str
    response: str
    note: str
    is_back_filled: bool


@dataclass(frozen=True)
class SharedView:
    """Everything on the page; what is not shared is absent, and said to be."""

    name: str
    period: str
    warnings: tuple[tuple[str, str], ...]
    warnings_sentence: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    charts: tuple[tuple[str, str, str], ...]
    massages: tuple[MassageRow, ...]
    more_massages: int
    gaps: tuple[str, ...]
    back_filled: str
    shared: str
    not_shared: str
    begins_late: str
    has_entries: bool


def shared_view(record: ClientRecord, *, is_phone: bool = False) -> SharedView:
    """Return what the scope of a shared record lets a therapist see at a glance; raises AccessRefused without one."""
    scope = record.scope
    if scope is None:
        raise AccessRefused
    profile, period = record.profile(), _period(record, scope)
    shown = progress(record, period, profile.unit)
    massages = tuple(
        one for one in record.entries((MassageSession.kind,), period) if isinstance(one, MassageSession)
    )
    check_ins = tuple(one for one in record.entries((CheckIn.kind,), period) if isinstance(one, CheckIn))
    charts = [chart for chart in shown.charts if _is_shared(chart, scope)]
    flags = record.red_flags()
    left_out = [words for name, words in FIELD_WORDS.items() if not scope.allows(name)]
    return SharedView(
        name=profile.label or "A client",
        period=f"{day_words(period.first)} to {day_words(period.last)}",
        warnings=tuple((URGENCY[flag.tier], flag.question) for flag in flags.present),
        warnings_sentence=_warnings_sentence(flags, scope),
        sentences=tuple(_sentences(shown, scope)),
        figures=tuple(_figures(shown, scope, check_ins, period, profile.unit)),
        charts=tuple(_drawn(charts, PHONE_SIZES if is_phone else DESK_SIZES)),
        massages=tuple(_massage_row(one) for one in massages[:MOST_MASSAGES]),
        more_massages=max(0, len(massages) - MOST_MASSAGES),
        gaps=tuple(_gaps(check_ins, period)) if scope.allows("pain") else (),
        back_filled=_back_filled(check_ins),
        shared=", ".join(words for name, words in FIELD_WORDS.items() if scope.allows(name)),
        not_shared=", ".join(left_out),
        begins_late=_begins_late(scope),
        has_entries=shown.has_entries,
    )


def _drawn(
    charts: Iterable[Chart], sizes: tuple[tuple[int, int], tuple[int, int]]
) -> Iterator[tuple[str, str, str]]:
    for number, chart in enumerate(charts):
        yield chart.title, chart.note, adaptive(render_svg(chart, "light", *sizes[min(number, 1)]))


def adaptive(svg: str) -> str:
    """Return a light chart's SVG with colours that follow the page, light or dark."""
    for light in colours():
        svg = svg.replace(light, f"var(--c{light[1:]})")
    return svg


def colours() -> dict[str, str]:
    """Return each colour of the light theme with its counterpart in the dark one."""
    return dict(zip(_all_colours(LIGHT), _all_colours(DARK), strict=True))


def _all_colours(theme: Theme) -> list[str]:
    plain = [theme.surface, theme.ink, theme.muted, theme.line, theme.shade]
    return [*plain, *(look.colour for look in (*theme.looks.values(), *theme.reach_looks))]


def _period(record: ClientRecord, scope: Scope) -> Period:
    last = min(clock.today(), scope.period.last)
    first = record.first_day() or last
    return Period(min(last, max(scope.period.first, first, last - timedelta(days=MOST_DAYS - 1))), last)


def _is_shared(chart: Chart, scope: Scope) -> bool:
    return scope.allows(CHART_FIELDS.get(chart.chart_id, "nothing"))


def _warnings_sentence(flags: RedFlagState, scope: Scope) -> str:
    if not scope.allows("symptoms"):
        return "Warning signs are not part of what is shared here. Ask."
    if flags.present and flags.since:
        return f"Answered yes, the first on {day_words(flags.since)}:"
    if flags.asked_on is None:
        return "The warning signs have not been answered. Ask."
    return f"No warning sign stands; last answered on {day_words(flags.asked_on)}. That rules nothing out."


def _sentences(shown: Progress, scope: Scope) -> Iterator[str]:
    if scope.allows("pain"):
        yield from (sentence for sentence in shown.sentences if sentence)
    if scope.allows("flexibility"):
        yield shown.reach.sentence


def _begins_late(scope: Scope) -> str:
    if scope.period.first == date.min:
        return ""
    from_then = f"Only days from {day_words(scope.period.first)} are shared, and comparisons begin there."
    first = " “The first 14 days” are the first of those, not of the whole record."
    return from_then + (first if scope.allows("pain") else "")


def _figures(
    shown: Progress, scope: Scope, check_ins: tuple[CheckIn, ...], period: Period, unit: str
) -> Iterator[Figure]:
    if scope.allows("pain"):
        yield from (_pain_figure(trend) for trend in (shown.leg, shown.back) if trend.recent)
        days = len({one.on_date for one in check_ins})
        yield Figure("Check-in days", f"{days} of {period.days}", "days in this period", "")
    if scope.allows("flexibility"):
        yield from (_reach_figure(one, unit) for one in shown.reach.series[:2])
    if scope.allows("massage") and shown.dose.sessions:
        yield Figure("Massage", counted(shown.dose.sessions, "session"), _dose(shown), "")


def _pain_figure(trend: PainTrend) -> Figure:
    name = f"{begun(trend.site)} pain, latest 14 days"
    recent, first = trend.recent, trend.baseline
    value = "too few days" if recent is None or recent.mean is None else f"{decimals(recent.mean)} of 10"
    rests_on = f"from {_window(recent)}; first 14 days {_mean(first)} from {_window(first)}"
    if trend.change is None:
        return Figure(name, value, rests_on, "Too little data to compare.")
    mcid, percent = threshold("nrs_mcid_points").value, threshold("nrs_mcid_percent").value
    size = tenths(trend.change, below=mcid)
    sign = "" if is_nothing(trend.change) else "\u2212" if trend.change < 0 else "+"
    counts_from = f"{sign}{size} points: {trend.verdict}. Counts as much from {mcid:g} points and {percent:g} % (Ostelo 2008)."
    return Figure(name, value, rests_on, counts_from)


def _window(window: Window | None) -> str:
    return counted(window.days, "day") if window else "no day"


def _mean(window: Window | None) -> str:
    return "without a value" if window is None or window.mean is None else decimals(window.mean)


def _reach_figure(series: ReachSeries, unit: str) -> Figure:
    mdc = threshold("reach_mdc_cm").value
    if series.change_cm is None:
        change = "One test so far."
    else:
        size = tenths(cm_to(series.change_cm, unit), below=cm_to(mdc, unit))
        sign = "" if is_nothing(cm_to(series.change_cm, unit)) else "\u2212" if series.change_cm < 0 else "+"
        verdict = "more than measurement error" if series.is_real else "may be measurement error"
        change = f"{sign}{size} {unit}: {verdict}. Counts from {length(mdc, unit)} (Lopez-Minarro 2009)."
    value = begun(reach_words(series.latest_cm, unit, series.variant).replace("your", "the"))
    tests = f"{series_name(series.variant, series.side, unit)}, {counted(len(series.days), 'test')}"
    return Figure("Reach", value, f"{tests}, latest {day_words(series.days[-1])}", change)


def _dose(shown: Progress) -> str:
    dose = shown.dose
    together = f"{counted(dose.minutes, 'minute')} together"
    if dose.pain_before_mean is None or dose.pain_after_mean is None:
        return together
    return (
        f"{together}; pain {tenths(dose.pain_before_mean)} before, {tenths(dose.pain_after_mean)} after"
        f" (from {dose.pairs})"
    )


def _massage_row(session: MassageSession) -> MassageRow:
    parts = [counted(session.minutes or 0, "minute"), *(spaced(area) for area in session.areas)]
    if session.pressure:
        parts.append(f"{session.pressure} pressure")
    if session.therapist:
        parts.append(f"with {session.therapist}")
    before, after = (
        "–" if one is None else str(one) for one in (session.pain_before_nrs, session.pain_after_nrs)
    )
    return MassageRow(
        day=_short(session.on_date),
        dose=", ".join(parts),
        response=f"{before} → {after}",
        note=session.note or "",
        is_back_filled=session.is_back_filled,
    )


def _short(day: date) -> str:
    return short_day_and_year(day)


def _gaps(check_ins: tuple[CheckIn, ...], period: Period) -> Iterator[str]:
    days = sorted({one.on_date for one in check_ins})
    edges = [*days, period.last + timedelta(days=1)]
    before = [period.first - timedelta(days=1), *days]
    gaps = [
        Period(first + timedelta(days=1), last - timedelta(days=1))
        for first, last in zip(before, edges, strict=True)
        if (last - first).days > SHORTEST_GAP_DAYS
    ]
    for gap in sorted(sorted(gaps, key=lambda one: one.days)[-MOST_GAPS:], key=lambda one: one.first):
        yield f"{_short(gap.first)} to {_short(gap.last)} ({counted(gap.days, 'day')})"


def _back_filled(check_ins: tuple[CheckIn, ...]) -> str:
    late = sorted({one.on_date for one in check_ins if one.is_back_filled}, reverse=True)
    if not late:
        return ""
    latest = ", ".join(_short(day) for day in late[:4])
    return f"{counted(len(late), 'day')} filled in later from memory: {latest}{' and earlier' if len(late) > 4 else ''}."
