"""Asks retrieval and speaks to people, at the terminal and in Telegram."""

__version__ = "0.1.0"
