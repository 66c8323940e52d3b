"""A part of the bot: something that handles some of the updates, once it is added to the application."""

from __future__ import annotations

from typing import Any, Protocol

from telegram.ext import Application

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
"""An application, whatever it keeps in its contexts: ours keeps nothing there."""


class Part(Protocol):
    """Something that handles some of the updates."""

    def register(self, application: AnyApplication) -> None:
        """Add its handlers to `application`."""
        ...
