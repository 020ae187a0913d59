"""Reading the head of an article or exercise file: named fields, each checked when it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import frontmatter
from frontmatter.default_handlers import YAMLHandler
from yaml import YAMLError

from tracker.articles.markdown import why_refused
from tracker.errors import TrackerError


class ArticleRefused(TrackerError):
    """An article or exercise file cannot be shown; the sentence names the file and what is allowed."""


@dataclass(frozen=True)
class Front:
    """The fields of one file's front matter; `file` is named in every refusal."""

    file: str
    fields: Mapping[str, object]

    def refuse(self, reason: str) -> ArticleRefused:
        """Return the refusal to raise, with the file's name in front of the reason."""
        return ArticleRefused(f"{self.file} {reason}")

    def text(self, name: str) -> str:
        """Return a field that must be a line of text."""
        value = self.fields.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(f"has no '{name}' in its front matter; it must be a line of text.")
        return value.strip()

    def optional_text(self, name: str) -> str | None:
        """Return a field that may be left out; `none` means the same."""
        if self.fields.get(name) is None:
            return None
        value = self.text(name)
        return None if value.lower() == "none" else value

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """Return a field that must be one of a few words."""
        value = self.text(name)
        if value not in allowed:
            raise self.refuse(f"says {name}: {value}; allowed are {', '.join(allowed)}.")
        return value

    def optional_choices(self, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Return a field of one or more of a few words, with commas between, or `none`; it may not be forgotten."""
        words = tuple(word.strip() for word in self.text(name).split(","))
        if words == ("none",):
            return ()
        for word in words:
            if word not in allowed:
                raise self.refuse(f"says {name}: {word}; allowed are {', '.join((*allowed, 'none'))}.")
        return words

    def day(self, name: str) -> date:
        """Return a field that must be a calendar day, written YYYY-MM-DD."""
        value = self.fields.get(name)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(f"has no '{name}' day in its front matter; write it as YYYY-MM-DD.")
        return value

    def count(self, name: str, low: int, high: int) -> int:
        """Return a field that must be a whole number from low to high."""
        value = self.fields.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.refuse(f"needs '{name}', a whole number from {low} to {high}.")
        return value

    def optional_count(self, name: str, high: int) -> int | None:
        """Return a whole number from 1 to high, or None when the field is left out."""
        return None if self.fields.get(name) is None else self.count(name, 1, high)

    def flag(self, name: str) -> bool:
        """Return a field that must be true or false."""
        value = self.fields.get(name)
        if not isinstance(value, bool):
            raise self.refuse(f"needs '{name}', true or false.")
        return value

    def lines(self, name: str) -> tuple[str, ...]:
        """Return a field that must be a list of lines of text; left out means none."""
        value = self.fields.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(line, str) and line.strip() for line in value):
            raise self.refuse(f"needs '{name}' as a list of lines of text.")
        return tuple(line.strip() for line in value)

    def items(self, name: str) -> tuple["Front", ...]:
        """Return a field that must be a list of small groups of fields (such as sources); left out means none."""
        value = self.fields.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.refuse(f"needs '{name}' as a list of items with named fields.")
        return tuple(
            Front(f"{self.file} ({name}, item {place})", item) for place, item in enumerate(value, 1)
        )


def read_file(path: Path) -> tuple[Front, str]:
    """Return the front matter and the checked Markdown of one file; raises ArticleRefused."""
    try:
        head, body = frontmatter.parse(path.read_text(encoding="utf-8"), handler=YAMLHandler())
    except OSError:
        raise ArticleRefused(f"{path.name} cannot be read; check that the app may open it.") from None
    except UnicodeDecodeError:
        raise ArticleRefused(f"{path.name} is not a text file in UTF-8.") from None
    except (YAMLError, ValueError):
        raise ArticleRefused(
            f"{path.name} has front matter that is not valid YAML; put quotes round text with a colon in it."
        ) from None
    if not head:
        raise ArticleRefused(
            f"{path.name} has no front matter; it must start with a block between two --- lines."
        )
    reason = why_refused(body)
    if reason is not None:
        raise ArticleRefused(f"{path.name} {reason}")
    return Front(path.name, head), body.strip()
