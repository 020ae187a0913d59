"""Every widget on one page, each with its answer below it as text: the script of the browser tests."""

import os
from pathlib import Path

import streamlit as st

from tracker.components.body_map import body_map
from tracker.components.drawing import drawing
from tracker.components.hold_timer import hold_timer
from tracker.components.pain_extent import pain_extent
from tracker.components.pain_pad import pain_pad
from tracker.components.pain_places import pain_places
from tracker.components.theme_choice import theme_choice
from tracker.web.answers_in_order import take_up_answers_in_order

HOSTILE_SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="300" height="90" onload="window.wasHit = 1">
<script>window.wasHit = 1</script><foreignObject><b onclick="1">no</b></foreignObject>
<a href="https://example.org/"><text y="20">link</text></a>
<rect id="ground" width="300" height="90" fill="var(--drawing-surface, red)" onclick="window.wasHit = 1"/>
<path d="M10 80 290 10" stroke="var(--drawing-leg, red)" stroke-width="3"/></svg>"""


def save() -> None:
    """Wait, as a slow save does, until the test writes to the gate; then ask for a fresh answer."""
    st.toast("Saving")
    Path(os.environ["GALLERY_GATE"]).read_text("utf-8")
    st.session_state.given = None


def gallery() -> None:
    """Show all widgets."""
    given = st.session_state.setdefault("given", 5)
    st.text(f"leg is {pain_pad('Leg pain now', key='leg', value=given)}")
    st.button("Save", on_click=save)
    st.text(f"back is {pain_pad('Back pain now', key='back')}")
    st.text(f"extent is {pain_extent('How far down the leg?', key='extent')}")
    st.text(f"areas are {' '.join(body_map('Where?', key='areas', value=('lower_back',)))}.")
    st.text(f"places are {'; '.join(pain_places('Where does it hurt?', key='places'))}.")
    st.text(f"holds are {hold_timer('Nerve glide', key='holds', hold_s=60, repetitions=2, rest_s=0)}")
    drawing(HOSTILE_SVG, alt="A line that rises", key="drawing", max_width_px=200)
    theme_choice(key="theme")


def other() -> None:
    """Show another path of the app."""
    theme_choice(key="theme")


if __name__ == "__main__":
    take_up_answers_in_order()
    st.navigation([st.Page(gallery, default=True), st.Page(other, url_path="other")], position="hidden").run()
