"""Words that somebody else wrote, shown as they are: Streamlit's Markdown would make links, icons and symbols of them.

It links bare addresses after its own escapes are taken away, so no escaping helps; only elements that are no Markdown do.
"""

import re
from html import escape
from typing import Literal

import streamlit as st

PLAIN = re.compile(r"[^\W_]+(?: [^\W_]+)*")
Kind = Literal["error", "warning", "info"]


def alert(kind: Kind, sentence: str) -> None:
    """Show a sentence that may quote anybody, as an alert; it is read out at once when it is an error."""
    role = "alert" if kind == "error" else "status"
    st.html(f'<div class="alert alert-{kind}" role="{role}">{escape(sentence)}</div>')


def literal_markdown(words: str) -> str:
    """Return Markdown for a label or a table's cell, which know nothing else, that shows words as they are.

    Letters and figures stay; what Markdown could make something of is shown as code.
    """
    # Streamlit rewrites its icons' names before it reads any Markdown, code too: a joiner that nobody sees keeps them whole.
    one_line = " ".join(words.split()).replace(":material/", ":\u2060material/")
    if PLAIN.fullmatch(one_line):
        return one_line
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", one_line)), default=0))
    return f"{fence} {one_line} {fence}"
