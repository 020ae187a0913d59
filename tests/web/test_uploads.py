"""Files for a page: from its own person, to a page that asks for one, and few at a time; others say 404 to the proxy."""

import tempfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from tracker.components import upload
from tracker.web.middleware import uploads

ANN, BOB = "ann's id", "bob's id"


def page(page_id: str, uid: str) -> Any:
    return SimpleNamespace(
        session=SimpleNamespace(id=page_id, _user_info={"uid": uid, "sid": "s"}), client=object()
    )


@pytest.fixture
def files() -> MemoryUploadedFileManager:
    return MemoryUploadedFileManager("/upload")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, files: MemoryUploadedFileManager) -> Iterator[TestClient]:
    """A server on which pages of ann's and bob's are open; those that ask for a file are named so."""
    pages = [
        page(f"{who}{number}-asks", uid) for who, uid in (("ann", ANN), ("bob", BOB)) for number in range(9)
    ]
    pages += [page("ann-reads", ANN)]
    runtime = SimpleNamespace(
        is_active_session=lambda page_id: any(one.session.id == page_id for one in pages),
        _session_mgr=SimpleNamespace(list_sessions=lambda: pages),
        uploaded_file_mgr=files,
    )
    monkeypatch.setattr(Runtime, "instance", lambda: runtime)
    monkeypatch.setattr(
        upload, "_shown_on", {one.session.id for one in pages if one.session.id.endswith("asks")}
    )

    def streamlit(request: Request) -> Response:
        page_id, _, file_id = request.url.path.removeprefix(uploads.UPLOADS).partition("/")
        if request.method == "PUT":
            files.add_file(page_id, UploadedFileRec(file_id, "a.csv", "text/csv", b"x" * 1000))
        else:
            files.remove_file(page_id, file_id)
        return PlainTextResponse("kept", 204)

    app = Starlette(routes=[Route("/{path:path}", streamlit, methods=["GET", "PUT", "DELETE"])])
    app.add_middleware(uploads.OwnPages)
    with TestClient(app, headers={"x-app-uid": ANN}) as client:
        yield client


def put(server: TestClient, page_id: str, number: int = 1) -> int:
    return server.put(f"/_stcore/upload_file/{page_id}/{number}").status_code


def test_only_an_open_page_of_ones_own_that_asks_for_a_file_takes_one(server: TestClient) -> None:
    assert put(server, "ann0-asks") == 204
    assert put(server, "bob0-asks") == put(server, "elsewhere") == put(server, "") == 404
    assert put(server, "ann-reads") == 403
    assert server.delete("/_stcore/upload_file/bob0-asks/1").status_code == 404
    assert server.delete("/_stcore/upload_file/ann0-asks/1").status_code == 204


def test_a_new_file_takes_the_place_of_the_one_before(
    server: TestClient, files: MemoryUploadedFileManager
) -> None:
    assert [put(server, "ann0-asks", number) for number in range(50)] == [204] * 50
    assert list(files.file_storage["ann0-asks"]) == ["48", "49"]


def test_one_persons_pages_hold_a_few_files_together(
    server: TestClient, files: MemoryUploadedFileManager
) -> None:
    answers = [put(server, f"ann{number}-asks", again) for number in range(9) for again in range(2)]
    assert answers == [204] * uploads.FILES_OF_ONE + [429] * (18 - uploads.FILES_OF_ONE)
    server.headers["x-app-uid"] = BOB
    assert put(server, "bob0-asks") == 204


def test_files_of_pages_that_were_left_make_room(
    server: TestClient, files: MemoryUploadedFileManager
) -> None:
    for number in range(9):
        assert put(server, f"ann{number}-asks") == 204
        next(
            one
            for one in Runtime.instance()._session_mgr.list_sessions()
            if one.session.id == f"ann{number}-asks"
        ).client = None
    assert sum(map(len, files.file_storage.values())) <= uploads.FILES_OF_ONE


def test_all_pages_together_hold_so_many(server: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "FILES_IN_ALL", 1)
    assert put(server, "ann0-asks") == 204
    server.headers["x-app-uid"] = BOB
    assert put(server, "bob0-asks") == 429


def test_a_page_is_given_addresses_for_few_files(files: MemoryUploadedFileManager) -> None:
    uploads.bound_uploads()
    assert len(files.get_upload_urls("ann0-asks", [""] * 2_000_000)) == uploads.FILES_OF_A_PAGE


def test_a_file_on_its_way_is_never_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def rollover(_file: object) -> None:
        raise AssertionError("written to the temporary folder")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", rollover)
    sizes = []

    async def taken(request: Request) -> Response:
        sizes.append((await request.form())["file"].size)  # as Streamlit reads it
        return PlainTextResponse("kept")

    uploads.bound_uploads()
    with TestClient(Starlette(routes=[Route("/", taken, methods=["PUT"])])) as client:
        client.put("/", files={"file": ("a.csv", b"pain" * 1_300_000)})
    assert sizes == [5_200_000]


def test_everything_else_goes_through(server: TestClient) -> None:
    assert server.get("/check-in").status_code == 204
