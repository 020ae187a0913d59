"""`recovery-tracker serve` and `demo`: the app in the browser."""

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

import click
import segno

from tracker.access.own_authority import certificate_for, fingerprint
from tracker.access.pairing import make_pairing
from tracker.access.phone_switch import address_at_home
from tracker.cli.program import CommandLine, example
from tracker.demo import PRACTICE_NAME, invent_practice
from tracker.domain.paired_device import PAIRING_MINUTES
from tracker.errors import TrackerError, cause_of
from tracker.places import address, phone_address
from tracker.record import personal_record
from tracker.settings import Settings
from tracker.store.store import Store, open_store, open_store_when_up

# Whatever the environment says, a demonstration is of invented people on this machine alone.
INVENTED = {
    "demo": "1",
    "mode": "practice",
    "host": "127.0.0.1",
    "base_url": "",
    "sign_up": "open",
    "oidc_issuer": "",
    "oidc_client_id": "",
    "phone_host": "",
    "practice_name": PRACTICE_NAME,
}
STOP_SECONDS = 10.0
# Streamlit takes its settings from the folder it is started in and from that of its script: here these are one.
FRONT_DOOR = Path(__file__).parent.parent / "web" / "front_door" / "dashboard.py"
IS_POSIX = os.name == "posix"


@click.command(epilog=example("recovery-tracker serve --port 8600"))
@click.option("--host", metavar="H", envvar="TRACKER_HOST", help="Address to serve on.  [default: 127.0.0.1]")
@click.option("--port", metavar="P", envvar="TRACKER_PORT", help="Port to serve on.  [default: 8501]")
@click.option("--phone", is_flag=True, help="Let your own phone at home in too, once it is paired by a code.")
@click.pass_obj
def serve(command_line: CommandLine, host: str | None, port: str | None, phone: bool) -> None:
    """Serve the app on this machine, until stopped."""
    settings = command_line.settings(host=host, port=port)
    if phone and not settings.phone_host:
        settings = replace(settings, phone_host=address_at_home())
    # A database that cannot be used is said here, before a browser shows it.
    store = open_store_when_up(settings.database_place, lambda sentence: click.echo(sentence, err=True))
    _say_where(settings)
    if settings.phone_host:
        _say_how_to_pair(settings, store)
    store.driver.close()
    command, environment = server_command(settings), _environment(settings)
    if not IS_POSIX:
        raise SystemExit(
            subprocess.run(command, cwd=FRONT_DOOR.parent, env=environment, check=False).returncode
        )
    # The server takes this process's place, so that signals reach it.
    os.chdir(FRONT_DOOR.parent)
    os.execve(command[0], command, environment)  # noqa: S606 - our own interpreter, fixed arguments


@click.command(epilog=example("recovery-tracker demo"))
@click.option("--port", metavar="P", envvar="TRACKER_PORT", help="Port to serve on.  [default: 8501]")
@click.pass_obj
def demo(command_line: CommandLine, port: str | None) -> None:
    """Serve an invented practice, thrown away at the end; it opens signed in as one of its clients."""
    with _stopped_by_signals(), TemporaryDirectory(prefix="recovery-tracker-demo-") as folder:
        settings = command_line.settings(port=port, database=str(Path(folder) / "demo.db"), **INVENTED)
        store = open_store(settings.database_place)
        invent_practice(store)
        store.driver.close()
        _say_where(settings)
        _run(server_command(settings), _environment(settings))


def server_command(settings: Settings) -> list[str]:
    """Return the command that serves the app."""
    address = ["--server.address", settings.host, "--server.port", settings.port]
    # Behind a proxy Streamlit would name an address that opens nothing.
    quiet = ["--logger.hideWelcomeMessage", "true"] if settings.base_url else []
    return [sys.executable, "-m", "streamlit", "run", str(FRONT_DOOR), *address, *quiet]


def _say_how_to_pair(settings: Settings, store: Store) -> None:
    where = f"{phone_address(settings)}/pair/{make_pairing(personal_record(store))}"
    click.echo(
        f"Scan this with your phone's camera within {PAIRING_MINUTES} minutes: it pairs one device, once."
    )
    drawn = StringIO()
    segno.make(where, error="l", micro=False).terminal(drawn, compact=True)
    click.echo(drawn.getvalue())
    click.echo(where)
    if settings.phone_certificate_paths is None:
        certificate_for(settings.phone_folder, settings.phone_host)
        click.echo(
            "The phone warns once. The certificate that it offers to install has this fingerprint (SHA-256):"
        )
        click.echo(fingerprint(settings.phone_folder))


def _environment(settings: Settings) -> dict[str, str]:
    own = {str(f.metadata["name"]): str(getattr(settings, f.name)) for f in fields(settings)}
    # The server below believes no address that a request claims; web/middleware/proxy.py does, from the proxy alone.
    return {**os.environ, **own, "TRACKER_DATABASE": str(settings.database_place), "FORWARDED_ALLOW_IPS": ""}


def _say_where(settings: Settings) -> None:
    """Print the address; raises TrackerError when it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, int(settings.port)))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise TrackerError(
                    f"Port {settings.port} is in use already: choose another with --port."
                ) from error
            raise TrackerError(
                f"{settings.host}:{settings.port} cannot be served on: {cause_of(error)}."
            ) from error
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    click.echo(f"Recovery Tracker is on {address(settings)}")
    if settings.base_url:
        click.echo(f"Its proxy reaches it at http://{host}:{settings.port}, which opens no page by itself")


def _run(command: list[str], environment: dict[str, str]) -> None:
    with subprocess.Popen(command, cwd=FRONT_DOOR.parent, env=environment) as server:
        try:
            code = server.wait()
        finally:
            _stop(server)
    if code:
        raise TrackerError(f"The app stopped by itself (exit code {code}).")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Let a signal end the block through its `finally`s, so that nothing is left behind; exit code 0."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        for name in names:  # a second signal must not cut the tidying short
            signal.signal(name, signal.SIG_IGN)
        raise SystemExit(0)

    names = [number for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", None)) if number]
    before = {name: signal.signal(name, stop) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
