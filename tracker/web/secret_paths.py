"""Addresses that hold a secret: whatever is not one answers as an unknown secret does, however it is spelled."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

SECRET_FOLDERS = ("/s/", "/calendar/")
# Streamlit answers unsafe paths by itself, and a slash would lead to another route.
_NEVER_IN_A_SECRET = re.compile(r"[^A-Za-z0-9_.-]|\.\.|^\.?$")


class SecretPaths:
    """Middleware: makes one unknown secret of everything else that stands in a secret's place."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        for folder in SECRET_FOLDERS:
            if path.startswith(folder):
                spelled = _NEVER_IN_A_SECRET.sub("-", path.removeprefix(folder))
                scope = {**scope, "path": folder + spelled, "raw_path": (folder + spelled).encode()}
        await self.app(scope, receive, send)
