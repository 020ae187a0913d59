"""A practice's questionnaires: read from FHIR files, scored as worked out by hand, refused in one sentence that names the file."""

import copy
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.invented_questionnaires import (
    EXTENSION,
    FOUR,
    ONE,
    TWENTY_FOUR,
    choice,
    file_of,
    integer,
    scored,
    write,
)
from tracker.domain.questionnaire import Questionnaire, Value
from tracker.errors import InvalidEntry
from tracker.exchange.questionnaire_files import QuestionnaireRefused, questionnaires_in, read_questionnaire

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
SCRIPT = "<script>alert(1)</script> <b>bold</b>"


def read(content: Any) -> Questionnaire:
    return read_questionnaire("walk.json", json.dumps(content).encode())


# Scores


@pytest.mark.parametrize(
    ("content", "given", "score"),
    [
        (ONE, {"far": 7}, 7),
        (ONE, {"far": 0}, 0),
        # 0 + 1 + 2 + 1 of four answers
        (FOUR, {"stairs": "a0", "shoes": "a1", "tub": "a2", "bed": "a1"}, 1),
        # 1 + 2 + 2 of three answers; one may be left out
        (FOUR, {"stairs": "a1", "shoes": "a2", "bed": "a2"}, 1.67),
        (FOUR, {"stairs": "a1", "bed": "a2"}, None),
        (TWENTY_FOUR, {f"s{n}": n % 2 == 0 for n in range(1, 25)}, 12),
        (TWENTY_FOUR, {f"s{n}": False for n in range(1, 25)}, 0),
        (TWENTY_FOUR, {f"s{n}": True for n in range(1, 25)}, 24),
        # One left out: nobody can tell whether it is 23 or 24.
        (TWENTY_FOUR, {f"s{n}": True for n in range(2, 25)}, None),
    ],
)
def test_scores_worked_out_by_hand(content: Any, given: dict[str, Value], score: float | None) -> None:
    assert read(content).answered(given).score == score


def test_what_is_not_scored_counts_for_nothing() -> None:
    extra = {
        **choice("mood", "And you?", "well", "unwell"),
        "extension": [{"url": f"{EXTENSION}:not-scored", "valueBoolean": True}],
    }
    for option in extra["answerOption"]:
        option["valueCoding"].pop("extension")
    asked = read({**ONE, "item": [*ONE["item"], extra]})
    assert asked.answered({"far": 3, "mood": "a1"}).score == asked.answered({"far": 3}).score == 3


def test_points_may_be_below_nothing_and_broken() -> None:
    item = choice("x", "How?", "bad", "good")
    for option, points in zip(item["answerOption"], (-1.5, 2.5), strict=True):
        option["valueCoding"]["extension"][0]["valueDecimal"] = points
    asked = read(
        file_of("signed", [item, integer("y", "How many?", -3, 3)], scored("sum", -4.5, 5.5, "higher"))
    )
    assert asked.answered({"x": "a0", "y": -3}).score == -4.5
    assert asked.answered({"x": "a1", "y": 3}).score == 5.5


@pytest.mark.parametrize(
    ("content", "given", "why"),
    [
        (ONE, {}, "Question 1 needs an answer: How far"),
        (ONE, {"far": 11}, "Question 1 takes a whole number from 0 to 10"),
        (ONE, {"far": True}, "Question 1 takes a whole number"),
        (ONE, {"far": "7"}, "Question 1 takes a whole number"),
        (ONE, {"far": 1, "near": 2}, "There is no question 'near'"),
        (FOUR, {}, "Nothing is answered yet"),
        (FOUR, {"tub": "a9"}, "Question 3 takes one of: easy, hard, not at all"),
        (TWENTY_FOUR, {"s24": "yes"}, "Question 24 takes yes or no"),
    ],
)
def test_a_wrong_answer_is_refused_by_its_question(content: Any, given: dict[str, Value], why: str) -> None:
    with pytest.raises(InvalidEntry, match=why):
        read(content).answered(given)


# Files


