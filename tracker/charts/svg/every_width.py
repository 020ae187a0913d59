"""One chart for every width of a page: drawn in a few sizes, of which the page's style shows the one that fits."""

from functools import cache
from itertools import pairwise
from math import ceil

from tracker.charts.chart import Chart
from tracker.charts.svg.picture import fitting_height, render_svg, text_size
from tracker.charts.svg.shapes import attribute
from tracker.charts.theme import COLOURS

# Widths in px: the card of a phone of 320 px and of one of 390 px, a tablet's, a desktop's.
WIDTHS = (264, 328, 420, 700)
LEAST_LETTER_PX = 11


def at_every_width(chart: Chart, widths: tuple[int, ...] = WIDTHS) -> str:
    """Return the chart as HTML: drawings of these widths in a frame that names it to who cannot see; nothing when empty.

    A single drawing may be wider than its place: keys can move it there.
    """
    if chart.is_empty:
        return ""
    drawings = (
        render_svg(chart, "page", width, fitting_height(chart, width)).replace(
            "<svg", f'<svg class="d{number}"', 1
        )
        for number, width in enumerate(widths)
    )
    return (
        f'<div class="plot"{" tabindex=0" * (len(widths) == 1)} data-chart="{attribute(chart.chart_id)}" role="img" '
        f'aria-label="{attribute(chart.alternative_text)}">{"".join(drawings)}</div>'
    )


@cache
def drawing_style(widths: tuple[int, ...] = WIDTHS) -> str:
    """Return the style that a page with drawings of these widths needs: their colours, and which of them shows.

    A drawing grows with its place until the next one fits there with letters of 11 px. A browser too old to ask how
    wide a place is shows the smallest, and one that cannot tell light from dark the light colours.
    """
    light = "".join(f"--c-{name}:{light};" for name, (light, _) in COLOURS.items())
    both = "".join(f"--c-{name}:light-dark({light},{dark});" for name, (light, dark) in COLOURS.items())
    steps = "".join(
        f"@container (min-width:{ceil(width * LEAST_LETTER_PX / text_size(width))}px)"
        f"{{.plot>.d{before}{{display:none}}.plot>.d{number}{{display:block}}}}"
        for (before, _), (number, width) in pairwise(enumerate(widths))
    )
    return (
        f":root{{{light}}}@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}"
        ".plot{container-type:inline-size}.plot>svg{display:none;fill:none;width:100%;height:auto}.plot>.d0{display:block}"
        + steps
        + ".body-picture>svg{display:block;width:100%;max-width:26rem;height:auto;margin:auto}"
    )
