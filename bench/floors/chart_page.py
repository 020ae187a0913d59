"""The floor of a page with a chart: one line of 365 points, drawn anew at every rerun."""

import plotly.graph_objects as go
import streamlit as st

values = [5 + (day * 7 % 11) / 11 for day in range(365)]
line = go.Scatter(x0="2025-01-01", dx=86_400_000, y=values, mode="lines")
st.plotly_chart(
    go.Figure(line, {"template": None}), theme=None, config={"displayModeBar": False}, key="chart"
)
