"""Bringing data in: a file is looked at, mapped and reported on before anything is written, and can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from tracker.domain.description import begun, describe, moment_in_words, spaced
from tracker.domain.exercise import EXERCISES
from tracker.domain.sit_and_reach import variant_named
from tracker.exchange.importers import formats
from tracker.exchange.importers.arrival import Arrival, Batch, Choice, Chosen, Source
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.choosing import combined, missing, proposed_for, with_day_order
from tracker.exchange.importers.days import DAY_ORDERS
from tracker.exchange.importers.health_days import STEPS
from tracker.exchange.importers.numerals import minutes_in
from tracker.exchange.importers.preview import holds, report_lines
from tracker.exchange.importers.scale import (
    EXERCISE_IDS,
    FIELDS,
    NO_SCALE,
    ROLES,
    VARIANT_NAMES,
    Field,
    is_tick,
    words,
)
from tracker.pages.bring_in_archive import bring_in_archive
from tracker.pages.links import address_link
from tracker.pages.refusal import attempt, plain
from tracker.pages.visit import Visit
from tracker.record import ImportReport

RANGES = ("0-10", "0-100", "0-3", "0-4", "0-5", "1-5", "1-10")
NOT_BROUGHT_IN = "Leave it out"
SHOWN_AT_ONCE = 8
MOST_SHOWN = 60
FIRST_ROWS = 5
ORDER_NAMES = {"ymd": "Year, month, day", "dmy": "Day, month, year", "mdy": "Month, day, year"}


@dataclass
class _Looked:
    """A file that was looked at, and what its last mapping came to, so that a rerun does not work it out again."""

    file_id: str
    arrival: Arrival | None
    batches: dict[str, Batch | None] = field(default_factory=dict)


@dataclass
class _Mapping:
    """What was chosen on the page, and of which sources the scale is still to be chosen."""

    chosen: dict[str, Choice] = field(default_factory=dict)
    without_scale: list[str] = field(default_factory=list)


def bring_in(visit: Visit) -> None:
    """Show the way in for a file, from choosing it to taking the import back."""
    st.subheader("Bring data in", anchor=False)
    st.text(
        "Files of this app, and of Loop Habit Tracker, Track & Graph, Daylio, Bearable, Apple Health and Privacy Friendly "
        "Pain Diary; or any CSV with a column of days. You see what is in it first; nothing is kept before you say so."
    )
    st.caption(_about_size(visit))
    address_link("/bring-in", "Does the file not arrive? A plain page takes it too")
    file = st.file_uploader("File", list(formats.ENDINGS), label_visibility="collapsed", key="import_file")
    if file and formats.is_archive(file):
        bring_in_archive(visit, file)
        return
    looked = _looked(file) if file else None
    if _outcome(visit) or looked is None or looked.arrival is None:
        return
    if not looked.arrival.ready:
        st.text(f"This is {formats.NAMES[looked.arrival.format_name]}. What is what?")
    for remark in looked.arrival.remarks:
        st.caption(plain(remark))
    _confirm(visit, looked, _Mapping() if looked.arrival.ready else _mapping(looked))


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


def _mapping(looked: _Looked) -> _Mapping:
    arrival = looked.arrival
    assert arrival is not None  # noqa: S101 - a refused file ends before this
    mapping = _Mapping()
    _choose_all(looked, arrival, arrival.sources, mapping, {}, "")
    names = [one for one in arrival.sources_under(mapping.chosen) if one not in arrival.sources]
    if names:
        _choose_all(looked, arrival, names, mapping, proposed_for(names), "named_")
    if arrival.counted:
        listed = ", ".join(f"{one.name} ({one.count:,})" for one in arrival.counted[:12])
        st.caption(plain(f"There is no place here for: {listed}."))
    mapping.chosen = with_day_order(arrival, mapping.chosen)
    return mapping


def _choose_all(
    looked: _Looked,
    arrival: Arrival,
    sources: Sequence[Source],
    mapping: _Mapping,
    proposed: Chosen,
    part: str,
) -> None:
    known = {**arrival.proposed, **proposed}
    ordered = sorted(sources, key=lambda one: one.name not in known)
    fields = [name for name in FIELDS if (arrival.table is not None and not part) or name not in ROLES]
    for number, source in enumerate(ordered[:SHOWN_AT_ONCE]):
        _choose(f"{looked.file_id}_{part}{number}", source, known.get(source.name), fields, mapping)
    if more := ordered[SHOWN_AT_ONCE:MOST_SHOWN]:
        with st.expander(f"{len(more)} more"):
            for number, source in enumerate(more, start=SHOWN_AT_ONCE):
                _choose(f"{looked.file_id}_{part}{number}", source, known.get(source.name), fields, mapping)


def _choose(key: str, source: Source, proposed: Choice | None, fields: list[str], mapping: _Mapping) -> None:
    with st.container(key=f"source_{key}", border=True, gap="small"):
        # The name is in the label, so that it is heard with the choice.
        name = st.selectbox(
            f"**{plain(source.name)}** becomes", [NOT_BROUGHT_IN, *fields],
            1 + fields.index(proposed.field) if proposed else 0, key=f"map_{key}",
            format_func=lambda one: FIELDS[one].words if one in FIELDS else one,
        )  # fmt: skip
        st.caption(plain(holds(source)))
        if name not in FIELDS:
            return
        is_proposed = proposed is not None and proposed.field == name
        scale = _scale(
            f"map_{key}", source, FIELDS[name], proposed.scale if proposed and is_proposed else None
        )
        if scale is None and FIELDS[name].scale != "order":
            mapping.without_scale.append(source.name)
            return
        mapping.chosen[source.name] = Choice(name, scale or NO_SCALE)
        if said := words(name, scale or NO_SCALE):
            st.caption(plain(said))


def _scale(key: str, source: Source, wanted: Field, proposed: str | None) -> str | None:
    """Ask for the scale that a field needs; None until it is chosen."""
    if wanted.scale == "none":
        return NO_SCALE
    if wanted.scale == "amount":
        return _amount(key, source, wanted)
    if wanted.scale == "exercise":
        names = {one.exercise_id: one.name for one in EXERCISES}
        return _picked(key, "Which exercise", EXERCISE_IDS, proposed, names)
    if wanted.scale == "variant":
        titles = {name: variant_named(name).title() for name in VARIANT_NAMES}
        return _picked(key, "Which test", VARIANT_NAMES, proposed, titles)
    if wanted.scale == "order":
        return _picked(key, "Written as", DAY_ORDERS, proposed, ORDER_NAMES)
    if source.low is None or source.high is None:
        return _numbers_for_words(key, source, wanted)
    fitting = tuple(one for one in RANGES if _holds(one, source.low, source.high))
    own = f"{wanted.low}-{wanted.high}"
    if wanted.scale == "own" and _holds(own, source.low, source.high):
        fitting = (own, *(one for one in fitting if one != own))
    return _picked(
        key, "Its scale goes from", fitting, proposed, {one: one.replace("-", " to ") for one in fitting}
    )


def _amount(key: str, source: Source, wanted: Field) -> str | None:
    """Ask what a tick or a word comes to; numbers are taken as they are, and steps by how many make a minute."""
    if source.name == STEPS and wanted.name == "minutes_active":
        steps = st.number_input(
            "How many steps count as a minute of activity?", 1, 9_999, None, 10, key=f"{key}_steps"
        )
        return None if steps is None else f"/{steps}"
    if source.low is not None or all(minutes_in(word) is not None for word in source.sample):
        return NO_SCALE
    if source.words and all(is_tick(word) for word in source.words):
        label = (
            "How many minutes each time?" if wanted.name != "hours_sitting" else "How many hours each time?"
        )
        amount = st.number_input(
            label, max(wanted.low, 1), wanted.high, None, 5, key=f"{key}_{wanted.name}_amount"
        )
        return None if amount is None else f"yes={amount}"
    return _numbers_for_words(key, source, wanted)


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
        st.number_input(plain(word), wanted.low, wanted.high, None, 1, key=f"{key}_{wanted.name}_{word}")
        for word in source.words
    ]
    if any(number is None for number in numbers):
        return None
    return ",".join(f"{word}={number}" for word, number in zip(source.words, numbers, strict=True))


def _holds(scale: str, low: float, high: float) -> bool:
    first, _, last = scale.partition("-")
    return float(first) <= low and high <= float(last)


def _confirm(visit: Visit, looked: _Looked, mapping: _Mapping) -> None:
    arrival, chosen = looked.arrival, mapping.chosen
    assert arrival is not None  # noqa: S101
    if mapping.without_scale:
        names = ", ".join(name[:40] for name in mapping.without_scale[:4])
        st.info(plain(f"Not brought in before its scale is chosen: {names}."), icon=":material/help:")
    if (wanting := missing(arrival, chosen)) is not None:
        if not mapping.without_scale:
            st.info(plain(wanting.said), icon=":material/help:")
        return
    batch = _batch(looked, arrival, chosen)
    if batch is None:
        return
    for line in (*combined(chosen), *report_lines(batch)):
        st.text(line)
    _first_rows(visit, batch)
    foreseen = visit.record.foresee(batch.entries, batch.earlier_ids)
    st.text(f"{foreseen.added:,} {_entries(foreseen.added)} would be new.{_left_alone(foreseen)}")
    if foreseen.added and st.button(
        f"Bring in {foreseen.added:,} {_entries(foreseen.added)}", type="primary", icon=":material/upload:"
    ):
        report = attempt(lambda: visit.record.bring_in(batch.entries, batch.originals, batch.earlier_ids))
        if report is not None:
            st.session_state["brought_in"] = report
            st.session_state.pop("taken_back", None)
            st.rerun()


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
            st.text(f"{begun(day)}: {describe(entry, visit.profile.unit)}{note}")


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
