"""Signing in with a certified provider, npm's oidc-provider: there and back, logout, new keys, clocks apart.

`make oidc` fetches it; without it these tests are skipped, and with TRACKER_REQUIRE_OIDC_PROVIDER=1 they fail.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx2 as httpx
import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from tests.ports import free_port
from tests.practice import client_account
from tests.waiting import LONGEST_SECONDS, wait_until
from tracker import clock
from tracker.access import provider as provider_module
from tracker.errors import IdentityRefused
from tracker.store.store import Store
from tracker.web.routes import oidc

PROVIDER = Path(__file__).with_name("certified_provider")
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(
    not (NODE and (PROVIDER / "node_modules").is_dir())
    and not os.environ.get("TRACKER_REQUIRE_OIDC_PROVIDER"),
    reason="make oidc fetches the provider",
)
HERE, CLIENT, SECRET = "http://127.0.0.1", "tracker", "a secret between two servers, of enough bytes"
KEYS = [
    RSAKey.generate_key(2048, {"kid": f"key {number}", "use": "sig", "alg": "RS256"}) for number in (1, 2)
]


@contextmanager
def running(port: int, keys: list[RSAKey], ahead_seconds: int = 0) -> Iterator[None]:
    """The provider, its clock so far ahead of ours."""
    options = {
        "port": port, "client": CLIENT, "secret": SECRET, "redirect": f"{HERE}/oidc/callback",
        "keys": [key.as_dict(private=True) for key in keys],
        "now": int((clock.utc_now().timestamp() + ahead_seconds) * 1000),
    }  # fmt: skip
    process = subprocess.Popen(
        [str(NODE), "provider.mjs", json.dumps(options)],
        cwd=PROVIDER,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def answers() -> bool:
        assert process.poll() is None, "the provider ended"
        try:
            return httpx.get(f"http://127.0.0.1:{port}/.well-known/openid-configuration").status_code == 200
        except httpx.TransportError:
            return False

    try:
        wait_until(answers, "the provider does not answer")
        yield
    finally:
        process.terminate()
        process.wait(LONGEST_SECONDS)


@pytest.fixture
def port(practice: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Where the practice looks for its provider; ann is linked to who is called ann there."""
    number, file = free_port(), tmp_path / "client-secret"
    file.write_text(SECRET)
    file.chmod(0o600)
    monkeypatch.setenv("TRACKER_OIDC_ISSUER", f"http://127.0.0.1:{number}")
    monkeypatch.setenv("TRACKER_OIDC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("TRACKER_OIDC_CLIENT_SECRET_FILE", str(file))
    monkeypatch.setenv("TRACKER_BASE_URL", HERE)
    oidc._provider.cache_clear()
    account = client_account(practice, "ann")
    assert practice.accounts.link_identity(account.account_id, f"http://127.0.0.1:{number}", "ann")
    yield number
    oidc._provider.cache_clear()


class Person:
    """Somebody with one browser: what the provider knows of it stays."""

    def __init__(self, open_browser: Any) -> None:
        self.here: TestClient = open_browser()
        self._there = httpx.Client(timeout=LONGEST_SECONDS)
        self.forms: list[str] = []

    def signs_in(self) -> httpx.Response:
        """Go to the provider, answer what it asks, and come back."""
        address = self.here.get("/oidc").headers["location"]
        while not address.startswith(HERE + "/oidc/"):
            answer = self._there.get(address)
            if not answer.is_redirect:
                answer = self._fill_in(answer)
            address = urljoin(address, answer.headers["location"])
        return self.here.get(address)

    def signs_out_there(self, issuer: str) -> None:
        page = self._there.get(f"{issuer}/session/end")
        secret = re.search(r'name="xsrf" value="(\w+)"', page.text)
        assert secret, page.text
        done = self._there.post(f"{issuer}/session/end/confirm", data={"xsrf": secret[1], "logout": "yes"})
        assert done.is_redirect

    def _fill_in(self, page: httpx.Response) -> httpx.Response:
        action, prompt = (
            re.search(r'action="([^"]+)"', page.text),
            re.search(r'name="prompt" value="(\w+)"', page.text),
        )
        assert action, page.text
        assert prompt, page.text
        self.forms.append(prompt[1])
        return self._there.post(
            urljoin(str(page.url), action[1]), data={"prompt": prompt[1], "login": "ann", "password": "any"}
        )

    @property
    def is_in(self) -> bool:
        return self.here.get("/session").status_code == 204


def test_there_and_back(port: int, browser) -> None:
    with running(port, KEYS[:1]):
        ann = Person(browser)
        answer = ann.signs_in()
        assert (answer.status_code, answer.headers["location"]) == (303, "/check-in")
        assert ann.is_in
        assert ann.forms == ["login", "consent"]


def test_signing_out_here_and_there(port: int, browser) -> None:
    with running(port, KEYS[:1]):
        ann = Person(browser)
        ann.signs_in()
        ann.here.post("/sign-out")
        assert not ann.is_in
        # The provider still knows her, and asks nothing.
        ann.signs_in()
        assert (ann.is_in, ann.forms) == (True, ["login", "consent"])
        ann.here.post("/sign-out")
        ann.signs_out_there(f"http://127.0.0.1:{port}")
        ann.signs_in()
        assert (ann.is_in, ann.forms) == (True, ["login", "consent"] * 2)


def test_new_keys_are_fetched_when_they_come(port: int, browser, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(port, KEYS[:1]):
        Person(browser).signs_in()
    with running(port, KEYS[::-1]):
        # Asked for once a minute at most.
        ann = Person(browser)
        assert IdentityRefused().sentence in ann.signs_in().text
        monkeypatch.setattr(provider_module, "KEYS_AGAIN_SECONDS", 0.0)
        ann.signs_in()
        assert ann.is_in


@pytest.mark.parametrize("ahead_seconds", [-50, 50])
def test_clocks_may_be_a_minute_apart(port: int, browser, ahead_seconds: int) -> None:
    with running(port, KEYS[:1], ahead_seconds):
        ann = Person(browser)
        ann.signs_in()
        assert ann.is_in


@pytest.mark.parametrize("ahead_seconds", [-300, 300])
def test_and_no_more(port: int, browser, ahead_seconds: int) -> None:
    with running(port, KEYS[:1], ahead_seconds):
        ann = Person(browser)
        assert IdentityRefused().sentence in ann.signs_in().text
        assert not ann.is_in
