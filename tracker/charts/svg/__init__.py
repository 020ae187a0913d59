"""Charts as SVG: light, exact, readable on a phone and in print, without a script."""
