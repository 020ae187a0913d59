"""A complete fair try as a FHIR Observation with its answer as a note.

R4's ResearchStudy and ResearchSubject are for studies of many people with a sponsor and sites; a person's own
comparison is none, and who receives it must not take it for one.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.domain.coin import in_text
from tracker.domain.fair_try_words import how_long, title_of
from tracker.exchange.fhir.codes import (
    ABSENT,
    CATEGORY,
    Resource,
    instant,
    local,
    plain_text,
    quantity,
    reference,
    standard,
)

if TYPE_CHECKING:
    from tracker.analysis.fair_try import Randomisation
    from tracker.analysis.fair_try_answer import TryAnswer

FAIR_TRY = "fair-try"


def fair_try_observation(answer: "TryAnswer", patient_id: str) -> Resource:
    """Return the difference (with minus without), its interval and its coins, and what is said of them."""
    fair_try, tested = answer.fair_try, answer.result.tested
    title = f"{title_of(fair_try.protocol)}: difference with minus without, by coin"
    ended = {"issued": instant(fair_try.ended_at)} if fair_try.ended_at else {}
    return {
        "resourceType": "Observation",
        "id": fair_try.try_id,
        # Cancelled goes with a reason why there is no value.
        "status": "final" if tested else "cancelled",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
        "code": {**local(FAIR_TRY, "Fair try"), "text": plain_text(title)},
        "subject": reference(patient_id),
        "effectivePeriod": {
            "start": fair_try.protocol.periods[0].first.isoformat(),
            "end": fair_try.protocol.last_date.isoformat(),
        },
        **ended,
        "performer": [reference(patient_id)],
        **_value(answer, tested),
        "note": [{"text": plain_text(text)} for text in _notes(answer)],
        **({"component": list(_components(answer, tested))} if tested else {}),
    }


def _value(answer: "TryAnswer", tested: "Randomisation | None") -> Resource:
    if tested is None:
        return {"dataAbsentReason": standard(ABSENT, "not-performed", "Too little was logged")}
    return {"valueQuantity": _size(answer, tested.difference)}


def _size(answer: "TryAnswer", size: float) -> Resource:
    unit, code = ("cm", "cm") if answer.question.is_reach else ("score", "{score}")
    return quantity(round(size, 3), unit, code)


def _components(answer: "TryAnswer", tested: "Randomisation") -> Iterator[Resource]:
    for code, text, end in (
        ("interval-low", "Lower end of the 95 % interval", tested.low),
        ("interval-high", "Upper end of the 95 % interval", tested.high),
    ):
        if end is not None:
            yield {"code": local(code, text), "valueQuantity": _size(answer, end)}
    yield {"code": local("orders-as-extreme", "Coin orders as extreme"), "valueInteger": tested.as_extreme}
    yield {"code": local("orders", "Coin orders that could have been drawn"), "valueInteger": tested.orders}


def _notes(answer: "TryAnswer") -> tuple[str, ...]:
    protocol, coins = answer.fair_try.protocol, answer.fair_try.coins
    coins_words = (
        f"Coins: {in_text(protocol.kind, coins)}. SHA-256 at the start: {answer.fair_try.commitment}."
    )
    return (answer.sentence, *answer.further, *answer.cannot_say, how_long(protocol), coins_words)
