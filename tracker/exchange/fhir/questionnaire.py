"""The warning signs as a Questionnaire, and each time they were answered as a QuestionnaireResponse."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracker.domain.red_flags import ANSWERS, LIFTED, RED_FLAGS, RedFlagAnswers
from tracker.exchange.fhir.codes import (
    LOCAL,
    QUESTIONNAIRE,
    Resource,
    derived_id,
    instant,
    plain_text,
    reference,
)

TITLE = "Warning signs that need care other than massage"
DAY, WHY_LIFTED = "on-date", "lifted"
DAY_QUESTION = "On which day?"
LIFTED_QUESTION = "Why do earlier answers no longer stand?"


def questionnaire() -> Resource:
    """Return the questions, each answered yes, no or unknown."""
    return {
        "resourceType": "Questionnaire",
        "id": derived_id(QUESTIONNAIRE),
        "url": QUESTIONNAIRE,
        "name": "WarningSigns",
        "title": TITLE,
        "status": "active",
        "subjectType": ["Patient"],
        "item": [
            {"linkId": DAY, "text": DAY_QUESTION, "type": "date"},
            *(_choice(flag.flag_id, flag.question, ANSWERS) for flag in RED_FLAGS),
            _choice(WHY_LIFTED, LIFTED_QUESTION, LIFTED),
        ],
    }


def response(answered: RedFlagAnswers, patient_id: str) -> Resource:
    """Return the answers of one day; what was left out is written as unknown, never as no."""
    return {
        "resourceType": "QuestionnaireResponse",
        "id": answered.answers_id,
        "questionnaire": QUESTIONNAIRE,
        "status": "completed",
        "subject": reference(patient_id),
        "authored": instant(answered.created_at),
        "author": reference(patient_id),
        "source": reference(patient_id),
        "item": list(_items(answered)),
    }


def nested_items(answers: Sequence[Mapping[str, Any]]) -> list[Resource]:
    """Return a practice's questionnaire's answers as items, in the groups that its file has; one left out has no answer."""
    top: list[Resource] = []
    groups: dict[tuple[str, ...], list[Resource]] = {(): top}
    for answer in answers:
        place = tuple(answer.get("within", ()))
        for depth in range(1, len(place) + 1):
            if place[:depth] not in groups:
                groups[place[:depth]] = []
                group = {"linkId": place[depth - 1], "item": groups[place[:depth]]}
                groups[place[: depth - 1]].append(group)
        value = answer["value"]
        given = {} if value is None else {"answer": [_answer_of(answer["type"], value, answer["words"])]}
        groups[place].append({"linkId": answer["id"], "text": plain_text(answer["text"]), **given})
    return top


def _answer_of(kind: str, value: Any, words: str) -> Resource:
    if kind == "choice":
        return {"valueCoding": {"code": plain_text(value), "display": plain_text(words)}}
    return {"valueBoolean" if kind == "boolean" else "valueInteger": value}


def _items(answered: RedFlagAnswers) -> Iterator[Resource]:
    yield {"linkId": DAY, "text": DAY_QUESTION, "answer": [{"valueDate": answered.on_date.isoformat()}]}
    for flag in RED_FLAGS:
        answer = _coding(answered.answers[flag.flag_id])
        yield {"linkId": flag.flag_id, "text": flag.question, "answer": [{"valueCoding": answer}]}
    if answered.lifted:
        lifted = [{"valueCoding": _coding(answered.lifted)}]
        yield {"linkId": WHY_LIFTED, "text": LIFTED_QUESTION, "answer": lifted}


def _choice(link_id: str, text: str, answers: tuple[str, ...]) -> Resource:
    options = [{"valueCoding": _coding(answer)} for answer in answers]
    return {"linkId": link_id, "text": text, "type": "choice", "answerOption": options}


def _coding(code: str) -> Resource:
    return {"system": LOCAL, "code": code, "display": code.capitalize()}
