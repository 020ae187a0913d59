"""Bringing data in: a file is looked at, mapped and reported on before anything is written, and can be taken back."""

from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker.components.number_field import number_field
from tracker.domain.description import spaced
from tracker.domain.exercise import EXERCISES
from tracker.domain.sit_and_reach import variant_named
from tracker.exchange.importers import formats
from tracker.exchange.importers.arrival import Arrival, Batch, Choice, Source
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.choosing import missing
from tracker.exchange.importers.numerals import DAY_ORDERS
from tracker.exchange.importers.preview import holds, report_lines
from tracker.exchange.importers.scale import EXERCISE_IDS, FIELDS, ROLES, VARIANT_NAMES, Field, words
from tracker.pages.bring_in_archive import bring_in_archive
from tracker.pages.links import address_link
from tracker.pages.refusal import attempt, plain
from tracker.pages.visit import Visit
from tracker.record import ImportReport

KINDS_OF_FILE = ["csv", "zip", "json", "xml", "txt"]
RANGES = ("0-10", "0-100", "0-3", "0-4", "0-5", "1-5", "1-10")
NOT_BROUGHT_IN = "Leave it out"
SHOWN_AT_ONCE = 8
MOST_SHOWN = 60
ORDER_NAMES = {"ymd": "Year, month, day", "dmy": "Day, month, year", "mdy": "Month, day, year"}


@dataclass
class _Looked:
    """A file that was looked at, and what its last mapping came to, so that a rerun does not work it out again."""

    file_id: str
    arrival: Arrival | None
    batches: dict[str, Batch | None] = field(default_factory=dict)


def bring_in(visit: Visit) -> None:
    """Show the way in for a file, from choosing it to taking the import back."""
    st.subheader("Bring data in", anchor=False)
    st.text(
        "Files of this app, and of Loop Habit Tracker, Track & Graph, Daylio, Bearable, Apple Health and Privacy Friendly "
        "Pain Diary; or any CSV with a column of days. You see what is in it first; nothing is kept before you say so."
    )
    st.caption(_about_size(visit))
    address_link("/bring-in", "Does the file not arrive? A plain page takes files of this app")
    file = st.file_uploader("File", KINDS_OF_FILE, label_visibility="collapsed", key="import_file")
    if file and formats.is_archive(file):
        bring_in_archive(visit, file)
        return
    looked = _looked(file) if file else None
    if _outcome(visit) or looked is None or looked.arrival is None:
        return
    if looked.arrival.ready:
        _confirm(visit, looked, {})
        return
    st.text(f"This is {formats.NAMES[looked.arrival.format_name]}. What is what?")
    for remark in looked.arrival.remarks:
        st.caption(plain(remark))
    _confirm(visit, looked, _mapping(looked))


def _about_size(visit: Visit) -> str:
    if visit.settings.is_practice:
        return "Up to 5 MB. For a larger file, as Apple Health's often is, ask your practice to bring it in."
    return "Up to 5 MB. A larger file, as Apple Health's often is, comes in by the command line: `recovery-tracker import export.zip`."


def _looked(file: UploadedFile) -> _Looked:
    looked = st.session_state.get("import_looked")
    if not isinstance(looked, _Looked) or looked.file_id != file.file_id or looked.arrival is None:
        st.session_state.pop("brought_in", None)
        with st.spinner("Reading the file"):
            looked = _Looked(file.file_id, attempt(lambda: formats.read(file, file.name)))
        st.session_state["import_looked"] = looked
    return looked


def _mapping(looked: _Looked) -> dict[str, Choice]:
    arrival = looked.arrival
    assert arrival is not None  # noqa: S101 - a refused file ends before this
    sources = sorted(arrival.sources, key=lambda one: one.name not in arrival.proposed)
    chosen: dict[str, Choice] = {}
    for number, source in enumerate(sources[:SHOWN_AT_ONCE]):
        _choose(looked, arrival, number, source, chosen)
    if more := sources[SHOWN_AT_ONCE:MOST_SHOWN]:
        with st.expander(f"{len(more)} more"):
            for number, source in enumerate(more, start=SHOWN_AT_ONCE):
                _choose(looked, arrival, number, source, chosen)
    if arrival.counted:
        names = ", ".join(f"{one.name} ({one.count:,})" for one in arrival.counted[:12])
        st.caption(plain(f"There is no place here for: {names}."))
    return chosen


def _choose(
    looked: _Looked, arrival: Arrival, number: int, source: Source, chosen: dict[str, Choice]
) -> None:
    key = f"map_{looked.file_id}_{number}"
    given = arrival.proposed.get(source.name)
    fields = [name for name in FIELDS if arrival.table is not None or name not in ROLES]
    with st.container(key=f"source_{number}", border=True, gap="small"):
        # The name is in the label, so that it is heard with the choice.
        name = st.selectbox(
            f"**{plain(source.name)}** becomes", [NOT_BROUGHT_IN, *fields], 1 + fields.index(given.field) if given else 0, key=key,
            format_func=lambda one: FIELDS[one].words if one in FIELDS else one,
        )  # fmt: skip
        st.caption(plain(holds(source)))
        if name not in FIELDS:
            return
        scale = _scale(key, source, FIELDS[name], given.scale if given and given.field == name else None)
        if scale is None:
            if FIELDS[name].scale == "order":
                chosen[source.name] = Choice(name)  # so that it is said what is still asked
            return
        chosen[source.name] = Choice(name, scale)
        if said := words(name, scale):
            st.caption(plain(said))


