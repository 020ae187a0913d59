"""The articles a client can read, shipped with the app or written by the practice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tracker.articles.drawings import drawing_names
from tracker.articles.evidence import MARKS, Claim, Source, claims_in, sources_in
from tracker.articles.front_matter import ArticleRefused, Front, read_file
from tracker.progress import CHARTS

__all__ = [
    "KINDS",
    "MARKS",
    "Article",
    "ArticleRefused",
    "Claim",
    "Source",
    "article",
    "article_for_chart",
    "articles",
    "fill",
    "refused_articles",
]

KINDS = ("explanation", "how-to")

_READING_ORDER = (
    "what-are-hamstrings",
    "how-hamstrings-tighten",
    "where-is-the-sciatic-nerve",
    "what-causes-sciatica",
    "how-people-recover",
    "when-to-get-help",
    "how-to-rate-pain",
    "what-i-can-do-again",
    "how-to-sit-and-reach",
    "what-the-thresholds-mean",
    "what-about-medicines",
    "why-a-coin",
)
# A convention of this tracker: evidence on sciatica moves about this fast (the review of 2026 found changes from 2023 on).
REVIEW_AFTER_DAYS = 548
_TEXTS = Path(__file__).parent / "texts"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Article:
    """One article; `body` is Markdown with the placeholders that `fill` replaces, `charts` are those it explains."""

    slug: str
    title: str
    question: str
    kind: str
    charts: tuple[str, ...]
    reviewed: date
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    body: str
    drawings: tuple[str, ...]

    def needs_review(self, today: date) -> bool:
        """Return whether somebody last compared the article with the evidence more than 18 months ago."""
        return (today - self.reviewed).days > REVIEW_AFTER_DAYS


def articles(folder: Path | None = None) -> tuple[Article, ...]:
    """Return all articles in reading order.

    A practice's own `folder` replaces shipped articles file name by file name and adds the rest at the
    end, by name. Files that cannot be shown are left out here and explained by `refused_articles`.
    """
    chosen = {shipped.slug: shipped for shipped in _shipped()}
    for outcome in _practice_files(folder):
        if isinstance(outcome, Article):
            chosen[outcome.slug] = outcome
    return tuple(chosen.values())


def article(slug: str, folder: Path | None = None) -> Article | None:
    """Return the article with this slug, the practice's own before the shipped one; None when there is none."""
    return next((article for article in articles(folder) if article.slug == slug), None)


def article_for_chart(chart_id: str, folder: Path | None = None) -> Article | None:
    """Return the first article that explains this chart; None when no article does."""
    return next((article for article in articles(folder) if chart_id in article.charts), None)


def refused_articles(folder: Path | None) -> tuple[str, ...]:
    """Return one sentence for each file of the practice's folder that cannot be shown."""
    return tuple(
        outcome.sentence for outcome in _practice_files(folder) if isinstance(outcome, ArticleRefused)
    )


def fill(article_body: str, emergency_number: str, booking_url: str | None = None) -> str:
    """Return the body with its placeholders filled; paragraphs about booking go when there is nowhere to book."""
    paragraphs = re.split(r"\n\s*\n", article_body)
    if not booking_url:
        paragraphs = [text for text in paragraphs if "{booking_url}" not in text]
    filled = "\n\n".join(paragraphs).replace("{emergency_number}", emergency_number)
    return filled.replace("{booking_url}", _as_link_target(booking_url or ""))


def _as_link_target(url: str) -> str:
    # A bracket or space inside a Markdown link would end it early.
    for mark, code in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E")):
        url = url.replace(mark, code)
    return url


@cache
def _shipped() -> tuple[Article, ...]:
    return tuple(_read(_TEXTS / f"{slug}.md") for slug in _READING_ORDER)


def _practice_files(folder: Path | None) -> Iterator[Article | ArticleRefused]:
    if folder is None:
        return
    if not folder.is_dir():
        yield ArticleRefused(
            f"The articles folder {folder} is not there; only the shipped articles are shown."
        )
        return
    for path in sorted(folder.glob("*.md")):
        try:
            yield _read(path)
        except ArticleRefused as refused:
            yield refused


def _read(path: Path) -> Article:
    if not _SLUG.fullmatch(path.stem):
        raise ArticleRefused(
            f"{path.name} must be named in small letters, digits and hyphens (my-article.md)."
        )
    front, body = read_file(path)
    if not body:
        raise front.refuse("has no text below its front matter.")
    sources = sources_in(front)
    return Article(
        slug=path.stem,
        title=front.text("title"),
        question=front.text("question"),
        kind=front.choice("kind", KINDS),
        charts=front.optional_choices("chart", CHARTS),
        reviewed=front.day("reviewed"),
        sources=sources,
        claims=claims_in(front, sources),
        body=body,
        drawings=_drawings(front),
    )


def _drawings(front: Front) -> tuple[str, ...]:
    known_drawings = drawing_names()
    names = front.lines("drawings")
    for name in names:
        if name not in known_drawings:
            raise front.refuse(f"names the drawing '{name}'; ours are {', '.join(known_drawings)}.")
    return names
