"""Charts drawn by Plotly."""
