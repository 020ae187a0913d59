"""Files that Streamlit keeps for a page: only the session whose page shows them may fetch them."""

from pathlib import PurePosixPath

from streamlit.runtime import Runtime


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
