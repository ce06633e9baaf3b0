"""Live messages: open pages hear of what they watch, once it is committed."""

from tribe.live.channels import (
    CHANNEL,
    LOGGERS,
    REDIS_OPTIONS,
    SOCKETS_OF,
    announce,
    end_sockets,
    socketio,
)
from tribe.live.closing import find_closed
from tribe.live.presence import PRESENCE
from tribe.live.watching import MayWatch, ShownAs, init_app, register

__all__ = [
    "CHANNEL",
    "LOGGERS",
    "PRESENCE",
    "REDIS_OPTIONS",
    "SOCKETS_OF",
    "MayWatch",
    "ShownAs",
    "announce",
    "end_sockets",
    "find_closed",
    "init_app",
    "register",
    "socketio",
]
