"""Who is where: as long as a page of theirs is open, and known to every process."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from tribe.live import socketio, watching
from tribe.live.presence import MOST, WRITING, Presence, Present
from tribe.serving import sockets
from tribe.serving.sockets import Calls, open_sockets

NOBODY: Present = Present()


def here(*member_ids: int, writing: Iterable[int] = ()) -> Present:
    return Present(frozenset(member_ids), frozenset(writing))


class Told:
    """What two processes share."""

    def __init__(self) -> None:
        self.sets: dict[str, set[int]] = {}

    def add(self, key: str, member_ids: Iterable[int], _seconds: float) -> None:
        self.sets.setdefault(key, set()).update(member_ids)

    def remove(self, key: str, member_id: int) -> None:
        self.sets.get(key, set()).discard(member_id)

    def members(self, key: str) -> frozenset[int]:
        return frozenset(self.sets.get(key, ()))

    def has(self, key: str, member_id: int) -> bool:
        return member_id in self.members(key)


def test_a_member_is_there_until_their_last_page_is_left() -> None:
    told: list[str] = []
    presence = Presence()
    presence.changed = told.append
    presence.enter("topic:1", "a", 7)
    presence.enter("topic:1", "b", 7)
    presence.leave("topic:1", "a")
    assert presence.find("topic:1") == here(7)
    presence.leave("topic:1", "b")
    presence.leave("topic:1", "b")
    assert presence.find("topic:1") == NOBODY
    assert told == ["topic:1", "topic:1"]  # came, and left
    assert (presence._here, presence._writing) == ({}, {})


def test_writing_ends_by_itself() -> None:
    moments = [0.0]
    presence = Presence(lambda: moments[0])
    assert presence.write("topic:1", "a") is False
    presence.enter("topic:1", "a", 7)
    assert presence.write("topic:1", "a") is True
    assert presence.find("topic:1") == here(7, writing=[7])
    moments[0] = WRITING
    assert presence.find("topic:1") == here(7)
    assert presence._writing == {}


def test_processes_tell_each_other() -> None:
    one, other, shared = Presence(), Presence(), Told()
    one.shared = other.shared = shared
    one.enter("topic:1", "a", 7)
    one.write("topic:1", "a")
    other.enter("topic:1", "b", 8)
    assert one.find("topic:1") == other.find("topic:1") == here(7, 8, writing=[7])
    assert [one.is_there("topic:1", member_id) for member_id in (7, 8, 9)] == [True, True, False]
    one.leave("topic:1", "a")
    assert other.find("topic:1") == here(8)
    shared.sets.clear()
    other.renew()
    assert one.find("topic:1") == here(8)


def test_many_pages_of_one_member_hide_nobody() -> None:
    presence = Presence()
    for number in range(MOST):
        presence.enter("topic:1", str(number), 7)
    presence.enter("topic:1", "another", 8)
    assert presence.find("topic:1") == here(7, 8)


def test_a_page_that_is_left_while_it_comes_is_nowhere(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    presence = Presence()
    for module in (sockets, watching):
        monkeypatch.setattr(module, "PRESENCE", presence)
    monkeypatch.setattr(socketio, "server", socketio.server)
    monkeypatch.setitem(watching._meetings, "box", lambda _number: 7)

    async def script() -> None:
        with ThreadPoolExecutor(1) as pool:
            server = open_sockets(app, pool)
            environ = {"wsgi.url_scheme": "http", "SERVER_NAME": "tribe", "SERVER_PORT": "80"}
            server.environ["page"] = environ | {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
            sid = await server.manager.connect("page", "/")
            come, message = server.handlers["/"]["here"], {"room": "box:1"}
            assert await come(sid, message) is True
            assert presence.find("box:1") == here(7)
            await server.leave_room(sid, "box:1:here")
            enter = presence.enter

            def leave_and_enter(*page: Any) -> None:
                leaving = server.manager.disconnect(sid, "/")
                asyncio.run_coroutine_threadsafe(leaving, loop).result(5)
                presence.leave(*page[:2])  # another thread was faster
                enter(*page)

            loop = asyncio.get_running_loop()
            monkeypatch.setattr(presence, "enter", leave_and_enter)
            assert await come(sid, message) is False
            assert presence.find("box:1") == NOBODY
            assert await come(sid, message) is False  # gone before its turn

    asyncio.run(script())


def test_a_socket_that_is_gone_is_nowhere(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    presence = Presence()
    monkeypatch.setattr(sockets, "PRESENCE", presence)
    monkeypatch.setattr(socketio, "server", socketio.server)

    async def script() -> None:
        with ThreadPoolExecutor(1) as pool:
            server = open_sockets(app, pool)
            sid = await server.manager.connect("page", "/")
            await server.enter_room(sid, "topic:1:here")
            presence.enter("topic:1", sid, 7)
            await server.manager.disconnect(sid, "/")
            await asyncio.get_running_loop().run_in_executor(pool, lambda: None)
            assert presence.find("topic:1") == NOBODY

    asyncio.run(script())


def test_the_more_there_are_the_rarer_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    presence = Presence()
    monkeypatch.setattr(sockets, "PRESENCE", presence)
    monkeypatch.setattr(sockets, "SOON", 0.0)
    monkeypatch.setattr(sockets, "SHORTEST_REST", 0.01)
    for number in range(500):
        presence.enter("topic:2", str(number), number)
    told: list[tuple[str, int]] = []

    class Server:
        def start_background_task(self, _emit: object, room: str, said: Any, to: str) -> None:
            told.append((room, said["within"]))

        emit = None

    async def script() -> None:
        calls = Calls(Server(), asyncio.get_running_loop())
        for _ in range(3):
            calls.changed("topic:1")
            calls.changed("topic:2")
            await asyncio.sleep(0.03)

    asyncio.run(script())
    assert told.count(("topic:1:here", 5)) > 1
    assert [within for room, within in told if room == "topic:2:here"] == [5_000]
