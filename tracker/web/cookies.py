"""Our cookies: tokens of an account's session, an opened share link and a known browser; a sign-in under way."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

from tracker.access.secret import LONGEST_SIGNED

Kind = Literal["account", "share", "device", "oidc", "phone"]
NAMES: dict[Kind, str] = {
    "account": "tracker",
    "share": "tracker-share",
    "device": "tracker-device",
    "oidc": "tracker-oidc",
    "phone": "tracker-phone",
}
# A browser that is known keeps its own allowance of wrong passwords; forgetting it costs nothing else.
# Signing in with a provider is one sitting.
SECONDS: dict[Kind, int] = {"device": 180 * 86_400, "oidc": 600, "phone": 400 * 86_400}
LONGEST_TOKEN = 64
PRINTABLE = frozenset(range(0x20, 0x7F))
Header = tuple[bytes, bytes]


def cookie_name(kind: Kind, is_https: bool) -> str:
    """Return a cookie's name; on https no other host and no plain http can set one of that name."""
    return f"__Host-{NAMES[kind]}" if is_https else NAMES[kind]


def exact_cookies(headers: Iterable[Header], is_https: bool, *, with_tokens: bool = True) -> list[Header]:
    """Return headers whose cookies every parser reads alike, so that another host cannot set one of ours.

    A browser guards a name that begins with `__Host-`, but not the same name after a byte that parsers strip off, such
    as A0 or 85. So names are compared byte for byte. Nobody's token stays once a name holds such a byte, one of our
    tokens' names comes twice, or its value holds one; any other cookie that comes twice or holds one is left out.
    """
    headers = list(headers)
    pairs = [
        pair.lstrip(b" ").partition(b"=")
        for name, value in headers
        if name == b"cookie"
        for pair in value.split(b";")
    ]
    tokens = {cookie_name(kind, is_https).encode() for kind in NAMES}
    times = Counter(name for name, _, _ in pairs)
    is_odd = any(
        not PRINTABLE.issuperset(name)
        or (name in tokens and (times[name] > 1 or not PRINTABLE.issuperset(value)))
        for name, _, value in pairs
    )
    clean = [
        name + sign + value
        for name, sign, value in pairs
        if name and b" " not in name and times[name] == 1 and PRINTABLE.issuperset(name + value)
        if name not in tokens or (with_tokens and not is_odd)
    ]
    others = [header for header in headers if header[0] != b"cookie"]
    return [*others, (b"cookie", b"; ".join(clean))] if clean else others


def token_in(connection: HTTPConnection, kind: Kind, is_https: bool) -> str | None:
    """Return the token that a request carries, if it could be one of ours."""
    token = connection.cookies.get(cookie_name(kind, is_https))
    longest = LONGEST_SIGNED if kind == "oidc" else LONGEST_TOKEN
    return token if token and len(token) <= longest else None


def give(response: Response, kind: Kind, token: str, is_https: bool) -> None:
    """Hand a token to the browser, out of reach of scripts; sessions' end with the browser's own."""
    response.set_cookie(
        cookie_name(kind, is_https),
        token,
        max_age=SECONDS.get(kind),
        path="/",
        secure=is_https,
        httponly=True,
        samesite="lax",
    )


def take_back(response: Response, kind: Kind, is_https: bool) -> None:
    """Make the browser forget a token."""
    response.delete_cookie(
        cookie_name(kind, is_https), path="/", secure=is_https, httponly=True, samesite="lax"
    )
