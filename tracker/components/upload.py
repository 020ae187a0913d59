"""A field for a file, and which open pages show one: only those are sent files."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

_shown_on: set[str] = set()


def upload_field(label: str, kinds: Sequence[str], key: str) -> UploadedFile | None:
    """Show a field for one file and return the file that was chosen, if any."""
    context = get_script_run_ctx()
    if context is not None:
        _shown_on.add(context.session_id)
    return st.file_uploader(label, kinds, label_visibility="collapsed", key=key)


def forget_upload_field() -> None:
    """Note that this tab shows another page now, and let go of its file."""
    context = get_script_run_ctx()
    if context is not None and context.session_id in _shown_on:
        _shown_on.discard(context.session_id)
        context.uploaded_file_mgr.remove_session_files(context.session_id)


def shows_upload_field(page_id: str) -> bool:
    """Whether an open page, by Streamlit's id of its session, shows a field for a file."""
    return page_id in _shown_on


def forget_pages_but(page_ids: set[str]) -> None:
    """Forget the pages that are open no more."""
    _shown_on.intersection_update(page_ids)
