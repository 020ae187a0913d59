"""A practice's questionnaires: FHIR R4 Questionnaire files of one folder, read strictly; docs/questionnaires.md says how."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracker.domain.own_words import one_line
from tracker.domain.questionnaire import (
    ANSWERED,
    BOOLEAN,
    CHOICE,
    COUNT,
    DISPLAY,
    GROUP,
    HIGHER,
    INTEGER,
    LONGEST_ANSWERS,
    LOWER,
    MEAN,
    METHODS,
    MOST_DEEP,
    MOST_ITEMS,
    MOST_SIZES,
    NAME_CHARACTERS,
    TITLE_CHARACTERS,
    WORDS_CHARACTERS,
    Item,
    Option,
    Questionnaire,
    Scoring,
    SizeOfChange,
    is_number,
)
from tracker.errors import ImportRefused, TrackerError
from tracker.exchange.fhir.codes import EXTENSION
from tracker.exchange.strict_json import quoted_value, strict_json

MOST_BYTES, MOST_FILES = 200_000, 20
SCORE, NOT_SCORED = f"{EXTENSION}:questionnaire-score", f"{EXTENSION}:not-scored"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
LOWEST, HIGHEST = (f"http://hl7.org/fhir/StructureDefinition/{name}" for name in ("minValue", "maxValue"))
HIDDEN = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
# What changes who is asked what, or what counts as an answer: to leave it out would ask something else.
NOT_READ = ("enableWhen", "answerValueSet", "initial", "modifierExtension", "definition", "implicitRules")
# Where an extension has one, something is asked, answered or offered by a rule that is worked out.
EXPRESSION = "valueExpression"

Json = Mapping[str, Any]


class QuestionnaireRefused(TrackerError):
    """A questionnaire's file cannot be used; the sentence names the file and what is wrong."""


@dataclass(frozen=True)
class Installed:
    """The questionnaires of a folder, by file name, and one sentence for each file that is refused."""

    questionnaires: tuple[Questionnaire, ...] = ()
    refused: tuple[str, ...] = ()

    def named(self, name: str | None) -> Questionnaire | None:
        """Return the questionnaire of an address, or of an address with its version."""
        return next(
            (
                questionnaire
                for questionnaire in self.questionnaires
                if name in (questionnaire.name, questionnaire.url)
            ),
            None,
        )


@lru_cache(maxsize=8)
def questionnaires_in(folder: Path | None) -> Installed:
    """Return what a folder holds, read once: a changed file counts from the next start. A bad file leaves the others."""
    if folder is None:
        return Installed()
    read: dict[str, Questionnaire] = {}
    try:
        # A Mac puts a hidden file beside each, with the same ending.
        paths = sorted(path for path in folder.glob("[!.]*") if path.suffix.lower() == ".json")
    except OSError:
        return Installed(refused=(f"The questionnaires' folder {folder} cannot be read.",))
    refused = [
        f"{path.name} is left out: a folder may hold {MOST_FILES} questionnaires."
        for path in paths[MOST_FILES:]
    ]
    for path in paths[:MOST_FILES]:
        try:
            questionnaire = read_questionnaire(path.name, _bytes_of(path))
        except QuestionnaireRefused as error:
            refused.append(error.sentence)
            continue
        if questionnaire.url in read:
            refused.append(f"{path.name} has the url of another file; the first by name is used.")
        read.setdefault(questionnaire.url, questionnaire)
    # A file's name may be any bytes: a sentence of ours is made of what can be shown.
    return Installed(tuple(read.values()), tuple(QuestionnaireRefused(why).sentence for why in refused))


def _bytes_of(path: Path) -> bytes:
    try:
        # A pipe of that name would keep the app from starting.
        if path.is_file():
            with path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise QuestionnaireRefused(f"{path.name} cannot be read.") from error
    raise QuestionnaireRefused(f"{path.name} cannot be read.")


def read_questionnaire(file: str, data: bytes) -> Questionnaire:
    """Return the questionnaire that a file's bytes hold; raises QuestionnaireRefused with one sentence."""
    if len(data) > MOST_BYTES:
        raise QuestionnaireRefused(f"{file} is larger than {MOST_BYTES // 1000} kB.")
    try:
        content = strict_json(data, MOST_BYTES)
    except ImportRefused as refused:
        raise QuestionnaireRefused(f"{file} cannot be read as JSON. {refused.sentence}") from refused
    return _File(file).questionnaire(content)


