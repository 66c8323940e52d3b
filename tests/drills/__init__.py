"""Drills: `verbatim serve` as a process of its own, real signals, our Bot API server with its faults.

`python -m tests.drills` runs the fast forms, `--full` the full ones, and prints what was reached.
"""
