"""Our cookies: tokens of an account's session, an opened share link and a known browser; a sign-in under way."""

from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

Kind = Literal["account", "share", "device", "oidc"]
NAMES: dict[Kind, str] = {
    "account": "tracker", "share": "tracker-share", "device": "tracker-device", "oidc": "tracker-oidc",
}  # fmt: skip
# A browser that is known keeps its own allowance of wrong passwords; forgetting it costs nothing else.
# Signing in with a provider is one sitting.
SECONDS: dict[Kind, int] = {"device": 180 * 86_400, "oidc": 600}
LONGEST_TOKEN, LONGEST_SIGNED = 64, 4000


def cookie_name(kind: Kind, is_https: bool) -> str:
    """Return a cookie's name; on https no other host and no plain http can set one of that name."""
    return f"__Host-{NAMES[kind]}" if is_https else NAMES[kind]


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
