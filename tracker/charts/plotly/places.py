"""Where places lie on a Plotly axis: days as ISO dates, everything else as whole numbers."""

from datetime import date, timedelta

from tracker.charts.axes import Place

DAY_MS = 86_400_000


def at(place: Place) -> str | int:
    """Return where a place is drawn."""
    return place.isoformat() if isinstance(place, date) else place


def begin(place: Place) -> str | float:
    """Return from where a place is drawn."""
    # Half a day on each side, so that a day is covered whole and its dot stands in the middle.
    return f"{place - timedelta(days=1)}T12:00" if isinstance(place, date) else place - 0.5


def end(place: Place, span: int = 1) -> str | float:
    """Return up to where `span` places from this one are drawn."""
    return f"{place + timedelta(days=span - 1)}T12:00" if isinstance(place, date) else place + span - 0.5
