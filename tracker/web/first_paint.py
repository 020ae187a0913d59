"""What the progress page shows at once: a person's own answers and charts, in the page's first HTML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request

from tracker import clock
from tracker.access.reach import record_of
from tracker.charts.adaptive import adaptive, colours
from tracker.charts.chart import Chart
from tracker.charts.svg import fitting_height, render_svg
from tracker.domain.limits import EARLIEST_DAY
from tracker.domain.period import RANGES, Period, named_range, usual_range
from tracker.domain.red_flags import EMERGENCY
from tracker.errors import TrackerError
from tracker.installation import installation
from tracker.places import shown_to
from tracker.progress import Progress, progress
from tracker.record import ClientRecord, personal_profile, personal_record
from tracker.web.html import filled
from tracker.web.identity import present
from tracker.web.logs import logged
from tracker.web.quick_form import use_zone_of

RANGE_NAMES = {"2w": "2 weeks", "3m": "3 months", "1y": "1 year", "all": "All", "own": "Dates"}
# As the page itself draws them when it takes over.
WIDE, PHONE = 720, 360


@dataclass(frozen=True)
class Section:
    """One question: its title, what is said of it, and its charts as SVG with the note under each."""

    title: str
    sentences: tuple[str, ...]
    charts: tuple[tuple[str, str], ...]


def first_paint(request: Request) -> str:
    """Return the HTML of what the page will show; empty when it is for the page itself to say.

    That is so without entries, with an emergency sign (care comes before charts), for a record shared by
    somebody else, and when anything fails: then the page appears as it always did.
    """
    try:
        return _drawn(request)
    except TrackerError:
        return ""
    except Exception as error:  # noqa: BLE001  a first look must never stand in the way of the page
        logged(error)
        return ""


def _drawn(request: Request) -> str:
    use_zone_of(request, {})
    record = _own_record(request)
    if record is None:
        return ""
    flags, today = record.red_flags(), clock.today()
    period = period_of(request.query_params, today, record.first_day())
    if flags.tier == EMERGENCY or period is None:
        return ""
    profile = record.profile() if installation().settings.is_practice else personal_profile(record)
    shown = progress(record, period, profile.unit)
    if not shown.has_entries:
        return ""
    is_phone = "Mobi" in request.headers.get("user-agent", "")
    asked = request.query_params.get("range", "")
    return filled(
        "first_paint.html",
        places=shown_to("client", has_record=True, is_read_only=False),
        colours=colours(),
        is_demo=installation().settings.is_demo,
        tier=flags.tier or "",
        is_due=flags.is_due(today),
        is_first=flags.asked_on is None,
        as_of=period.last if period.last != today else None,
        sentences=shown.sentences,
        sections=tuple(_sections(shown, is_phone=is_phone)),
        ranges=RANGE_NAMES,
        chosen=asked if asked in RANGES else usual_range(today, record.first_day()),
    )


def _own_record(request: Request) -> ClientRecord | None:
    here = installation()
    if "share" in request.query_params:
        return None
    if not here.settings.is_practice:
        return personal_record(here.store)
    who = present(request).account
    return None if who is None else record_of(here.store, who)


def period_of(asked: Mapping[str, str], today: date, first_day: date | None) -> Period | None:
    """Return the period that the page's address asks for; None when only the page can say what is wrong with it."""
    said = asked.get("range")
    name = said if said in RANGES else usual_range(today, first_day)
    if name != "own":
        return named_range(name, today, first_day)
    usual = named_range("3m", today, None)
    first, last = _day(asked.get("from"), usual.first), _day(asked.get("to"), usual.last)
    return Period(min(first, today), min(last, today)) if first <= last else None


def _day(said: str | None, usual: date) -> date:
    try:
        day = date.fromisoformat(said or "")
    except ValueError:
        return usual
    return day if day >= EARLIEST_DAY else usual


def _sections(shown: Progress, *, is_phone: bool) -> Iterator[Section]:
    said = " ".join(shown.sentences)
    for found in shown.answers:
        sentences = tuple(one for one in (found.sentence, *found.items) if one and one != said)
        charts = tuple(
            (_svg(chart, PHONE if is_phone else WIDE), chart.note)
            for chart in found.charts
            if not chart.is_empty
        )
        if sentences or charts:
            yield Section(found.title, sentences, charts)


def _svg(chart: Chart, width: int) -> str:
    return adaptive(render_svg(chart, "light", width, fitting_height(chart, width)))
