"""How long a test waits for what is to come: only a failure reaches it, however busy the machine is."""

PATIENCE = 60.0
"""Seconds."""
