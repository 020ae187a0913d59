"""Findings: what a question's analysis says of a record, in words and charts; one function a question."""

from dataclasses import dataclass

from tracker import clock
from tracker.analysis.adherence import calendar_days
from tracker.analysis.fair_try_words import NO_PEEKING, RUNNING
from tracker.analysis.flexibility_norms import COMPARABLE_VARIANTS, norm_band
from tracker.analysis.flexibility_trend import unlike_before
from tracker.analysis.massage_dose import massage_dose
from tracker.analysis.pain_trend import SITES
from tracker.analysis.verdict import CALLED
from tracker.charts.chart import Chart
from tracker.charts.marked_days import with_medicines
from tracker.charts.questions.activities import activities_chart
from tracker.charts.questions.adherence import adherence_chart
from tracker.charts.questions.associations import associations_chart
from tracker.charts.questions.change_card import change_card
from tracker.charts.questions.fair_try import fair_try_chart, no_answer_yet
from tracker.charts.questions.flares import flares_chart
from tracker.charts.questions.flexibility_trend import flexibility_chart
from tracker.charts.questions.goal import goal_chart
from tracker.charts.questions.massage_response import massage_response_chart
from tracker.charts.questions.massage_sessions import massage_sessions_chart
from tracker.charts.questions.pain_extent import pain_extent_chart
from tracker.charts.questions.pain_trend import pain_trend_chart
from tracker.charts.questions.symptoms import symptom_chart
from tracker.domain.description import lower_first
from tracker.domain.fair_try_words import WHY, how_long, state_words, title_of
from tracker.domain.measure import Part
from tracker.domain.share_link import not_shared
from tracker.progress.evidence_of_record import Evidence

LATEST_FLARES = 5


@dataclass(frozen=True)
class Finding:
    """What is said to a question: a sentence, its charts, and further sentences, one a line; `below` stand after the charts.

    A chart that has nothing to draw is empty: its sentence is all there is to show.
    """

    sentence: str
    charts: tuple[Chart, ...]
    items: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


def change_finding(evidence: Evidence) -> Finding:
    """Return how real the change of pain is."""
    leg, back = (evidence.changes[site] for site in SITES)
    card = change_card(leg, back)
    # What the trends say is said already, above everything.
    further = (
        (change.site, change.sentence.removeprefix(evidence.trends[change.site].sentence).strip())
        for change in (leg, back)
    )
    shared_words = " ".join(
        f"{site.capitalize()} pain: {lower_first(words)}" for site, words in further if words
    )
    return Finding(shared_words, (card,))


def pain_finding(evidence: Evidence) -> Finding:
    """Return how pain changed."""
    leg, back = (evidence.trends[site] for site in SITES)
    chart = pain_trend_chart(
        evidence.daily, leg, back, evidence.massages, evidence.period, evidence.flares, evidence.goal
    )
    # An empty chart speaks of its days alone.
    beside = () if chart.is_empty else evidence.beside_pain
    return Finding(
        _sentences(chart.sentence, *beside),
        (with_medicines(chart, evidence.medicines),),
        _running(evidence, "pain"),
    )


def massage_finding(evidence: Evidence) -> Finding:
    """Return what goes with a massage, and whether medicines changed meanwhile."""
    chart = massage_response_chart(evidence.massage)
    unseen = _unseen(evidence, Part.SYMPTOMS, Part.MEDICINES) if evidence.massage.verdict in CALLED else ""
    return Finding(_sentences(chart.sentence, evidence.medicines_round_massages, unseen), (chart,))


def flexibility_finding(evidence: Evidence) -> Finding:
    """Return how the reach changed, beside people of the same age and sex where that compares."""
    result = evidence.reach
    norm, compared = None, ""
    if result.series and (latest := result.series[0]).variant in COMPARABLE_VARIANTS:
        age = evidence.client.age_in(latest.days[-1].year)
        norm = norm_band(latest.variant, evidence.client.sex, age)
        compared = evidence.percentiles[0].sentence
    # Of two days the answer itself holds the first beside the latest.
    has_more = bool(result.series) and len(result.series[0].days) > 2
    unlike = unlike_before(evidence.tests, result.series[0], evidence.unit) if has_more else ()
    chart = flexibility_chart(
        evidence.tests, result, evidence.massages, evidence.period, evidence.unit, norm, evidence.goal
    )
    items = (*unlike, *_running(evidence, "reach"))
    return Finding(f"{chart.sentence} {compared}".strip(), (chart,), items)


