"""Streamlit's own books: which pages are open here, whose they are, and what they hold. Should a version keep them elsewhere, nothing is there."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from streamlit.runtime import Runtime


def pages_of(uid: str) -> list[Any]:
    """Return the pages of a person or link: open ones, and those left so lately that a browser may come back to them."""
    return [page for page in _all_pages() if page.session._user_info.get("uid") == uid]  # noqa: SLF001


def page_ids() -> set[str]:
    """Return the ids of all pages."""
    return {page.session.id for page in _all_pages()}


def close_left_pages(uid: str, most: int) -> None:
    """End pages that a person has left, oldest first, until fewer than `most` are kept: each keeps three descriptors."""
    pages = pages_of(uid)
    left = [page for page in pages if page.client is None]
    for page in left[: max(0, len(pages) - most + 1)]:
        Runtime.instance().close_session(page.session.id)


def files_on(page_id: str) -> Mapping[str, object]:
    """Return the files that a page was sent, oldest first, by their ids."""
    files: Mapping[str, object] = uploaded_files().file_storage.get(page_id, {})
    return files


def uploaded_files() -> Any:
    """Return what keeps the files that pages were sent."""
    return Runtime.instance().uploaded_file_mgr


def _all_pages() -> list[Any]:
    try:
        return Runtime.instance()._session_mgr.list_sessions()  # noqa: SLF001
    except (AttributeError, RuntimeError):
        return []


def may_fetch(path: str, uid: str, sid: str) -> bool:
    """Whether one of a person's open pages shows the file of a `/media/` path.

    Streamlit itself gives them to anybody who knows the address, so its own books are read here; should
    a version keep them elsewhere, nothing is given out.
    """
    file_id = PurePosixPath(path).stem
    try:
        runtime = Runtime.instance()
        files_by_session = runtime.media_file_mgr._files_by_session_and_coord  # noqa: SLF001
        pages = runtime._session_mgr.list_active_sessions()  # noqa: SLF001
        return any(
            page.session.matches_user_info({"uid": uid, "sid": sid})
            and file_id in tuple(files_by_session.get(page.session.id, {}).values())
            for page in pages
        )
    except (AttributeError, RuntimeError):
        return False
