"""What the progress page shows at once: a person's own answers and charts, in the page's first HTML."""

from starlette.requests import Request

from tracker import clock
from tracker.access.fingerprint import answers_query, fingerprint
from tracker.domain.period import RANGE_NAMES, asked_period, asked_range
from tracker.domain.red_flags import EMERGENCY
from tracker.errors import TrackerError
from tracker.installation import installation
from tracker.places import shown_to
from tracker.progress import MORE_NAMES
from tracker.record import personal_profile
from tracker.web.answers_view import answers_style, first_answers, one_answer
from tracker.web.html import filled
from tracker.web.identity import present
from tracker.web.logs import logged
from tracker.web.quick import own_record
from tracker.web.quick_form import use_zone_of


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
    # A record shared by somebody else is for the page itself to show.
    record = None if "share" in request.query_params else own_record(request)
    if record is None:
        return ""
    flags, today, first_day = record.red_flags(), clock.today(), record.first_day()
    period = asked_period(request.query_params, today, first_day)
    if flags.tier == EMERGENCY or period is None or first_day is None:
        return ""
    identity = present(request).account
    # Before the answers, so that a change in between is seen as one.
    mark = fingerprint(record, identity, flags.tier, today)
    profile = record.profile() if identity else personal_profile(record)
    chosen = asked_range(request.query_params, today, first_day)
    question = request.query_params.get("question", "")
    return filled(
        "first_paint.html",
        style=answers_style(),
        places=shown_to("client", has_record=True, is_read_only=False),
        is_demo=installation().settings.is_demo,
        tier=flags.tier or "",
        is_due=flags.is_due(today),
        is_first=flags.asked_on is None,
        answers=first_answers(record, period, profile.unit),
        query=answers_query(record, identity, chosen, period),
        mark=mark,
        questions=MORE_NAMES,
        question=question,
        asked=one_answer(record, period, profile.unit, question) if question in MORE_NAMES else None,
        ranges=RANGE_NAMES,
        chosen=chosen,
    )
