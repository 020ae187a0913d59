"""A questionnaire that a practice adds, and one set of answers to it, which reads by itself when its file is gone."""

import json
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from tracker.domain.entry import Entry
from tracker.domain.measure import Part, Text, measured
from tracker.domain.own_words import isolated
from tracker.errors import InvalidEntry

COUNT, SUM, MEAN = "count", "sum", "mean"
METHODS = (COUNT, SUM, MEAN)
LOWER, HIGHER = "lower", "higher"
DISPLAY, GROUP, BOOLEAN, CHOICE, INTEGER = "display", "group", "boolean", "choice", "integer"
ANSWERED = (BOOLEAN, CHOICE, INTEGER)
ASK_EVERY_DAYS = 28
# Answers stand in one cell of a CSV file, which may have 10,000 characters, a ' in front included.
LONGEST_ANSWERS, MOST_ITEMS, MOST_SIZES = 9_900, 100, 4
TITLE_CHARACTERS, NAME_CHARACTERS, WORDS_CHARACTERS = 120, 200, 500
MOST_POINTS = 10_000
MOST_DEEP = 4
TOO_MANY_LEFT_OUT = "too many left out to say"

Value = bool | int | str | None


@dataclass(frozen=True)
class SizeOfChange:
    """A size of change that its source calls something: points of the score, or percent of the first score."""

    points: float | None
    percent: float | None
    words: str
    source: str


@dataclass(frozen=True)
class Scoring:
    """How answers become a score: counted, summed or averaged points, from `lowest` to `highest`.

    `better` is the end that is better, `may_be_left_out` how many items that score may lack an answer.
    """

    method: str
    lowest: float
    highest: float
    better: str
    may_be_left_out: int = 0
    sizes: tuple[SizeOfChange, ...] = ()

    @property
    def in_words(self) -> str:
        """The range and its better end, as people read them."""
        return f"{self.lowest:g} to {self.highest:g}, {self.better} is better"


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen, and what it scores; None where it scores nothing."""

    code: str
    words: str
    points: float | None = None


@dataclass(frozen=True)
class Item:
    """One item: what is asked or told, of which type, in which groups, and what may be answered."""

    link_id: str
    kind: str
    text: str
    within: tuple[str, ...] = ()
    is_required: bool = False
    is_scored: bool = True
    options: tuple[Option, ...] = ()
    low: int = 0
    high: int = 0

    def points_range(self) -> tuple[float, float]:
        """Return the fewest and most points that an answer can have."""
        points = [option.points or 0 for option in self.options] or [0]
        return {BOOLEAN: (0, 1), INTEGER: (self.low, self.high)}.get(self.kind, (min(points), max(points)))


@dataclass(frozen=True)
class Questionnaire:
    """What a practice's file asks, how it is scored, and the licence line that is shown with it."""

    url: str
    version: str
    title: str
    copyright: str
    items: tuple[Item, ...]
    scoring: Scoring

    @property
    def name(self) -> str:
        """The address with its version, by which answers name what they answer."""
        return f"{self.url}|{self.version}"

    @property
    def asked(self) -> tuple[Item, ...]:
        """The items that are answered, in their order."""
        return tuple(item for item in self.items if item.kind in ANSWERED)

    def answered(self, given: Mapping[str, Value], **about: Any) -> "QuestionnaireAnswers":
        """Return answers by link id as an entry. Raises InvalidEntry, naming the question."""
        if unknown := sorted(set(given) - {item.link_id for item in self.asked}):
            raise InvalidEntry("answers", f"There is no question {unknown[0][:40]!r} in {self.title}.")
        answers = [
            _answer(number, item, given.get(item.link_id)) for number, item in enumerate(self.asked, start=1)
        ]
        if all(answer["value"] is None for answer in answers):
            raise InvalidEntry("answers", "Nothing is answered yet.")
        content = {"copyright": self.copyright, "scoring": asdict(self.scoring), "items": answers}
        return QuestionnaireAnswers(
            questionnaire=self.name, title=self.title, answers=_written(content), **about
        )

    def asks_what_was_answered(self, entry: "QuestionnaireAnswers") -> bool:
        """Return whether its file still has the questions, points and scoring that these answers were given to."""
        try:
            again = self.answered({answer["id"]: answer["value"] for answer in entry.items})
        except InvalidEntry:
            return False
        return (again.questionnaire, again.items, again.how_scored) == (
            entry.questionnaire,
            entry.items,
            entry.how_scored,
        )

    def longest_answers(self) -> int:
        """Return the most characters that answers to it can take."""
        longest = {
            item.link_id: {
                BOOLEAN: False,
                INTEGER: min((item.low, item.high), key=lambda n: -len(str(n))),
            }.get(item.kind, max((option.code for option in item.options), key=len, default=""))
            for item in self.asked
        }
        words = sum(max((len(option.words) for option in item.options), default=4) for item in self.asked)
        answers = [
            {**_about(item), "value": longest[item.link_id], "words": "", "points": -12345.25}
            for item in self.asked
        ]
        return (
            len(_written({"copyright": self.copyright, "scoring": asdict(self.scoring), "items": answers}))
            + words
        )


