"""Anybody's words stay words, whatever Markdown would make of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tracker.components.plain_words import literal_markdown

WORDS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["`", "``", " ", "https://a.example", "www.a.example", "a@b.example", ":red[x]", ":material/home:", "$x$",
                         "&lt;", "<b>", "*", "_", "\\", "[x](y)", "-> ", "1.", "#", "\n", "\u3000", ":smile:", "~~"]),
        max_size=8,
    ).map("".join),
)  # fmt: skip


@given(WORDS)
def test_a_quoted_name_is_itself_and_nothing_else(words: str) -> None:
    (paragraph,) = [
        one
        for one in MarkdownIt("commonmark").parse(f"{literal_markdown(words)} becomes")
        if one.type == "inline"
    ]
    one_line = " ".join(words.split())
    kinds = {part.type for part in paragraph.children or ()}
    assert kinds <= {"text", "code_inline"}
    shown = "".join(part.content for part in paragraph.children or ()).replace(
        ":\u2060material/", ":material/"
    )
    assert shown.removesuffix(" becomes").strip() == one_line.replace("\0", "\ufffd")


@pytest.mark.parametrize("words", ["Back ache", "Rückenschmerz 2", "痛み"])
def test_a_usual_name_is_no_code(words: str) -> None:
    assert literal_markdown(words) == words
