"""Invented results of the analyses, and the charts of them, for chart tests: small enough to read."""

from datetime import date, timedelta

from tests.invented_records import daily, day, reach_tests
from tracker.analysis.adherence import Adherence, CalendarDay
from tracker.analysis.associations import Association, Associations
from tracker.analysis.change import PainChange
from tracker.analysis.episodes import Episode, Episodes
from tracker.analysis.extent import ExtentTrend, ExtentWeek
from tracker.analysis.fair_try import CoinAnswer, PairOfPeriods, fair_try
from tracker.analysis.fair_try_words import TryQuestion
from tracker.analysis.goal import FanDay, GoalProgress
from tracker.analysis.massage_response import DAYS_AROUND, MassageResponse, ResponseDay, SessionLine
from tracker.analysis.pain_trend import Site
from tracker.analysis.symptoms import SymptomTrend, SymptomWeek
from tracker.charts.chart import Chart
from tracker.charts.questions.adherence import adherence_chart
from tracker.charts.questions.associations import associations_chart
from tracker.charts.questions.change_card import change_card
from tracker.charts.questions.fair_try import fair_try_chart
from tracker.charts.questions.flares import flares_chart
from tracker.charts.questions.goal import goal_chart
from tracker.charts.questions.massage_response import massage_response_chart
from tracker.charts.questions.pain_extent import pain_extent_chart
from tracker.charts.questions.symptoms import symptom_chart
from tracker.domain import coin
from tracker.domain.goal import Goal
from tracker.domain.period import Period

AS_OF = day(90)
SEASON = Period(day(0), AS_OF)


def pain_change(site: Site, then: float | None, now: float | None, swing: float = 0.8) -> PainChange:
    change = None if then is None or now is None else now - then
    return PainChange(
        site=site, as_of=AS_OF, baseline_mean=then, recent_mean=now, change=change,
        change_percent=100 * change / then if then and change is not None else None, mdc_points=1.77,
        mcid_points=2.0, swing_points=swing, nap=None, nap_low=None, nap_high=None, reliable_change=None,
        baseline_moving=False, tau=None, is_real=False,
        verdict="too little data" if change is None else "much better", sentence=f"About {site} pain.",
    )  # fmt: skip


def card(
    leg: tuple[float | None, float | None] = (6, 2.5), back: tuple[float | None, float | None] = (4, 5)
) -> Chart:
    return change_card(pain_change("leg", *leg), pain_change("back", *back))


def massage_response(
    measure: str = "leg", lines: int = 4, verdict: str = "somewhat better"
) -> MassageResponse:
    changes = tuple((number * 7 % 5 - 2.5) if number % 4 else None for number in range(9))
    return MassageResponse(
        measure=measure, first=day(7), logged=lines, sessions=lines,
        booked_in_flare=0, weekday=2, on_weekday=1,
        days=tuple(
            ResponseDay(number, None, None, None, 0) if number == 5
            else ResponseDay(number, -0.3 * number, *((None, None) if number == 7 else (-0.3 * number - 1, -0.3 * number + 1.2)), 4)
            for number in DAYS_AROUND
        ),
        lines=tuple(
            SessionLine(day(7 * number), tuple(None if c is None else c + number / 4 for c in changes), 4.5, 60, "firm" if number else None, ("lower_back", "calf"))
            for number in range(lines)
        ),
        usual_low=-1.25, usual_high=1.5, change=-1.2, change_days=2, wears_off_after_days=3, verdict=verdict,
        sentence="About massages.",
    )  # fmt: skip


def response(measure: str = "leg", unit: str = "cm", verdict: str = "somewhat better") -> Chart:
    return massage_response_chart(massage_response(measure, verdict=verdict), unit)


def extent_trend(weeks: int = 13) -> ExtentTrend:
    counts = [(0, 1, number % 4, 3, 0, 0) if number != 5 else (0,) * 6 for number in range(weeks)]
    found = tuple(ExtentWeek(day(7 * number), row) for number, row in enumerate(counts))
    return ExtentTrend(AS_OF, 80, None, None, None, None, found, "no clear change", "About the extent.")


def extent(weeks: int = 13, period: Period = SEASON) -> Chart:
    return pain_extent_chart(extent_trend(weeks), period)


def symptom_trend(symptom: str = "sleep_quality", weeks: int = 13) -> SymptomTrend:
    levels = (
        ("very poor", "poor", "fair", "good", "very good")
        if symptom == "sleep_quality"
        else ("none", "mild", "moderate", "severe")
    )
    found = tuple(
        SymptomWeek(day(7 * number), (number % 3, 1, *(0,) * (len(levels) - 2))) for number in range(weeks)
    )
    return SymptomTrend(symptom, levels, found, 60, None, None, "no clear change", "About sleep.")


