"""What we lean on inside Streamlit is still there: the list is docs/streamlit.md, for whoever raises the version."""

import inspect
import re
from functools import cache
from pathlib import Path

import pytest
import streamlit
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import get_run_yield_check
from streamlit.runtime.session_manager import SessionManager
from streamlit.runtime.state import SafeSessionState

from tracker.settings import PROJECT
from tracker.web.middleware.identity import CLOSED_BELOW
from tracker.web.routes.shell import HEAD, ROOT, held_back, shell_html

STATIC = Path(streamlit.__file__).parent / "static"
OURS = [*(PROJECT / "tracker").rglob("*.js"), *(PROJECT / "tracker").rglob("*.css")]
# Put together from a beginning and a kind.
COMPOSED = {"stAlertContentInfo": "stAlertContent", "stAlertContentError": "stAlertContent"}
PAGE = (PROJECT / "docs" / "streamlit.md").read_text("utf-8")


@cache
def bundle() -> str:
    """All scripts that Streamlit sends to a browser."""
    return "\n".join(file.read_text("utf-8") for file in sorted((STATIC / "static" / "js").glob("*.js")))


def test_ids() -> set[str]:
    """The test ids that our scripts and style sheets look for."""
    texts = [file.read_text("utf-8") for file in OURS if "plotly" not in file.name]
    return {name for text in texts for name in re.findall(r"data-testid[\^*$]?=[\"']?(\w+)", text)}


test_ids.__test__ = False  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(test_ids()))
def test_every_test_id_we_look_for_is_in_the_bundle(name: str) -> None:
    assert COMPOSED.get(name, name) in bundle()


@pytest.mark.parametrize(
    "name", ["stActiveTheme", "data-test-script-state", "data-test-connection-state", "st-key-"]
)
def test_every_other_name_we_look_for_is_in_the_bundle(name: str) -> None:
    assert name in bundle()


def test_what_we_read_on_the_server_is_there() -> None:
    assert "_files_by_session_and_coord" in inspect.getsource(MediaFileManager)
    assert "_session_mgr" in inspect.getsource(Runtime)
    assert all(hasattr(SessionManager, name) for name in ("list_sessions", "list_active_sessions"))
    assert all(hasattr(Runtime, name) for name in ("close_session", "instance"))
    assert "file_storage" in inspect.getsource(MemoryUploadedFileManager)
    assert hasattr(SafeSessionState, "get_widget_states")
    assert callable(get_script_run_ctx)
    assert callable(get_run_yield_check)


def test_the_page_we_start_from_is_as_we_expect() -> None:
    index = (STATIC / "index.html").read_text("utf-8")
    assert index.count(ROOT) == 1
    assert index.count("<title>") == 1
    assert '<script type="module"' in index
    html = shell_html()
    assert HEAD.splitlines()[0] in html
    assert "window.prerenderReady = false" in index
    assert "window.prerenderReady = false" not in html
    assert 'type="text/plain" id="app"' in held_back(html)


def test_the_page_of_docs_names_what_is_leant_on() -> None:
    words = [
        "_files_by_session_and_coord", "_session_mgr", "file_storage", "get_run_yield_check", "get_widget_states", "index.html", "stActiveTheme",
        "data-testid", "data-test-script-state", *CLOSED_BELOW,
    ]  # fmt: skip
    assert [word for word in words if word not in PAGE] == []
