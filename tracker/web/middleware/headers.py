"""The headers of every response: what a browser may load, keep and tell, and who may show us in a frame."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DIRECTIVES = {
    "default-src": "'self'",
    # Streamlit mounts our widgets' scripts as blobs; nothing inline runs, whoever wrote it.
    "script-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
CONTENT_SECURITY_POLICY = "; ".join(f"{name} {sources}" for name, sources in DIRECTIVES.items())
OURS = "x-recovery-tracker"
ALWAYS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-robots-tag": "noindex, nofollow",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # By this our scripts know the server's own answers from those of a filter, proxy or network in between.
    OURS: "1",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
A_YEAR = 31_536_000
KEPT_LONG = f"public, max-age={A_YEAR}, immutable"


class SecurityHeaders:
    """Middleware: the same protective headers on every response, and nothing personal kept by a cache."""

    def __init__(self, app: ASGIApp, is_https: bool = False) -> None:
        self.app = app
        self.is_https = is_https
        self.fixed = dict(ALWAYS)
        if is_https:
            self.fixed["strict-transport-security"] = f"max-age={A_YEAR}; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.fixed.items():
                    headers[name] = value
                if (caching := cache_control(scope["path"])) is not None:
                    # That a file is not there, as on a server of an older version, is not kept for a year.
                    is_there = message["status"] in (200, 206, 304)
                    headers["cache-control"] = caching if is_there else caching.replace(KEPT_LONG, "no-cache")
                if self.is_https:
                    message["headers"] = [(name, _secured(name, value)) for name, value in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _secured(name: bytes, value: bytes) -> bytes:
    # Streamlit's own cookies say nothing about https.
    is_bare = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return value + b"; Secure" if is_bare else value


def cache_control(path: str) -> str | None:
    """Return how long a path's answer may be kept; None leaves it as it is."""
    if path.startswith("/static/"):
        return None
    if path.startswith(("/assets/fonts/", "/plotly/")):
        return KEPT_LONG
    return "no-cache" if path.startswith("/assets/") else "no-store"
