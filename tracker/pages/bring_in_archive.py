"""Bringing an archive in: said what it is first, then added to what is here."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker.access.visit import Visit
from tracker.exchange.archive import read_archive
from tracker.pages.refusal import attempt


def bring_in_archive(visit: Visit, file: UploadedFile) -> None:
    """Show what an archive holds and what of it would be new, and add that when asked to."""
    done = st.session_state.get("archive_brought_in")
    if done == file.file_id:
        st.success("The archive is in your record.", icon=":material/check:")
        return
    with st.spinner("Reading the archive"):
        archive = attempt(lambda: read_archive(file.getvalue()))
    if archive is None:
        return
    foreseen = visit.record.imports.foresee(archive.entries)
    st.text(
        f"This is an archive of a whole record: {len(archive.entries):,} entries, of which {foreseen.added:,} would be "
        "new here, with past versions, goals and answers. What is here already stays as it is; links and consent are not revived."
    )
    if st.button("Bring in the archive", type="primary", icon=":material/upload:"):
        report = attempt(lambda: visit.record.archive.restore(archive))
        if report is not None:
            st.session_state["archive_brought_in"] = file.file_id
            st.rerun()
