"""Registers a widget from the .html, .css and .js file in its folder."""

from importlib.resources import files

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_HERE = "tracker.components"


def widget(name: str) -> ComponentRenderer:
    """Register the widget in the folder `name` and return the function that mounts it.

    Call it once, when the widget's module is imported: Streamlit hands the definition on to every
    runtime by itself, so reruns and AppTest find it too.
    """
    folder = files(f"{_HERE}.{name}")
    shared = files(_HERE)
    return st.components.v2.component(
        f"recovery_tracker.{name}",
        html=folder.joinpath(f"{name}.html").read_text("utf-8"),
        css=shared.joinpath("widget.css").read_text("utf-8")
        + folder.joinpath(f"{name}.css").read_text("utf-8"),
        # A widget's script reaches the browser as one module that cannot import another file.
        js=shared.joinpath("answer.js").read_text("utf-8") + folder.joinpath(f"{name}.js").read_text("utf-8"),
    )
