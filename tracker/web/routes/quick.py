"""The quick check-in: a plain page for slow phones and for places without a network."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from tracker import clock
from tracker.beside_usual import beside_usual
from tracker.domain.check_in import CheckIn
from tracker.domain.description import capitalise_first, describe, moment_in_words
from tracker.domain.fair_try_words import today_words
from tracker.domain.guidance import days_so_far, next_step
from tracker.domain.home_plan import also_planned, checklist_of
from tracker.domain.limits import NOTE_CHARACTERS
from tracker.domain.period import latest_days
from tracker.domain.red_flags import EMERGENCY, RedFlagState, put_off_on
from tracker.domain.safety_words import GET_HELP
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.earlier_flares import TITLE as EARLIER_FLARES
from tracker.earlier_flares import earlier_flares
from tracker.errors import (
    AccessRefused,
    ConsentMissing,
    InvalidEntry,
    NotSaved,
    StaleEdit,
    StoreUnavailable,
    TrackerError,
    UnknownEntry,
)
from tracker.installation import installation
from tracker.record import ClientRecord
from tracker.web.forms import (
    FROM_ANYBODY,
    SAVING,
    Form,
    form_route,
    get_route,
    post_route,
    require_shown_to,
    sentence_in_json,
    status_of,
)
from tracker.web.html import TEMPLATES, page
from tracker.web.middleware.identity import own_visit
from tracker.web.middleware.presentation import zone_in
from tracker.web.quick_form import (
    EXTENTS,
    PADS,
    Fields,
    check_in_of,
    day_values,
    empty_fields,
    fields_of,
    is_ticked,
    names_of_exercises,
)
from tracker.yesterday_too import yesterday_too

# A note of 2,000 characters outside Latin takes twelve bytes for each on its way here.
MOST_BYTES = 65_536
# A network that ends after the page and before its script must not take the queue away with it.
KEPT_OFFLINE = (
    "/assets/after_paint.js",
    "/assets/quick.js",
    "/assets/queue.js",
    "/assets/left_behind.js",
    "/assets/icon.svg",
)
# That have used one browser, and left check-ins waiting in it.
MOST_ACCOUNTS = 20
ALREADY_TAKEN_BACK = "This check-in was saved and taken back before. It stays out of your record."
SOMEBODY_ELSE = (
    "Somebody else is signed in now. This check-in waits until its own account signs in here again."
)
TAKEN_BACK = "Taken back. Your answers are still in the form."
CHANGED = "This check-in was changed somewhere else since you saved it. Look at it in the history."


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [
        form_route("/quick", _show, _take, MOST_BYTES, SAVING),
        get_route("/quick/saved/{entry_id}", _saved),
        post_route("/quick/undo", _undo, SAVING),
        get_route("/quick/who", _who),
        post_route("/quick/gone", _gone, FROM_ANYBODY),
        get_route("/quick/offline", _offline),
        *(get_route(f"{scope}/worker.js", _worker) for scope in ("/quick", "/check-in")),
    ]


def _show(request: Request) -> Response:
    own = own_visit(request)
    if not own.has_record:
        return RedirectResponse("/", 303)
    if own.needs_consent:
        return RedirectResponse("/consent?next=quick", 303)
    return _form(request, own.record, empty_fields(), goes_on="on" in request.query_params)


def _form(
    request: Request,
    record: ClientRecord,
    fields: Fields,
    status: int = 200,
    error: TrackerError | None = None,
    notice: str = "",
    *,
    goes_on: bool = True,
) -> Response:
    flags = record.warning_signs.state()
    if flags.tier == EMERGENCY and not goes_on:
        return page("quick_stop.html", flags=flags, title=GET_HELP, **of_installation())
    values = form_values(record, flags, fields, request.cookies, error, notice)
    return page("quick.html", status, title="Quick check-in", **values)


def form_values(
    record: ClientRecord,
    flags: RedFlagState,
    fields: Fields,
    cookies: Mapping[str, str],
    error: TrackerError | None = None,
    notice: str = "",
) -> dict[str, Any]:
    """Return what check_in_form.html is filled with, on /quick and in the first HTML of /check-in."""
    today = clock.today()
    prescribed = record.home_plan.current()
    plan = checklist_of(prescribed)
    others = {
        exercise_id: name for exercise_id, name in names_of_exercises().items() if exercise_id not in plan
    }
    return of_installation() | {
        "account": record.client_id,
        "fields": fields,
        "is_filled": len(fields) > 1,
        "plan": plan,
        "also_planned": also_planned(prescribed),
        "others": others,
        "is_other_ticked": is_ticked(fields, set(others)),
        "earlier": _earlier(record),
        "fair_try": _todays_part(record, today),
        **day_values(fields, today),
        "tier": flags.tier or "",
        "is_due": flags.is_due(today) and put_off_on(cookies) != today,
        "is_first": flags.asked_on is None,
        "error": error.sentence if error else "",
        "wrong": error.field if isinstance(error, InvalidEntry) else "",
        "said": notice,
        "is_offline": False,
    }


def _earlier(record: ClientRecord) -> str:
    lines = earlier_flares(record)
    return "\n".join((f"{EARLIER_FLARES}:", *lines)) if lines else ""


def _todays_part(record: ClientRecord, today: date) -> str:
    """Return what a running fair try asks today; empty without one."""
    return " ".join(today_words(fair_try, today) for fair_try in record.fair_tries.running())


def of_installation() -> dict[str, Any]:
    """Return what every plain page of the check-in says of where it runs, and what its form offers everybody."""
    settings = installation().settings
    return {
        "number": settings.emergency_number,
        "is_demo": settings.is_demo,
        "pads": PADS,
        "extents": EXTENTS,
        "note_characters": NOTE_CHARACTERS,
    }


def _take(request: Request, form: Form) -> Response:
    is_script = "application/json" in request.headers.get("accept", "")
    own = own_visit(request)
    if not own.has_record:
        return sentence_in_json(403, AccessRefused().sentence) if is_script else RedirectResponse("/", 303)
    record = own.record
    if zone := zone_in(form.get("zone", "")):
        clock.use_zone(zone)
    knows_now = bool(clock.zone_name()) or not own.settings.is_practice
    if is_script:
        return _take_from_script(record, form, knows_now=knows_now)
    require_shown_to(record.client_id, form)
    if own.needs_consent:
        return RedirectResponse("/consent?next=quick", 303)
    fields = {name: value for name, value in form.items() if name not in ("made_at", "account")}
    try:
        added = record.entries.add(check_in_of(fields, knows_now=knows_now))
    except TrackerError as error:
        return _form(request, record, fields, status_of(error), error)
    if added.deleted:
        return _form(request, record, fields | empty_fields(), notice=ALREADY_TAKEN_BACK)
    return RedirectResponse(f"/quick/saved/{added.entry.entry_id}", 303)


def _take_from_script(record: ClientRecord, form: Form, *, knows_now: bool) -> Response:
    # A queue outlives the session it was filled in: only its own account's entries are taken.
    if form.get("account") != record.client_id:
        return sentence_in_json(409, SOMEBODY_ELSE)
    try:
        entry = check_in_of(form, knows_now=knows_now)
        added = record.entries.add(entry, is_mended="mended" in form, is_again="again" in form)
    except InvalidEntry as error:
        return sentence_in_json(422, error.sentence, field=error.field)
    except StaleEdit as error:
        return sentence_in_json(422, error.sentence)
    except ConsentMissing as error:
        return sentence_in_json(403, error.sentence, address="/consent?next=quick")
    except (NotSaved, StoreUnavailable) as error:
        return sentence_in_json(503, error.sentence)
    return sentence_in_json(
        200, ALREADY_TAKEN_BACK if added.deleted else "", entry_id=entry.entry_id, deleted=added.deleted
    )


def _saved(request: Request) -> Response:
    record = own_visit(request).seen
    if record is None:
        return RedirectResponse("/", 303)
    try:
        entry = record.entries.get(CheckIn.kind, request.path_params["entry_id"])
    except UnknownEntry as error:
        return page("sentence.html", 404, title="No such check-in", sentence=error.sentence)
    return _receipt(record, entry)


def _receipt(record: ClientRecord, entry: Any, error: str = "") -> Response:
    today = clock.today()
    days = len({check_in.on_date for check_in in record.entries.of(CheckIn, latest_days(14, today))})
    test, flags = record.entries.latest(SitAndReachTest.kind), record.warning_signs.state()
    # The form asked for the look already.
    step = next_step(flags.once_asked(today), entry, test.on_date if test else None, days, today)
    return page(
        "quick_saved.html",
        **of_installation(),
        title="Saved",
        account=record.client_id,
        entry=entry,
        words=f"{capitalise_first(moment_in_words(entry.on_date, entry.at_time, today))}: {describe(entry)}.",
        beside=beside_usual(record, entry),
        step=step,
        yesterday=yesterday_too(record, flags, entry),
        yesterday_day=today - timedelta(days=1),
        # No praise beside a danger, or in a flare.
        is_due=flags.is_due(today),
        so_far="" if flags.tier or entry.is_flare else days_so_far(days),
        stands=flags.tier is not None,
        error=error,
    )


def _undo(request: Request, form: Form) -> Response:
    record = own_visit(request).seen
    if record is None:
        return RedirectResponse("/", 303)
    try:
        entry = record.entries.get(CheckIn.kind, form.get("entry_id", ""))
        seen = form.get("version", "")
        record.entries.delete(replace(entry, version=int(seen) if re.fullmatch("[0-9]{1,9}", seen) else 0))
    except UnknownEntry as error:
        return page("sentence.html", 404, title="No such check-in", sentence=error.sentence)
    except StaleEdit:
        return _receipt(record, entry, CHANGED)
    return _form(
        request, record, fields_of(entry) if isinstance(entry, CheckIn) else empty_fields(), notice=TAKEN_BACK
    )


def _who(request: Request) -> Response:
    """Tell the page's script who this is, before it sends anything or signs out, and which warning signs stand."""
    own = own_visit(request)
    if not own.has_record:
        return JSONResponse({"account": None})
    name = own.account.username if own.account else ""
    return JSONResponse({"account": own.record.client_id, "name": name, "tier": own.flags.tier or ""})


