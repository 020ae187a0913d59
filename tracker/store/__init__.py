"""Store: the only place that knows SQL."""
