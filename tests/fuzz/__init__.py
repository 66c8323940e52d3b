"""Fuzzing guided by coverage: `python -m tests.fuzz TARGET --seconds N`, with the extra `fuzz` (atheris)."""
