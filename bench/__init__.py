"""Benchmarks: medians beside floors measured in the same run. README.md says how to run and to write one."""
