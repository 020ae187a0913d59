"""Three servers of one practice on PostgreSQL, behind the nginx of deploy/nginx.conf, in a folder of their own."""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx
import websockets.sync.client
from playwright.sync_api import Browser, Page

from tests.forked_server import ForkedServer
from tests.ports import free_port
from tests.practice import PASSWORD
from tests.waiting import LONGEST_MS, LONGEST_SECONDS, wait_until
from tracker.settings import PROJECT

PEOPLE = [f"person{number}" for number in range(6)]
SITE = PROJECT / "deploy" / "nginx.conf"
AROUND = """{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxied;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=LONGEST_SECONDS).status_code == 200
    except httpx.TransportError:
        return False


def wait_until_up(*urls: str) -> None:
    for url in urls:
        wait_until(lambda url=url: answers(url), f"{url} does not answer")  # type: ignore[misc]


class Replica:
    """One server; it comes back at the same port, as a service does."""

    def __init__(self, folder: Path, database: str, public: str) -> None:
        self.port = free_port()
        self.here = f"http://127.0.0.1:{self.port}"
        self.public = public
        self.log = folder / f"{self.port}.log"
        self.environment = os.environ | {
            "TRACKER_MODE": "practice", "TRACKER_DATABASE": database, "TRACKER_BASE_URL": public,
            "TRACKER_SECRET_FILE": str(folder / "secret"),
        }  # fmt: skip

    def start(self, version: Path | None = None) -> None:
        """Start it; `version` is a file that makes another version of the app of this one."""
        self.process = ForkedServer(self.port, self.environment, self.log, version)

    @property
    def health(self) -> str:
        return f"{self.here}/healthz"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def has_open_socket(self) -> bool:
        """Whether a connection is open just now; the proxy keeps none open but those of pages."""
        here, established = f"0100007F:{self.port:04X}", "01"
        lines = Path("/proc/net/tcp").read_text().splitlines()
        return any(line.split()[1] == here and line.split()[3] == established for line in lines)

    def asked_by(self, browser: httpx.Client) -> httpx.Client:
        """The same browser, if the proxy led it here."""
        headers = {"host": self.public.removeprefix("http://"), "origin": self.public}
        return httpx.Client(
            base_url=self.here, headers=headers, cookies=browser.cookies, timeout=LONGEST_SECONDS
        )

    @contextmanager
    def socket_of(self, browser: httpx.Client) -> Iterator[websockets.sync.client.ClientConnection]:
        """A page's socket, if the proxy led it here."""
        cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)
        with websockets.sync.client.connect(
            f"{self.public.replace('http', 'ws', 1)}/_stcore/stream",
            sock=socket.create_connection(("127.0.0.1", self.port)),
            subprotocols=["streamlit", "xsrf"],  # type: ignore[list-item]
            additional_headers={"Origin": self.public, "Cookie": cookie},
            max_size=None,
        ) as opened:
            yield opened


class Replicas:
    """The servers and the proxy in front of them."""

    def __init__(self, folder: Path, database: str, nginx: str, number: int = 3) -> None:
        port = free_port()
        self.database = database
        self.public = f"http://127.0.0.1:{port}"
        self.each = [Replica(folder, database, self.public) for _ in range(number)]
        self._write_site(folder, port)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
        self._nginx = [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf")]

    def _write_site(self, folder: Path, port: int) -> None:
        """The site as it is deployed, but for its ports and its certificate."""
        site, found = re.subn(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", SITE.read_text("utf-8"))
        site, certificates = re.subn(r"\n\s*ssl_certificate\S* .*;", "", site)
        for number, replica in enumerate(self.each, 8501):
            site = site.replace(f"127.0.0.1:{number} ", f"127.0.0.1:{replica.port} ")
        assert (found, certificates, "127.0.0.1:850" in site) == (1, 2, False)
        (folder / "site.conf").write_text(site)

    def start(self) -> None:
        for one in self.each:
            one.start()
        self._proxy = subprocess.Popen(self._nginx, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_until_up(*(one.health for one in self.each), f"{self.public}/healthz")
        except AssertionError:
            print(*(one.log.read_text("utf-8")[-1000:] for one in self.each), sep="\n")
            raise

    def stop(self) -> None:
        processes: list[subprocess.Popen[bytes] | ForkedServer] = [self._proxy]
        processes += [one.process for one in self.each]
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(LONGEST_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def browser(self, username: str | None = None) -> httpx.Client:
        """A browser at the public address, signed in when a username is given."""
        made = httpx.Client(base_url=self.public, headers={"origin": self.public}, timeout=LONGEST_SECONDS)
        if username is not None:
            answer = made.post("/sign-in", data={"username": username, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        return made


def opened_page(replicas: Replicas, browser: Browser, username: str) -> Page:
    """A page of a real browser at the public address, where somebody is signed in."""
    context = browser.new_context(base_url=replicas.public, viewport={"width": 390, "height": 844})
    signed_in = replicas.browser(username).cookies.jar
    context.add_cookies(
        [{"name": one.name, "value": str(one.value), "url": replicas.public} for one in signed_in]
    )
    page = context.new_page()
    page.set_default_timeout(LONGEST_MS)
    return page
