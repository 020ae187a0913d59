"""The floor of a rerun: a page of one word."""

import streamlit as st

st.text("Nothing")
