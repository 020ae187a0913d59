"""Domain: plain values that validate themselves."""
