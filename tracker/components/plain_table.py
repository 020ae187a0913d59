"""A table whose cells may be anybody's words: read as they are, wrapped on a phone, and a real table to a screen reader."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st


def plain_table(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Show rows of words below the names of their columns; `name` is what a screen reader calls the table."""
    heads = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    st.html(
        f'<table class="plain-table" aria-label="{escape(name)}"><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'
    )
