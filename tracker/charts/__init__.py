"""Charts: results in, declarative Chart values out, drawn by two thin renderers."""
