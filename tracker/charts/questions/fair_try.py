"""Did it make a difference? Each pair of a fair try from without to with, and all of them together with what fits."""

from functools import partial

from tracker.analysis.fair_try import CoinAnswer, PairOfPeriods, Randomisation
from tracker.analysis.fair_try_words import TryQuestion, answer, interval_in_words
from tracker.charts.axes import Numbered, YAxis
from tracker.charts.chart import Band, Cell, Changes, Chart, Table, Value
from tracker.charts.scale import value_ticks
from tracker.domain import coin
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import cm_to
from tracker.locales import decimals

TITLE = "Did it make a difference?"
PAIN_AXIS = YAxis("", 0, 10, (0, 2, 4, 6, 8, 10))
ENDS = ("without", "with")
CAVEAT = "The line of one pair says little: the answer is in all of them together, and in the coin."


def fair_try_chart(result: CoinAnswer, question: TryQuestion) -> Chart:
    """Return a finished try: the mean of each pair's days without (hollow) and with (filled), and all together at 0.

    Pain in NRS points (0-10), reach in the unit asked for. What fits all of them is the interval laid onto the mean without;
    for pain it is drawn within the scale. Empty where nothing can be compared.
    """
    sentence, axis = answer(result, question), Numbered(0, len(result.pairs), _numbered(question))
    if result.tested is None:
        return Chart(
            chart_id="fair_try",
            title=TITLE,
            sentence=sentence,
            x_axis=axis,
            y_axis=PAIN_AXIS,
            alternative_text=f"Empty chart of a fair try. {sentence}",
        )
    return Chart(
        chart_id="fair_try",
        title=TITLE,
        sentence=sentence,
        x_axis=axis,
        y_axis=_value_axis(result, result.tested, question),
        series=(_pairs(result, result.tested, question),),
        bands=_what_fits(result, result.tested, question),
        make_table=partial(_table, result, question),
        alternative_text=_alternative_text(result, result.tested, question),
        note=(
            f"Hollow is without, filled is with. The first line is all of them together{_and_what_fits(result.tested)}. It holds "
            "each pair against its neighbours too, so it may lie a little off their middle."
        ),
        caveat=CAVEAT,
    )


def no_answer_yet(period: Period) -> Chart:
    """Return the empty chart of a record without a finished try."""
    sentence = "No fair try has come to its end."
    return Chart(
        chart_id="fair_try",
        title=TITLE,
        sentence=sentence,
        x_axis=period,
        y_axis=PAIN_AXIS,
        alternative_text=f"Empty chart of a fair try. {sentence}",
    )


def _numbered(question: TryQuestion) -> str:
    return "Week" if question.kind == coin.MASSAGE else "Pair of blocks"


def _and_what_fits(tested: Randomisation) -> str:
    return "" if tested.low is None or tested.high is None else ", with the stretch that fits these days"


def _size(value: float, question: TryQuestion) -> float:
    return round(cm_to(value, question.unit) if question.is_reach else value, 2) + 0.0


def _mean_without(result: CoinAnswer) -> float:
    without = [
        value for pair in result.pairs if pair.is_used and (value := pair.with_and_without[1]) is not None
    ]
    return sum(without) / len(without)


def _pairs(result: CoinAnswer, tested: Randomisation, question: TryQuestion) -> Changes:
    drawn = [_both(pair, question) for pair in result.pairs]
    without = _mean_without(result)
    return Changes(
        role="massage" if question.kind == coin.MASSAGE else "exercise",
        name=f"{question.outcome.capitalize()} without and with",
        places=tuple(range(len(drawn) + 1)),
        befores=(_size(without, question), *(before for before, _ in drawn)),
        afters=(_size(without + tested.difference, question), *(after for _, after in drawn)),
        details=("all together", *(_detail(pair) for pair in result.pairs)),
        ends=ENDS,
        measure=question.outcome.capitalize(),
    )


def _both(pair: PairOfPeriods, question: TryQuestion) -> tuple[Value, Value]:
    with_it, without = pair.with_and_without
    return (
        None if without is None else _size(without, question),
        None if with_it is None else _size(with_it, question),
    )


def _detail(pair: PairOfPeriods) -> str:
    if not pair.is_used:
        return "left out"
    return "not kept" if pair.is_kept is False else ""


def _what_fits(result: CoinAnswer, tested: Randomisation, question: TryQuestion) -> tuple[Band, ...]:
    ends = _ends(result, tested, question)
    return (Band("recent", "what fits", 0, 0, *ends),) if ends else ()


def _ends(result: CoinAnswer, tested: Randomisation, question: TryQuestion) -> tuple[float, float] | None:
    if tested.low is None or tested.high is None:
        return None
    without = _mean_without(result)
    low, high = (_size(without + end, question) for end in (tested.low, tested.high))
    return (low, high) if question.is_reach else (max(low, 0.0), min(high, 10.0))


def _value_axis(result: CoinAnswer, tested: Randomisation, question: TryQuestion) -> YAxis:
    if not question.is_reach:
        return YAxis(f"{question.outcome.capitalize()}, 0 none to 10 worst", 0, 10, PAIN_AXIS.ticks)
    pairs, ends = _pairs(result, tested, question), _ends(result, tested, question) or ()
    drawn = [value for value in (*pairs.befores, *pairs.afters, *ends) if value is not None]
    ticks = value_ticks(min(drawn), max(drawn))
    return YAxis(f"Reach, {question.unit}, more is better", ticks[0], ticks[-1], ticks, unit=question.unit)


def _alternative_text(result: CoinAnswer, tested: Randomisation, question: TryQuestion) -> str:
    lower = sum(_is_lower(pair) for pair in result.pairs)
    name = "weeks" if question.kind == coin.MASSAGE else "pairs of blocks"
    return (
        f"{question.outcome.capitalize()} without and with, for {result.pairs_used} {name}: "
        f"{'less' if question.is_reach else 'lower'} with it in {lower}. Together {decimals(_size(_mean_without(result), question))} without and "
        f"{decimals(_size(_mean_without(result) + tested.difference, question))} with. {interval_in_words(tested, question)} {answer(result, question)}"
    )


def _is_lower(pair: PairOfPeriods) -> bool:
    with_it, without = pair.with_and_without
    return with_it is not None and without is not None and with_it < without


def _table(result: CoinAnswer, question: TryQuestion) -> Table:
    heads = (_numbered(question), "The coin said", "Without", "With", "Difference", "Kept")
    rows: list[tuple[Cell, ...]] = []
    for number, pair in enumerate(result.pairs, start=1):
        without, with_it = _both(pair, question)
        apart = None if without is None or with_it is None else round(with_it - without, 2) + 0.0
        coin_words = coin.in_text(question.kind, (pair.is_with_first,))
        kept_words = "" if pair.is_kept is None else "yes" if pair.is_kept else "no"
        rows.append((number, coin_words, without, with_it, apart, kept_words))
    if result.tested is not None:
        without_all = _mean_without(result)
        with_all = _size(without_all + result.tested.difference, question)
        rows.append(
            ("all", "", _size(without_all, question), with_all, _size(result.tested.difference, question), "")
        )
    return Table(heads, tuple(rows))
