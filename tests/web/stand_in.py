"""The routes and middleware as they are served, around stand-ins for what Streamlit answers."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from tracker.installation import installation
from tracker.web.app import app_middleware, app_routes

HERE = "http://127.0.0.1"
SOCKET = "ws://127.0.0.1/_stcore/stream"


async def told(request: Request) -> JSONResponse:
    """Stands for Streamlit: says which identity it was told."""
    names = ("x-app-uid", "x-app-sid", "x-forwarded-for", "forwarded")
    answer = JSONResponse({name: request.headers.getlist(name) for name in names})
    answer.set_cookie("_streamlit_xsrf", "x")
    return answer


async def stream(socket: WebSocket) -> None:
    """Stands for Streamlit's socket: says which identity and cookies it was told, then echoes."""
    await socket.accept()
    await socket.send_json({"uid": socket.headers.getlist("x-app-uid"), "cookies": dict(socket.cookies)})
    while True:
        await socket.send_text(await socket.receive_text())


def failing(request: Request) -> JSONResponse:
    raise ValueError("a note that must stay secret")


def app() -> Starlette:
    """The whole of it, for the settings in force."""
    settings = installation().settings
    stands = [
        Route("/_stcore/told", told),
        Route("/_stcore/change", told, methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
        Route("/_stcore/metrics", told),
        Route("/_stcore/agent/openapi.json", told),
        Route("/_stcore/failing", failing),
        Route("/media/{name}", told),
        WebSocketRoute("/_stcore/stream", stream),
    ]
    return Starlette(routes=[*app_routes(settings), *stands], middleware=app_middleware(settings))
