"""Reminders that arrive: what is due, in which words, and how it is sent."""
