"""Registers a widget from the .html, .css and .js file in its folder."""

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_HERE = "tracker.components"
NOTHING: Mapping[str, str] = MappingProxyType({})


def widget(name: str, parts: Mapping[str, str] = NOTHING, look_of: str = "") -> ComponentRenderer:
    """Register the widget in the folder `name` and return the function that mounts it.

    `parts` stand in its HTML where it names them in braces; `look_of` is a widget whose style it has besides its own.
    Call it once, when the widget's module is imported: Streamlit hands the definition on to every
    runtime by itself, so reruns and AppTest find it too.
    """
    folder = files(f"{_HERE}.{name}")
    shared = files(_HERE)
    html = folder.joinpath(f"{name}.html").read_text("utf-8")
    for part, text in parts.items():
        html = html.replace(f"{{{part}}}", text)
    looks = [shared.joinpath("widget.css")]
    looks += [files(f"{_HERE}.{look_of}").joinpath(f"{look_of}.css")] if look_of else []
    looks.append(folder.joinpath(f"{name}.css"))
    return st.components.v2.component(
        f"recovery_tracker.{name}",
        html=html,
        css="".join(look.read_text("utf-8") for look in looks),
        # A widget's script reaches the browser as one module that cannot import another file.
        js=shared.joinpath("answer.js").read_text("utf-8") + folder.joinpath(f"{name}.js").read_text("utf-8"),
    )
