"""The floor of check-in: as many pages, links, containers, widgets and words, with nothing of ours behind them.

Save keeps a number and runs the page again, which says so.
"""

from functools import partial

import streamlit as st

from bench.floors.upsert import upsert

NUMBER = st.components.v2.component("floor.number", html="<p></p>", js="export default function () {}")


def draw(links: list[st.Page]) -> None:
    """Draw what check-in draws, kind by kind."""
    with st.container(key="masthead", horizontal=True, vertical_alignment="center"):
        st.html("<div>Floor</div>")
        for page in links[:4]:
            st.page_link(page, icon=":material/add:")
    with st.container(key="tabs", horizontal=True):
        for page in links[4:9]:
            st.page_link(page, icon=":material/add:")
    with st.container(horizontal=True, vertical_alignment="center"):
        heading = st.container(key="heading")
        st.button("Flare", key="flare", icon=":material/add:", type="tertiary")
    with st.container(key="when", horizontal=True):
        st.button("Day", key="day", type="tertiary", icon=":material/add:")
        st.button("Yesterday", key="yesterday")
    with st.container(key="day_folded"):
        st.date_input("Day", key="date")
        st.time_input("Time", None, key="time")
    heading.title("How is it now?", anchor=False)
    for name in ("Leg pain", "Back pain"):
        with st.container(key=name), st.container():
            NUMBER(key=f"number {name}", data={"label": name, "value": 3})
    with st.container(key="save_bar"), st.container():
        if st.button("Save", key="save", type="primary", width="stretch"):
            st.session_state["saved"] = upsert()
            st.rerun()
        st.button("Another", key="another")
    st.page_link(links[9], icon=":material/add:")
    st.text(f"Saved {st.session_state.get('saved', 0)}")
    st.html("<p></p>")


shown: list[st.Page] = []
shown += [
    st.Page(partial(draw, shown), title=f"Page {number}", url_path=f"page-{number}", default=not number)
    for number in range(13)
]
st.navigation(shown, position="hidden").run()
