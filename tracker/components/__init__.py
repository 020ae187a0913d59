"""The few custom widgets, one folder each: Python function, markup, style and script side by side."""

from tracker.components.body_map import body_map
from tracker.components.drawing import drawing
from tracker.components.hold_timer import hold_timer
from tracker.components.pain_extent import pain_extent
from tracker.components.pain_pad import pain_pad
from tracker.components.theme_choice import theme_choice

__all__ = ["body_map", "drawing", "hold_timer", "pain_extent", "pain_pad", "theme_choice"]
