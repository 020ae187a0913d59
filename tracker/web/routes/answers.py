"""Answers over plain HTTP: what the progress page holds, fetched when it changed, with the checks of the page."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from tracker import clock
from tracker.access.fingerprint import record_token
from tracker.access.sessions import ABSOLUTE
from tracker.access.visit import Visit
from tracker.articles.catalogue import article_for_chart, fill
from tracker.articles.drawings import drawing, drawing_alt
from tracker.articles.markdown import as_html
from tracker.charts.plotly.figure import PLOTLY_CONFIG, figure
from tracker.charts.theme import ThemeName
from tracker.domain.period import WRONG_WAY_ROUND, Period, asked_period
from tracker.domain.red_flags import EMERGENCY, RedFlagState
from tracker.errors import AccessRefused, TrackerError
from tracker.installation import installation
from tracker.locales import day_words
from tracker.progress import FIRST, evidence, is_offered
from tracker.record import ClientRecord
from tracker.reports.interactive import BUNDLE
from tracker.web.answers_view import (
    answers_style,
    charts_of,
    first_answers,
    one_answer,
    places_html,
    question_of,
    table_html,
    year_html,
)
from tracker.web.forms import get_route, status_of
from tracker.web.html import render
from tracker.web.middleware.compressed import PLOTLY, SMALLEST_BYTES, takes
from tracker.web.middleware.identity import page_visit, present

SOMEBODY_ELSE = "Somebody else is signed in here now. Please sign in again."
EMERGENCY_STANDS = "An emergency sign stands. Please get help first: the warning signs page says how."
NOT_THERE = "There is no such answer."


class Refused(Exception):
    """An answer that is not given: the status and the sentence that say why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True)
class Asked:
    """What a request asks for, once everything is checked: the record, its days and the question, if any."""

    record: ClientRecord
    flags: RedFlagState
    period: Period
    unit: str
    question: str
    chart_id: str


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [
        get_route("/progress/answers", _checked(_answers)),
        get_route("/progress/figures", _checked(_figures)),
        get_route("/progress/table", _checked(_table)),
        get_route("/progress/article", _checked(_article)),
        get_route("/progress/year", _checked(_year)),
        get_route("/progress/places", _checked(_places)),
        get_route("/progress/style", _style),
        Mount(PLOTLY.rstrip("/"), StaticFiles(directory=BUNDLE.parent)),
    ]


def _checked(answer: Callable[[Asked, Request], Response]) -> Callable[[Request], Response]:
    def answered(request: Request) -> Response:
        try:
            return packed(answer(_asked(request), request), request)
        except Refused as refused:
            return PlainTextResponse(refused.sentence, refused.status)
        except TrackerError as refused:
            return PlainTextResponse(refused.sentence, status_of(refused))

    return answered


def _style(request: Request) -> Response:
    return packed(Response(answers_style(), media_type="text/css"), request)


def packed(answer: Response, request: Request) -> Response:
    """Return an answer compressed, if the browser takes it so and it is worth it."""
    # Paths and rows repeat themselves: a fifth to a twentieth is left. No secret of ours is in them to be guessed at.
    if takes(request.headers.get("accept-encoding", ""), "gzip") and len(answer.body) > SMALLEST_BYTES:
        answer.body = gzip.compress(answer.body, 5, mtime=0)
        answer.headers["content-encoding"] = "gzip"
        answer.headers["content-length"] = str(len(answer.body))
    answer.headers.append("vary", "accept-encoding")
    return answer


def _asked(request: Request) -> Asked:
    query = request.query_params
    asking = _visit(request, query.get("share"))
    record, flags = asking.record, asking.flags
    if query.get("of", record_token(record, asking.identity)) != record_token(record, asking.identity):
        raise Refused(401, SOMEBODY_ELSE)
    # Care comes before charts; who reads a shared record is told of the sign above them.
    if flags.tier == EMERGENCY and not record.is_read_only:
        raise Refused(403, EMERGENCY_STANDS)
    chart_id = query.get("chart", "")
    question = query.get("question") or question_of(chart_id)
    if (question or chart_id) and not is_offered(record, question):
        raise Refused(404, NOT_THERE)
    period = asked_period(query, clock.today(), record.entries.first_day())
    if period is None:
        raise Refused(422, WRONG_WAY_ROUND)
    # Unless the page that fetches this, or an earlier fetch, has done so.
    if record.is_read_only and not asking.has_noted_look(within=ABSOLUTE):
        asking.note_look()
    return Asked(
        record=record,
        flags=flags,
        period=period,
        unit=asking.profile.unit,
        question=question,
        chart_id=chart_id,
    )


def _visit(request: Request, share_id: str | None) -> Visit:
    if installation().settings.is_practice and present(request).shown is None:
        raise Refused(401, "Please sign in.")
    asking = page_visit(request, share_id)
    if asking.needs_consent:
        raise AccessRefused
    if not asking.has_record:
        raise Refused(404, "Choose a client first.")
    return asking


def _answers(query: Asked, _request: Request) -> Response:
    if query.question in FIRST:
        raise Refused(404, NOT_THERE)
    if query.question:
        answers = one_answer(query.record, query.period, query.unit, query.question)
    else:
        answers = first_answers(query.record, query.period, query.unit)
    return HTMLResponse(render("answers.html", answers=answers, is_own=not query.record.is_read_only))


def _figures(query: Asked, request: Request) -> Response:
    theme: ThemeName = "dark" if request.query_params.get("theme") == "dark" else "light"
    questions = (
        [query.question]
        if query.question
        else [question for question in FIRST if is_offered(query.record, question)]
    )
    figures = {
        chart.chart_id: figure(chart, theme).to_dict()
        for chart in charts_of(evidence(query.record, query.period, query.unit), questions)
        if query.chart_id in ("", chart.chart_id)
    }
    return Response(
        json.dumps({"config": PLOTLY_CONFIG, "figures": figures}, separators=(",", ":")),
        media_type="application/json",
    )


def _table(query: Asked, _request: Request) -> Response:
    charts = charts_of(
        evidence(query.record, query.period, query.unit), [query.question] if query.question else []
    )
    chart = next((drawn_chart for drawn_chart in charts if drawn_chart.chart_id == query.chart_id), None)
    if chart is None:
        raise Refused(404, NOT_THERE)
    return HTMLResponse(table_html(chart.title, chart.table, leads_to_days=not query.record.is_read_only))


def _year(query: Asked, _request: Request) -> Response:
    if query.record.is_read_only:
        raise Refused(404, NOT_THERE)
    return HTMLResponse(year_html(query.record))


def _places(query: Asked, _request: Request) -> Response:
    html = places_html(query.record, query.period)
    if not html:
        raise Refused(404, NOT_THERE)
    return HTMLResponse(html)


def _article(query: Asked, _request: Request) -> Response:
    settings = installation().settings
    article = article_for_chart(query.chart_id, settings.articles_folder)
    if article is None:
        raise Refused(404, "There is no such article.")
    booking_url = None if query.flags.present else settings.booking_url or None
    html = render(
        "answer_article.html",
        drawings=[(drawing(name), drawing_alt(name)) for name in article.drawings],
        body=as_html(fill(article.body, settings.emergency_number, booking_url)),
        claims=article.claims,
        sources=article.sources,
        reviewed=day_words(article.reviewed),
    )
    return HTMLResponse(html)
