"""What has been put into a form and not saved yet; it survives a look at another page."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from tracker.domain.entry import Entry, new_entry_id


@dataclass
class Draft:
    """One open form: the id its entry will have, what it started from, and the taps on our own widgets."""

    entry_id: str = field(default_factory=new_entry_id)
    start: Entry | None = None
    taps: dict[str, Any] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Return the widget key of a field; another form has other keys, so nothing carries over unseen."""
        return f"{name}-{self.entry_id}"

    def tapped(self, name: str, default: Any = None) -> Any:
        """Return what one of our own widgets was last set to."""
        return self.taps.get(name, getattr(self.start, name, default))


def open_draft(form: str) -> Draft:
    """Return the draft of a form, begun when there is none."""
    found: Draft = st.session_state.setdefault(f"draft-{form}", Draft())
    return found


def begin_draft(form: str, start: Entry | None = None) -> None:
    """Put a form back to the beginning, or to the values of an entry that was taken back."""
    st.session_state[f"draft-{form}"] = Draft(start=start)
