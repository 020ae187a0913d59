"""What the app is made of: it refuses to start where it must not run, and answers plain HTTP."""

import asyncio
import gc
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.applications import Starlette
from streamlit import config

from tests.invented_questionnaires import ONE, write
from tests.web.asgi import ask, in_own_loop
from tracker import clock, installation
from tracker.places import PLACES
from tracker.web.app import MAIN_PAGE, _lifespan, app_parts
from tracker.web.html import STATIC
from tracker.web.routes.shell import INDEX, ROOT, shell_html


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "tracker.db"
    monkeypatch.setenv("TRACKER_DATABASE", str(path))
    address = st.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield path
    config.set_option("server.address", address)
    installation._store.cache_clear()


@pytest.fixture
def app() -> Starlette:
    parts = app_parts()
    return Starlette(routes=parts["routes"], middleware=parts["middleware"])


def refusal(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one sentence that a refused start prints."""
    with pytest.raises(SystemExit) as stopped:
        app_parts()
    assert stopped.value.code == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.count("\n") == 1
    return said.err.strip()


class TestRefusingToStart:
    @pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.4", "::", "example.org", "", None])
    def test_on_any_address_but_this_machine(
        self, capsys: pytest.CaptureFixture[str], address: str | None
    ) -> None:
        config.set_option("server.address", address)
        said = refusal(capsys)
        assert (
            f"personal mode has no sign-in, so it serves only this machine (127.0.0.1, ::1 or localhost), not {address or 'every'}"
            in said
        )

    @pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
    def test_but_not_on_this_machine(self, address: str) -> None:
        config.set_option("server.address", address)
        assert app_parts()["script_path"] == MAIN_PAGE

    @pytest.mark.parametrize(
        ("name", "value", "hint"),
        [
            ("TRACKER_MODE", "team", "personal or practice"),
            ("TRACKER_EMERGENCY_NUMBER", "call me", "999, 112 or 111"),
            ("TRACKER_DATABASE", "mysql://db/tracker", "the path of an SQLite file"),
            ("TRACKER_BOOKING_URL", "javascript:alert(1)", "https://"),
            ("TRACKER_ARTICLES_DIR", "/no/such/folder", "a folder that exists"),
        ],
    )
    def test_with_a_wrong_setting(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str, hint: str
    ) -> None:  # fmt: skip
        monkeypatch.setenv(name, value)
        said = refusal(capsys)
        assert said.startswith(f"{name} is not usable: ")
        assert hint in said

    def test_but_not_on_a_questionnaire_that_cannot_be_asked(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = write(tmp_path / "questionnaires", a=ONE, b=b"{")
        monkeypatch.setenv("TRACKER_QUESTIONNAIRES_DIR", str(folder))
        assert app_parts()["script_path"] == MAIN_PAGE
        (sentence,) = capsys.readouterr().err.splitlines()
        assert sentence.startswith("b.json cannot be read as JSON.")

    def test_on_another_program_s_file(self, capsys: pytest.CaptureFixture[str], database: Path) -> None:
        database.write_bytes(b"not a database at all, but long enough to be one" * 20)
        assert "is damaged or is not one of this app's" in refusal(capsys)


API_NAMES = (
    "check-ins", "sit-and-reach-tests", "massage-sessions", "activity-ratings", "overall-changes", "events", "medicines",
)  # fmt: skip


class TestRoutes:
    def test_the_bare_address_leads_to_the_check_in(self, app: Starlette) -> None:
        answer = ask(app, "/")
        assert (answer.status, answer.headers["location"]) == (307, "/check-in")

    @pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)
    def test_every_place_begins_with_our_shell(self, app: Starlette, place: Any) -> None:
        answer = ask(app, f"/{place.path}")
        assert answer.status == 200
        if place.path == "check-in":
            # Its form is there before the app is, in front of the app's own root.
            assert ROOT in answer.body
            assert 'action="/quick"' in answer.body.partition(ROOT)[0]
        else:
            assert answer.body == shell_html()
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-store"

    def test_the_places_are_all_there_is(self) -> None:
        paths = {route.path for route in app_parts()["routes"]}
        assert paths == {
            "/", "/healthz", "/session", "/favicon.ico", "/favicon.png", "/assets", "/calendar/{token}.ics", "/export/{format}",
            "/{path:path}", "/report", "/report.html", "/report.pdf",
            "/bring-in", "/bring-in/undo", "/reminders/off/{token}",
            "/pair/authority.crt", "/pair/certificate", "/pair/{code}",
            "/api/v1/openapi.json", "/api/v1/summary", "/api/v1/entries", "/api/v1/{rest:path}",
            *(f"/api/v1/{name}{one}" for name in API_NAMES for one in ("", "/{entry_id}")),
            "/progress/answers", "/progress/figures", "/progress/table", "/progress/article", "/progress/style", "/progress/year", "/progress/places", "/plotly/4.1.1", "/check-in/worker.js",
            "/quick", "/quick/saved/{entry_id}", "/quick/undo", "/quick/who", "/quick/gone", "/quick/offline", "/quick/worker.js",
            *(f"/{place.path}" for place in PLACES),
        }  # fmt: skip

    def test_what_the_shell_asks_for_is_there(self, app: Starlette) -> None:
        for path in re.findall(r'"(/assets/[^"]+)"', shell_html()):
            assert ask(app, path).status == 200

    def test_the_fonts_of_the_theme_are_there(self, app: Starlette) -> None:
        faces = st.get_option("theme.fontFaces")
        assert len(faces) == 4
        assert [ask(app, face["url"]).status for face in faces] == [200] * 4

    def test_assets_stay_inside_their_folder(self, app: Starlette) -> None:
        assert ask(app, "/assets/../app.py").status == 404

    def test_healthz_says_whether_the_database_can_be_read(self, app: Starlette, database: Path) -> None:
        assert (ask(app, "/healthz").status, ask(app, "/healthz").body) == (200, "ok")
        aside = database.rename(database.with_name("aside.db"))
        gone = ask(app, "/healthz")
        assert (gone.status, gone.body) == (503, "The database file is missing or cannot be opened.")
        aside.rename(database)
        assert ask(app, "/healthz").status == 200


class TestShell:
    def test_has_our_title_and_icon(self) -> None:
        assert re.findall("<title>(.*?)</title>", shell_html()) == ["Recovery Tracker"]
        assert shell_html().count('rel="icon"') == 1
        assert 'href="/assets/icon.svg"' in shell_html()

    def test_names_no_other_address_and_no_stock_font(self) -> None:
        assert re.findall(r"""(?:href|src|content)=["'](?:https?:)?//[^"']*""", shell_html()) == []
        assert "SourceSans" not in shell_html()
        assert re.search(r'<noscript>[^\n]*href="/quick"[^\n]*</noscript>', shell_html())

    def test_still_starts_the_app(self) -> None:
        assert '<div id="root">' in shell_html()
        assert re.search(r'<script type="module"[^>]* src="\./static/js/index\.', shell_html())


def test_the_server_begins_warm_and_ends_with_its_connections_closed(database: Path) -> None:
    app_parts()

    async def live() -> int:
        async with _lifespan(None):
            return gc.get_freeze_count()

    frozen = in_own_loop(live())
    gc.unfreeze()
    assert frozen > 0
    driver: Any = installation.installation().store.driver
    assert driver._idle.empty()


def test_a_running_server_forgets_the_addresses_of_tries_that_ended(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app_parts()
    monkeypatch.setattr("tracker.web.app.SETTLED_SECONDS", 0)
    store, now = installation.installation().store, clock.utc_now()
    store.attempts.add("address 192.0.2.1", now - timedelta(hours=2), now - timedelta(hours=1))
    store.attempts.add("address 192.0.2.2", now, now + timedelta(hours=1))
    left: list[tuple[Any, ...]] = []

    async def live() -> None:
        nonlocal left
        async with _lifespan(None):
            for _ in range(200):
                await asyncio.sleep(0.05)
                left = store.read("SELECT bucket FROM attempts")[1]
                if len(left) == 1:
                    return

    in_own_loop(live())
    gc.unfreeze()
    assert left == [("address 192.0.2.2",)]


def test_what_streamlit_logs_of_an_exception_has_none_of_its_words(caplog: pytest.LogCaptureFixture) -> None:
    app_parts()
    assert config.get_option("logger.enableRich") is False
    log = logging.getLogger("streamlit.error_util")
    log.addHandler(caplog.handler)
    try:
        int("numb since Tuesday")
    except ValueError:
        log.exception("Uncaught app execution")
    log.removeHandler(caplog.handler)
    assert "Uncaught app execution" in caplog.text
    assert "Tuesday" not in caplog.text


def test_the_font_that_the_app_would_fetch_and_no_page_shows_is_replaced_by_ours() -> None:
    (theirs,) = (INDEX.parent / "static" / "css").glob("index.*.css")
    assert "font-family:Source Sans;" in theirs.read_text("utf-8")
    ours = (STATIC / "app.css").read_text("utf-8")
    face = re.search(r'@font-face \{ font-family: "Source Sans";[^}]*url\("/assets/([^"]+)"\)', ours)
    assert face is not None
    assert (STATIC / face[1]).is_file()
