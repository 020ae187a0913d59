"""The medicines page: what was taken, as needed by one tap or in a form, and what is taken regularly."""

from collections.abc import Sequence

import streamlit as st

from tracker import clock
from tracker.access.visit import Visit
from tracker.components.plain_words import literal_markdown
from tracker.domain.description import day_in_words
from tracker.domain.medicine import AS_NEEDED, MedicineTaken, used_before
from tracker.pages.draft import Draft, open_draft
from tracker.pages.edit import edit_address
from tracker.pages.links import link
from tracker.pages.medicine_form import medicine_fields, medicine_from
from tracker.pages.receipt import keep, receipt, save_bar

FORM = MedicineTaken.kind


def render(visit: Visit) -> None:
    """Show the usual one, the form and what is taken regularly, or the receipt of what was just saved."""
    draft = open_draft(FORM)
    if receipt(visit, draft, "Another medicine"):
        return
    st.title("What I took", anchor=False)
    st.text(
        "A note for you, and no advice. Never stop or change a prescribed medicine alone: ask who prescribed it. "
        "No link shows it unless you tick “Medicines” there."
    )
    medicines = visit.record.entries.of(MedicineTaken)
    before = used_before(medicines)
    _usual(visit, draft, before)
    values = medicine_fields(draft, before)
    save_bar(visit, draft, "Save medicine", "save_medicine", lambda: medicine_from(draft, values))
    _regular(visit, medicines)


def _usual(visit: Visit, draft: Draft, before: Sequence[MedicineTaken]) -> None:
    """Offer the one that was last taken as needed, with its dose: one tap saves it for now."""
    last = next((medicine for medicine in before if medicine.use == AS_NEEDED), None)
    if last is None or draft.start is not None:
        return
    words = literal_markdown(" ".join(filter(None, (last.name, last.dose))))
    if st.button(f"Just took {words}", key="usual_medicine", icon=":material/medication:", width="stretch"):
        now = MedicineTaken(
            entry_id=draft.entry_id,
            name=last.name,
            dose=last.dose,
            use=AS_NEEDED,
            on_date=visit.today,
            at_time=clock.local_time(),
        )
        keep(visit, draft, now)


def _regular(visit: Visit, medicines: Sequence[MedicineTaken]) -> None:
    running = [medicine for medicine in medicines if medicine.is_running]
    if not running:
        return
    st.header("Taken regularly", anchor=False)
    for medicine in running:
        with st.container(key=f"regular_{medicine.entry_id}", border=True, gap="small"):
            words = ", ".join(filter(None, (medicine.name, medicine.dose)))
            st.text(f"{words}, since {day_in_words(medicine.on_date, visit.today)}")
            link("history", "It ended, or it changed", icon="edit", address=edit_address(medicine))