def test_a_file_is_read_as_it_is_written() -> None:
    asked = read(FOUR)
    assert (asked.name, asked.title, asked.copyright) == (
        "urn:example:four|1", "Invented: four", "Invented for tests; free for all.",
    )  # fmt: skip
    assert [item.link_id for item in asked.asked] == ["stairs", "shoes", "tub", "bed"]
    assert [item.within for item in asked.asked] == [("group",), ("group",), ("group", "bath"), ()]
    assert asked.scoring.in_words == "0 to 2, lower is better"


def test_texts_are_plain_text_on_one_line() -> None:
    content = copy.deepcopy(ONE)
    content["title"], content["copyright"] = SCRIPT, "Free\n\u202ereversed\u0000"
    content["item"][0]["text"] = SCRIPT
    content["text"] = {"status": "generated", "div": SCRIPT}
    asked = read(content)
    assert (asked.title, asked.items[0].text, asked.copyright) == (SCRIPT, SCRIPT, "Free reversed")


def changed(content: Any, *path: Any, value: Any = None) -> Any:
    """The same file with one place set to a value, or without it."""
    whole = copy.deepcopy(content)
    place = whole
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return whole


def scoring_with(**parts: Any) -> Any:
    kept = [part for part in ONE["extension"][0]["extension"] if part["url"] not in parts]
    named = [{"url": name, **value} for name, value in parts.items() if value]
    return {**ONE, "extension": [{"url": f"{EXTENSION}:questionnaire-score", "extension": [*kept, *named]}]}


def extended(extension: Any) -> Any:
    return {**ONE, "item": [{**ONE["item"][0], "extension": [*ONE["item"][0]["extension"], extension]}]}


def deep(levels: int) -> Any:
    item = integer("far", "How far?", 0, 10)
    for level in range(levels):
        item = {"linkId": f"g{level}", "type": "group", "item": [item]}
    return {**ONE, "item": [item]}


