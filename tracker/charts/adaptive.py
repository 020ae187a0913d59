"""Charts that follow a page between light and dark: an SVG whose colours are the page's variables."""

from tracker.charts.theme import DARK, LIGHT, Theme


def adaptive(svg: str) -> str:
    """Return a light chart's SVG with colours that follow the page, light or dark."""
    for light in colours():
        svg = svg.replace(light, f"var(--c{light[1:]})")
    return svg


def colours() -> dict[str, str]:
    """Return each colour of the light theme with its counterpart in the dark one."""
    return dict(zip(_all_colours(LIGHT), _all_colours(DARK), strict=True))


def _all_colours(theme: Theme) -> list[str]:
    plain = [theme.surface, theme.ink, theme.muted, theme.line, theme.shade]
    return [*plain, *(look.colour for look in (*theme.looks.values(), *theme.reach_looks))]
