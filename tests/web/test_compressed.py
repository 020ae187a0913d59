"""Static files are compressed once, served compressed to who takes it, and as they are to who does not."""

import gzip
from pathlib import Path

import brotli
import pytest
from starlette.testclient import TestClient

from tests.web.stand_in import app
from tracker.web.middleware import compressed

SCRIPT = "let words = 'the same again and again';\n" * 100
HERE = "http://127.0.0.1"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "bundle" / "static"
    (folder / "js").mkdir(parents=True)
    (folder / "js" / "index.abc.js").write_text(SCRIPT)
    (folder / "js" / "small.js").write_text("1")
    (folder / "photo.png").write_bytes(b"\x89PNG" + bytes(4_000))
    return folder


@pytest.fixture
def asked(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, practice) -> TestClient:
    monkeypatch.setattr(compressed, "SOURCES", {"/static/": source})
    monkeypatch.setattr(compressed, "_copies", {})
    compressed.prepare(tmp_path / "kept")
    return TestClient(app(), base_url=HERE)


@pytest.mark.parametrize(
    ("takes", "given"),
    [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=1.0, gzip;q=0.8", "br"), ("br", "br")],
)
def test_a_browser_gets_the_best_it_takes(asked: TestClient, takes: str, given: str) -> None:
    with asked.stream("GET", "/static/js/index.abc.js", headers={"accept-encoding": takes}) as answer:
        body, headers = b"".join(answer.iter_raw()), answer.headers
    assert (answer.status_code, headers["content-encoding"]) == (200, given)
    assert {"br": brotli.decompress, "gzip": gzip.decompress}[given](body).decode() == SCRIPT
    assert int(headers["content-length"]) == len(body) < len(SCRIPT) / 10
    assert headers["cache-control"] == "public, immutable, max-age=31536000"
    assert "accept-encoding" in headers["vary"].lower()
    assert headers["content-type"].startswith("text/javascript")
    assert "content-security-policy" in headers


def test_what_it_has_already_is_not_sent_again(asked: TestClient) -> None:
    first = asked.get("/static/js/index.abc.js", headers={"accept-encoding": "br"})
    known = {"accept-encoding": "br", "if-none-match": first.headers["etag"]}
    assert asked.get("/static/js/index.abc.js", headers=known).status_code == 304


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/index.abc.js", {"accept-encoding": "identity"}),
        ("/static/js/index.abc.js", {"accept-encoding": "br", "range": "bytes=0-9"}),
        ("/static/js/small.js", {"accept-encoding": "br"}),
        ("/static/photo.png", {"accept-encoding": "br"}),
        ("/static/%2e%2e/%2e%2e/kept", {"accept-encoding": "br"}),
        ("/static/js/%2e%2e/%2e%2e/%2e%2e/practice.db", {"accept-encoding": "br"}),
    ],
)
def test_anything_else_is_left_to_the_server_below(
    asked: TestClient, path: str, headers: dict[str, str]
) -> None:
    answer = asked.get(path, headers=headers)
    assert "content-encoding" not in answer.headers
    assert answer.status_code == 404, "the stand-in below us has no such file"


def test_copies_are_made_once_and_again_for_another_version(source: Path, tmp_path: Path) -> None:
    kept_in = tmp_path / "kept"
    first = compressed.compressed_copy(source, kept_in)
    stamp = (first / "br" / "js" / "index.abc.js").stat().st_mtime_ns
    assert compressed.compressed_copy(source, kept_in) == first
    assert (first / "br" / "js" / "index.abc.js").stat().st_mtime_ns == stamp
    (source / "js" / "index.abc.js").write_text(SCRIPT * 2)
    second = compressed.compressed_copy(source, kept_in)
    assert [one.name for one in kept_in.iterdir()] == [second.name]


def test_where_nothing_can_be_kept_it_is_said_once_and_all_goes_on(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(compressed, "SOURCES", {"/static/": source})
    monkeypatch.setattr(compressed, "_copies", {})
    (tmp_path / "kept").write_text("a file where the folder should be")
    compressed.prepare(tmp_path / "kept")
    assert compressed._copies == {}
    assert [line.getMessage() for line in caplog.records] == ["static files stay uncompressed: File exists"]


@pytest.mark.parametrize(
    "takes", ["br;q=0, gzip;q=0", "br;q=0.000,gzip; Q=0", "br; q=none", "identity", ";,;q=1"]
)
def test_a_coding_that_is_ruled_out_is_not_sent(asked: TestClient, takes: str) -> None:
    answer = asked.get("/static/js/index.abc.js", headers={"accept-encoding": takes})
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "path", ["%00.js", "js/index.abc.js%00", "a" * 5_000, "a/" * 2_500, "..%2f..%2fapp.py"]
)
def test_a_name_that_no_file_can_have_is_no_failure_of_ours(asked: TestClient, path: str) -> None:
    for below in compressed.SOURCES:
        assert asked.get(f"{below}{path}", headers={"accept-encoding": "br"}).status_code == 404
