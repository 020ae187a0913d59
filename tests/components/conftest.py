"""A gallery of the widgets on a free port, and a phone to look at it with."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.ports import free_port
from tests.waiting import LONGEST_MS, LONGEST_SECONDS

LOOKED_FOR = ("/_stcore/health", "/_stcore/host-config")
CONFIG = """
[server]
headless = true
fileWatcherType = "none"
[browser]
gatherUsageStats = false
serverAddress = "localhost"
[theme.light]
primaryColor = "#1F6F64"
backgroundColor = "#FBFAF7"
secondaryBackgroundColor = "#FFFFFF"
textColor = "#1F2A2E"
[theme.dark]
primaryColor = "#6CC5B4"
backgroundColor = "#12181A"
secondaryBackgroundColor = "#1A2225"
textColor = "#E8ECEB"
"""


@dataclass(frozen=True)
class Gallery:
    """Where the gallery is served, and the pipe that its slow save reads from."""

    url: str
    gate: Path


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """Serve gallery.py until the tests are over."""
    folder = tmp_path_factory.mktemp("gallery")
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "config.toml").write_text(CONFIG, "utf-8")
    gate = folder / "gate"
    os.mkfifo(gate)
    port = free_port()
    script = Path(__file__).with_name("gallery.py")
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    paths = os.pathsep.join([str(script.parents[2]), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "GALLERY_GATE": str(gate), "PYTHONPATH": paths}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            if not any(b"URL:" in line for line in server.stdout):
                pytest.fail("the gallery did not start")
            yield Gallery(f"http://127.0.0.1:{port}", gate)
        finally:
            server.terminate()
            # It says goodbye on its way out, and hangs when nobody listens.
            server.communicate(timeout=LONGEST_SECONDS)


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for all tests, so that the page's script is fetched once."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="light"
    )
    context.set_default_timeout(LONGEST_MS)
    # Holds are counted on a clock that the tests move on.
    context.clock.install()
    yield context
    context.close()


@pytest.fixture
def phone(profile: BrowserContext, gallery: Gallery) -> Iterator[Page]:
    """The gallery newly opened on a phone, 390 px wide; a console error fails the test."""
    with _opened(profile, gallery) as page:
        yield page


@pytest.fixture(scope="session")
def shared_phone(profile: BrowserContext, gallery: Gallery) -> Iterator[Page]:
    """One such phone for the tests that leave the others' widgets alone: opening it costs the most."""
    with _opened(profile, gallery) as page:
        yield page


@contextmanager
def _opened(profile: BrowserContext, gallery: Gallery) -> Iterator[Page]:
    page = profile.new_page()
    errors: list[str] = []
    page.on(
        "console",
        lambda message: (
            errors.append(f"{message.text} {message.location['url']}") if message.type == "error" else None
        ),
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(gallery.url)
    page.get_by_role("button", name="As my device").wait_for()
    yield page
    page.close()
    # Streamlit looks for its server at each level of a path; that miss is its own and harmless.
    assert [error for error in errors if not error.endswith(LOOKED_FOR)] == []


@pytest.fixture
def release(gallery: Gallery) -> Callable[[], int]:
    """Let the gallery's slow save go on."""
    return lambda: gallery.gate.write_text("go", "utf-8")