def _scale(key: str, source: Source, wanted: Field, given: str | None) -> str | None:
    """Ask for the scale that a field needs; None until it is chosen."""
    if wanted.scale == "none":
        return ""
    if wanted.scale == "exercise":
        names = {one.exercise_id: one.name for one in EXERCISES}
        return _picked(key, "Which exercise", EXERCISE_IDS, given, names)
    if wanted.scale == "variant":
        titles = {name: variant_named(name).title() for name in VARIANT_NAMES}
        return _picked(key, "Which test", VARIANT_NAMES, given, titles)
    if wanted.scale == "order":
        return _picked(key, "Written as", DAY_ORDERS, given, ORDER_NAMES)
    if source.low is None or source.high is None:
        return _numbers_for_words(key, source, wanted)
    fitting = tuple(one for one in RANGES if _holds(one, source.low, source.high))
    own = f"{wanted.low}-{wanted.high}"
    if wanted.scale == "own" and _holds(own, source.low, source.high):
        fitting = (own, *(one for one in fitting if one != own))
    return _picked(
        key, "Its scale goes from", fitting, given, {one: one.replace("-", " to ") for one in fitting}
    )


def _picked(
    key: str, label: str, options: tuple[str, ...], given: str | None, names: dict[str, str]
) -> str | None:
    return st.selectbox(
        label, options, options.index(given) if given in options else None, key=f"{key}_{label}",
        format_func=lambda one: names.get(one, spaced(one)), placeholder="Choose",
    )  # fmt: skip


def _numbers_for_words(key: str, source: Source, wanted: Field) -> str | None:
    if not source.words:
        st.caption("It holds too many different words to give each a number.")
        return None
    if any("," in word or "=" in word for word in source.words):
        st.caption("A word with a comma or = in it cannot be given a number here.")
        return None
    st.caption(f"These are words. Which number from {wanted.low} to {wanted.high} do you mean by each?")
    numbers = [
        number_field(word, wanted.low, wanted.high, key=f"{key}_{wanted.name}_{word}", begin=wanted.low)
        for word in source.words
    ]
    if not all(isinstance(number, int) and wanted.low <= number <= wanted.high for number in numbers):
        return None
    return ",".join(f"{word}={number}" for word, number in zip(source.words, numbers, strict=True))


def _holds(scale: str, low: float, high: float) -> bool:
    first, _, last = scale.partition("-")
    return float(first) <= low and high <= float(last)


def _confirm(visit: Visit, looked: _Looked, chosen: dict[str, Choice]) -> None:
    arrival = looked.arrival
    assert arrival is not None  # noqa: S101
    if (wanting := missing(arrival, chosen)) is not None:
        st.info(plain(wanting.said), icon=":material/help:")
        return
    batch = _batch(looked, arrival, chosen)
    if batch is None:
        return
    for line in report_lines(batch):
        st.text(line)
    foreseen = visit.record.foresee(batch.entries)
    st.text(f"{foreseen.added:,} {_entries(foreseen.added)} would be new.{_left_alone(foreseen)}")
    if foreseen.added and st.button(
        f"Bring in {foreseen.added:,} {_entries(foreseen.added)}", type="primary", icon=":material/upload:"
    ):
        report = attempt(lambda: visit.record.bring_in(batch.entries, batch.originals))
        if report is not None:
            st.session_state["brought_in"] = report
            st.session_state.pop("taken_back", None)
            st.rerun()


def _batch(looked: _Looked, arrival: Arrival, chosen: dict[str, Choice]) -> Batch | None:
    spelled = repr(sorted(chosen.items()))
    found = looked.batches.get(spelled)
    if found is None:
        with st.spinner("Going through its rows"):
            found = attempt(lambda: batch_of(arrival, chosen))
        looked.batches = {spelled: found}
    return found


def _left_alone(report: ImportReport) -> str:
    there, gone = report.already_there, report.deleted_here
    said = ""
    if there:
        said += f" {there:,} {'was here already and stays as it is' if there == 1 else 'were here already and stay as they are'}."
    if gone:
        said += f" {gone:,} {'stays' if gone == 1 else 'stay'} deleted as you left {'it' if gone == 1 else 'them'}."
    return said


def _outcome(visit: Visit) -> bool:
    """Show what the last import did, to be taken back or put back; return whether it stands."""
    report = st.session_state.get("brought_in")
    if not isinstance(report, ImportReport):
        return False
    is_out = bool(st.session_state.get("taken_back"))
    with st.container(key="receipt", border=True):
        said = "taken back" if is_out else "added"
        st.text(f"{report.added:,} {_entries(report.added)} {said}.{_left_alone(report)}")
        label = "Put them back" if is_out else "Take this import back"
        pressed = st.button(label, icon=":material/redo:" if is_out else ":material/undo:", key="import_undo")
        act = visit.record.put_back if is_out else visit.record.take_back
        if pressed and attempt(lambda: act(report.entries)) is not None:
            st.session_state["taken_back"] = not is_out
            st.rerun()
    return not is_out


def _entries(count: int) -> str:
    return "entry" if count == 1 else "entries"
