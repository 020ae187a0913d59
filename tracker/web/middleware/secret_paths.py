"""Addresses that hold a secret: whatever is not one answers as an unknown secret does, however it is spelled."""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

# How an address of each folder ends.
SECRET_FOLDERS = {"/s/": "", "/calendar/": ".ics", "/reminders/off/": ""}
# Streamlit answers unsafe paths by itself, and a slash would lead to another route.
_NEVER_IN_A_SECRET = re.compile(r"[^A-Za-z0-9_.-]|\.\.|^\.?$")


class SecretPaths:
    """Middleware: makes one unknown secret of everything else that stands in a secret's place."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        for folder, end in SECRET_FOLDERS.items():
            if path.startswith(folder):
                spelled = _NEVER_IN_A_SECRET.sub("-", path.removeprefix(folder).removesuffix(end)) + end
                scope = {**scope, "path": folder + spelled, "raw_path": (folder + spelled).encode()}
        await self.app(scope, receive, send)
