"""The app as a person without a browser uses it: go to a page, fill, press, read."""

import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import tracker.pages
from tests.waiting import LONGEST_SECONDS
from tracker.components.answer import tapped
from tracker.pages.draft import Draft

MAIN = str(Path(tracker.pages.__file__).with_name("main.py"))
ALERTS = ("error", "warning", "info", "success")
WORDS = (*ALERTS, "title", "subheader", "text", "markdown", "caption")


def alerts_in(test: AppTest, kind: str = "") -> list[str]:
    """What stands in the alerts of a page that quote somebody, as a person reads it."""
    bodies = [one.proto.body for one in test.get("html")]
    found = (
        re.fullmatch(rf'<div class="alert alert-{kind}.*?>(.*)</div>', body, re.DOTALL) for body in bodies
    )
    return [unescape(one[1]) for one in found if one]


@dataclass
class OpenedApp:
    """One browser tab; `form` is the form that `tap` and `fill` speak of."""

    form: str = "check-in"
    test: AppTest = field(default_factory=lambda: AppTest.from_file(MAIN, default_timeout=LONGEST_SECONDS))
    taps: int = 0

    def go(self, path: str, **address: str) -> "OpenedApp":
        """Open a page by its address."""
        self.test.query_params = dict(address)
        self.test._page_hash = calc_hash(path)
        return self.rerun()

    def rerun(self) -> "OpenedApp":
        self.test.run()
        assert [error.value for error in self.test.exception] == []
        return self

    @property
    def draft(self) -> Draft:
        found: Draft = self.test.session_state[f"draft-{self.form}"]
        return found

    def tap(self, **values: object) -> "OpenedApp":
        """Answer our own widgets, as the browser would report it."""
        for name, value in values.items():
            self.taps += 1
            self.test.session_state[self.draft.key(name)] = tapped(value, self.taps)
        return self.rerun()

    def fill(self, **values: object) -> "OpenedApp":
        """Set fields of the form by their names."""
        return self.put(**values).rerun()

    def put(self, **values: object) -> "OpenedApp":
        """Set fields that are only sent with their form's button."""
        for name in values:
            if not self._number_field(name) and self._widget(name) is None:
                self.unfold()
        numbers = {name: key for name in values if (key := self._number_field(name))}
        for name, value in values.items():
            if name in numbers:
                self.taps += 1
                text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
                self.test.session_state[numbers[name]] = tapped(text, self.taps)
            else:
                self.widget(name).set_value(value)
        return self

    def _number_field(self, name: str) -> str | None:
        """Return the key of the number field of a name, if there is one: what AppTest does not list."""
        keys = (self.draft.key(name), name) if f"draft-{self.form}" in self.test.session_state else (name,)
        return next((key for key in keys if f"{key}:answer" in self.test.session_state), None)

    def widget(self, name: str) -> Any:
        """Return the form's widget of a name, or else the one with that key; a folded part is opened for it."""
        if (found := self._widget(name)) is None:
            self.unfold()
            found = self._widget(name)
        assert found is not None, name
        return found

    def unfold(self) -> "OpenedApp":
        """Open the part of the form that is folded at first."""
        self.test.session_state[self.draft.key("more")] = True
        return self.rerun()

    def _widget(self, name: str) -> Any:
        keys = (self.draft.key(name), name) if f"draft-{self.form}" in self.test.session_state else (name,)
        return next((one for key in keys for one in self._widgets() if one.key == key), None)

    def value(self, name: str) -> Any:
        """Return what is in a field; of a number field, the text that stands there."""
        key = self._number_field(name)
        return self.test.session_state[f"{key}:answer"].value if key else self.widget(name).value

    def press(self, label: str, number: int = 0) -> "OpenedApp":
        """Press the button of that name (the `number`-th of them)."""
        [*found] = (one for one in self.test.button if one.label == label and not one.disabled)
        found[number].click()
        return self.rerun()

    def has_button(self, label: str) -> bool:
        return any(one.label == label for one in self.test.button)

    @property
    def title(self) -> str:
        return str(self.test.title[0].value)

    @property
    def refusals(self) -> list[str]:
        """What is refused, as a person reads it."""
        return [*(error.value for error in self.test.error), *alerts_in(self.test, "error")]

    @property
    def texts(self) -> list[str]:
        """What stands there as plain text, whatever it holds."""
        return [text.value for text in self.test.text]

    @property
    def words(self) -> str:
        """Everything readable, page links and buttons included."""
        said = [one.value for kind in WORDS for one in getattr(self.test, kind)] + alerts_in(self.test)
        return "\n".join([*said, *self.links, *(one.label for one in self.test.button)])

    @property
    def links(self) -> list[str]:
        return [link.value for link in (*self.test.page_link, *self.test.link_button)]

    @property
    def toasts(self) -> list[str]:
        return [toast.value for toast in self.test.toast]

    def _widgets(self) -> list[Any]:
        kinds = (
            "number_input", "text_input", "text_area", "date_input", "time_input", "toggle", "button_group",
            "selectbox", "radio", "checkbox", "pagination", "file_uploader",
        )  # fmt: skip
        return [one for kind in kinds for one in getattr(self.test, kind)]
