"""The app where an installer put it: built as sdist and wheel, installed into a bare environment, started elsewhere."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from tests.ports import free_port
from tests.waiting import LONGEST_SECONDS, wait_until
from tracker.settings import PROJECT

BUILD = "import sys; from setuptools import build_meta; print(getattr(build_meta, sys.argv[1])(sys.argv[2]))"
# What a program needs of the system, and nothing that says where the checkout is.
BARE = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
OWN_PACKAGES = next(path for path in sys.path if path.endswith("site-packages"))


def built(kind: str, source: Path, into: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-c", BUILD, kind, str(into)], cwd=source, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return into / done.stdout.splitlines()[-1]


@dataclass
class Installed:
    program: Path
    home: Path

    def run(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [self.program, *arguments],
            env=self.environment | environment,
            cwd=self.home,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout

    @property
    def environment(self) -> dict[str, str]:
        return BARE | {"HOME": str(self.home)}

    @contextmanager
    def started(self, command: str) -> Iterator[Callable[[], str]]:
        """Have it serve meanwhile; yields what waits for its answer and returns its address."""
        url = f"http://127.0.0.1:{free_port()}"

        def address() -> str:
            wait_until(lambda: process.poll() is not None or answers(url), log.read_text)
            assert process.poll() is None, log.read_text()
            return url

        log = self.home / f"{command}.log"
        with log.open("wb") as written, subprocess.Popen(
            [self.program, command, "--port", url.rpartition(":")[2]],
            env=self.environment, cwd=self.home, stdout=written, stderr=written,
        ) as process:  # fmt: skip
            try:
                yield address
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(LONGEST_SECONDS)


def answers(url: str) -> bool:
    try:
        with urlopen(f"{url}/healthz", timeout=LONGEST_SECONDS) as answer:
            return answer.status == 200
    except OSError:
        return False


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel that the sdist gives, with the tests' own packages in place of downloads."""
    folder = tmp_path_factory.mktemp("installed")
    source, environment, home = folder / "source", folder / "environment", folder / "home"
    shutil.copytree(PROJECT / "tracker", source / "tracker", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, source)
    with tarfile.open(built("build_sdist", source, folder)) as sdist:
        sdist.extractall(folder / "unpacked", filter="data")
    wheel = built("build_wheel", next((folder / "unpacked").iterdir()), folder)
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*pip, str(wheel)], check=True)
    next(environment.glob("lib/*/site-packages")).joinpath("packages.pth").write_text(OWN_PACKAGES)
    if (made := PROJECT / "build" / "compressed").is_dir():  # what takes a busy machine half a minute
        shutil.copytree(made, home / ".cache" / "recovery-tracker" / "compressed")
    home.mkdir(exist_ok=True)
    return Installed(environment / "bin" / "recovery-tracker", home)


def test_it_says_where_its_files_are(installed: Installed) -> None:
    data = installed.home / ".local" / "share" / "recovery-tracker"
    said = dict(line.split(": ", 1) for line in installed.run("where").splitlines())
    assert said["program"].endswith("site-packages (installed)")
    assert str(PROJECT) not in said["program"]
    assert said["database"] == str(data / "data" / "tracker.db")
    assert said["compressed files, which may be deleted"] == str(
        installed.home / ".cache" / "recovery-tracker"
    )
    assert not data.exists(), "asking makes nothing"
    assert str(data / "mine.db") in installed.run("--database", "mine.db", "where")
    assert str(data / "own.db") in installed.run("where", TRACKER_DATABASE="own.db")


@pytest.mark.browser
def test_demo_and_serve_open_their_pages_with_their_looks(installed: Installed, browser: Browser) -> None:
    with installed.started("demo") as demo, installed.started("serve") as served:
        page = browser.new_page()
        page.goto(demo())  # signed in as a client
        page.goto(f"{demo()}/learn")
        expect(page.get_by_role("heading", name="Learn", exact=True)).to_be_visible()
        page.evaluate("() => document.fonts.ready")
        assert page.evaluate("() => document.fonts.check('17px Atkinson')")
        paper = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"
        assert page.evaluate(paper) == "rgb(251, 250, 247)"
        page.goto(f"{served()}/learn")
        expect(page.get_by_role("heading", name="Learn", exact=True)).to_be_visible()
        assert page.evaluate(paper) == "rgb(251, 250, 247)"
        page.close()
        database = installed.home / ".local/share/recovery-tracker/data/tracker.db"
        assert stat.S_IMODE(database.stat().st_mode) == 0o600
