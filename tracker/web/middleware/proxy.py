"""The address behind a proxy: a visitor's own is believed from the proxy in front alone."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

# Whoever has one IPv6 address usually has the 64 bits below it as well.
ONE_HOME = 64
UNKNOWN = "unknown"
KEY = "tracker.address"


class VisitorAddress:
    """Middleware: puts the address that tries are counted by into the scope.

    `trusted` are addresses or networks of proxies, with commas; empty where there is none. From anybody else `X-Forwarded-For` says nothing;
    from a proxy its last entry that is not a proxy itself is the visitor, for that one the proxy wrote.
    """

    def __init__(self, app: ASGIApp, trusted: str) -> None:
        self.app = app
        self.proxies = tuple(ip_network(network.strip()) for network in trusted.split(",") if network.strip())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope = {**scope, KEY: self.visitor(scope)}
        await self.app(scope, receive, send)

    def visitor(self, scope: Scope) -> str:
        """Return the visitor's address, an IPv6 one as its network."""
        ip = _address(scope["client"][0]) if scope.get("client") else None
        headers = Headers(scope=scope).getlist("x-forwarded-for")
        if headers and not self.proxies:
            # Started without `serve`, the server below may have believed the header already.
            return UNKNOWN
        claims = ",".join(headers).split(",")
        while ip is not None and self._is_proxy(ip) and claims and claims[-1].strip():
            ip = _address(claims.pop().strip())
        return UNKNOWN if ip is None else _home(ip)

    def _is_proxy(self, ip: IPv4Address | IPv6Address) -> bool:
        return any(ip in network for network in self.proxies)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        ip = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip


def _home(ip: IPv4Address | IPv6Address) -> str:
    if isinstance(ip, IPv6Address) and not ip.is_loopback:
        return str(ip_network((ip, ONE_HOME), strict=False))
    return str(ip)
