"""One's own phone at home: what an unpaired device gets, how one is paired, and how it ends."""

import asyncio
import re
import ssl
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from cryptography import x509
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect
from streamlit import config

from tests import one_clock
from tests.ports import free_port
from tests.waiting import wait_until
from tests.web.asgi import in_own_loop
from tests.web.stand_in import app
from tests.web.test_bounds import paths
from tracker import clock
from tracker.access import own_authority, pairing, phone_switch
from tracker.access.own_authority import authority_file, certificate_for, fingerprint
from tracker.access.pairing import make_pairing, pair
from tracker.access.tokens import token_hash
from tracker.domain.entry import new_entry_id
from tracker.errors import InvalidEntry, InvalidSetting, TrackerError
from tracker.installation import installation
from tracker.record import ClientRecord, personal_record
from tracker.settings import Settings
from tracker.web.app import app_routes
from tracker.web.routes import phones

HOST = "192.168.1.20"
PHONE = f"https://{HOST}:8502"
HTML = {"accept": "text/html"}


@pytest.fixture
def record(up_to_date: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClientRecord]:
    """The record of a personal installation that phones may reach."""
    monkeypatch.setenv("TRACKER_DATABASE", str(up_to_date(tmp_path / "personal.db")))
    monkeypatch.setenv("TRACKER_PHONE_HOST", HOST)
    store = installation().store
    yield personal_record(store)
    store.driver.close()


def phone(base_url: str = PHONE) -> TestClient:
    """A device on the phones' listener."""
    served = app()

    async def on_listener(scope: Scope, receive: Receive, send: Send) -> None:
        await served({**scope, phones.ON_PHONE_LISTENER: base_url.removeprefix("https://")}, receive, send)

    return TestClient(on_listener, base_url=base_url, headers={"origin": base_url}, follow_redirects=False)


def paired(record: ClientRecord, name: str = "Mine") -> TestClient:
    device = phone()
    answer = device.post(f"/pair/{make_pairing(record)}", data={"name": name})
    assert (answer.status_code, answer.headers["location"]) == (303, "/quick"), answer.text
    return device


def test_an_unpaired_device_gets_one_page_whatever_it_asks(record: ClientRecord) -> None:
    device = phone()
    asked = {
        *paths(app_routes(installation().settings)),
        "/",
        "/static/x",
        "/media/x",
        "/_stcore/health",
        "/x",
    }
    shut = [
        path for path in asked if not path.startswith(phones.LET_THROUGH) and not path.startswith("/assets/")
    ]
    assert len(shut) > 30
    pages = {device.get(path, headers=HTML).text for path in shut}
    assert len(pages) == 1
    assert "Pair this device" in pages.pop()
    assert {device.get(path).text for path in (*shut, "/assets/quick.js")} == {"Pair this device first."}
    assert {device.post(path).status_code for path in shut} == {401}
    with pytest.raises(WebSocketDisconnect), device.websocket_connect(f"wss://{HOST}:8502/_stcore/stream"):
        pass
    assert device.get("/api/v1/entries").json()["sentence"].startswith("This token does not work")


def test_a_code_pairs_one_device_once(record: ClientRecord) -> None:
    code = make_pairing(record)
    looking = phone()
    for _ in range(2):  # looking spends nothing
        assert f'action="/pair/{code}"' in looking.get(f"/pair/{code}").text
    device = phone()
    answer = device.post(f"/pair/{code}", data={"name": " Ana's phone "})
    cookie = answer.headers["set-cookie"]
    assert re.match(
        r"__Host-tracker-phone=[\w-]{43}; HttpOnly; Max-Age=\d+; Path=/; SameSite=lax; Secure$", cookie
    )
    assert device.get("/quick", headers=HTML).status_code == 200
    assert [one.name for one in record.paired_devices.all()] == ["Ana's phone"]
    again = phone().post(f"/pair/{code}", data={"name": "x"})
    assert (again.status_code, "This code is over" in again.text) == (422, True)
    kept = str(installation().store.read("SELECT * FROM paired_device")[1])
    assert code not in kept
    assert cookie.partition("=")[2].partition(";")[0] not in kept
    assert [line.action for line in installation().store.audit.of_client("me")] == ["device paired"]


