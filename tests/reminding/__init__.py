"""Tests of what reminds."""
