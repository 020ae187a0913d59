"""The schema, as numbered steps; one text for every database, with the few differing words left open.

Open words: {strict} and {clustered} end a table, {day} and {instant} are a column's type and check. A
client's rows lie together (the client leads every key), so reading one client costs the same however
many there are. docs/architecture.md says why each table is there.
"""

import re
from collections.abc import Mapping

from tracker.store.schema.access_steps import ACCESS, API_TOKEN_STEPS, NOTICE_STEPS, PAIRED_DEVICE_STEPS
from tracker.store.schema.record_steps import (
    CALENDAR_STEPS,
    FAIR_TRY_STEPS,
    GOAL_STEPS,
    LATER_KINDS_STEPS,
    ORIGINAL_STEPS,
    PROFILE_STEPS,
    RECENT_IMPORT_STEPS,
    RECORD,
    THERAPIST_STEPS,
)

_TABLE = re.compile(r"CREATE TABLE (\w+) \((.*?)\n\)", re.DOTALL)
_KEY = re.compile(r"PRIMARY KEY \(([^)]+)\)|^\s*(\w+) \w+ NOT NULL PRIMARY KEY", re.MULTILINE)

STEPS = {
    "0001_record": RECORD,
    "0002_access": ACCESS,
    **GOAL_STEPS,
    **CALENDAR_STEPS,
    **ORIGINAL_STEPS,
    **PROFILE_STEPS,
    **RECENT_IMPORT_STEPS,
    **THERAPIST_STEPS,
    **API_TOKEN_STEPS,
    **PAIRED_DEVICE_STEPS,
    **NOTICE_STEPS,
    **LATER_KINDS_STEPS,
    **FAIR_TRY_STEPS,
}


def keys_by_table() -> dict[str, str]:
    """Return every table with its key's columns, each after those it refers to."""
    keys = {}
    for step in STEPS.values():
        for table, columns in _TABLE.findall(step):
            key = _KEY.search(columns)
            if key is None:
                raise ValueError(f"{table} has no key")
            keys[table] = key[1] or key[2]
    return keys


def render_dialect(sql: str, words: Mapping[str, str]) -> str:
    """Return a step in a database's words; a column's check repeats the column's name."""
    return "\n".join(_spelled_line(line, words, line.strip().split(" ")[0]) for line in sql.splitlines())


def _spelled_line(line: str, words: Mapping[str, str], column: str) -> str:
    for word, spelling in words.items():
        line = line.replace("{" + word + "}", spelling.replace("{column}", column))
    return line
