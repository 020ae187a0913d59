"""A figure that is sent as it was made, without Plotly's own check of it."""

from typing import Any

import plotly.graph_objects as go


class ReadyFigure(go.Figure):  # type: ignore[misc]  # Plotly comes without types
    """A figure of plain content, for showing only; our tests put the same content through Plotly's check.

    That check and its copies cost more at every rerun than working the chart out, and nobody changes the figure.
    """

    def __init__(self, data: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        # On purpose not Plotly's own: it would check and copy everything, and add its template of 4 kB.
        self._content = {"data": data, "layout": layout}

    def to_dict(self) -> dict[str, Any]:
        """Return the content itself."""
        return self._content