def _about(item: Item) -> dict[str, Any]:
    within = {"within": list(item.within)} if item.within else {}
    return {"id": item.link_id, **within, "type": item.kind, "text": item.text}


def _answer(number: int, item: Item, value: Value) -> dict[str, Any]:
    if value is None and item.is_required:
        raise InvalidEntry("answers", f"Question {number} needs an answer: {item.text}")
    words, points = _words_and_points(number, item, value)
    scored = {"points": points} if item.is_scored else {}
    return {**_about(item), "value": value, "words": words, **scored}


def _words_and_points(number: int, item: Item, value: Value) -> tuple[str, float | None]:
    if value is None:
        return "", None
    if item.kind == BOOLEAN and isinstance(value, bool):
        return ("Yes" if value else "No"), float(value)
    if item.kind == INTEGER and type(value) is int and item.low <= value <= item.high:
        return str(value), float(value)
    option = next((option for option in item.options if option.code == value), None)
    if item.kind == CHOICE and option is not None:
        return option.words, option.points
    allowed = {
        BOOLEAN: "yes or no",
        INTEGER: f"a whole number from {item.low} to {item.high}",
    }.get(item.kind, f"one of: {', '.join(option.words for option in item.options)}")
    raise InvalidEntry("answers", f"Question {number} takes {allowed}.")


def _written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, kw_only=True)
class Answers(Text):
    """Answers as JSON, with their questions' words and how they are scored; anything else is refused."""

    def check(self, name: str, value: Any) -> Any:
        text = super().check(name, value)
        if text is not None:
            read_answers(text)
        return text


@dataclass(frozen=True, kw_only=True)
class QuestionnaireAnswers(Entry):
    """One set of answers: the questionnaire's address and version, its title, the answers. Raises InvalidEntry.

    `score` follows from the answers: None when more are left out than its scoring lets be.
    """

    kind: ClassVar[str] = "questionnaire"
    shared_as: ClassVar[Part] = Part.QUESTIONNAIRES
    computed: ClassVar[Mapping[str, str]] = {"answers": "score"}

    questionnaire: str | None = measured(
        Text(
            longest=NAME_CHARACTERS,
            is_one_line=True,
            is_required=True,
            if_missing="Questionnaire is missing: which one is it, by its address?",
            shared_as=Part.QUESTIONNAIRES,
            option="--questionnaire",
            metavar="URL",
            help="Its address, as its file says it.",
            since=3,
        )
    )
    title: str | None = measured(
        Text(
            longest=TITLE_CHARACTERS,
            is_one_line=True,
            is_required=True,
            is_fixed=True,
            shared_as=Part.QUESTIONNAIRES,
            in_words="{}",
            since=3,
        )
    )
    answers: str | None = measured(
        Answers(
            longest=LONGEST_ANSWERS,
            is_required=True,
            if_missing="Answers are missing.",
            shared_as=Part.QUESTIONNAIRES,
            option="--answer",
            metavar="ID=VALUE",
            help="An answer; repeated for each: yes or no, a whole number, or the code of a choice.",
            since=3,
        )
    )

    @property
    def score(self) -> float | None:
        """The score, two decimals; None when too many answers are left out."""
        return score_of(*read_answers(self.answers or ""))

    @property
    def scoring(self) -> Scoring:
        """How it is scored, as its file said when it was answered."""
        return read_answers(self.answers or "")[0]

    @property
    def how_scored(self) -> tuple[Scoring, tuple[tuple[str, str], ...]]:
        """What two scores must share to stand beside each other: how they come about, and out of which questions."""
        scoring, answers = read_answers(self.answers or "")
        return replace(scoring, sizes=()), tuple(
            (answer["id"], answer["text"]) for answer in answers if "points" in answer
        )

    @property
    def rests_on(self) -> frozenset[str]:
        """The scored questions that two scores must both rest on: a mean makes up for what is left out, empty then."""
        scoring, answers = read_answers(self.answers or "")
        return frozenset(
            answer["id"] for answer in answers if scoring.method != MEAN and answer.get("points") is not None
        )

    @property
    def items(self) -> tuple[Mapping[str, Any], ...]:
        """The answers, each with its question's words."""
        return read_answers(self.answers or "")[1]

    @property
    def copyright(self) -> str:
        """The licence line of the questionnaire."""
        return str(json.loads(self.answers or "{}").get("copyright", ""))

    @property
    def in_words(self) -> str:
        """The title with the score and its range, in one line."""
        score = self.score
        outcome = TOO_MANY_LEFT_OUT if score is None else f"score {score:g} ({self.scoring.in_words})"
        return f"{isolated(self.title or '')}: {outcome}"