def test_a_code_is_over_after_five_minutes_or_when_there_is_a_new_one(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, first = installation().store, make_pairing(record)
    second = make_pairing(record)
    with pytest.raises(InvalidEntry):
        pair(store, first, "x")
    now = clock.utc_now()
    monkeypatch.setattr(clock, "utc_now", lambda: now + timedelta(minutes=5))
    with pytest.raises(InvalidEntry):
        pair(store, second, "x")
    assert not pairing.may_pair(store, second)
    assert record.paired_devices.all() == ()


def test_guesses_at_codes_are_counted(record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phones, "MOST_WRONG_CODES", 2)
    device = phone()
    assert [device.post("/pair/x", data={}).status_code for _ in range(3)] == [422, 422, 429]


def test_an_ended_device_is_out_at_once(record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phones, "LOOK_SECONDS", 0.01)
    device, other = paired(record), paired(record, "Other")
    with device.websocket_connect(f"wss://{HOST}:8502/_stcore/stream") as page:
        told = page.receive_json()
        assert (told["uid"], told["cookies"]) == (["me"], {})
        (ended,) = [one for one in record.paired_devices.all() if one.name == "Mine"]
        assert record.paired_devices.end(ended.device_id)
        with pytest.raises(WebSocketDisconnect):
            page.receive_text()
    assert device.get("/quick", headers=HTML).status_code == 401
    assert other.get("/quick", headers=HTML).status_code == 200
    assert not record.paired_devices.end(ended.device_id)


def test_the_checks_of_hosts_and_origins_hold_there_too(record: ClientRecord) -> None:
    device = paired(record)
    for host in ("evil.test", HOST, f"{HOST}:8501", "127.0.0.1:8501"):
        assert device.get("/quick", headers={"host": host}).status_code == 421
    for origin in ("https://evil.test", f"http://{HOST}:8502", "null"):
        assert device.post("/quick", data={}, headers={"origin": origin}).status_code == 403
    # The computer's own listener knows neither that address nor what a phone holds.
    here = TestClient(app(), base_url=PHONE, headers={"origin": PHONE, "tracker.phone": "1"})
    assert here.get("/quick").status_code == 421


def test_the_certificate_is_for_this_address_by_an_authority_for_home_alone(tmp_path: Path) -> None:
    files = certificate_for(tmp_path / "phone", HOST)
    server = x509.load_pem_x509_certificate(files[0].read_bytes())
    authority = x509.load_der_x509_certificate(authority_file(tmp_path / "phone"))
    server.verify_directly_issued_by(authority)
    days = server.not_valid_after_utc - server.not_valid_before_utc
    assert days <= timedelta(days=398)
    named = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(one) for one in named.get_values_for_type(x509.IPAddress)] == [HOST]
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert {str(one.value) for one in limits.value.permitted_subtrees} >= {"192.168.0.0/16", "local"}
    assert {stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "phone").iterdir()} == {0o600}
    before = fingerprint(tmp_path / "phone")
    certificate_for(tmp_path / "phone", "10.0.0.7")
    assert fingerprint(tmp_path / "phone") == before, "the phone need not install another"


@pytest.mark.parametrize("host", ["8.8.8.8", "0.0.0.0", "127.0.0.1", "::1", "localhost", "Phone.local", "a b.local", "x.example.org", "192.168.1"])  # fmt: skip
def test_only_a_home_network_is_served(host: str) -> None:
    with pytest.raises(InvalidSetting, match="TRACKER_PHONE_HOST"):
        Settings(phone_host=host)


def test_what_phones_cannot_be_combined_with() -> None:
    with pytest.raises(InvalidSetting, match="personal mode"):
        Settings(phone_host=HOST, mode="practice")
    with pytest.raises(InvalidSetting, match="go together"):
        Settings(phone_host=HOST, phone_certificate="x.pem")
    own = Settings(phone_host="pc.tail1.ts.net", phone_certificate="/x.pem", phone_certificate_key="/y.pem")
    assert own.phone_certificate_paths == (Path("/x.pem"), Path("/y.pem"))