def _gone(_request: Request, form: Form) -> Response:
    """Tell a browser in which check-ins wait which of their accounts are erased; an id is nothing to guess."""
    service, asked = installation(), form.get("accounts", "").split()[:MOST_ACCOUNTS]
    is_practice = service.settings.is_practice
    return JSONResponse(
        {"gone": [account for account in asked if is_practice and not service.store.accounts.has(account)]}
    )


def _offline(_request: Request) -> Response:
    """Answer with the form that a browser keeps for when there is no network: it holds nothing personal."""
    return _shell()


def _shell() -> Response:
    return page(
        "quick.html",
        title="Quick check-in",
        **of_installation(),
        account="",
        fields={},
        is_filled=False,
        plan={},
        also_planned="",
        others=names_of_exercises(),
        is_other_ticked=False,
        earlier="",
        fair_try="",
        day="",
        day_words="",
        yesterday="",
        is_yesterday=False,
        is_past=False,
        tier="",
        is_due=False,
        is_first=False,
        error="",
        wrong="",
        said="",
        is_offline=True,
    )


def _worker(request: Request) -> Response:
    """Answer with the service worker; another version of what it keeps makes it another worker."""
    folder = TEMPLATES.parent / "static"
    shell = bytes(_shell().body) + b"".join(
        (folder / path.rpartition("/")[2]).read_bytes() for path in KEPT_OFFLINE
    )
    script = page("quick_worker.js", version=sha256(shell).hexdigest()[:12], kept=KEPT_OFFLINE)
    return Response(
        script.body,
        media_type="text/javascript",
        headers={"service-worker-allowed": request.url.path.removesuffix("/worker.js")},
    )
