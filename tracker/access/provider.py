"""An OpenID Connect provider: where it sends people, and what it proves about them when they come back."""

import json
import secrets
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from tracker import clock
from tracker.errors import IdentityRefused, ProviderUnreachable
from tracker.settings import is_safe_address

SECONDS_TO_ANSWER = 5.0
MOST_BYTES = 200_000
# What a provider says about itself changes rarely; a key it never showed us is asked for once a minute at most.
KEPT_SECONDS, KEYS_AGAIN_SECONDS = 3600.0, 60.0
# Never "none", and nothing that a public key could be taken for the secret of.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]
CLOCKS_APART_SECONDS = 60
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
SCOPE = "openid profile"


@dataclass(frozen=True)
class Flow:
    """One sign-in under way: what the answer must match (RFC 9700; OpenID Connect Core 1.0, 3.1)."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def values(self) -> dict[str, str]:
        """Return what is kept of it in the browser, signed."""
        return asdict(self)


@dataclass(frozen=True)
class Proof:
    """Who a provider says somebody is: issuer and subject are the identity, the rest are suggestions."""

    issuer: str
    subject: str
    username: str = ""
    name: str = ""


class Provider:
    """One provider, as this installation is registered with it; safe to share between threads."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, redirect_uri: str) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self.client_secret = client_secret
        self.redirect_uri = redirect_uri
        self._asking = threading.Lock()
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._failed: float | None = None

    def address(self, flow: Flow) -> str:
        """Return where to send somebody who wants to sign in; raises ProviderUnreachable."""
        endpoint = self.metadata()["authorization_endpoint"]
        with self._session() as session:
            address, _ = session.create_authorization_url(
                endpoint, state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier
            )
        return str(address)

    def proof(self, flow: Flow, code: str) -> Proof:
        """Return who somebody is who came back with a code; raises IdentityRefused or ProviderUnreachable."""
        claims = self._claims(self._id_token(flow, code))
        try:
            jwt.JWTClaimsRegistry(
                now=int(clock.utc_now().timestamp()),
                leeway=CLOCKS_APART_SECONDS,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client_id},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": flow.nonce},
            ).validate(claims)
        except (JoseError, TypeError, ValueError):
            raise IdentityRefused from None
        audiences, party = claims["aud"], claims.get("azp")
        is_for_others = isinstance(audiences, list) and len(audiences) > 1
        if party != self.client_id and (party is not None or is_for_others):
            raise IdentityRefused
        subject = claims["sub"]
        if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
            raise IdentityRefused
        return Proof(
            self.issuer, subject, _words(claims.get("preferred_username")), _words(claims.get("name"))
        )

    def metadata(self) -> dict[str, Any]:
        """Return what the provider says about itself; raises ProviderUnreachable."""
        with self._asking:
            if self._metadata is None or time.monotonic() - self._metadata[0] > KEPT_SECONDS:
                document = self._asked(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
                is_its_own = document.get("issuer") == self.issuer
                if not is_its_own or not all(
                    is_safe_address(str(document.get(name, ""))) for name in ENDPOINTS
                ):
                    raise ProviderUnreachable
                self._metadata = (time.monotonic(), document)
            return self._metadata[1]

    def _session(self) -> OAuth2Session:
        return OAuth2Session(
            self.client_id,
            self.client_secret or None,
            token_endpoint_auth_method=self._way_to_show_the_secret(),
            scope=SCOPE,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
        )

    def _way_to_show_the_secret(self) -> str:
        if not self.client_secret:
            return "none"
        # Basic is what a provider that says nothing supports (OpenID Connect Discovery 1.0, 3).
        offered = self.metadata().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"

    def _id_token(self, flow: Flow, code: str) -> str:
        endpoint = self.metadata()["token_endpoint"]
        try:
            with self._session() as session:
                answer = session.fetch_token(
                    endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=flow.verifier,
                    timeout=SECONDS_TO_ANSWER,
                    allow_redirects=False,
                )
        except OAuthError:
            raise IdentityRefused from None
        except (requests.RequestException, ValueError):
            raise ProviderUnreachable from None
        token = answer.get("id_token") if isinstance(answer, dict) else None
        if not isinstance(token, str):
            raise IdentityRefused
        return token

    def _claims(self, token: str) -> dict[str, Any]:
        for is_last in (False, True):
            keys = self._key_set(is_asked_again=is_last)
            try:
                return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
            except (JoseError, ValueError, TypeError):
                if is_last:
                    raise IdentityRefused from None
        raise IdentityRefused

    def _key_set(self, *, is_asked_again: bool) -> KeySet:
        address = self.metadata()["jwks_uri"]
        with self._asking:
            lifetime_s = KEYS_AGAIN_SECONDS if is_asked_again else KEPT_SECONDS
            if self._keys is None or time.monotonic() - self._keys[0] > lifetime_s:
                try:
                    self._keys = (time.monotonic(), KeySet.import_key_set(self._asked(address)))  # type: ignore[arg-type]
                except (JoseError, ValueError, TypeError, KeyError):
                    raise ProviderUnreachable from None
            return self._keys[1]

    def _asked(self, address: str) -> dict[str, Any]:
        # While it hangs, people would queue for seconds each; the first of them waits for all.
        if self._failed is not None and time.monotonic() - self._failed < SECONDS_TO_ANSWER:
            raise ProviderUnreachable
        try:
            answer = _asked(address)
        except ProviderUnreachable:
            self._failed = time.monotonic()
            raise
        self._failed = None
        return answer


def _asked(address: str) -> dict[str, Any]:
    """Return the JSON object at an address; raises ProviderUnreachable."""
    try:
        with requests.get(address, timeout=SECONDS_TO_ANSWER, allow_redirects=False, stream=True) as answer:
            if answer.status_code != requests.codes.ok:
                raise ProviderUnreachable
            body = answer.raw.read(MOST_BYTES + 1, decode_content=True)
        if len(body) > MOST_BYTES:
            raise ProviderUnreachable
        document = json.loads(body)
    except (requests.RequestException, OSError, ValueError):
        raise ProviderUnreachable from None
    if not isinstance(document, dict):
        raise ProviderUnreachable
    return document


def _words(claim: object) -> str:
    return " ".join(claim.split())[:80] if isinstance(claim, str) else ""