@pytest.fixture
def home(record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> str:
    """This machine's own address, as one of a home network; returns where phones would be served."""
    for module in ("tracker.settings", "tracker.access.own_authority"):
        monkeypatch.setattr(f"{module}.HOME_NETWORKS", ("127.0.0.0/8", "192.168.0.0/16", "10.0.0.0/8"))
    monkeypatch.setattr(phone_switch, "address_at_home", lambda: "127.0.0.1")
    monkeypatch.setattr(phones, "LOOK_SECONDS", 0.01)
    port = str(free_port())
    monkeypatch.setenv("TRACKER_PHONE_PORT", port)
    monkeypatch.delenv("TRACKER_PHONE_HOST")
    installation.cache_clear()
    return f"https://127.0.0.1:{port}"


def asked_by_tls(url: str) -> int:
    """What a device that trusts this installation's authority is answered."""
    trust = ssl.create_default_context(
        cafile=str(installation().settings.phone_folder / own_authority.AUTHORITY)
    )
    answer = httpx.get(f"{url}/pair/x", verify=trust)
    assert "Pair this device" in answer.text
    return answer.status_code


@pytest.mark.skipif(one_clock.IS_ASKED_FOR, reason="TLS has the real day")
def test_the_listener_speaks_tls_and_ends_with_the_app(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real listener, for once on this machine's own address."""
    monkeypatch.setenv("TRACKER_PHONE_HOST", "127.0.0.1")
    installation.cache_clear()

    async def walk() -> None:
        async with phones.phone_listener(app()):
            assert await asyncio.to_thread(asked_by_tls, home) == 200
        with pytest.raises(httpx.ConnectError):
            await asyncio.to_thread(asked_by_tls, home)

    in_own_loop(walk())


@pytest.mark.skipif(one_clock.IS_ASKED_FOR, reason="TLS has the real day")
def test_a_switch_opens_and_shuts_the_listener_of_a_running_app(home: str) -> None:
    async def walk() -> None:
        settings = installation().settings
        hosts = config.get_option("server.allowedHosts")
        async with phones.phone_listener(app()):
            assert not installation().settings.phone_host
            at_home = replace(settings, phone_host="127.0.0.1")
            for _ in range(2):
                phone_switch.switch_on(settings)
                installation.cache_clear()
                await asyncio.to_thread(wait_until, lambda: phone_switch.is_served(at_home), "shut")
                assert await asyncio.to_thread(asked_by_tls, home) == 200
                phone_switch.switch_off(settings)
                installation.cache_clear()
                await asyncio.to_thread(wait_until, lambda: not phone_switch.is_served(at_home), "still open")
        assert config.get_option("server.allowedHosts") == hosts

    in_own_loop(walk())


def test_a_switch_is_of_the_network_in_which_it_was_turned(
    home: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(phone_switch, "address_at_home", lambda: "10.255.255.254")
    phone_switch.switch_on(installation().settings)
    # A café's network, later: the address of home is not this computer's there.
    monkeypatch.setattr(phone_switch, "address_at_home", lambda: "127.0.0.1")
    installation.cache_clear()
    assert installation().settings.phone_host == "10.255.255.254"

    async def walk() -> None:
        async with phones.phone_listener(app()):
            assert not await asyncio.to_thread(phone_switch.is_served, installation().settings)

    in_own_loop(walk())
    assert "Phones are not served at https://10.255.255.254" in caplog.text


def test_a_switch_is_not_turned_where_strangers_are(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_switch, "address_at_home", lambda: "8.8.8.8")
    with pytest.raises(TrackerError, match=r"8\.8\.8\.8, which is no address of a home network"):
        phone_switch.switch_on(installation().settings)
    assert not phone_switch.is_switched_on(installation().settings)


@pytest.mark.parametrize("written", [b"", b"8.8.8.8", b"\xff\xfe", b"evil.test", b"192.168.1.20\n"])
def test_a_switch_that_somebody_wrote_into_is_off(home: str, written: bytes) -> None:
    phone_switch.switch_on(installation().settings)
    (installation().settings.phone_folder / phone_switch.SWITCHED_ON).write_bytes(written)
    installation.cache_clear()
    assert not installation().settings.phone_host
    assert not phone_switch.is_switched_on(installation().settings)


def test_what_the_settings_name_goes_before_the_switch(home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    phone_switch.switch_on(installation().settings)
    monkeypatch.setenv("TRACKER_PHONE_HOST", HOST)
    installation.cache_clear()
    assert installation().settings.phone_host == HOST
    monkeypatch.setenv("TRACKER_MODE", "practice")
    monkeypatch.delenv("TRACKER_PHONE_HOST")
    installation.cache_clear()
    assert not installation().settings.phone_host


def test_what_is_kept_of_a_token_is_its_hash(record: ClientRecord) -> None:
    token = pair(installation().store, make_pairing(record), "")
    assert installation().store.paired_devices.of_token(token_hash(token)).name == "Phone"
    assert installation().store.paired_devices.of_token(token) is None


def test_what_a_phone_sends_is_not_kept_once_it_is_no_longer_paired(record: ClientRecord) -> None:
    device = paired(record)
    served = device.app

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_late() -> Any:
            for other in record.paired_devices.all():
                await asyncio.to_thread(record.paired_devices.end, other.device_id)
            return await receive()

        await served(scope, receive_late, send)

    sending = TestClient(slow, base_url=PHONE, headers={"origin": PHONE}, follow_redirects=False)
    sending.cookies = device.cookies
    form = {"leg_pain_nrs": "4", "entry_id": new_entry_id(), "zone": "UTC"}
    answer = sending.post("/quick", data=form)
    assert (answer.status_code, answer.text) == (401, "Pair this device first.")
    assert record.entries.all() == ()
