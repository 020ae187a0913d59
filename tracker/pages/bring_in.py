"""Bringing data in: a file is looked at, mapped and reported on before anything is written, and can be taken back."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker import clock
from tracker.access.visit import Visit
from tracker.analysis.wording import listed
from tracker.bounded import BoundedPool
from tracker.components.plain_words import alert
from tracker.components.upload import upload_field
from tracker.domain.description import capitalise_first, describe, moment_in_words
from tracker.domain.entry import Entry
from tracker.errors import ImportRefused
from tracker.exchange.archive import read_archive
from tracker.exchange.importers import formats
from tracker.exchange.importers.arrival import Arrival, Batch, Choice
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.choosing import combined, missing
from tracker.exchange.importers.preview import preview_lines, report_lines
from tracker.pages.bring_in_mapping import Mapping, choose_mapping
from tracker.pages.links import address_link
from tracker.pages.refusal import attempt, refuse
from tracker.pages.turns import turn_of_run
from tracker.record import ImportReport

FIRST_ROWS = 5
CHANGED_STAYS = " What was changed since then stays."
# What a press that takes an import back, or puts it back, has done until now.
_SO_FAR = "import going so far"
# Where a session keeps what its file, and the rows under its mapping, came to.
_LOOKED, _BATCH = "import_looked", "import_batch"
T = TypeVar("T")
# One person's files are read in turn already, as their pages are drawn.
READING = BoundedPool("reading on pages", at_once=2, waiting=8, sentence=formats.BUSY)


@dataclass
class _Latest(Generic[T]):
    """What a work on a file came to, or why it was refused, so that no rerun does it again; `of` is what it was on."""

    of: str = ""
    result: T | None = None
    refusal: str = ""

    def work_out(self, of: str, work: Callable[[], T]) -> None:
        """Do a work when its turn has come; raises TooBusy, which says nothing of the file."""
        with turn_of_run(READING):
            try:
                self.result, self.refusal = work(), ""
            except ImportRefused as refused:
                self.result, self.refusal = None, refused.sentence
            self.of = of


def bring_in(visit: Visit) -> None:
    """Show the way in for a file, from choosing it to taking the import back."""
    st.subheader("Bring data in", anchor=False)
    st.text(
        f"Files of this app, and of {listed(formats.APPS)}; or any CSV with a column of days. You see what is in it "
        "first; nothing is kept before you say so."
    )
    st.caption(_about_size(visit))
    address_link("/bring-in", "No file arrives? Use a plain page")
    file = upload_field("File", list(formats.ENDINGS), key="import_file")
    if file and formats.is_archive(file):
        bring_in_archive(visit, file)
        return
    if file is None:
        _forget()
    arrival = _arrival(file) if file else None
    if _outcome(visit) or file is None or arrival is None:
        return
    first, *remarks = preview_lines(replace(arrival, rows=(), table=None, counted=()), {})
    st.text(first if arrival.ready else f"{first} What is what?")
    for remark in remarks:
        st.text(remark)
    mapping = Mapping() if arrival.ready else choose_mapping(arrival, file.file_id)
    _confirm(visit, file.file_id, arrival, mapping)


def _about_size(visit: Visit) -> str:
    if visit.settings.is_practice:
        return "Up to 5 MB, and by the plain page an archive of up to 25 MB. For a larger file, as Apple Health's often is, ask your practice to bring it in."
    return "Up to 5 MB, and by the plain page an archive of up to 25 MB. A larger file, as Apple Health's often is, comes in by the command line: `recovery-tracker import export.zip`."


def _arrival(file: UploadedFile) -> Arrival | None:
    if _latest(_LOOKED).of != file.file_id:
        st.session_state.pop("brought_in", None)
    read = partial(formats.read, file, file.name, most_seconds=formats.MOST_READING_SECONDS)
    return _worked_out(_LOOKED, file.file_id, "Reading the file", read)


def _worked_out(key: str, of: str, words: str, work: Callable[[], T]) -> T | None:
    """Return what a work came to, or show why there is nothing of it."""
    latest: _Latest[T] = _latest(key)
    if latest.of != of:
        with st.spinner(words):
            attempt(partial(latest.work_out, of, work))
    if latest.of != of:
        return None
    if latest.refusal:
        refuse(latest.refusal)
    return latest.result


def _latest(key: str) -> _Latest[Any]:
    # It is in the session before the work is done: a run that was overtaken meanwhile puts nothing there any more.
    latest: _Latest[Any] = st.session_state.setdefault(key, _Latest())
    return latest


def _forget() -> None:
    for key in (_LOOKED, _BATCH):
        st.session_state.pop(key, None)


def _confirm(visit: Visit, file_id: str, arrival: Arrival, mapping: Mapping) -> None:
    chosen = mapping.chosen
    if mapping.without_scale:
        names = ", ".join(name[:40] for name in mapping.without_scale[:4])
        alert("info", f"Not brought in before its scale is chosen: {names}.")
    if (wanting := missing(arrival, chosen)) is not None:
        if not mapping.without_scale:
            alert("info", wanting.sentence)
        return
    batch = _batch(file_id, arrival, chosen)
    if batch is None:
        return
    foreseen = visit.record.imports.foresee(batch.entries, batch.earlier_ids, batch.fillings)
    for line in (*combined(chosen), *report_lines(batch, foreseen.days)):
        st.text(line)
    if batch.entries:
        _first_rows(visit, batch)
    st.text(
        f"{foreseen.added:,} {_entries(foreseen.added)} would be new.{_left_alone(foreseen)}{_filled(foreseen)}"
    )
    if (foreseen.added or foreseen.filled) and st.button(
        _bring_in_label(foreseen), type="primary", icon=":material/upload:"
    ):
        report = attempt(
            lambda: visit.record.imports.bring_in(
                batch.entries, batch.originals, batch.earlier_ids, batch.fillings
            )
        )
        if report is not None:
            st.session_state["brought_in"] = report
            for key in ("taken_back", _SO_FAR):
                st.session_state.pop(key, None)
            st.rerun()


def _bring_in_label(foreseen: ImportReport) -> str:
    if not foreseen.added:
        return f"Fill in {foreseen.filled:,} {'check-in' if foreseen.filled == 1 else 'check-ins'}"
    return f"Bring in {foreseen.added:,} {_entries(foreseen.added)}"


def _filled(report: ImportReport) -> str:
    if not report.filled:
        return ""
    return f" {report.filled:,} {'check-in that is' if report.filled == 1 else 'check-ins that are'} here {'gets' if report.filled == 1 else 'get'} what the file says of the day."


def _first_rows(visit: Visit, batch: Batch) -> None:
    """Show the first entries as they will be kept."""
    with st.container(key="first_rows", border=True, gap="small"):
        st.caption(
            "The first rows, as they will be kept"
            if len(batch.entries) > FIRST_ROWS
            else "As they will be kept"
        )
        for entry in batch.entries[:FIRST_ROWS]:
            day = moment_in_words(entry.on_date, entry.at_time, visit.today)
            note = f", {entry.note[:80]!r}" if entry.note else ""
            st.text(f"{capitalise_first(day)}: {describe(entry, visit.profile.unit)}{note}")


def _batch(file_id: str, arrival: Arrival, chosen: dict[str, Choice]) -> Batch | None:
    of = f"{file_id} {sorted(chosen.items())!r}"
    return _worked_out(_BATCH, of, "Going through its rows", partial(batch_of, arrival, chosen))


def _left_alone(report: ImportReport) -> str:
    there, deleted = report.already_there, report.deleted_here
    deleted_words = ""
    if there:
        deleted_words += f" {there:,} {'was here already and stays as it is' if there == 1 else 'were here already and stay as they are'}."
    if deleted:
        deleted_words += f" {deleted:,} {'stays' if deleted == 1 else 'stay'} deleted as you left {'it' if deleted == 1 else 'them'}."
    return deleted_words


def _outcome(visit: Visit) -> bool:
    """Show what the last import did, to be taken back or put back; return whether it stands."""
    report = st.session_state.get("brought_in")
    if not isinstance(report, ImportReport):
        _recent(visit)
        return False
    taken_back: tuple[Entry, ...] | None = st.session_state.get("taken_back")
    # A stop in the middle, or a second press meanwhile, ends the press that knew what it did.
    so_far: list[Entry] = st.session_state.setdefault(_SO_FAR, [])
    with st.container(key="receipt", border=True):
        st.text(_done(report, taken_back) + _left_alone(report))
        if taken_back is None:
            if st.button("Take this import back", icon=":material/undo:", key="import_undo"):
                just_now = attempt(partial(visit.record.imports.take_back, report.entries, so_far))
                if just_now is not None:
                    st.session_state["taken_back"] = just_now
                    st.session_state.pop(_SO_FAR)
                    st.rerun()
            return True
        if taken_back and st.button("Put them back", icon=":material/redo:", key="import_undo"):
            back = attempt(partial(visit.record.imports.put_back, taken_back, so_far))
            if back is not None:
                # They have another version now; a next press takes back these.
                st.session_state["brought_in"] = replace(report, added=0, filled=0, entries=back)
                st.session_state.pop("taken_back")
                st.session_state.pop(_SO_FAR)
                st.rerun()
    return False


def _done(report: ImportReport, taken_back: tuple[Entry, ...] | None) -> str:
    if taken_back is None:
        count = report.added or len(report.entries)
        words = "added" if report.added else "filled in" if report.filled else "put back"
        return f"{count:,} {_entries(count)} {words}."
    count, left = len(taken_back), len(report.entries) - len(taken_back)
    return f"{count:,} {_entries(count)} taken back.{CHANGED_STAYS if left else ''}"


def _recent(visit: Visit) -> None:
    """Show the imports of the last day, so that one can be taken back by who comes back later."""
    for recent in visit.record.imports.recent():
        at = clock.local(recent.brought_in_at)
        count = len(recent.entries)
        with st.container(key=f"recent_{recent.import_id}", border=True):
            when = moment_in_words(at.date(), at.time(), visit.today)
            st.text(f"Brought in {when}: {count:,} {_entries(count)}. It can be taken back for a day.")
            pressed = st.button("Take back", icon=":material/undo:", key=f"take_back_{recent.import_id}")
            taken_back = attempt(partial(visit.record.imports.take_back_recent, recent)) if pressed else None
            if taken_back is not None:
                st.toast(f"{taken_back:,} {_entries(taken_back)} taken back.{CHANGED_STAYS}")
                st.rerun()


def _entries(count: int) -> str:
    return "entry" if count == 1 else "entries"


def bring_in_archive(visit: Visit, file: UploadedFile) -> None:
    """Show what an archive holds and what of it would be new, and add that when asked to."""
    done = st.session_state.get("archive_brought_in")
    if done == file.file_id:
        st.success("The archive is in your record.", icon=":material/check:")
        return
    archive = _worked_out(_LOOKED, file.file_id, "Reading the archive", lambda: read_archive(file.getvalue()))
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
            _forget()
            st.rerun()
