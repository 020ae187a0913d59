"""Which Markdown an article may hold (no HTML, no images, links by https: only), and its HTML."""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Braces are percent-encoded by the parser, so this is `{booking_url}` as the target of a link.
_BOOKING_LINK = "%7Bbooking_url%7D"
# Some renderers turn a bare address into a link, so text is checked as well.
_BARE_ADDRESS = re.compile(r"\b([a-z][a-z0-9+.-]{0,20})://", re.IGNORECASE)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    # The parser would quietly print a javascript: link as text; we want to see it and say so.
    parser.validateLink = lambda url: url != ""  # type: ignore[method-assign]
    return parser


_PARSER = _parser()
_RENDERER = MarkdownIt("commonmark", {"html": False}).enable("table")


def as_html(body: str) -> str:
    """Return Markdown as HTML; tags in it are shown as text, and links elsewhere open beside the page."""
    html: str = _RENDERER.render(body)
    return html.replace('<a href="https://', '<a target="_blank" rel="noopener noreferrer" href="https://')


def why_refused(body: str) -> str | None:
    """Return why this Markdown cannot be shown, as the end of a sentence that names the file; None when it can."""
    for token in _PARSER.parse(body):
        for part in (token, *(token.children or ())):
            reason = _fault(part)
            if reason is not None:
                return reason
    return None


def _fault(token: Token) -> str | None:
    if token.type in ("html_block", "html_inline"):
        return f"holds raw HTML ({_start_of(token.content)}); only Markdown is allowed."
    if token.type == "image":
        return "holds an image; name one of our drawings under 'drawings' in the front matter instead."
    if token.type == "link_open":
        target = str(token.attrs.get("href", ""))
        if not _link_allowed(target):
            return (
                f"links to {_start_of(target)}; only https: links and pages of this app (/learn) are allowed."
            )
    if token.type in ("text", "code_inline"):
        schemes = {match.lower() for match in _BARE_ADDRESS.findall(token.content)}
        if schemes - {"https"}:
            return f"holds an address that starts with {min(schemes - {'https'})}:; only https: is allowed."
    return None


def _link_allowed(target: str) -> bool:
    # `//host` and `/\host` lead to another site although they look like a page of ours.
    page_of_ours = target.startswith("/") and not target.startswith(("//", "/%5C", "/\\"))
    return target.startswith(("https://", "#")) or page_of_ours or target == _BOOKING_LINK


def _start_of(text: str) -> str:
    link_text = " ".join(text.split())
    return link_text if len(link_text) <= 40 else link_text[:39] + "…"
