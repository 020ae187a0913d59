"""Phones and desktops that one test after another is lent, each emptied in between.

Most of what a page costs is to compile the app's scripts (4.8 s of a processor in a new browser context). A context
that stays open has them compiled (2.0 s), as a person's browser has from the second visit on.
"""

from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
# Two hold a client and their therapist, and a phone beside a desktop.
_MOST_IDLE = 4
# What a test may have left in a device; what was compiled stays.
_LEFT_BEHIND = "cookies,local_storage,session_storage,indexeddb,service_workers,cache_storage,file_systems"


class Device:
    """A browser context and the one page that keeps its process, with all that is compiled, alive."""

    def __init__(self, browser: Browser, kind: dict[str, Any], url: str) -> None:
        self.kind = kind
        self.context: BrowserContext = browser.new_context(**kind)
        self._anchor: Page = self.context.new_page()
        self._anchor.goto(f"{url}/healthz")

    def empty(self, url: str) -> None:
        """Leave nothing of a test: its pages, what it stored, and what it asked the network for."""
        for page in self.context.pages:
            if page != self._anchor:
                page.close()
        self.context.set_offline(False)
        self.context.clear_permissions()
        self.context.clear_cookies()
        session = self.context.new_cdp_session(self._anchor)
        session.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": _LEFT_BEHIND})
        session.detach()


class Devices:
    """The devices of a run."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._idle: list[Device] = []

    def lend(self, url: str, width: int, **how: Any) -> Device:
        """Return an empty phone, or from 600 px on a desktop, of the kind that `how` says."""
        is_phone = width < 600
        user_agent = PHONE if is_phone else None
        kind = {
            "has_touch": is_phone,
            "is_mobile": is_phone,
            "user_agent": user_agent,
            "locale": "en-GB",
            **how,
        }
        for device in self._idle:
            if device.kind == kind:
                self._idle.remove(device)
                return device
        return Device(self._browser, kind, url)

    def give_back(self, device: Device, url: str) -> None:
        """Keep a device for the next test; one that cannot be emptied is thrown away."""
        try:
            device.empty(url)
        except Error:
            device.context.close()
            return
        self._idle.append(device)
        if len(self._idle) > _MOST_IDLE:
            self._idle.pop(0).context.close()
