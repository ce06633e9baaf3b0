"""Live messages leave when all is committed."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests.conftest import Cast
from tribe import live
from tribe.base.db import session
from tribe.live import socketio
from tribe.serving.sockets import open_sockets


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was sent to rooms."""
    names: list[str] = []
    monkeypatch.setattr(live.socketio, "emit", lambda name, *_rest, **_more: names.append(name))
    return names


def test_a_savepoint_is_no_commit(context: Flask, cast: Cast, sent: list[str]) -> None:
    cast.get("cleo").bio = "tea"
    live.announce("room", "news")
    with session.begin_nested():
        cast.get("dov").bio = "bread"
    assert sent == []
    session.rollback()
    session.commit()
    assert sent == []


def test_what_is_undone_to_a_savepoint_silences_nothing_before_it(
    context: Flask, cast: Cast, sent: list[str]
) -> None:
    cast.get("cleo").bio = "tea"
    live.announce("room", "news")
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        cast.get("dov").bio = str(1 // 0)
    session.commit()
    assert sent == ["news"]


@pytest.mark.parametrize("others", [0, 1])
def test_a_page_that_is_left_while_it_asks_is_no_error(
    app: Flask, monkeypatch: pytest.MonkeyPatch, others: int
) -> None:
    monkeypatch.setattr(socketio, "server", socketio.server)

    async def ask() -> None:
        with ThreadPoolExecutor(1) as pool:
            server = open_sockets(app, pool)
            for number in range(others):
                await server.manager.connect(str(number), "/")
            sockets, loop = socketio.server, asyncio.get_running_loop()
            await loop.run_in_executor(
                pool, sockets.enter_room, "of a page that was left", "topic:1", "/"
            )

    asyncio.run(ask())