def symptom(name: str = "sleep_quality", weeks: int = 13, period: Period = SEASON) -> Chart:
    return symptom_chart(symptom_trend(name, weeks), period)


def association(name: str, rank: float) -> Association:
    return Association(name, name, 42, rank, rank - 0.25, rank + 0.2, False, f"About {name}.")


def goes_with(*names: str) -> Chart:
    found = tuple(association(name, 0.15 * number - 0.2) for number, name in enumerate(names))
    return associations_chart(Associations("back", found, "About habits."))


def flare(first: int, last: int, *, marked: bool = True) -> Episode:
    return Episode(
        "leg", day(first), day(last), last - first + 1, 8.0 if marked else None, None, None, marked, None, ("rest",), f"Flare {first}."
    )  # fmt: skip


def flare_episodes(*spans: tuple[int, int]) -> Episodes:
    return Episodes("leg", AS_OF, tuple(flare(*span) for span in spans), False, "About flares.")


def flares(*spans: tuple[int, int], period: Period = SEASON) -> Chart:
    pain = {number: 3 + number % 4 for number in range(period.days) if not 40 <= number < 55}
    return flares_chart(flare_episodes(*spans), daily(pain), period)


def calendar(logged: tuple[int, ...] = (3, 4, 9, 20), frozen: int = 1) -> Chart:
    period = Period(AS_OF - timedelta(days=27), AS_OF)
    days = tuple(
        CalendarDay(period.day(number), number in logged, 2 if number in logged[1:] else 0, number in (9, 10))
        for number in range(28)
    )
    return adherence_chart(Adherence(period, len(logged), 3, frozen, 27, "About keeping at it."), days)


def goal_progress(goal: Goal, *, fan: bool = True) -> GoalProgress:
    ahead = (
        tuple(FanDay(AS_OF + timedelta(days=7 * week), 3 - week / 4, 4 - week / 8, 5.0) for week in range(14))
        if fan
        else ()
    )
    return GoalProgress(goal, AS_OF, 4.2, 12, ahead, "on the way", "About the goal.")


def pain_goal(
    by_date: date = date(2026, 6, 1), *, fan: bool = True, logged: bool = True, site: str = "back"
) -> Chart:
    goal = Goal(kind="pain", target=2.5, by_date=by_date, site=site)
    pain = {number: number % 9 for number in range(91)} if logged else {}
    return goal_chart(goal_progress(goal, fan=fan), daily(pain, pain), reach_tests())


def reach_goal(unit: str = "cm", side: str | None = "left", *, fan: bool = True) -> Chart:
    variant = "csep_acsm" if side is None else "back_saver"
    goal = Goal(kind="reach", target=-2.54, by_date=date(2026, 6, 1), variant=variant, side=side)
    rows = [
        {
            "on_date": day(number).isoformat(),
            "variant": variant,
            "side": side,
            "sit_and_reach_cm": -10.16 + number / 10,
        }
        for number in range(20, 90, 7)
    ]
    other = {"on_date": day(30).isoformat(), "variant": "chair", "side": "left", "sit_and_reach_cm": 30.0}
    return goal_chart(goal_progress(goal, fan=fan), daily({}), reach_tests(*rows, other), unit)


def finished_try(kind: str, differences: tuple[float, ...], missing: tuple[int, ...] = ()) -> CoinAnswer:
    """A try of 8 pairs: 5 without, and what is given more with; the third pair was not kept."""
    order = (True, False, False, True, True, False, False, True)
    pairs = []
    for number, (difference, is_first) in enumerate(zip(differences, order, strict=True)):
        with_it, without = 5.0 + difference, None if number in missing else 5.0 - number % 2
        first, second = (with_it, without) if is_first else (without, with_it)
        pairs.append(PairOfPeriods(first, second, is_first, number != 2))
    return fair_try(kind, pairs)


def fair_try_of_massage() -> Chart:
    result = finished_try(coin.MASSAGE, (-2, -3, -1, -2, -3, -2, -1, -2))
    return fair_try_chart(result, TryQuestion(coin.MASSAGE, "massage", "leg pain"))


def fair_try_of_habit(outcome: str, unit: str = "cm") -> Chart:
    result = finished_try(coin.HABIT, (2, -3, 1, -2, 3, -2, 1, 0), missing=(4,))
    return fair_try_chart(result, TryQuestion(coin.HABIT, "a walk at lunch", outcome, unit))
