"""What could not be saved is 503 on every way in: a proxy and a phone's queue then try again, and refuse nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.routing import Route

from tests.practice import PASSWORD, client_account, shared
from tracker.errors import (
    AccessRefused,
    ImportRefused,
    InvalidEntry,
    NotSaved,
    StoreUnavailable,
    TrackerError,
)
from tracker.installation import installation
from tracker.store.store import Store
from tracker.web.app import app_routes
from tracker.web.forms import status_of
from tracker.web.middleware.failures import failure_page

CHECK_IN = {"entry_id": "0f8fad5b-d9cb-469f-a165-70867728950e", "leg_pain_nrs": "3", "back_pain_nrs": "2"}
FORMS = {
    "/quick": CHECK_IN, "/consent": {"agree": "on"}, "/sign-in": {"username": "ann", "password": PASSWORD},
    "/sign-up": {"username": "new", "password": "another long walk home"}, "/recover": {"code": "x", "password": PASSWORD},
    "/password": {"old": PASSWORD, "new": "another long walk home", "again": "another long walk home"},
}  # fmt: skip


@pytest.fixture
def cannot_write(practice: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def writing() -> Iterator[None]:
        raise NotSaved("Not saved. The disk is full.")
        yield

    monkeypatch.setattr(installation().store.driver, "writing", writing)


def test_every_form_says_503(practice: Store, browser, request: pytest.FixtureRequest) -> None:
    account = client_account(practice, "ann")
    token = shared(practice, account)[1]
    ann, nobody, script = browser("ann"), browser(), {"accept": "application/json"}
    routes = [one for one in app_routes(installation().settings) if isinstance(one, Route)]
    posts = [one.path for one in routes if one.methods and "POST" in one.methods]
    request.getfixturevalue("cannot_write")
    seen: dict[str, int] = {}
    for path in posts:
        for who, headers in ((ann, {}), (ann, script), (nobody, {})):
            form = FORMS.get(path, {}) | ({"account": account.account_id} if headers else {})
            answer = who.post(path.replace("{token}", token), data=form, headers=headers)
            assert answer.status_code != 403, path
            assert answer.status_code != 500, path
            if "disk is full" in answer.text:
                assert answer.status_code == 503, path
                seen[path] = answer.status_code
    assert {"/quick", "/sign-in", "/s/{token}"} <= seen.keys()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotSaved("x"), 503), (StoreUnavailable("x"), 503), (InvalidEntry("note", "x"), 422), (ImportRefused("x"), 422),
        (AccessRefused(), 403), (TrackerError("x"), 403),
    ],
)  # fmt: skip
def test_each_error_has_its_status(error: TrackerError, status: int) -> None:
    assert status_of(error) == failure_page(error).status_code == status
