"""Where it hurts as a picture: the first 14 days of marking hatched, the last 14 filled, on one figure."""

from collections.abc import Iterator

from tracker.analysis.pain_places import WINDOW_DAYS, MarkedDays, PlacesThenAndNow
from tracker.charts.chart import Cell, Table
from tracker.charts.svg import shapes as draw
from tracker.charts.svg.body import HEIGHT, WIDTH, figure, shape_of_place
from tracker.charts.theme import FONT, PAGE, Theme
from tracker.domain.description import capitalise_first
from tracker.domain.pain_place import FROM_BEHIND, SADDLE, VIEWS, BodyPlace

TITLE = "Where it hurts"
# Letters of this size are 11 px on the narrowest phone.
LETTER, LINE = 22, 28
HATCH, FIGURE = "then-hatch", "body-figure"
TOP = 44
ARROW = "\u2192"


def places_table(result: PlacesThenAndNow) -> Table:
    """Return the places with the days on which each was marked, of those on which any was."""
    first, last = result.first, result.last
    columns = (
        "Place",
        *([f"First {WINDOW_DAYS} days"] if first else []),
        f"Last {WINDOW_DAYS} days",
        "Kinds lately",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            capitalise_first(place.words),
            *([_of_days(place, first)] if first else []),
            _of_days(place, last),
            ", ".join(last.kinds.get(place.name, ())),
        )
        for place in result.places
    ]
    return Table(columns, tuple(rows))


def places_picture(result: PlacesThenAndNow) -> str:
    """Return the figure as HTML in a frame that names it to who cannot see; nothing without a place."""
    if not result.places:
        return ""
    words = " ".join(result.sentences)
    return f'<div class="body-picture" role="img" aria-label="{draw.attribute(words)}">{places_svg(result)}</div>'


def places_svg(result: PlacesThenAndNow, theme: Theme = PAGE) -> str:
    """Return the figure as SVG, from behind and in front: a place's days stand beside it, first and last."""
    height = TOP + HEIGHT + len(_legend(result)) * LINE + 12
    body = "".join(
        (
            _defined(theme),
            *(_view(result, view, number * WIDTH, theme) for number, view in enumerate(VIEWS)),
            *_legend_drawn(result, theme),
        )
    )
    # A page's style says how large it is and in which letters; a file says so itself.
    size = f' width="{2 * WIDTH}" height="{height}" font-family="{FONT}"'
    more = ' aria-hidden="true"' if theme is PAGE else size
    return f'<svg xmlns="http://www.w3.org/2000/svg"{more} viewBox="0 0 {2 * WIDTH} {height}" fill="none">{body}</svg>'


def _of_days(place: BodyPlace, marked: MarkedDays) -> str:
    return f"{marked.by_place.get(place.name, 0)} of {marked.days}"


def _defined(theme: Theme) -> str:
    """Return what is drawn twice, once: the hatching and the outline."""
    return (
        f'<defs><g id="{FIGURE}" fill="{theme.line}">{figure()}</g>'
        f'<pattern id="{HATCH}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0V8" stroke="{theme.ink}" stroke-width="3"/></pattern></defs>'
    )


def _view(result: PlacesThenAndNow, view: str, left: int, theme: Theme) -> str:
    is_behind = view == FROM_BEHIND
    sides = ("left", "right") if is_behind else ("right", "left")
    middle = WIDTH / 2
    pieces = [
        draw.text((middle, -12), capitalise_first(view), theme.ink, LETTER, "middle", bold=True),
        f'<use href="#{FIGURE}"/>',
        draw.text((38, 60), sides[0], theme.muted, LETTER, "middle"),
        draw.text((WIDTH - 38, 60), sides[1], theme.muted, LETTER, "middle"),
    ]
    # What lies between the legs is drawn once, where it can be seen.
    shown = [
        place for place in result.places if place.view == view or (place.name == SADDLE and not is_behind)
    ]
    pieces += [_place(result, place, theme) for place in shown]
    pieces += [_days(result, place, theme) for place in shown]
    return f'<g transform="translate({left} {TOP})">{"".join(pieces)}</g>'


def _place(result: PlacesThenAndNow, place: BodyPlace, theme: Theme) -> str:
    path = shape_of_place(place).path
    return "".join(_look(path, theme, is_then=_is_then(result, place), is_now=result.last.is_marked(place)))


def _look(path: str, theme: Theme, *, is_then: bool, is_now: bool) -> Iterator[str]:
    accent = theme.look("recent").colour
    yield f'<path d="{path}" fill="{theme.surface}"/>'
    if is_now:
        yield f'<path d="{path}" fill="{accent}" fill-opacity=".55" stroke="{accent}" stroke-width="4"/>'
    if is_then:
        dash = "" if is_now else ' stroke-dasharray="7 5"'
        yield f'<path d="{path}" fill="url(#{HATCH})" stroke="{theme.ink}" stroke-width="2"{dash}/>'


def _is_then(result: PlacesThenAndNow, place: BodyPlace) -> bool:
    return result.first is not None and result.first.is_marked(place)


def _days(result: PlacesThenAndNow, place: BodyPlace, theme: Theme) -> str:
    """Return a place's days, beside the figure where the place lies in one half of it."""
    across, down = shape_of_place(place).centre
    words = str(result.last.by_place.get(place.name, 0))
    if result.first is not None:
        words = f"{result.first.by_place.get(place.name, 0)}{ARROW}{words}"
    at, anchor = float(across), "middle"
    if place.name == SADDLE:
        down -= 26
    elif place.side:
        at, anchor = (74.0, "end") if across < WIDTH / 2 else (WIDTH - 74.0, "start")
    return draw.text((at, down + LETTER * 0.36), words, theme.ink, LETTER, anchor, theme.surface, bold=True)


def _legend(result: PlacesThenAndNow) -> list[tuple[bool | None, str]]:
    """Return the lines below the figure, each with whether it is of the first days; None for how to read a number."""
    last = result.last
    now: tuple[bool | None, str] = (False, f"last {WINDOW_DAYS} days: {last.days} with a mark")
    if result.first is None:
        return [now]
    then: tuple[bool | None, str] = (True, f"first {WINDOW_DAYS} days: {result.first.days} with a mark")
    return [then, now, (None, "beside a place: its days then, its days lately")]


def _legend_drawn(result: PlacesThenAndNow, theme: Theme) -> Iterator[str]:
    for number, (is_then, words) in enumerate(_legend(result)):
        top = TOP + HEIGHT + number * LINE + 6
        if is_then is not None:
            yield from _look(f"M4 {top}H34V{top + 18}H4Z", theme, is_then=is_then, is_now=not is_then)
        yield draw.text((4 if is_then is None else 44, top + 17), words, theme.ink, LETTER)
