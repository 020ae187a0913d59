"""A small OpenID Connect provider on this machine, honest unless a test spoils its next answer."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.waiting import wait_until
from tracker import clock

CLIENT, SECRET = "tracker", "a secret between two servers"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHERS_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})


@dataclass
class OidcProvider:
    """Who signs in there next, what was asked of it, and how its next answers are spoiled."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "person-1", "preferred_username": "ann"})
    spoiled: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    id_token: str | None = None
    status: int = 200
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    def _configuration(self, request: Request) -> Response:
        self.asked.append("configuration")
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            **self.metadata,
        }
        return JSONResponse(told, self.status)

    def _authorize(self, request: Request) -> Response:
        """Sign the person in at once and send them back."""
        asked = dict(request.query_params)
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        code = base64.urlsafe_b64encode(hashlib.sha256(asked["state"].encode()).digest()).decode()
        self.codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return RedirectResponse(f"{asked['redirect_uri']}?{answer}", 303)

    async def _token(self, request: Request) -> Response:
        self.asked.append("token")
        form = await request.form()
        shown = base64.b64decode(request.headers.get("authorization", "").removeprefix("Basic ")).decode()
        asked = self.codes.pop(str(form["code"]), None)
        challenge = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        is_right = (
            asked is not None
            and form["redirect_uri"] == asked["redirect_uri"]
            and base64.urlsafe_b64encode(challenge).decode().rstrip("=") == asked["code_challenge"]
            and shown == f"{CLIENT}:{SECRET.replace(' ', '+')}"
        ) or shown == f"{CLIENT}:{SECRET}"
        if asked is None or not is_right:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(
            {"access_token": "x", "token_type": "Bearer", "id_token": self.token(asked["nonce"])}
        )

    def token(self, nonce: str) -> str:
        if self.id_token is not None:
            return self.id_token
        now = int(clock.utc_now().timestamp())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims, **self.spoiled,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": "RS256", "kid": "one"}, kept, KEY)

    def _keys(self, request: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})


@contextmanager
def running(provider: OidcProvider) -> Iterator[OidcProvider]:
    """Serve it on a free port."""
    server = uvicorn.Server(uvicorn.Config(provider.app(), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started, "the provider did not start")
    port = server.servers[0].sockets[0].getsockname()[1]
    provider.issuer = f"http://127.0.0.1:{port}"
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
