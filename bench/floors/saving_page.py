"""The floor of Save: a button, a durable upsert, and the word."""

import streamlit as st

from bench.floors.upsert import upsert

if st.button("Save", key="save"):
    st.text(f"Saved {upsert()}")
