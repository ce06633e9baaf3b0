"""What our pages say by their sockets; whoever says anything else is not heard."""

import json
import re
from typing import Any

from tribe.serving.pages import Receive

PONG, LEAVE = "3", "1"  # of Engine.IO: "I am there still", and "I go"
JOIN, PART = "40", "41"  # of Socket.IO, by the one namespace that there is
_EVENT = re.compile(r"42(?:0|[1-9]\d{0,8})?(\[.*\])", re.DOTALL)
NOT_UNDERSTOOD = 1007


def is_understood(frame: object) -> bool:
    """Whether a frame is one that our pages send; at many others the libraries would raise."""
    if not isinstance(frame, str):
        return False
    if frame in (PONG, LEAVE, JOIN, PART):
        return True
    found = _EVENT.fullmatch(frame)
    told = _read(found[1] if found is not None else frame.removeprefix(JOIN))
    if found is None:
        return frame.startswith(JOIN) and isinstance(told, dict)
    return isinstance(told, list) and bool(told) and isinstance(told[0], str)


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def only_understood(receive: Receive) -> Receive:
    """What comes by a socket, which ends with the first frame that is not understood."""

    async def heard() -> Any:
        message = await receive()
        if message["type"] != "websocket.receive" or is_understood(message.get("text")):
            return message
        return {"type": "websocket.disconnect", "code": NOT_UNDERSTOOD}

    return heard
