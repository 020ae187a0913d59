"""The glossary and the code agree: every name given exists, and every column and field is explained."""

import re
from dataclasses import fields
from pkgutil import resolve_name

import pytest

from tracker.settings import PROJECT
from tracker.store.schema.tables import TABLES

PAGE = (PROJECT / "docs" / "glossary.md").read_text("utf-8")
ROWS = [row for row in re.findall(r"^\| (.+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE) if row[0] != "word"]
GIVEN = sorted({name for row in ROWS for name in re.findall(r"`([^`]+)`", row[2])})
COLUMNS = sorted({column for table in TABLES.values() for column in table.columns})
FIELDS = sorted({field.name for table in TABLES.values() for field in fields(table.entry_class)})


def is_in_the_code(name: str) -> bool:
    """Whether a dotted name below `tracker` is a module, something in one, or a field without a default."""
    try:
        resolve_name(f"tracker.{name}")
    except ImportError:
        return False
    except AttributeError:
        owner, _, field = name.rpartition(".")
        if not owner or not is_in_the_code(owner):
            return False
        return field in getattr(resolve_name(f"tracker.{owner}"), "__dataclass_fields__", ())
    return True


@pytest.mark.parametrize("name", GIVEN)
def test_every_name_given_is_a_column_or_exists_in_the_code(name: str) -> None:
    assert name in COLUMNS or is_in_the_code(name)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_explained(column: str) -> None:
    assert column in GIVEN


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_an_entry_is_explained(field: str) -> None:
    assert any(name == field or name.endswith(f".{field}") for name in GIVEN)


def test_every_row_has_a_word_a_meaning_and_a_name() -> None:
    assert len(ROWS) == sum(line.startswith("| ") for line in PAGE.splitlines()) - PAGE.count("| word |")
    assert all(re.search(r"`[^`]+`", names) for _, _, names in ROWS)
    words = [word for word, _, _ in ROWS]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    "name", ["domain.check_in.Checkin", "domain.nowhere", "domain.entry.Entry.colour", "leg_pain"]
)
def test_a_name_that_is_not_there_is_noticed(name: str) -> None:
    assert not is_in_the_code(name)
