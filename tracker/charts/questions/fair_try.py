"""Did it make a difference? Each pair of a fair try from without to with, and all of them together with what fits."""

from functools import partial

from tracker.analysis.fair_try import CoinAnswer, PairOfPeriods, Randomisation
from tracker.analysis.fair_try_words import Asked, answer, interval_in_words
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


def fair_try_chart(result: CoinAnswer, asked: Asked) -> Chart:
    """Return a finished try: the mean of each pair's days without (hollow) and with (filled), and all together at 0.

    Pain in NRS points (0-10), reach in the asked unit. What fits all of them is the interval laid onto the mean without;
    for pain it is drawn within the scale. Empty where nothing can be compared.
    """
    sentence, axis = answer(result, asked), Numbered(0, len(result.pairs), _numbered(asked))
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
        y_axis=_value_axis(result, result.tested, asked),
        series=(_pairs(result, result.tested, asked),),
        bands=_what_fits(result, result.tested, asked),
        make_table=partial(_table, result, asked),
        alternative_text=_alternative_text(result, result.tested, asked),
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


def _numbered(asked: Asked) -> str:
    return "Week" if asked.kind == coin.MASSAGE else "Pair of blocks"


def _and_what_fits(tested: Randomisation) -> str:
    return "" if tested.low is None or tested.high is None else ", with the stretch that fits these days"


def _size(value: float, asked: Asked) -> float:
    return round(cm_to(value, asked.unit) if asked.is_reach else value, 2) + 0.0


def _mean_without(result: CoinAnswer) -> float:
    without = [
        value for pair in result.pairs if pair.is_used and (value := pair.with_and_without[1]) is not None
    ]
    return sum(without) / len(without)


def _pairs(result: CoinAnswer, tested: Randomisation, asked: Asked) -> Changes:
    drawn = [_both(pair, asked) for pair in result.pairs]
    without = _mean_without(result)
    return Changes(
        role="massage" if asked.kind == coin.MASSAGE else "exercise",
        name=f"{asked.outcome.capitalize()} without and with",
        places=tuple(range(len(drawn) + 1)),
        befores=(_size(without, asked), *(before for before, _ in drawn)),
        afters=(_size(without + tested.difference, asked), *(after for _, after in drawn)),
        details=("all together", *(_detail(pair) for pair in result.pairs)),
        ends=ENDS,
        measure=asked.outcome.capitalize(),
    )


def _both(pair: PairOfPeriods, asked: Asked) -> tuple[Value, Value]:
    with_it, without = pair.with_and_without
    return (
        None if without is None else _size(without, asked),
        None if with_it is None else _size(with_it, asked),
    )


def _detail(pair: PairOfPeriods) -> str:
    if not pair.is_used:
        return "left out"
    return "not kept" if pair.kept is False else ""


def _what_fits(result: CoinAnswer, tested: Randomisation, asked: Asked) -> tuple[Band, ...]:
    ends = _ends(result, tested, asked)
    return (Band("recent", "what fits", 0, 0, *ends),) if ends else ()


def _ends(result: CoinAnswer, tested: Randomisation, asked: Asked) -> tuple[float, float] | None:
    if tested.low is None or tested.high is None:
        return None
    without = _mean_without(result)
    low, high = (_size(without + end, asked) for end in (tested.low, tested.high))
    return (low, high) if asked.is_reach else (max(low, 0.0), min(high, 10.0))


def _value_axis(result: CoinAnswer, tested: Randomisation, asked: Asked) -> YAxis:
    if not asked.is_reach:
        return YAxis(f"{asked.outcome.capitalize()}, 0 none to 10 worst", 0, 10, PAIN_AXIS.ticks)
    pairs, ends = _pairs(result, tested, asked), _ends(result, tested, asked) or ()
    drawn = [value for value in (*pairs.befores, *pairs.afters, *ends) if value is not None]
    ticks = value_ticks(min(drawn), max(drawn))
    return YAxis(f"Reach, {asked.unit}, more is better", ticks[0], ticks[-1], ticks, unit=asked.unit)


def _alternative_text(result: CoinAnswer, tested: Randomisation, asked: Asked) -> str:
    lower = sum(_is_lower(pair) for pair in result.pairs)
    name = "weeks" if asked.kind == coin.MASSAGE else "pairs of blocks"
    return (
        f"{asked.outcome.capitalize()} without and with, for {result.pairs_used} {name}: "
        f"{'less' if asked.is_reach else 'lower'} with it in {lower}. Together {decimals(_size(_mean_without(result), asked))} without and "
        f"{decimals(_size(_mean_without(result) + tested.difference, asked))} with. {interval_in_words(tested, asked)} {answer(result, asked)}"
    )


def _is_lower(pair: PairOfPeriods) -> bool:
    with_it, without = pair.with_and_without
    return with_it is not None and without is not None and with_it < without


def _table(result: CoinAnswer, asked: Asked) -> Table:
    heads = (_numbered(asked), "The coin said", "Without", "With", "Difference", "Kept")
    rows: list[tuple[Cell, ...]] = []
    for number, pair in enumerate(result.pairs, start=1):
        without, with_it = _both(pair, asked)
        apart = None if without is None or with_it is None else round(with_it - without, 2) + 0.0
        coin_words = coin.in_text(asked.kind, (pair.is_with_first,))
        kept_words = "" if pair.kept is None else "yes" if pair.kept else "no"
        rows.append((number, coin_words, without, with_it, apart, kept_words))
    if result.tested is not None:
        without_all = _mean_without(result)
        with_all = _size(without_all + result.tested.difference, asked)
        rows.append(
            ("all", "", _size(without_all, asked), with_all, _size(result.tested.difference, asked), "")
        )
    return Table(heads, tuple(rows))
