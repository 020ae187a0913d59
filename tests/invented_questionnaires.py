"""Questionnaires that nobody published: of one, four and 24 items, as FHIR files, with scores worked out by hand."""

import json
from pathlib import Path
from typing import Any

from tracker.domain.questionnaire import QuestionnaireAnswers, Value
from tracker.exchange.questionnaire_files import read_questionnaire

EXTENSION = "urn:recovery-tracker:extension"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def scored(
    method: str, lowest: float, highest: float, better: str, *sizes: dict[str, Any], left_out: int = 0
) -> dict[str, Any]:
    """The extension that says how a questionnaire is scored."""
    parts: list[dict[str, Any]] = [
        {"url": "method", "valueCode": method},
        {"url": "lowest", "valueDecimal": lowest},
        {"url": "highest", "valueDecimal": highest},
        {"url": "better", "valueCode": better},
        {"url": "may-be-left-out", "valueInteger": left_out},
    ]
    for size in sizes:
        words = [{"url": name, "valueString": size[name]} for name in ("words", "source")]
        numbers = [{"url": n, "valueDecimal": size[n]} for n in ("points", "percent") if n in size]
        parts.append({"url": "threshold", "extension": [*numbers, *words]})
    return {"url": f"{EXTENSION}:questionnaire-score", "extension": parts}


def file_of(name: str, items: list[dict[str, Any]], scoring: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Questionnaire",
        "url": f"urn:example:{name}",
        "version": "1",
        "title": f"Invented: {name}",
        "status": "active",
        "copyright": "Invented for tests; free for all.",
        "extension": [scoring],
        "item": items,
        **more,
    }


def integer(link_id: str, text: str, low: int, high: int, **more: Any) -> dict[str, Any]:
    bounds = [
        {"url": f"http://hl7.org/fhir/StructureDefinition/{name}", "valueInteger": number}
        for name, number in (("minValue", low), ("maxValue", high))
    ]
    return {"linkId": link_id, "text": text, "type": "integer", "extension": bounds, **more}


def choice(link_id: str, text: str, *words: str, **more: Any) -> dict[str, Any]:
    options = [
        {
            "valueCoding": {
                "code": f"a{points}",
                "display": word,
                "extension": [{"url": ORDINAL, "valueDecimal": points}],
            }
        }
        for points, word in enumerate(words)
    ]
    return {"linkId": link_id, "text": text, "type": "choice", "answerOption": options, **more}


HALF_HOUR = {"points": 2, "words": "a change worth a walk", "source": "Invented 2020"}
ONE = file_of(
    "one",
    [integer("far", "How far can you walk, in blocks?", 0, 10, required=True)],
    scored("sum", 0, 10, "higher", HALF_HOUR),
)
FOUR = file_of(
    "four",
    [
        {"linkId": "how", "text": "Think of the last week.", "type": "display"},
        {
            "linkId": "group",
            "text": "In the house",
            "type": "group",
            "item": [
                choice("stairs", "How were the stairs?", "easy", "hard", "not at all"),
                choice("shoes", "And your shoes?", "easy", "hard", "not at all"),
                {
                    "linkId": "bath",
                    "type": "group",
                    "item": [choice("tub", "And the tub?", "easy", "hard", "not at all")],
                },
            ],
        },
        choice("bed", "And the bed?", "easy", "hard", "not at all"),
    ],
    scored(
        "mean",
        0,
        2,
        "lower",
        {"percent": 30, "words": "a third easier", "source": "Invented 2021"},
        left_out=1,
    ),
)
TWENTY_FOUR = file_of(
    "list",
    [{"linkId": f"s{n}", "text": f"Today my left knee creaks in way number {n}.", "type": "boolean"} for n in range(1, 25)],
    scored(
        "count", 0, 24, "lower",
        {"points": 5, "words": "a change that matters", "source": "Invented 2008"},
        {"percent": 30, "words": "a change that matters too", "source": "Invented 2009"},
    ),
)  # fmt: skip


def answers_to(content: dict[str, Any], **given: Value) -> QuestionnaireAnswers:
    """Answers to one of these as an entry."""
    return read_questionnaire("invented.json", json.dumps(content).encode()).answered(given)


def write(folder: Path, **files: Any) -> Path:
    """Write files of a folder: bytes as they are, anything else as JSON; return the folder."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        (folder / f"{name}.json").write_bytes(data)
    return folder
