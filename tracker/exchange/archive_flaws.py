"""What is wrong with an archive, told in one sentence that names the place."""

from collections.abc import Callable, Iterable
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from tracker.domain.own_activity import alike
from tracker.errors import ImportRefused
from tracker.exchange.strict_json import quoted_value
from tracker.store.entry_history import PastVersion
from tracker.store.whole_record import WholeRecord

# Of a longer list its beginning says what kind of words are meant; the schema has it whole.
LISTED_CHARACTERS = 300

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


def sentence_of(problem: "ValidationError") -> str:
    """Return what is wrong and where; the words are ours, since a value may be megabytes long."""
    place, limit, instance = (
        _place(problem.absolute_path),
        _any(problem.validator_value),
        _any(problem.instance),
    )
    sentences: dict[str, Callable[[], str]] = {
        "type": lambda: f"must be {' or '.join([limit] if isinstance(limit, str) else limit)}",
        "enum": lambda: f"must be one of: {_listed(limit)}",
        "const": lambda: f"must be {limit}",
        "required": lambda: f"lacks {next(name for name in limit if name not in instance)}",
        "additionalProperties": lambda: f"has a field that does not belong there: {_stranger(problem)}",
        "minimum": lambda: f"must be at least {limit}",
        "maximum": lambda: f"must be at most {limit}",
        "maxLength": lambda: f"may have up to {limit:,} characters",
        "minLength": lambda: "must not be empty",
        "maxItems": lambda: f"may hold up to {limit:,}",
        "uniqueItems": lambda: "has something twice",
    }
    about = sentences.get(str(problem.validator), lambda: "is not written as the schema asks")()
    return f"{place} {about}."


def _place(path: Iterable[str | int]) -> str:
    named = [f"number {part + 1}" if isinstance(part, int) else part for part in path]
    return ", ".join(named) if named else "The archive"


def _stranger(problem: "ValidationError") -> str:
    properties = _any(problem.schema)["properties"]
    return quoted_value(next(name for name in _any(problem.instance) if name not in properties))


def _listed(allowed_words: Iterable[Any]) -> str:
    words = ", ".join("null" if allowed is None else str(allowed) for allowed in allowed_words)
    return shorten(words, LISTED_CHARACTERS, placeholder=" ...")


def _any(value: Any) -> Any:
    # jsonschema leaves these unset on errors that were never raised; ours were.
    return value


def check_versions(whole: WholeRecord) -> None:
    """Refuse what no store could have written: an id twice, or versions that do not lead to the present one."""
    _once("entries", ((entry.kind, entry.entry_id) for entry in whole.entries))
    _once("history", ((past.entry.kind, past.entry.entry_id, past.entry.version) for past in whole.history))
    _once(
        "originals", ((original_value.entry_id, original_value.field) for original_value in whole.originals)
    )
    _once("red_flag_answers", (answers.answers_id for answers in whole.red_flag_answers))
    _once("home_plan", (item.item.item_id for item in whole.home_plan))
    _once("remarks", (remark.remark_id for remark in whole.remarks))
    _once("replies", (reply.reply_id for reply in whole.replies))
    _once("planned_massages", (planned_massage.planned_id for planned_massage in whole.planned_massages))
    _once("own_activities", (activity.activity_id for activity in whole.own_activities))
    _once("own_activities", (alike(activity.words) for activity in whole.own_activities))
    _once("extracts", ((extract.kind, extract.extract_id) for extract in whole.extracts))
    latest = {(entry.kind, entry.entry_id): entry.version for entry in whole.entries}
    last: dict[tuple[str, str], PastVersion] = {}
    for past in whole.history:
        key = past.entry.kind, past.entry.entry_id
        if past.entry.version >= latest.get(key, past.entry.version + 1):
            raise ImportRefused(
                f"history: version {past.entry.version} of entry {past.entry.entry_id} is not older than the entry."
            )
        last[key] = max(past, last.get(key, past), key=lambda version_row: version_row.entry.version)
    if any(past.change != "deleted" for key, past in last.items() if key not in latest):
        raise ImportRefused("history: an entry is gone whose last change was not to delete it.")
    ever = {entry_id for _, entry_id in (*latest, *last)}
    for number, original in enumerate(whole.originals, start=1):
        if original.entry_id not in ever:
            raise ImportRefused(f"originals, number {number}: there is no entry {original.entry_id}.")
    if [goal.version for goal in whole.goals] != list(range(1, len(whole.goals) + 1)):
        raise ImportRefused("goals: versions must be 1, 2, 3 and so on.")
    if whole.goals and whole.goals[0].goal is None:
        raise ImportRefused("goals: the first version must say what the goal is.")


def _once(place: str, keys: Iterable[object]) -> None:
    seen: set[object] = set()
    for number, key in enumerate(keys, start=1):
        if key in seen:
            raise ImportRefused(f"{place}, number {number}: this is in the archive twice.")
        seen.add(key)
