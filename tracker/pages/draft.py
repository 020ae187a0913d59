"""What has been put into a form and not saved yet; it survives a look at another page."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from tracker.domain.entry import Entry, new_entry_id


@dataclass
class Draft:
    """One open form: the id its entry will have, what it started from, and the taps on our own widgets.

    `kept` is the entry as it was saved, as long as its receipt is shown.
    """

    entry_id: str = field(default_factory=new_entry_id)
    start: Entry | None = None
    taps: dict[str, Any] = field(default_factory=dict)
    kept: Entry | None = None

    def key(self, name: str) -> str:
        """Return the widget key of a field; another form has other keys, so nothing carries over unseen."""
        return f"{name}-{self.entry_id}"

    def tapped(self, name: str, default: Any = None) -> Any:
        """Return what one of our own widgets was last set to."""
        return self.taps.get(name, getattr(self.start, name, default))

    def restart(self, start: Entry | None = None) -> None:
        """Go back to the beginning, or to the values of an entry that was taken back."""
        # In place: a second tap can interrupt a rerun wherever it touches the session's state, and must
        # not find a form whose entry is saved already looking as if it were not.
        self.entry_id, self.start, self.taps, self.kept = new_entry_id(), start, {}, None


def open_draft(form: str) -> Draft:
    """Return the draft of a form, begun when there is none."""
    found: Draft = st.session_state.setdefault(f"draft-{form}", Draft())
    return found


def put_receipts_away() -> None:
    """Begin every form anew whose entry is saved."""
    for draft in list(st.session_state.values()):
        if isinstance(draft, Draft) and draft.kept is not None:
            draft.restart()
