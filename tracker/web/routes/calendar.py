"""The calendar feed: a secret address that a phone's calendar asks for by itself."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from tracker.access.calendar_feed import feed
from tracker.errors import FeedGone
from tracker.exchange.calendar import MEDIA_TYPE
from tracker.installation import installation
from tracker.web.forms import get_route
from tracker.web.html import page


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [get_route("/calendar/{token}.ics", _feed)]


def _feed(request: Request) -> Response:
    try:
        service = installation()
        token = request.path_params["token"]
        return Response(
            feed(service.store, token, service.settings.practice_time_zone), media_type=MEDIA_TYPE
        )
    except FeedGone as ended:
        return page("sentence.html", 404, title="This address does not work", sentence=ended.sentence)
