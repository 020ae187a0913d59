"""The floor of starting and of memory: Streamlit as it comes, with pandas and Plotly loaded."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

st.text(f"pandas {pd.__version__}, {go.Figure.__name__}")