REFUSED: dict[str, tuple[Any, str]] = {
    "not JSON": (b"{", "is not JSON"),
    "empty": (b"", "is empty"),
    "not UTF-8": (b"\xff\xfe{}", "not UTF-8"),
    "huge": (b" " * 300_000 + b"{}", "larger than 200 kB"),
    "nested deeply": (b"[" * 150_000, "nested too deeply"),
    "a name twice": (b'{"resourceType":"Questionnaire","resourceType":"Patient"}', "twice in one object"),
    "NaN": (b'{"resourceType":"Questionnaire","x":NaN}', "NaN is not a number"),
    "a list": ([ONE], "no FHIR R4 Questionnaire"),
    "another resource": ({**ONE, "resourceType": "Patient"}, "no FHIR R4 Questionnaire"),
    "contained": ({**ONE, "contained": [{"resourceType": "Library"}]}, "has contained"),
    "a draft": ({**ONE, "status": "draft"}, "not active"),
    "no url": (changed(ONE, "url"), "lacks url"),
    "a url with a bar": ({**ONE, "url": "urn:x|2"}, "no address"),
    "no version": (changed(ONE, "version"), "lacks version"),
    "no licence": (changed(ONE, "copyright"), "lacks copyright"),
    "a blank title": ({**ONE, "title": " \u0000 "}, "lacks title"),
    "a title that is a list": ({**ONE, "title": ["x"]}, "lacks title"),
    "a long title": ({**ONE, "title": "x" * 121}, "title of more than 120"),
    "items no list": ({**ONE, "item": {"linkId": "far"}}, "item that is no list"),
    "no items": ({**ONE, "item": []}, "no item that is answered"),
    "an item that is text": ({**ONE, "item": ["far"]}, "item that is no list"),
    "no linkId": (changed(ONE, "item", 0, "linkId"), "lacks linkId"),
    "a linkId twice": ({**ONE, "item": ONE["item"] * 2}, "linkId 'far' twice"),
    "a linkId twice in a group": (
        {**FOUR, "item": [*FOUR["item"], choice("tub", "Again?", "easy", "hard")]}, "linkId 'tub' twice",
    ),
    "no text": (changed(ONE, "item", 0, "text"), "lacks text"),
    "an unknown type": (changed(ONE, "item", 0, "type", value="attachment"), "type 'attachment'"),
    "no type": (changed(ONE, "item", 0, "type"), "of the type"),
    "asked sometimes": (changed(ONE, "item", 0, "enableWhen", value=[{}]), "enableWhen at far"),
    "answered at first": (changed(ONE, "item", 0, "initial", value=[{}]), "initial at far"),
    "repeated": (changed(ONE, "item", 0, "repeats", value=True), "far repeated, hidden or readOnly"),
    "worked out, not asked": (changed(ONE, "item", 0, "readOnly", value=True), "far repeated, hidden or readOnly"),
    "worked out by a rule": (extended({"url": f"{SDC}calculatedExpression", "valueExpression": {}}), "valueExpression at far"),
    "offered by a rule": (
        extended({"url": f"{SDC}answerOptionsToggleExpression", "extension": [{"url": "expression", "valueExpression": {}}]}),
        "valueExpression at far",
    ),
    "rules for all of it": ({**ONE, "extension": [*ONE["extension"], {"url": "x", "valueExpression": {}}]}, "has valueExpression,"),
    "rules elsewhere": ({**ONE, "implicitRules": "urn:x"}, "has implicitRules"),
    "numbers to choose from": (changed(ONE, "item", 0, "answerOption", value=[{"valueInteger": 5}]), "answerOption at far"),
    "chosen at first": (changed(FOUR, "item", 2, "answerOption", 0, "initialSelected", value=True), "initialSelected at bed"),
    "words of an option twice": ({**ONE, "item": [choice("x", "How?", "well", "so", "well")]}, "display 'well' twice in x"),
    "required by word": (changed(ONE, "item", 0, "required", value="yes"), "neither true nor false"),
    "no bounds": (changed(ONE, "item", 0, "extension"), "without minValue and maxValue"),
    "bounds turned": ({**ONE, "item": [integer("far", "How?", 5, 5)]}, "without minValue and maxValue"),
    "one option": ({**ONE, "item": [choice("x", "How?", "well")]}, "2 to 20 options"),
    "options of another type": (
        {**ONE, "item": [{"linkId": "x", "text": "?", "type": "choice", "answerOption": [{"valueString": "a"}] * 2}]},
        "no valueCoding",
    ),
    "options without points": (
        {**ONE, "item": [{"linkId": "x", "text": "?", "type": "choice",
                          "answerOption": [{"valueCoding": {"code": c, "display": c}} for c in "ab"]}]},
        "without ordinalValue",
    ),
    "items below a question": (changed(ONE, "item", 0, "item", value=[integer("y", "?", 0, 1)]), "which is no group"),
    "groups in groups": (deep(9), "more than 4 deep"),
    "too many items": (
        {**ONE, "item": [{"linkId": f"d{n}", "text": "x", "type": "display"} for n in range(101)]}, "more than 100 items",
    ),
    "texts too long to keep": (
        {**TWENTY_FOUR, "item": [{"linkId": f"s{n}", "text": "x" * 500, "type": "boolean"} for n in range(24)]},
        "too long to be kept",
    ),
    "no scoring": ({**ONE, "extension": []}, "how it is scored"),
    "scored twice": ({**ONE, "extension": ONE["extension"] * 2}, "how it is scored"),
    "an unknown method": (scoring_with(method={"valueCode": "median"}), "none of count, sum, mean"),
    "no better end": (scoring_with(better={}), "which way is better"),
    "no range": (scoring_with(highest={}), "lowest and the highest"),
    "a range turned": (scoring_with(lowest={"valueDecimal": 11}), "lowest and the highest"),
    "a range too narrow": (scoring_with(highest={"valueDecimal": 9}), "can score 0 to 10, beyond"),
    "left out altogether": (scoring_with(**{"may-be-left-out": {"valueInteger": 1}}), "every scored item"),
    "a threshold without a source": (
        scoring_with(threshold={"extension": [{"url": "points", "valueDecimal": 2}, {"url": "words", "valueString": "x"}]}),
        "lacks source",
    ),
    "a threshold of nothing": (
        scoring_with(threshold={"extension": [{"url": "points", "valueDecimal": 0}]}), "above 0",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_in_one_sentence_that_names_it(name: str) -> None:
    content, why = REFUSED[name]
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(QuestionnaireRefused, match=r"^walk\.json ") as refused:
        read_questionnaire("walk.json", data)
    sentence = refused.value.sentence
    assert why in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 200
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("now", "is_the_same"),
    [
        (FOUR, True),
        ({**FOUR, "title": "Other title", "copyright": "Another licence."}, True),
        ({**FOUR, "item": FOUR["item"][1:]}, True),
        ({**FOUR, "version": "2"}, False),
        (changed(FOUR, "item", 2, "text", value="And the chair?"), False),
        (changed(FOUR, "item", 2, "answerOption", 1, "valueCoding", "display", value="easier"), False),
        (changed(FOUR, "item", 2, "answerOption", 1, "valueCoding", "code", value="b1"), False),
        ({**FOUR, "item": [*FOUR["item"], choice("sofa", "And the sofa?", "easy", "hard")]}, False),
        ({**FOUR, "extension": [scored("mean", 0, 2, "higher", left_out=1)]}, False),
        ({**FOUR, "extension": [scored("mean", 0, 2, "lower", left_out=1)]}, True),
    ],
)
def test_answers_are_changed_under_the_words_they_were_given_to_alone(now: Any, *, is_the_same: bool) -> None:
    given = read(FOUR).answered({"stairs": "a0", "shoes": "a1", "bed": "a1"})
    assert read(now).asks_what_was_answered(given) is is_the_same


def test_a_bad_file_leaves_the_others(tmp_path: Path) -> None:
    folder = write(tmp_path / "q", a_walk=ONE, b_broken=b"{", c_list=TWENTY_FOUR, d_again=ONE)
    (folder / "notes.txt").write_text("not read", "utf-8")
    installed = questionnaires_in(folder)
    assert [one.title for one in installed.questionnaires] == ["Invented: one", "Invented: list"]
    assert [sentence.split()[0] for sentence in installed.refused] == ["b_broken.json", "d_again.json"]
    assert (
        installed.named("urn:example:one")
        is installed.named("urn:example:one|1")
        is installed.questionnaires[0]
    )
    assert installed.named("urn:example:one|2") is installed.named(None) is None


def test_a_file_with_its_ending_in_capitals_counts_and_a_hidden_twin_does_not(tmp_path: Path) -> None:
    folder = write(tmp_path / "q", walk=ONE)
    (folder / "walk.json").rename(folder / "WALK.JSON")
    (folder / "._WALK.JSON").write_bytes(b"\0\5\x16\7")
    (folder / "._walk.json").write_bytes(b"\0\5\x16\7")
    installed = questionnaires_in(folder)
    assert (len(installed.questionnaires), installed.refused) == (1, ())


def test_a_folder_has_a_bound_and_none_is_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path / "q", **{f"f{n:02}": {**ONE, "url": f"urn:example:{n}"} for n in range(22)})
    installed = questionnaires_in(folder)
    assert (len(installed.questionnaires), len(installed.refused)) == (20, 2)
    assert questionnaires_in(None).questionnaires == ()
    assert questionnaires_in(tmp_path / "gone").questionnaires == ()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: (p / "x.json").mkdir(),
        lambda p: (p / "x.json").symlink_to(p / "nowhere"),
        lambda p: os.mkfifo(p / "x.json"),
    ],
)
def test_what_is_no_file_is_refused_too(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(tmp_path)
    assert questionnaires_in(tmp_path).refused == ("x.json cannot be read.",)


def test_a_name_that_is_no_utf_8_can_be_told(tmp_path: Path) -> None:
    for name in (b"R\xfccken.json", b"R\xfccken twice.json"):
        (tmp_path / os.fsdecode(name)).write_text(json.dumps(ONE), "utf-8")
    (told,) = questionnaires_in(tmp_path).refused
    assert told.encode() == b"R cken.json has the url of another file; the first by name is used."


def test_the_longest_answers_fit_what_they_are_kept_in() -> None:
    for content in (ONE, FOUR, TWENTY_FOUR):
        asked = read(content)
        given: dict[str, Value] = {
            item.link_id: item.options[-1].code if item.options else item.high or False
            for item in asked.asked
        }
        assert len(asked.answered(given).answers or "") <= asked.longest_answers()
