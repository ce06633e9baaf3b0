"""What sockets are heard to say: what our pages send, and nothing that libraries stumble over."""

import asyncio
from typing import Any

import pytest

from tribe.serving.frames import NOT_UNDERSTOOD, is_understood, only_understood


@pytest.mark.parametrize(
    "frame", ["3", "1", "40", "40{}", "41", '42["watch","topic:5"]', '4217["watch","topic:5"]']
)
def test_what_a_page_says_is_understood(frame: str) -> None:
    assert is_understood(frame)


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "4",
        "nonsense",
        "4zzz",
        '42["watch"',
        "42[]",
        "42[5]",
        '42{"a":1}',
        '42/other,["watch"]',
        '451-["watch",{"_placeholder":true,"num":0}]',
        "40[1]",
        "42" + "[" * 16_000,
        "42" + "9" * 5000 + '["watch"]',
        "5",
        b"\x04",
        None,
    ],
)
def test_anything_else_is_not(frame: object) -> None:
    assert not is_understood(frame)


def test_a_socket_ends_with_the_first_frame_that_is_not_understood() -> None:
    frames = iter(["40", "nonsense"])

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.receive", "text": next(frames)}

    heard = only_understood(receive)
    assert asyncio.run(heard())["text"] == "40"
    assert asyncio.run(heard()) == {"type": "websocket.disconnect", "code": NOT_UNDERSTOOD}
