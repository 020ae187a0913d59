"""Take the pictures of the README from the app itself, run on invented records (`make screenshots`)."""

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

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent / "screenshots"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update"]  # fmt: skip
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36"
START_SECONDS = 60
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Below the fold of the window, so that one picture shows more than one screen.
PROGRESS_PHONE_PX, PROGRESS_DESKTOP_PX = 1100, 1000


@dataclass(frozen=True)
class Shot:
    """One picture: the page, the browser it is taken in, and what to do on the page first."""

    name: str
    path: str
    is_phone: bool
    theme: str
    height: int
    wait_for: str
    taps: tuple[str, ...] = ()


SHOTS = (
    Shot("check-in-phone-light", "check-in", True, "light", 844, "text=How far down",
         ("Leg pain >> 4", "Back pain >> 2")),
    Shot("progress-phone-dark", "progress", True, "dark", PROGRESS_PHONE_PX, "[data-chart=pain_trend]"),
    Shot("progress-desktop-light", "progress", False, "light", PROGRESS_DESKTOP_PX, ".js-plotly-plot .main-svg"),
    Shot("massage-phone-light", "massage", True, "light", 1000, "text=Where?"),
)  # fmt: skip
