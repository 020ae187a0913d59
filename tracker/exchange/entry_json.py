"""An entry as other programs write and read it: JSON with the names and limits of its measures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tracker.domain.api_token import SOURCE
from tracker.domain.entry import Entry
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.measure import Day, measures_of
from tracker.errors import ImportRefused, InvalidEntry
from tracker.exchange import cells
from tracker.exchange.archive import json_values
from tracker.exchange.strict_json import quoted_value, strict_json

BY_ALL = ("entry_id", "on_date", "at_time", "note")
NOT_AN_OBJECT = 'The body must be one JSON object, such as {"leg_pain_nrs": 4, "back_pain_nrs": 2}.'


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Return an entry with its kind, version and what is worked out of it."""
    worked_out = {name: getattr(entry, name) for name in entry.computed.values()}
    return {"kind": entry.kind, **json_values(entry), **worked_out}


def object_of(body: bytes) -> dict[str, Any]:
    """Return the JSON object of a request's body, strictly read; raises InvalidEntry."""
    try:
        content = strict_json(body, len(body))
    except ImportRefused as refused:
        raise InvalidEntry("body", NOT_AN_OBJECT) from refused
    if not isinstance(content, dict):
        raise InvalidEntry("body", NOT_AN_OBJECT)
    return content


def writable(kind: str) -> tuple[str, ...]:
    """Return the fields of a kind that another program may give."""
    measures = measures_of(ENTRY_CLASSES[kind])
    return (*BY_ALL, *(name for name, measure in measures.items() if not measure.is_fixed))


def new_entry(kind: str, sent: Mapping[str, Any], **usual: Any) -> Entry:
    """Return the entry that JSON describes, `usual` standing for what it leaves out; raises InvalidEntry."""
    return ENTRY_CLASSES[kind](**{**usual, **_values(kind, sent), "source": SOURCE})


def changed_entry(entry: Entry, sent: Mapping[str, Any]) -> Entry:
    """Return an entry with the fields that JSON gives; raises InvalidEntry."""
    values = _values(entry.kind, sent)
    if values.pop("entry_id", entry.entry_id) != entry.entry_id:
        raise InvalidEntry("entry_id", "Entry id is that of the address; it cannot be changed.")
    return replace(entry, **values)


def _values(kind: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    for name in sent:
        if name not in writable(kind):
            raise InvalidEntry(
                name[:80],
                f"{quoted_value(name)} is not a field of a {kind}; there are: {', '.join(writable(kind))}.",
            )
    days = [name for name, measure in measures_of(ENTRY_CLASSES[kind]).items() if isinstance(measure, Day)]
    read = {**dict.fromkeys(("on_date", *days), cells.day), "at_time": cells.time_of_day}
    return {
        name: read[name](value) if name in read and isinstance(value, str) else value
        for name, value in sent.items()
    }
