"""How well a statement is carried by research, and where that can be looked up."""

from dataclasses import dataclass

from tracker.articles.front_matter import Front

MARKS = ("well supported", "partly supported", "weak or mixed", "practice view")


@dataclass(frozen=True)
class Source:
    """Where a claim can be looked up; `link` is None for a source that is not online."""

    label: str
    link: str | None


@dataclass(frozen=True)
class Claim:
    """One statement, how well research carries it (one of MARKS), and the source that says so."""

    text: str
    mark: str
    source_label: str


def sources_in(front: Front) -> tuple[Source, ...]:
    """Return the sources a file names, at least one; raises ArticleRefused."""
    sources = tuple(Source(item.text("label"), item.optional_text("link")) for item in front.items("sources"))
    if not sources:
        raise front.refuse("names no sources; it must name at least one.")
    for source in sources:
        if source.link is not None and not source.link.startswith("https://"):
            raise front.refuse(f"gives {source.link} as a source's link; it must start with https://.")
    return sources


def claims_in(front: Front, sources: tuple[Source, ...]) -> tuple[Claim, ...]:
    """Return the marked claims a file makes, each resting on one of its sources; raises ArticleRefused."""
    labels = {source.label for source in sources}
    claims = []
    for item in front.items("claims"):
        claim = Claim(item.text("text"), item.choice("mark", MARKS), item.text("source"))
        if claim.source_label not in labels:
            raise item.refuse(f"rests on '{claim.source_label}', which is not among the sources of the file.")
        claims.append(claim)
    return tuple(claims)
