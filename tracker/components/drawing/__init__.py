"""The drawing: an SVG picture or chart of ours, in the colours of the page's theme."""

from tracker.articles.drawings import THEMES
from tracker.components.widget import widget

_mount = widget("drawing")


def drawing(svg: str, *, alt: str, key: str, max_width_px: int = 520) -> None:
    """Show SVG text that this package made, as wide as its place but at most `max_width_px`.

    Its colours are custom properties such as var(--drawing-ink): they follow the theme, light or dark,
    and change with it. `alt` says in words what the picture shows. Scripts, event attributes, foreign
    objects and links are dropped; still, never pass text that a person typed as `svg`.
    """
    _mount(
        key=key,
        width="stretch",
        data={"svg": svg, "alt": alt, "max_width_px": max_width_px, "themes": THEMES},
    )
