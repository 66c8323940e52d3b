"""Lines for the log from where a first answer passes: logging is loaded only where there is one to write."""

from __future__ import annotations


def warn(logger: str, message: str, *values: object) -> None:
    """Log what an operator should know, under the name of the module that says it."""
    import logging

    logging.getLogger(logger).warning(message, *values)


def report(logger: str, message: str, *values: object) -> None:
    """Log what went wrong, under the name of the module that says it."""
    import logging

    logging.getLogger(logger).error(message, *values)
