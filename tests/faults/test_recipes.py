"""The recipes of docs/deploy.md as they are run: Caddy and nginx with TLS in front of the app, and what systemd says."""

import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import pytest
import websockets.sync.client

from tests.faults.replicas import AROUND, SITE
from tests.live_server import LiveServer
from tests.ports import free_port
from tests.practice import PASSWORD, client_account
from tests.waiting import LONGEST_SECONDS, wait_until
from tracker import clock
from tracker.access import own_authority
from tracker.settings import PROJECT
from tracker.store.store import open_store

pytestmark = pytest.mark.faults

DEPLOY = PROJECT / "deploy"
HOST = "127.0.0.1"
FORGED = {"x-forwarded-for": "203.0.113.9", "x-real-ip": "203.0.113.9", "forwarded": "for=203.0.113.9"}
UNITS = ("recovery-tracker.service", "recovery-tracker-backup.service", "recovery-tracker-backup.timer")
# Of 100, where less is better; 20 are 2.0 of 10, which systemd calls OK.
MOST_EXPOSED = 20
# Before the site of deploy/Caddyfile: other ports, and a certificate that no public authority is asked for.
CADDY_AROUND = """{{
    admin off
    skip_install_trust
    local_certs
    http_port {plain_port}
    https_port {port}
}}
"""


@dataclass
class Site:
    """The app at its public address."""

    url: str
    plain_url: str
    authority: Path
    server: LiveServer

    def browser(self) -> httpx.Client:
        trusting = ssl.create_default_context(cafile=str(self.authority))
        return httpx.Client(
            base_url=self.url, verify=trusting, headers={"origin": self.url}, timeout=LONGEST_SECONDS
        )

    def signed_in(self) -> httpx.Client:
        browser = self.browser()
        answer = browser.post("/sign-in", data={"username": "ann", "password": PASSWORD}, headers=FORGED)
        assert answer.status_code == 303, answer.text
        return browser

    def page_socket(self, headers: dict[str, str]) -> websockets.sync.client.ClientConnection:
        """Return the socket of a page, to be opened.

        Its client reads in one thread and writes in another, and Python's TLS is not made for both at once: TLS 1.3 sends
        something to be read while the request is written, TLS 1.2 does not.
        """
        trusting = ssl.create_default_context(cafile=str(self.authority))
        trusting.maximum_version = ssl.TLSVersion.TLSv1_2
        return websockets.sync.client.connect(
            f"{self.url.replace('https', 'wss', 1)}/_stcore/stream",
            ssl=trusting,
            subprotocols=["streamlit", "xsrf"],  # type: ignore[list-item]
            additional_headers=headers,
            open_timeout=LONGEST_SECONDS,
        )

    def is_up(self) -> bool:
        try:
            return self.browser().get("/healthz").status_code == 200
        # No authority yet, half of it, or nobody who answers.
        except (OSError, httpx.TransportError):
            return False


def caddy_in(
    folder: Path, caddy: str, port: int, plain_port: int, server: LiveServer
) -> tuple[list[str], dict[str, str], Path]:
    """The site of deploy/Caddyfile, as it is."""
    text = CADDY_AROUND.format(port=port, plain_port=plain_port) + (DEPLOY / "Caddyfile").read_text("utf-8")
    (folder / "Caddyfile").write_text(text)
    given = {"TRACKER_SITE": HOST, "TRACKER_APP": f"{HOST}:{server.port}", "HOME": str(folder)}
    environment = {**os.environ, **given, "XDG_DATA_HOME": str(folder)}
    command = [caddy, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    return command, environment, folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"


def nginx_in(
    folder: Path, nginx: str, port: int, server: LiveServer
) -> tuple[list[str], dict[str, str], Path]:
    """The site of deploy/nginx.conf, but for its ports, its one server and the place of its certificate."""
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setattr(own_authority, "HOME_NETWORKS", [f"{HOST}/32"])
        certificate, key = own_authority.certificate_for(folder / "certificates", HOST)
    site, count = re.subn(r"listen 443 ssl;", f"listen {HOST}:{port} ssl;", SITE.read_text("utf-8"))
    site = re.sub(r"ssl_certificate .*;", f"ssl_certificate {certificate};", site)
    site = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {key};", site)
    site = re.sub(r"\n\s*server 127.0.0.1:850[23] .*;", "", site).replace(
        f"{HOST}:8501", f"{HOST}:{server.port}"
    )
    assert count == 1
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    return (
        [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")],
        {**os.environ},
        folder / "certificates" / own_authority.AUTHORITY,
    )


@pytest.fixture(scope="module")
def caddy() -> str:
    """Caddy; without it the tests are skipped, unless TRACKER_REQUIRE_CADDY=1."""
    path = shutil.which("caddy")
    if path is None:
        (pytest.fail if os.environ.get("TRACKER_REQUIRE_CADDY") == "1" else pytest.skip)(
            "Caddy is not installed"
        )
    return path


@pytest.fixture(scope="module")
def practice_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, int]]:
    """The app that knows its public address, and the port of that."""
    port = free_port()
    server = LiveServer(
        tmp_path_factory.mktemp("app") / "tracker.db",
        TRACKER_MODE="practice",
        TRACKER_BASE_URL=f"https://{HOST}:{port}",
    )
    store = open_store(server.database)
    client_account(store, "ann")
    store.driver.close()
    yield server.start(), port
    server.stop()


