"""Static files, compressed once and kept on disk: Streamlit's bundle and our own assets.

Streamlit serves its bundle as it is, 25 MB of it, and leaves compressing to a proxy. Here it is done once for
each version, at set-up (`python -m tracker.web.middleware.compressed`) or in the background of the first start.
"""

import gzip
import logging
import re
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import brotli
import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.errors import cause_of
from tracker.reports.interactive import BUNDLE
from tracker.settings import cache_folder

# A version has an address of its own, since browsers keep it.
PLOTLY = "/plotly/4.1.1/"
SOURCES: Mapping[str, Path] = {
    "/static/": Path(streamlit.__file__).parent / "static" / "static",
    "/assets/": Path(__file__).parent.parent / "static",
    PLOTLY: BUNDLE.parent,
}
ENDINGS = frozenset({".css", ".js", ".json", ".svg", ".txt", ".webmanifest"})
# Brotli's levels above 9 gain 3 % more and take ten times as long.
ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda data: brotli.compress(data, quality=9),
    "gzip": lambda data: gzip.compress(data, 6, mtime=0),
}
# Smaller than a packet: nothing arrives sooner.
SMALLEST_BYTES = 1_000

_copies: dict[tuple[str, str], StaticFiles] = {}
log = logging.getLogger("tracker")


class Compressed:
    """Middleware: answers for a static file with its compressed copy, when there is one and the browser takes it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "\0" in scope["path"] and scope["path"].startswith(tuple(SOURCES)):
            # No file can have this name, and asking the disk for it fails in every layer below.
            await PlainTextResponse("There is nothing here.", 404)(scope, receive, send)
            return
        copy = _copy(scope) if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") else None
        if copy is None:
            await self.app(scope, receive, send)
            return
        encoding, files, path = copy

        async def send_encoded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("accept-encoding")
                if message["status"] == 200:
                    headers["content-encoding"] = encoding
                if scope["path"].startswith("/static/"):
                    headers["cache-control"] = "public, immutable, max-age=31536000"
            await send(message)

        await files({**scope, "path": f"/{path}", "root_path": ""}, receive, send_encoded)


def _copy(scope: Scope) -> tuple[str, StaticFiles, str] | None:
    """Return how a file is encoded, where its copies lie and its path there, if it has one for this browser."""
    prefix = next((coding for coding in SOURCES if scope["path"].startswith(coding)), None)
    headers = Headers(scope=scope)
    if prefix is None or "range" in headers:
        return None
    acceptable = {coding for coding in ENCODINGS if takes(headers.get("accept-encoding", ""), coding)}
    path = scope["path"].removeprefix(prefix)
    for encoding in ENCODINGS:
        files = _copies.get((prefix, encoding))
        if files is not None and encoding in acceptable and _has(files, path):
            return encoding, files, path
    return None


def takes(accepted: str, coding: str) -> bool:
    """Whether a header names a coding without ruling it out by a weight of 0 (RFC 9110, 12.5.3)."""
    for item in accepted.lower().split(","):
        name, _, weight = item.partition(";")
        if name.strip() == coding:
            return (
                not weight.strip()
                or re.fullmatch(r"q=(1|1\.0{0,3}|0\.(?!0{0,3}$)[0-9]{1,3})", weight.strip()) is not None
            )
    return False


def _has(files: StaticFiles, path: str) -> bool:
    try:
        return files.lookup_path(path)[1] is not None
    except OSError:  # a name longer than any file's
        return False


def prepare_in_background() -> None:
    """Make the copies ready while the app serves already; what was made at an earlier start is there at once."""
    threading.Thread(target=prepare, name="compress", daemon=True).start()


def prepare(kept_in: Path | None = None) -> None:
    """Make the copies ready; where they cannot be kept, everything is served as it is."""
    kept_in = kept_in or cache_folder() / "compressed"
    try:
        for prefix, source in SOURCES.items():
            copies = compressed_copy(source, kept_in)
            for encoding in ENCODINGS:
                if (copies / encoding).is_dir():
                    _copies[prefix, encoding] = StaticFiles(directory=copies / encoding)
    except OSError as error:
        log.warning("static files stay uncompressed: %s", cause_of(error))


def compressed_copy(source: Path, kept_in: Path) -> Path:
    """Return the folder with a source's compressed files, one folder for each encoding; made when it is not there.

    Raises OSError when it can be neither read nor written.
    """
    files = list(_worth_it(source))
    copies = kept_in / f"{source.parent.name}-{_fingerprint(source, files)}"
    if copies.is_dir():
        return copies
    kept_in.mkdir(parents=True, exist_ok=True)
    temporary = Path(mkdtemp(prefix="making-", dir=kept_in))
    try:
        for file in files:
            data = file.read_bytes()
            for encoding, compress in ENCODINGS.items():
                target = temporary / encoding / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(compress(data))
        temporary.chmod(0o755)
        # Another process may have been quicker; its files are the same.
        if not copies.is_dir():
            temporary.rename(copies)
    except OSError:
        if not copies.is_dir():
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    _forget_others(copies)
    return copies


def _worth_it(source: Path) -> Iterator[Path]:
    for file in sorted(source.rglob("*")):
        if file.suffix in ENDINGS and file.stat().st_size >= SMALLEST_BYTES:
            yield file


def _fingerprint(source: Path, files: list[Path]) -> str:
    seen = sha256("|".join(ENCODINGS).encode())
    for file in files:
        status = file.stat()
        seen.update(f"{file.relative_to(source)}|{status.st_size}|{status.st_mtime_ns}\n".encode())
    return seen.hexdigest()[:16]


def _forget_others(copies: Path) -> None:
    """Leave nothing of earlier versions behind."""
    name = copies.name.rpartition("-")[0]
    for other in copies.parent.glob(f"{name}-*"):
        if other != copies:
            shutil.rmtree(other, ignore_errors=True)


if __name__ == "__main__":
    prepare()
