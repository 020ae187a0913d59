"""Take the pictures of the README from the app itself, running on invented records (`make screenshots`)."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
START_SECONDS = 60
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@dataclass(frozen=True)
class Shot:
    """One picture: which page, on what, in which theme, and what to wait for and tap before it is taken.

    A tap is a button's name, or a widget's label with the number of the choice in it, counted from 0.
    """

    name: str
    path: str
    theme: Literal["light", "dark"]
    height: int
    wait_for: str
    taps: tuple[str | tuple[str, int], ...] = ()
    is_phone: bool = True


SHOTS = (
    Shot("check-in-phone-light", "check-in", "light", 844, "text=How far down",
         ("Later", ("Leg pain", 4), ("Back pain", 2), ("How far down does it reach?", 3))),
    Shot("progress-phone-dark", "progress", "dark", 1780, "[data-chart=pain_trend]", ("Later",)),
    Shot("progress-desktop-light", "progress", "light", 1500, ".js-plotly-plot .main-svg", ("Later",), is_phone=False),
    Shot("massage-phone-light", "massage", "light", 1180, "text=Where?", (("Where?", 1), ("Where?", 4))),
)  # fmt: skip


def main() -> None:
    """Write every picture to docs/screenshots."""
    FOLDER.mkdir(exist_ok=True)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        for shot in SHOTS:
            take(browser, address, shot)
            print(FOLDER / f"{shot.name}.png")  # noqa: T201
        browser.close()


@contextmanager
def demo() -> Iterator[str]:
    """Run the demo on a free port and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    command = [str(Path(sys.executable).with_name("recovery-tracker")), "demo", "--port", port]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_up(server, f"{address}/healthz")
            yield address
        finally:
            server.terminate()


def take(browser: Browser, address: str, shot: Shot) -> None:
    """Open a page as it looks after its taps and take its picture."""
    width, scale = (390, 2) if shot.is_phone else (1280, 1)
    context = browser.new_context(
        viewport={"width": width, "height": shot.height}, device_scale_factor=scale, color_scheme=shot.theme,
        is_mobile=shot.is_phone, has_touch=shot.is_phone, user_agent=PHONE if shot.is_phone else None,
        reduced_motion="reduce", locale="en-GB", timezone_id="Europe/London",
    )  # fmt: skip
    page = context.new_page()
    page.goto(address)  # which signs in
    page.goto(f"{address}/{shot.path}")
    _settle(page)
    for tap in shot.taps:
        _tap(page, tap)
    page.locator(shot.wait_for).first.wait_for()
    page.mouse.move(0, 0)
    page.evaluate(
        "document.activeElement?.blur(); document.querySelector('[data-testid=stMain]').scrollTo(0, 0)"
    )
    page.screenshot(path=FOLDER / f"{shot.name}.png")
    context.close()


def _tap(page: Page, tap: str | tuple[str, int]) -> None:
    if isinstance(tap, str):
        page.get_by_role("button", name=tap).click()
    else:
        label, number = tap
        scale, boxes = page.get_by_role("radiogroup", name=label), page.get_by_role("group", name=label)
        scale.get_by_role("radio").or_(boxes.get_by_role("checkbox")).nth(number).click()
    _settle(page)


def _settle(page: Page) -> None:
    page.locator(IDLE).wait_for()
    page.evaluate("document.fonts.ready")
    # The state is still "not running" in the moment between a tap and the rerun it starts.
    page.wait_for_timeout(400)
    page.locator(IDLE).wait_for()


def _wait_until_up(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit("The demo stopped before its first page.")
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"The demo did not start within {START_SECONDS} seconds.")


if __name__ == "__main__":
    main()
