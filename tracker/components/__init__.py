"""The few custom widgets, one folder each: Python function, markup, style and script side by side."""
