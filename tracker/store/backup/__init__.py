"""Whole copies of a database: made, encrypted, checked and brought back."""
