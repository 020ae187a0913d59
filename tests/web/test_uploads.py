"""An upload is for the server of its page; the others say 404, so that the proxy asks the next."""

from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from tracker.web import uploads


def streamlit(request: Request) -> Response:
    return PlainTextResponse("kept", 204)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A server on which the page `here` is open."""
    runtime = SimpleNamespace(is_active_session=lambda page_id: page_id == "here")
    monkeypatch.setattr(uploads, "Runtime", SimpleNamespace(exists=lambda: True, instance=lambda: runtime))
    app = Starlette(routes=[Route("/{path:path}", streamlit, methods=["GET", "PUT", "DELETE"])])
    app.add_middleware(uploads.OwnPages)
    return TestClient(app)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_only_the_server_of_the_page_takes_it(server: TestClient, method: str) -> None:
    assert server.request(method, "/_stcore/upload_file/here/1").status_code == 204
    assert server.request(method, "/_stcore/upload_file/elsewhere/1").status_code == 404


def test_everything_else_goes_through(server: TestClient) -> None:
    assert server.get("/check-in").status_code == 204