class _File:
    """One file being read; every refusal begins with its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def questionnaire(self, content: Any) -> Questionnaire:
        if not isinstance(content, dict) or content.get("resourceType") != "Questionnaire":
            raise self._refuse("is no FHIR R4 Questionnaire (resourceType)")
        self._refuse_not_read(content, "", "contained")
        if content.get("status") != "active":
            raise self._refuse("has a status that is not active")
        url = self._text(content, "url", NAME_CHARACTERS - 30)
        if "|" in url or ":" not in url:
            raise self._refuse("has a url that is no address")
        items = tuple(self._items(self._list(content, "item"), (), 1))
        self._check_ids(items)
        questionnaire = Questionnaire(
            url=url,
            version=self._text(content, "version", 20),
            title=self._text(content, "title", TITLE_CHARACTERS),
            copyright=self._text(content, "copyright", WORDS_CHARACTERS),
            items=items,
            scoring=self._scoring(content),
        )
        self._check_scores(questionnaire)
        if questionnaire.longest_answers() > LONGEST_ANSWERS:
            raise self._refuse("has texts too long to be kept with the answers; shorten questions or options")
        return questionnaire

    def _refuse(self, why: str) -> QuestionnaireRefused:
        return QuestionnaireRefused(f"{self._name} {why}.")

    def _refuse_not_read(self, content: Json, where: str, *also: str) -> None:
        for name in (*NOT_READ, *also):
            if name in content:
                raise self._refuse(f"has {name}{where}, which this app does not read")
        if self._has_expression(content, MOST_DEEP):
            raise self._refuse(f"has {EXPRESSION}{where}, which this app does not read")

    def _has_expression(self, content: Json, levels: int) -> bool:
        return EXPRESSION in content or (
            levels > 0
            and any(self._has_expression(part, levels - 1) for part in self._list(content, "extension"))
        )

    def _text(self, content: Json, name: str, longest: int) -> str:
        value = content.get(name)
        text = (
            one_line("".join(c if c.isprintable() else " " for c in value))
            if isinstance(value, str)
            else None
        )
        if text is None:
            raise self._refuse(f"lacks {name}")
        if len(text) > longest:
            raise self._refuse(f"has a {name} of more than {longest} characters")
        return text

    def _list(self, content: Json, name: str) -> list[Json]:
        values = content.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self._refuse(f"has a {name} that is no list of objects")
        return values

    def _extensions(self, content: Json, url: str) -> list[Json]:
        return [extension for extension in self._list(content, "extension") if extension.get("url") == url]

    def _value(self, content: Json, url: str, *names: str) -> Any:
        """Return the value of an extension, None without one; `names` are the types of value it may have."""
        extensions = self._extensions(content, url)
        if not extensions:
            return None
        values = [extensions[0][name] for name in names if name in extensions[0]]
        if len(extensions) > 1 or len(values) != 1:
            raise self._refuse(
                f"has {url.rpartition(':')[2].rpartition('/')[2]} more than once or without {' or '.join(names)}"
            )
        return values[0]

    def _items(self, items: list[Json], within: tuple[str, ...], depth: int) -> Iterator[Item]:
        if depth > MOST_DEEP:
            raise self._refuse(f"has groups more than {MOST_DEEP} deep")
        for content in items:
            yield (item := self._item(content, within))
            children = self._list(content, "item")
            if children and item.kind != GROUP:
                raise self._refuse(f"has items below {item.link_id}, which is no group")
            yield from self._items(children, (*within, item.link_id), depth + 1)

    def _item(self, content: Json, within: tuple[str, ...]) -> Item:
        link_id = self._text(content, "linkId", 50)
        kind = content.get("type")
        if kind not in (*ANSWERED, GROUP, DISPLAY):
            raise self._refuse(
                f"has {link_id} of the type {quoted_value(kind)}; read are {', '.join((*ANSWERED, GROUP, DISPLAY))}"
            )
        self._refuse_not_read(content, f" at {link_id}", *(("answerOption",) if kind != CHOICE else ()))
        is_set = any(content.get(name, False) is not False for name in ("repeats", "readOnly"))
        if is_set or self._value(content, HIDDEN, "valueBoolean"):
            raise self._refuse(f"has {link_id} repeated, hidden or readOnly, which this app does not read")
        is_required = content.get("required", False)
        not_scored = self._value(content, NOT_SCORED, "valueBoolean") or False
        if type(is_required) is not bool or type(not_scored) is not bool:
            raise self._refuse(f"has required or not-scored at {link_id} that is neither true nor false")
        text = self._text(content, "text", WORDS_CHARACTERS) if kind != GROUP or "text" in content else ""
        low, high = self._bounds(content, link_id) if kind == INTEGER else (0, 0)
        options = tuple(self._options(content, link_id)) if kind == CHOICE else ()
        is_scored = kind in ANSWERED and not not_scored
        if is_scored and any(option.points is None for option in options):
            raise self._refuse(f"has an option of {link_id} without ordinalValue, though it is scored")
        return Item(link_id, kind, text, within, is_required, is_scored, options, low, high)

    def _bounds(self, content: Json, link_id: str) -> tuple[int, int]:
        low, high = (self._value(content, url, "valueInteger") for url in (LOWEST, HIGHEST))
        if (
            type(low) is not int
            or type(high) is not int
            or not is_number(low)
            or not is_number(high)
            or low >= high
        ):
            raise self._refuse(f"has {link_id} without minValue and maxValue, the first below the second")
        return low, high

    def _options(self, content: Json, link_id: str) -> Iterator[Option]:
        options = self._list(content, "answerOption")
        if not 2 <= len(options) <= 20:
            raise self._refuse(f"has {link_id} without 2 to 20 options (answerOption)")
        # Nobody could tell apart which of two was meant.
        seen: set[tuple[str, str]] = set()
        for option in options:
            coding = option.get("valueCoding")
            if not isinstance(coding, dict):
                raise self._refuse(f"has an option of {link_id} that is no valueCoding")
            code, words = self._text(coding, "code", 50), self._text(coding, "display", 200)
            for name, text in (("code", code), ("display", words)):
                if (name, text) in seen:
                    raise self._refuse(f"has the {name} {quoted_value(text)} twice in {link_id}")
                seen.add((name, text))
            self._refuse_not_read(option, f" at {link_id}", "initialSelected")
            points = [self._value(holder, ORDINAL, "valueDecimal") for holder in (option, coding)]
            stated = [number for number in points if number is not None]
            if len(stated) > 1 or not all(map(is_number, stated)):
                raise self._refuse(f"has an ordinalValue at {link_id} that is no number, or twice")
            yield Option(code, words, stated[0] if stated else None)

    def _check_ids(self, items: tuple[Item, ...]) -> None:
        ids = [item.link_id for item in items]
        if twice := next((link_id for link_id in ids if ids.count(link_id) > 1), None):
            raise self._refuse(f"has the linkId {quoted_value(twice)} twice")
        if len(ids) > MOST_ITEMS:
            raise self._refuse(f"has more than {MOST_ITEMS} items")

    def _scoring(self, content: Json) -> Scoring:
        declared = self._extensions(content, SCORE)
        if len(declared) != 1:
            raise self._refuse("does not say how it is scored (one extension questionnaire-score)")
        score = declared[0]
        method, better = self._value(score, "method", "valueCode"), self._value(score, "better", "valueCode")
        if method not in METHODS:
            raise self._refuse(f"has a method that is none of {', '.join(METHODS)}")
        if better not in (LOWER, HIGHER):
            raise self._refuse("does not say which way is better: lower or higher")
        lowest, highest = (self._value(score, name, "valueDecimal") for name in ("lowest", "highest"))
        if not is_number(lowest) or not is_number(highest) or lowest >= highest:
            raise self._refuse("does not say the lowest and the highest score, the first below the second")
        left_out = self._value(score, "may-be-left-out", "valueInteger") or 0
        if type(left_out) is not int or not 0 <= left_out <= MOST_ITEMS:
            raise self._refuse("has a may-be-left-out that is no small whole number")
        sizes = self._extensions(score, "threshold")
        if len(sizes) > MOST_SIZES:
            raise self._refuse(f"has more than {MOST_SIZES} thresholds")
        return Scoring(method, lowest, highest, better, left_out, tuple(map(self._size, sizes)))

    def _size(self, threshold: Json) -> SizeOfChange:
        points, percent = (self._value(threshold, name, "valueDecimal") for name in ("points", "percent"))
        number = percent if points is None else points
        if (points is None) is (percent is None) or not is_number(number) or number <= 0:
            raise self._refuse("has a threshold that is not either points or percent, above 0")
        words, source = (
            self._text({name: self._value(threshold, name, "valueString")}, name, 200)
            for name in ("words", "source")
        )
        return SizeOfChange(points, percent, words, source)

    def _check_scores(self, questionnaire: Questionnaire) -> None:
        scored = [item for item in questionnaire.asked if item.is_scored]
        scoring = questionnaire.scoring
        if not scored:
            raise self._refuse("has no item that is answered and scored")
        if scoring.may_be_left_out >= len(scored):
            raise self._refuse("lets every scored item be left out")
        fewest, most = _possible(scored, scoring)
        if fewest < scoring.lowest or most > scoring.highest:
            raise self._refuse(
                f"can score {fewest:g} to {most:g}, beyond its lowest and highest {scoring.lowest:g} to {scoring.highest:g}"
            )


def _possible(scored: list[Item], scoring: Scoring) -> tuple[float, float]:
    """Return the lowest and highest score that answers can have, with as many left out as may be."""
    ranges = [item.points_range() for item in scored]
    if scoring.method == COUNT:
        return 0, len(scored)
    if scoring.method == MEAN:
        return min(low for low, _ in ranges), max(high for _, high in ranges)
    # What is left out adds nothing.
    lows, highs = sorted(low for low, _ in ranges), sorted(high for _, high in ranges)
    left_out = scoring.may_be_left_out
    fewest = sum(lows) - sum(low for low in lows[len(lows) - left_out :] if low > 0)
    most = sum(highs) - sum(high for high in highs[:left_out] if high < 0)
    return fewest, most


BOOLEAN_WORDS = {True: ("yes", "y", "true"), False: ("no", "n", "false")}


def typed_value(questionnaire: Questionnaire, link_id: str, written: str) -> bool | int | str:
    """Return an answer as typed at a command line; what it is not is refused when it is scored."""
    item = next((item for item in questionnaire.asked if item.link_id == link_id), None)
    if item is not None and item.kind == BOOLEAN:
        return next((value for value, words in BOOLEAN_WORDS.items() if written.casefold() in words), written)
    if item is not None and item.kind == INTEGER and re.fullmatch(r"-?[0-9]{1,6}", written):
        return int(written)
    return written
