"""Our cookies: the token of an account's session, of an opened share link, and of a known browser."""

from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

Kind = Literal["account", "share", "device"]
NAMES: dict[Kind, str] = {"account": "tracker", "share": "tracker-share", "device": "tracker-device"}
# A browser that is known keeps its own allowance of wrong passwords; forgetting it costs nothing else.
DEVICE_SECONDS = 180 * 86_400
LONGEST_TOKEN = 64


def cookie_name(kind: Kind, is_https: bool) -> str:
    """Return a cookie's name; on https no other host and no plain http can set one of that name."""
    return f"__Host-{NAMES[kind]}" if is_https else NAMES[kind]


def token_in(connection: HTTPConnection, kind: Kind, is_https: bool) -> str | None:
    """Return the token that a request carries, if it could be one of ours."""
    token = connection.cookies.get(cookie_name(kind, is_https))
    return token if token and len(token) <= LONGEST_TOKEN else None


def give(response: Response, kind: Kind, token: str, is_https: bool) -> None:
    """Hand a token to the browser, out of reach of scripts; sessions' end with the browser's own."""
    response.set_cookie(
        cookie_name(kind, is_https),
        token,
        max_age=DEVICE_SECONDS if kind == "device" else None,
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
