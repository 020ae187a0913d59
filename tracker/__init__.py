"""Recovery Tracker: pain, flexibility and massage in one honest record."""

__version__ = "0.1.0"
