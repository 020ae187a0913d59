"""Services such as ntfy, Gotify and Telegram, by Apprise; in practice mode only those that the owner allows.

Where the message goes is decided at the connection itself: in practice mode a name is looked up only if it is one that
the owner named, and a service that was named without a host is reached at addresses of the internet alone.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from tracker.errors import InvalidEntry, NotSent
from tracker.reminding.words import Message
from tracker.settings import Settings

SECONDS = 5.0
USUAL_PORTS = (80, 443)
# Addresses that lead to an IPv4 address inside them.
TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("2002::/16"))
# What the thread that sends may reach: a host with its ports, or "" for the internet; None: anything.
_reach: ContextVar[tuple[str, tuple[int, ...]] | None] = ContextVar("reach of a service", default=None)


class _OutOfReach(OSError):
    """A connection that is not allowed."""


def refuse_unusable(settings: Settings, place: str) -> None:
    """Refuse a service's address that leads nowhere, to several places, or where the owner allows none; raises InvalidEntry."""
    _ = _reach_of(settings, place)
    service = _service(place)
    if service is None or len(service) != 1:
        raise InvalidEntry(
            "place", "Where to must be a service's address for one place; look it up at Apprise."
        )


def send_to_service(settings: Settings, place: str, message: Message) -> None:
    """Send a message by a service; raises NotSent."""
    try:
        reach = _reach_of(settings, place)
    except InvalidEntry as refused:
        raise NotSent("This service is not allowed here (any more).") from refused
    service = _service(place)
    if service is None:
        raise NotSent("The service does not understand its address.")
    with _reaching(reach):
        try:
            is_taken = service.notify(body=message.text, title=message.title)
        except Exception as error:
            raise NotSent(f"The service failed ({type(error).__name__}).") from error
    if not is_taken:
        # Apprise does not say whether anything arrived, so it is not tried again.
        raise NotSent("The service did not take it, or did not answer.")


def _reach_of(settings: Settings, place: str) -> tuple[str, tuple[int, ...]] | None:
    """Return what may be reached for a place; raises InvalidEntry when the owner allows nothing of the kind."""
    if not settings.is_practice:
        return None
    kind, host, port = _kind_host_port(place)
    for allowed in settings.allowed_services:
        if allowed == kind:
            return "", ()
        own_kind, own_host, own_port = _kind_host_port(allowed)
        if host and (own_kind, own_host, own_port) == (kind, host, port):
            return host, (port,) if port else USUAL_PORTS
    listed = ", ".join(settings.allowed_services)
    raise InvalidEntry("place", f"Where to must be a service that this practice allows: {listed or 'none'}.")


def _kind_host_port(place: str) -> tuple[str, str, int | None]:
    """Return the parts of a service's address; raises InvalidEntry for what two readers might read differently."""
    try:
        parts = urlsplit(place)
        port = parts.port
    except ValueError:
        raise InvalidEntry("place", "Where to has a port that is no number.") from None
    # Behind a question mark Apprise takes orders: other places, files, and no look at certificates.
    if any(sign in place for sign in "?#\\%;, "):
        raise InvalidEntry(
            "place", "Where to must have no question mark, %, #, comma, semicolon or backslash."
        )
    return parts.scheme, (parts.hostname or "").lower(), port


def _service(place: str) -> Any:
    apprise, asset = _apprise()
    service = apprise.Apprise.instantiate(place, asset=asset)
    if service is not None:
        service.redirects = False
        service.socket_connect_timeout = service.socket_read_timeout = SECONDS
    return service


@cache
def _apprise() -> tuple[Any, Any]:
    import apprise  # noqa: PLC0415 - half a second, for who uses it

    # It would write addresses with their secrets into the log.
    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    sys.addaudithook(_look_at)
    asset = apprise.AppriseAsset(
        app_id="Reminders",
        app_desc="Reminders",
        app_url="",
        http_redirects=False,
        storage_mode="memory",
    )
    return apprise, asset


@contextmanager
def _reaching(reach: tuple[str, tuple[int, ...]] | None) -> Iterator[None]:
    token = _reach.set(reach)
    try:
        yield
    finally:
        _reach.reset(token)


def _look_at(event: str, args: tuple[Any, ...]) -> None:
    """Python asks this before every connection of the process; only a thread that sends to a service is held to anything."""
    if not event.startswith("socket.") or (reach := _reach.get()) is None:
        return
    host, ports = reach
    if event == "socket.getaddrinfo" and host and (args[0] != host or int(args[1] or 0) not in ports):
        raise _OutOfReach("not a host that is allowed")
    if event == "socket.connect" and not host and not _is_on_the_internet(args[1]):
        raise _OutOfReach("not an address that is allowed")


def _is_on_the_internet(address: Any) -> bool:
    if not isinstance(address, tuple):
        return False
    ip: IPv4Address | IPv6Address = ip_address(address[0].partition("%")[0])
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip
    is_translated = any(ip in network for network in TRANSLATED)
    return ip.is_global and not ip.is_multicast and not is_translated
