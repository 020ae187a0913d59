"""Plain HTML pages from templates; whatever a person wrote is escaped."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse

from tracker.domain import safety_words

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def emphasised(sentence: str) -> Markup:
    """Return a sentence of ours as HTML: words between two pairs of asterisks stand out."""
    return Markup(re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", str(escape(sentence))))  # noqa: S704  escaped above


_ENVIRONMENT.filters["emphasised"] = emphasised
_ENVIRONMENT.globals["safety"] = safety_words


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page: a template filled with values."""
    return HTMLResponse(filled(template, **values), status)


def filled(template: str, **values: object) -> str:
    """Return a template filled with values."""
    return _ENVIRONMENT.get_template(template).render(values)
