"""A form or file that names another charset than UTF-8 is refused by every route, before anything of it is decoded."""

import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.practice import client_account
from tests.web.stand_in import app
from tracker.access.api_tokens import make_api_token
from tracker.access.sign_in import actor_of
from tracker.domain.api_token import LOG
from tracker.domain.entry import new_entry_id
from tracker.exchange.openapi import BASE
from tracker.record import ClientRecord
from tracker.store.store import Store
from tracker.web.middleware import utf8_only

MULTIPART, URLENCODED = "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"
BODY = b'--x\r\nContent-Disposition: form-data; name="map"\r\n\r\n%b\r\n--x--\r\n'
# Taking minutes, failing, unknown, other letters, none, in quotes, in capitals, spread, and one behind an allowed one.
OTHERS = ["punycode", "undefined", "nothing", "utf-16", "idna", "", '"punycode"', "PUNYCODE", ' "latin-1"', "utf-8; charset=punycode"]  # fmt: skip


@pytest.fixture
def ann(practice: Store, browser) -> TestClient:
    client_account(practice, "ann")
    return browser("ann")


def written_paths() -> list[str]:
    return [
        route.path.replace("{code}", "x")
        for route in app().routes
        if isinstance(route, Route)
        and {"POST", "PUT"} & (route.methods or set())
        and not route.path.startswith("/api/")
    ]


@pytest.mark.parametrize("media", [MULTIPART, URLENCODED, "text/plain; boundary=x"])
def test_every_route_refuses_another_charset(ann: TestClient, media: str) -> None:
    assert {"/bring-in", "/quick", "/sign-in", "/_stcore/change"} <= set(written_paths())
    for path in written_paths():
        for charset in OTHERS:
            answer = ann.post(
                path, content=BODY % b"a", headers={"content-type": f"{media}; charset={charset}"}
            )
            assert answer.status_code == 415, (path, charset)
            assert utf8_only.SENTENCE in answer.text


def test_a_file_for_a_page_is_refused_too(ann: TestClient) -> None:
    headers = {"content-type": f"{MULTIPART}; CharSet = punycode"}
    assert ann.put("/_stcore/upload_file/page/file", content=BODY % b"a", headers=headers).status_code == 415


def test_a_second_header_is_looked_at_too(ann: TestClient) -> None:
    headers = [("content-type", MULTIPART), ("content-type", f"{MULTIPART}; charset=punycode")]
    assert ann.post("/bring-in", content=BODY % b"a", headers=headers).status_code == 415


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", '; charset="UTF-8"', "; Charset=utf8 "])
def test_utf8_is_taken(ann: TestClient, charset: str) -> None:
    answer = ann.post("/bring-in", content=BODY % b"a", headers={"content-type": f"{MULTIPART}{charset}"})
    assert (answer.status_code, "No file arrived" in answer.text) == (422, True)
    typed = f"entry_id={new_entry_id()}&leg_pain_nrs=x"
    form = ann.post("/quick", content=typed, headers={"content-type": f"{URLENCODED}{charset}"})
    assert (form.status_code, "Leg pain must be" in form.text) == (422, True)


def test_what_a_part_says_of_its_charset_is_not_followed(ann: TestClient) -> None:
    """Neither by its header nor by a field of the name that stands for it: half a megabyte would take minutes."""
    part = b"--x\r\nContent-Type: text/plain; charset=%b\r\nContent-Disposition: form-data; name=%b; filename*=%b''a\r\n\r\n%b\r\n"
    fields = part % (b"punycode", b'"_charset_"', b"punycode", b"undefined")
    fields += part % (b"undefined", b'"map"', b"undefined", b"a" * 15_000)
    answer = ann.post("/bring-in", content=fields + b"--x--\r\n", headers={"content-type": MULTIPART})
    assert (answer.status_code, "No file arrived" in answer.text) == (422, True)


def test_a_programs_json_is_utf8_whatever_it_says(practice: Store, ann: TestClient) -> None:
    account = practice.accounts.named("ann")
    assert account is not None
    token = make_api_token(ClientRecord(practice, actor_of(account), account.account_id), "x", (LOG,), 30)
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json; charset=latin-1"}
    assert ann.post(f"{BASE}/check-ins", json={"leg_pain_nrs": 1}, headers=headers).status_code == 201
