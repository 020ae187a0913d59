"""How the score of a questionnaire stands beside its first, and beside the sizes of change that its file names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.domain.description import capitalise_first
from tracker.domain.questionnaire import LOWER, TOO_MANY_LEFT_OUT, QuestionnaireAnswers, Scoring, SizeOfChange
from tracker.locales import day_words, shortest

NOT_ALIKE = "Not all of the same questions were answered, so the two scores are not compared."


@dataclass(frozen=True)
class ScoreNow:
    """What is said of the latest score, and whether there is an earlier one to speak of."""

    sentences: tuple[str, ...]
    has_earlier: bool = False


def score_now(answered: Sequence[QuestionnaireAnswers]) -> ScoreNow | None:
    """Return what the answers to one questionnaire, oldest first, say; None without any."""
    if not answered:
        return None
    last, scoring = answered[-1], answered[-1].scoring
    score = last.score
    if score is None:
        return ScoreNow((f"{capitalise_first(TOO_MANY_LEFT_OUT)}.",))
    # A file that was changed under its version may ask or score something else than it did.
    earlier = [
        entry for entry in answered if entry.on_date < last.on_date and entry.how_scored == last.how_scored
    ]
    scores = [(before, entry) for entry in earlier if (before := entry.score) is not None]
    alike = [(before, entry) for before, entry in scores if entry.rests_on == last.rests_on]
    now = f"Score {shortest(score)} ({scoring.in_words})"
    if alike:
        first, entry = alike[0]
        return ScoreNow(tuple(_compared(now, score, first, entry.on_date, scoring)), has_earlier=True)
    if scores:
        first, entry = scores[0]
        return ScoreNow((f"{now}, {_before(first, entry.on_date)}.", NOT_ALIKE), has_earlier=True)
    return ScoreNow((f"{now}.",))


def _compared(now: str, score: float, first: float, since: date, scoring: Scoring) -> Iterator[str]:
    size = round(abs(score - first), 2)
    if not size:
        yield f"{now}, the same as on {day_words(since)}."
        return
    is_better = (score < first) is (scoring.better == LOWER)
    points = f"{shortest(size)} {'point' if size == 1 else 'points'}"
    yield f"{now}, {_before(first, since)}: {points} {'better' if is_better else 'worse'}."
    # What a source calls an improvement is none the other way.
    for named in scoring.sizes if is_better else ():
        if sentence := _beside(named, size, first):
            yield sentence


def _before(score: float, since: date) -> str:
    return f"{shortest(score)} on {day_words(since)}"


def _beside(named: SizeOfChange, size: float, first: float) -> str:
    """Return how a change stands beside a named size; empty for a percentage of nothing."""
    if named.points is not None:
        reached, what = size >= named.points, f"{shortest(named.points)} points"
    elif named.percent is not None and first:
        reached, what = (
            # In thousandths: 0.57 * 100 is a little less than 57.
            round(size * 100, 3) >= round(named.percent * abs(first), 3),
            f"{shortest(named.percent)} % of the first score",
        )
    else:
        return ""
    return f"That is {'at least' if reached else 'less than'} {what}: {named.words} ({named.source})."
