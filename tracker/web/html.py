"""Plain HTML pages from templates; whatever a person wrote is escaped."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
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


# What was chosen in Account, kept by the browser: light or dark, and the size of type.
LOOKS = {"theme": ("Light", "Dark"), "text": ("large", "largest")}
_chosen: ContextVar[Mapping[str, str]] = ContextVar("look", default={})  # noqa: B039  never changed


def use_look(cookies: Mapping[str, str]) -> None:
    """Fill the pages of this request in the look that its browser keeps; anything else in a cookie is ignored."""
    _chosen.set(cookies)


def look() -> Markup:
    """Return the attributes of a page's first tag that say how it was chosen to look."""
    chosen = _chosen.get()
    attributes = (
        f' data-{name}="{chosen[name]}"' for name, looks in LOOKS.items() if chosen.get(name) in looks
    )
    return Markup("".join(attributes))  # noqa: S704  one of our own words


_ENVIRONMENT.globals["look"] = look


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page: a template filled with values."""
    return HTMLResponse(render(template, **values), status)


def render(template: str, **values: object) -> str:
    """Return a template filled with values."""
    return _ENVIRONMENT.get_template(template).render(values)