def activities_finding(evidence: Evidence) -> Finding:
    """Return how own activities are rated, and how the person calls the change beside their own pain."""
    result, overall = evidence.activities, evidence.own_much_better
    chart = activities_chart(result, evidence.period)
    is_pain_shared = evidence.scope is None or evidence.scope.allows(Part.PAIN)
    # Too little shared is not too little data: without pain its size is not spoken of.
    size = overall.sentence if is_pain_shared else ""
    items = (*result.items, overall.latest_sentence, size)
    return Finding(chart.sentence, (chart,), tuple(filter(None, items)))


def extent_finding(evidence: Evidence) -> Finding:
    """Return whether the symptoms leave the leg."""
    chart = pain_extent_chart(evidence.extent, evidence.period)
    return Finding(chart.sentence, (chart,))


def goes_with_finding(evidence: Evidence) -> Finding:
    """Return which habits go with good and bad days, and whether medicines changed meanwhile."""
    result = evidence.goes_with
    chart = associations_chart(result)
    # What the answer says already is not said again below it.
    further = (association.sentence for association in result.associations)
    items = tuple(sentence for sentence in further if sentence not in chart.sentence)
    is_clear = any(association.is_clear for association in result.associations)
    unseen = _unseen(evidence, Part.MASSAGE, Part.MEDICINES) if is_clear else ""
    return Finding(_sentences(chart.sentence, evidence.medicines_meanwhile, unseen), (chart,), items)


def flares_finding(evidence: Evidence) -> Finding:
    """Return when the bad spells were, the latest first."""
    chart = flares_chart(evidence.flares, evidence.daily, evidence.period)
    latest = tuple(flare.sentence for flare in evidence.flares.episodes[: -LATEST_FLARES - 1 : -1])
    return Finding(chart.sentence, (chart,), latest)


def symptoms_finding(evidence: Evidence) -> Finding:
    """Return how symptoms and sleep changed."""
    charts = tuple(symptom_chart(trend, evidence.period) for trend in evidence.symptoms)
    return Finding("", charts)


def keeping_at_it_finding(evidence: Evidence) -> Finding:
    """Return how much was logged and done at home."""
    result = evidence.adherence
    chart = adherence_chart(result, calendar_days(evidence.check_ins, evidence.flares, result.period))
    return Finding(chart.sentence, (chart,))


def goal_finding(evidence: Evidence) -> Finding:
    """Return how near the goal is."""
    if evidence.to_goal is None:
        return Finding("No goal is set. One that you can check, with a day, says when you are there.", ())
    chart = goal_chart(evidence.to_goal, evidence.daily, evidence.tests, evidence.unit)
    return Finding(chart.sentence, (chart,))


def each_massage_finding(evidence: Evidence) -> Finding:
    """Return how each massage session was, and what goes with one for the reach."""
    chart = massage_sessions_chart(
        evidence.massages, massage_dose(evidence.massages, evidence.period), evidence.period
    )
    chart = with_medicines(chart, evidence.medicines)
    reach = massage_response_chart(evidence.massage_reach, evidence.unit)
    return Finding(chart.sentence, (chart,) if reach.is_empty else (chart, reach))


def fair_try_finding(evidence: Evidence) -> Finding:
    """Return the answer of the latest fair try that came to its end by the period's last day."""
    over = evidence.try_answers()
    running = [fair_try for fair_try in evidence.fair_tries if fair_try.is_running]
    if over:
        latest, protocol = over[0], over[0].fair_try.protocol
        chart = fair_try_chart(latest.result, latest.question)
        items = (f"{title_of(protocol)}, {how_long(protocol)}", *latest.by_chance)
        return Finding(latest.sentence, (chart,), items, (*latest.rests_on, *latest.cannot_say))
    if running:
        states = (
            f"{title_of(fair_try.protocol)}: {state_words(fair_try, clock.today())}" for fair_try in running
        )
        return Finding(_sentences(*states), (no_answer_yet(evidence.period),), (NO_PEEKING,))
    return Finding(WHY, (no_answer_yet(evidence.period),))


def _unseen(evidence: Evidence, *parts: Part) -> str:
    """Return which parts an answer would have been held against, did its reader see them; empty for none."""
    unseen = not_shared(parts, evidence.scope)
    return f"{unseen} So what else changed along with it cannot be seen." if unseen else ""


def _running(evidence: Evidence, outcome: str) -> tuple[str, ...]:
    """Return that a try about an outcome is running, so that nobody looks for its answer in a trend."""
    is_running = any(
        fair_try.is_running and fair_try.protocol.outcome.endswith(outcome)
        for fair_try in evidence.fair_tries
    )
    return (RUNNING,) if is_running else ()


def _sentences(*sentences: str) -> str:
    return " ".join(filter(None, sentences))
