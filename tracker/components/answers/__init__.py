"""The answers in the page: a place that fetches them when their address or mark changes."""

from importlib.resources import files

import streamlit as st

_HERE = files("tracker.components.answers")
# Not apart from the page: charts answer each other across it, and the first HTML brings their style.
_mount = st.components.v2.component(
    "recovery_tracker.answers",
    html=_HERE.joinpath("answers.html").read_text("utf-8"),
    js=_HERE.joinpath("answers.js").read_text("utf-8"),
    isolate_styles=False,
)


def answers(query: str, mark: str, part: str, *, key: str) -> None:
    """Show one part (words, sections) of what /progress/answers gives for a query.

    `mark` is another one once the answers may be; nothing is fetched while both stay.
    """
    _mount(key=key, width="stretch", data={"query": query, "mark": mark, "part": part})
