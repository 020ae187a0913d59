"""What has been put into a form and not saved yet; it survives a look at another page, and its server's end."""

import re
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tracker.domain.entry import Entry, new_entry_id
from tracker.errors import InvalidEntry


@dataclass
class Draft:
    """One open form: the id its entry will have, what it started from, and the taps on our own widgets.

    `saved_entry` is the entry as it was saved, as long as its receipt is shown. `mark` tells the form, and whose
    it is, in the keys of its fields. `is_unfolded` once its further fields were shown. `day` is the one that an
    untouched form is about; `refused` is what the last press on Save was refused for, until it is shown.
    """

    entry_id: str = field(default_factory=new_entry_id)
    start: Entry | None = None
    taps: dict[str, Any] = field(default_factory=dict)
    saved_entry: Entry | None = None
    mark: str = ""
    is_unfolded: bool = False
    day: date | None = None
    is_day_open: bool = False
    refused: InvalidEntry | None = None

    def key(self, name: str) -> str:
        """Return the widget key of a field; another form has other keys, so nothing carries over unseen."""
        return f"{name}-{self.mark}-{self.entry_id}"

    def tapped(self, name: str, default: Any = None) -> Any:
        """Return what one of our own widgets was last set to."""
        return self.taps.get(name, getattr(self.start, name, default))

    def restart(self, start: Entry | None = None) -> None:
        """Go back to the beginning, or to the values of an entry that was taken back."""
        # In place: a second tap can interrupt a rerun wherever it touches the session's state, and must
        # not find a form whose entry is saved already looking as if it were not.
        self.entry_id, self.start, self.taps, self.saved_entry = new_entry_id(), start, {}, None
        self.is_unfolded = self.is_day_open = False
        self.day = self.refused = None

    def turn_day(self) -> None:
        """Unfold or fold the fields of another day and time."""
        self.is_day_open = not self.is_day_open

    def day_shown(self, today: date) -> date:
        """Return the day the form is about unless another is chosen: a form begun before midnight keeps its day."""
        is_touched = self.is_unfolded or any(value is not None for value in self.taps.values())
        if self.day is None or not is_touched:
            self.day = today
        return self.day


def open_draft(form: str) -> Draft:
    """Return the draft of a form: the one of this page, the one its browser still shows, or a new one."""
    name = f"draft-{form}"
    if name not in st.session_state:
        mark = _mark(form)
        id_in_browser = _id_in_browser(mark)
        st.session_state[name] = Draft(
            id_in_browser or new_entry_id(), mark=mark, is_unfolded=id_in_browser is not None
        )
    draft: Draft = st.session_state[name]
    return draft


def _mark(form: str) -> str:
    # Another person's fields, left on screen while the server died and somebody else signed in, are not taken.
    whose = st.user.get("sid")
    return f"{form}-{sha256(str(whose).encode()).hexdigest()[:8]}"


def _id_in_browser(mark: str) -> str | None:
    """Return the id of a form whose fields the browser sent although this server has not shown it.

    A page's state is its server's: when that dies, the page goes on with another, and sends the values of its
    fields by the keys they had there. With the same id they have the same keys here, so nothing typed is lost.
    """
    running = get_script_run_ctx()
    sent = running.session_state.get_widget_states() if running else []
    keys = (re.search(rf"-{re.escape(mark)}-([0-9a-f-]{{36}})$", widget.id) for widget in sent)
    return next((key[1] for key in keys if key), None)


def put_receipts_away() -> None:
    """Begin every form anew whose entry is saved."""
    for draft in list(st.session_state.values()):
        if isinstance(draft, Draft) and draft.saved_entry is not None:
            draft.restart()
