"""Front door: `streamlit run dashboard.py` serves the whole app."""

import streamlit as st

from tracker.web.app import app_parts

app = st.App(**app_parts())
