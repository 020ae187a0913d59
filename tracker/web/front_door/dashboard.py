"""Front door: the same app as `dashboard.py` of a checkout, with its settings beside it in `.streamlit`."""

import streamlit as st

from tracker.web.app import app_parts

app = st.App(**app_parts())
