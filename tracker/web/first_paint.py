"""What a page shows at once, in its first HTML: the answers of progress, the form of the check-in."""

from collections.abc import Callable

from starlette.requests import Request

from tracker.access.fingerprint import answers_query, fingerprint
from tracker.access.visit import Visit
from tracker.domain.client import Role
from tracker.domain.period import RANGE_NAMES, asked_period, asked_range
from tracker.domain.red_flags import EMERGENCY, put_off_on
from tracker.errors import TrackerError
from tracker.installation import installation
from tracker.places import shown_to
from tracker.progress import MORE
from tracker.web.answers_view import answers_style, first_answers, one_answer
from tracker.web.html import render
from tracker.web.logs import logged
from tracker.web.middleware.identity import own_visit
from tracker.web.quick_form import empty_fields
from tracker.web.routes.quick import form_values

# The fonts of Progress by their names there: the app's, which come later, would move its words.
FONTS = {
    "First-text": "/assets/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "First-heading": "/assets/fonts/literata-latin-wght-normal.woff2",
}


def first_paint(request: Request) -> str:
    """Return the HTML of what the page will show; empty when it is for the page itself to say.

    That is so for a record shared by somebody else, on other pages, and when anything fails: then the page appears
    as it always did. Progress is left to itself without entries, and with an emergency sign: care comes before charts.
    """
    draw = DRAW.get(request.url.path)
    # A record shared by somebody else is for the page itself to show.
    if draw is None or "share" in request.query_params:
        return ""
    try:
        own = own_visit(request)
        return draw(request, own) if own.has_record else ""
    except TrackerError:
        return ""
    except Exception as error:  # noqa: BLE001  a first look must never stand in the way of the page
        logged(error)
        return ""


def _check_in(request: Request, own: Visit) -> str:
    flags = own.flags
    return render(
        "first_check_in.html",
        **_frame("check-in"),
        **form_values(own.record, flags, empty_fields(), request.cookies),
        flags=flags,
        is_stopped=flags.tier == EMERGENCY,
    )


def _frame(path: str) -> dict[str, object]:
    return {"places": shown_to(Role.CLIENT, has_record=True, is_read_only=False), "path": path}


def _progress(request: Request, own: Visit) -> str:
    record, flags, today = own.record, own.flags, own.today
    first_day = record.entries.first_day()
    period = asked_period(request.query_params, today, first_day)
    if flags.tier == EMERGENCY or period is None or first_day is None:
        return ""
    # Before the answers, so that a change in between is seen as one.
    mark = fingerprint(record, own.identity, flags.tier, today)
    chosen = asked_range(request.query_params, today, first_day)
    question = request.query_params.get("question", "")
    return render(
        "first_progress.html",
        **_frame("progress"),
        style=answers_style(),
        fonts=FONTS,
        is_demo=installation().settings.is_demo,
        tier=flags.tier or "",
        is_due=flags.is_due(today) and put_off_on(request.cookies) != today,
        is_first=flags.asked_on is None,
        answers=first_answers(record, period, own.profile.unit),
        query=answers_query(record, own.identity, chosen, period),
        mark=mark,
        questions={name: more.short_name for name, more in MORE.items()},
        question=question,
        asked=one_answer(record, period, own.profile.unit, question) if question in MORE else None,
        ranges=RANGE_NAMES,
        chosen=chosen,
    )


DRAW: dict[str, Callable[[Request, Visit], str]] = {"/check-in": _check_in, "/progress": _progress}