@pytest.fixture(scope="module", params=["caddy", "nginx"])
def site(
    request: pytest.FixtureRequest,
    practice_server: tuple[LiveServer, int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    server, port = practice_server
    folder, plain_port, program = (
        tmp_path_factory.mktemp(request.param),
        free_port(),
        request.getfixturevalue(request.param),
    )
    if request.param == "caddy":
        command, environment, authority = caddy_in(folder, program, port, plain_port, server)
    else:
        command, environment, authority = nginx_in(folder, program, port, server)
    log = folder / "proxy.log"
    with log.open("wb") as out:
        proxy = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        made = Site(f"https://{HOST}:{port}", f"http://{HOST}:{plain_port}", authority, server)
        wait_until(made.is_up, lambda: log.read_text("utf-8"))
        yield made
    finally:
        proxy.terminate()
        proxy.wait(LONGEST_SECONDS)


def test_who_signs_in_gets_cookies_that_only_tls_carries(site: Site) -> None:
    answer = site.browser().post("/sign-in", data={"username": "ann", "password": PASSWORD})
    cookies = answer.headers.get_list("set-cookie")
    assert any(one.startswith("__Host-tracker=") for one in cookies)
    assert all(
        "secure" in one.lower() and "httponly" in one.lower() for one in cookies if one.startswith("__Host-")
    )
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    browser = site.signed_in()
    assert browser.get("/session").status_code == 204
    assert browser.get("/consent").headers["content-security-policy"]


def test_a_page_has_its_socket(site: Site) -> None:
    browser = site.signed_in()
    cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)
    with site.page_socket({"Origin": site.url, "Cookie": cookie}) as opened:
        assert opened.subprotocol == "streamlit"


def test_a_socket_from_another_site_is_refused(site: Site) -> None:
    with (
        pytest.raises(websockets.exceptions.InvalidStatus),
        site.page_socket({"Origin": "https://evil.example"}),
    ):
        pass


def test_a_wrong_password_is_counted_for_the_visitors_own_address(site: Site) -> None:
    """Whatever the visitor says of it."""
    store = open_store(site.server.database)
    tries: Callable[[str], int] = lambda address: store.attempts.count(f"address {address}", clock.utc_now())  # noqa: E731
    before = tries(HOST)
    answer = site.browser().post(
        "/sign-in", data={"username": "ann", "password": "not this one"}, headers=FORGED
    )
    assert answer.status_code in {401, 422, 403}, answer.text
    assert (tries(HOST), tries(FORGED["x-real-ip"])) == (before + 1, 0)
    store.driver.close()


def test_what_is_too_large_is_refused_in_front(site: Site) -> None:
    answer = site.signed_in().post("/quick", content=b"x" * 30_000_000)
    # Refused by the proxy or by the app behind it: whoever sent it is told so, by one answer that arrives whole.
    assert answer.status_code == 413


def test_plain_http_leads_to_tls(site: Site) -> None:
    """By Caddy; the recipe for nginx listens to nothing but TLS."""
    if site.plain_url and "caddy" in str(site.authority):
        answer = httpx.get(f"{site.plain_url}/sign-in", timeout=LONGEST_SECONDS)
        assert answer.status_code == 308
        assert answer.headers["location"].startswith("https://")


systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


@systemd
@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong_with_a_unit(name: str, tmp_path: Path) -> None:
    for unit in UNITS:
        # The one thing that is not there where nothing is installed.
        text = (
            (DEPLOY / unit)
            .read_text("utf-8")
            .replace("/opt/recovery-tracker/.venv/bin/recovery-tracker", "/bin/true")
        )
        (tmp_path / unit).write_text(text)
    told = subprocess.run(["systemd-analyze", "verify", str(tmp_path / name)], capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")


@systemd
@pytest.mark.parametrize("name", UNITS[:2])
def test_a_unit_exposes_little(name: str) -> None:
    asked = ["systemd-analyze", "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", "--no-pager"]
    told = subprocess.run([*asked, str(DEPLOY / name)], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout
