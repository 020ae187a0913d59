"""Plain HTML pages from templates; whatever a person wrote is escaped."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

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


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page: a template filled with values."""
    return HTMLResponse(filled(template, **values), status)


def filled(template: str, **values: object) -> str:
    """Return a template filled with values."""
    return _ENVIRONMENT.get_template(template).render(values)
