"""Our strict loopback Bot API server, a program of its own that tests, drills and people use."""

from .aiogram_check import validate_requests
from .api import TOKEN, BotApi
from .chats import Chat
from .errors import ApiError
from .faults import Fault
from .html_view import to_html
from .inline import InlineAnswer, InlineResult
from .log import Request, RequestLog
from .messages import Message
from .people import User
from .rates import Limit, RateLimits
from .rooms import Alert, Room

__all__ = [
    "TOKEN",
    "Alert",
    "ApiError",
    "BotApi",
    "Chat",
    "Fault",
    "InlineAnswer",
    "InlineResult",
    "Limit",
    "Message",
    "RateLimits",
    "Request",
    "RequestLog",
    "Room",
    "User",
    "to_html",
    "validate_requests",
]