def score_of(scoring: Scoring, answers: Sequence[Mapping[str, Any]]) -> float | None:
    """Return the score of answers, two decimals; None when more are left out than may be, or nothing is answered."""
    points = [answer["points"] for answer in answers if "points" in answer]
    stated = [number for number in points if number is not None]
    if not stated or len(points) - len(stated) > scoring.may_be_left_out:
        return None
    if scoring.method == COUNT:
        return float(sum(number > 0 for number in stated))
    total = math.fsum(stated)
    return round(total / len(stated) if scoring.method == MEAN else total, 2) + 0.0


def read_answers(text: str) -> tuple[Scoring, tuple[Mapping[str, Any], ...]]:
    """Return the scoring and the answers that a stored text holds; raises InvalidEntry for any other text."""
    try:
        content = json.loads(text)
        scoring = dict(content["scoring"])
        sizes = tuple(SizeOfChange(**size) for size in scoring.pop("sizes"))
        read, answers = Scoring(**scoring, sizes=sizes), tuple(content["items"])
        sound = _is_sound(read) and all(_is_answer(answer) for answer in answers)
        ids = [answer["id"] for answer in answers]
        is_whole = sound and 0 < len(answers) <= MOST_ITEMS and len(set(ids)) == len(ids)
        is_whole = (
            is_whole and _is_text(content["copyright"]) and set(content) == {"copyright", "scoring", "items"}
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        is_whole = False
    if not is_whole:
        raise InvalidEntry("answers", "Answers must be those of a questionnaire, as this app wrote them.")
    return read, answers


def _is_sound(scoring: Scoring) -> bool:
    numbers = [scoring.lowest, scoring.highest]
    numbers += [
        number for size in scoring.sizes for number in (size.points, size.percent) if number is not None
    ]
    words = [word for size in scoring.sizes for word in (size.words, size.source)]
    return (
        scoring.method in METHODS
        and scoring.better in (LOWER, HIGHER)
        and all(is_number(number) for number in numbers)
        and scoring.lowest < scoring.highest
        and type(scoring.may_be_left_out) is int
        and 0 <= scoring.may_be_left_out <= MOST_ITEMS
        and all(_is_text(word) and 0 < len(word) <= WORDS_CHARACTERS for word in words)
        and len(scoring.sizes) <= MOST_SIZES
    )


def _is_answer(answer: Any) -> bool:
    value, points = answer["value"], answer.get("points")
    names = {"id", "type", "text", "value", "words"} | ({"points"} & set(answer)) | ({"within"} & set(answer))
    has_type = {BOOLEAN: bool, INTEGER: int, CHOICE: str}[answer["type"]]
    return (
        set(answer) == names
        and all(_is_text(answer[name]) for name in ("id", "text", "words"))
        and (value is None or type(value) is has_type)
        and (type(value) is not str or _is_text(value))
        and (type(value) is not int or is_number(value))
        and not (value is None and points is not None)
        and (points is None or is_number(points))
        and _is_within(answer.get("within", []))
    )


def _is_within(groups: Any) -> bool:
    # Nested once more each: what is deeper than any file's groups could not be written out again.
    return isinstance(groups, list) and len(groups) <= MOST_DEEP and all(map(_is_text, groups))


def _is_text(value: object) -> bool:
    # JSON spells what no cell can hold: a letter's half, which no page or file could write, and orders to a terminal.
    return isinstance(value, str) and (
        value.isprintable() or not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value)
    )


def is_number(value: object) -> bool:
    """Whether a value is a finite number that a score may hold."""
    return type(value) in (int, float) and abs(value) <= MOST_POINTS  # type: ignore[arg-type]


def of_one_questionnaire(
    answered: Sequence[QuestionnaireAnswers],
) -> Iterator[tuple[QuestionnaireAnswers, ...]]:
    """Yield answers to the same questionnaire and version together, oldest first, those answered last first."""
    by_name: dict[str | None, list[QuestionnaireAnswers]] = {}
    for entry in sorted(answered, key=lambda entry: (entry.on_date, entry.created_at), reverse=True):
        by_name.setdefault(entry.questionnaire, []).insert(0, entry)
    yield from (tuple(entries) for entries in by_name.values())
