"""Live messages leave when all is committed."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Cast, sign_in
from tribe import live
from tribe.activity import record
from tribe.base.db import session
from tribe.forum.activities import CATEGORY_CHANGED
from tribe.live import channels, socketio, watching
from tribe.members.activities import ROLE_GIVEN, SUSPENDED
from tribe.serving import sockets
from tribe.serving.sockets import A_SECOND, AT_ONCE, Pace, open_sockets


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


class Heard:
    """The sockets of a process on its loop, and what was sent to each."""

    def __init__(self, app: Flask, pool: ThreadPoolExecutor, monkeypatch: Any) -> None:
        monkeypatch.setattr(socketio, "server", socketio.server)
        self.server = open_sockets(app, pool)
        self.sent: list[tuple[str, str]] = []
        monkeypatch.setattr(self.server.eio, "send", self._note)
        monkeypatch.setattr(self.server.eio, "send_packet", self._note)

    async def _note(self, page: str, said: Any) -> None:
        self.sent.append((page, str(getattr(said, "data", said))))

    async def open(self, *pages: str) -> list[str]:
        return [await self.server.manager.connect(page, "/") for page in pages]


def run(
    app: Flask, monkeypatch: pytest.MonkeyPatch, script: Callable[[Heard], Awaitable[None]]
) -> None:
    """Do something on a loop with sockets."""

    async def on_loop() -> None:
        with ThreadPoolExecutor(1) as pool:
            await script(Heard(app, pool, monkeypatch))

    asyncio.run(on_loop())


def test_the_sockets_of_a_member_end_where_their_sign_in_does(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(heard: Heard) -> None:
        theirs, others = await heard.open("theirs", "others")
        manager = heard.server.manager
        await heard.server.enter_room(theirs, channels.sockets_of(7))
        await heard.server.enter_room(others, channels.sockets_of(77))
        await heard.server.close_room(channels.sockets_of(7))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert [page for page, said in heard.sent if said == "1"] == ["theirs"]
        assert [manager.is_connected(sid, "/") for sid in (theirs, others)] == [False, True]
        assert set(manager.joined) == {others}

    run(app, monkeypatch, script)


def test_who_watched_things_of_a_type_asks_anew_and_hears_nothing_before(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def script(heard: Heard) -> None:
        one, other = await heard.open("one", "other")
        await heard.server.enter_room(one, "topic:5")
        await heard.server.enter_room(other, "topics:5")
        await heard.server.close_room("topic:")
        await heard.server.emit("topic:5", {"id": 1}, to="topic:5")
        await heard.server.emit("topics:5", {"id": 1}, to="topics:5")
        await asyncio.sleep(0.01)
        assert sorted(heard.sent) == [
            ("one", '2["again",{"room":"topic:5"}]'), ("other", '2["topics:5",{"id":1}]')
        ]  # fmt: skip

    run(app, monkeypatch, script)


def test_what_a_command_closed_is_closed_in_every_process_soon(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def suspend_elsewhere() -> None:
        with app.app_context():
            record(SUSPENDED, cast.ids["cleo"], actor_id=None)
            record(CATEGORY_CHANGED, 1, actor_id=None)
            session().info.clear()  # another process has no sockets
            session.commit()

    async def script(heard: Heard) -> None:
        manager = heard.server.manager
        theirs, others = await heard.open("theirs", "others")
        for sid, name in ((theirs, "cleo"), (others, "dov")):
            for room in (channels.sockets_of(cast.ids[name]), "topic:5", "event:5"):
                await heard.server.enter_room(sid, room)
        with ThreadPoolExecutor(1) as pool:
            await sockets.close_what_was_closed(app, manager, pool)
            assert len(manager.joined[theirs]) == 4  # its own, the member's, and what it watches
            await asyncio.get_running_loop().run_in_executor(pool, suspend_elsewhere)
            for _ in range(2):  # what was closed is not closed again
                await sockets.close_what_was_closed(app, manager, pool)
                await asyncio.sleep(0.01)
                await heard.server.enter_room(others, "topic:5")  # asked anew
        assert set(manager.joined) == {others}
        assert [said for page, said in heard.sent if page == "others"] == [
            '2["again",{"room":"topic:5"}]'
        ]

    run(app, monkeypatch, script)


def test_the_more_hear_of_it_the_longer_they_wait_before_they_ask(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "WITHOUT_WAITING", 2)

    async def script(heard: Heard) -> None:
        for number, sid in enumerate(await heard.open(*"abcdefg")):
            await heard.server.enter_room(sid, "topic:1")
            await heard.server.emit("topic:1", {"id": 5}, to="topic:1")
            if number in (1, 2, 6):
                said = heard.sent[-1][1]
                assert (
                    said
                    == {
                        1: '2["topic:1",{"id":5}]',
                        2: '2["topic:1",{"id":5,"wait":2}]',
                        6: '2["topic:1",{"id":5,"wait":4}]',
                    }[number]
                )

    run(app, monkeypatch, script)


def test_a_socket_that_speaks_without_end_is_not_heard(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sockets, "A_SECOND", 0)
    monkeypatch.setitem(
        socketio.server.handlers["/"], "watch", lambda sid, _message: asked.append(sid)
    )

    async def script(heard: Heard) -> None:
        loud, quiet = await heard.open("loud", "quiet")
        watch = heard.server.handlers["/"]["watch"]
        for _ in range(AT_ONCE + 5):
            await watch(loud, {})
        for name in ("disconnect", "connect"):  # what a page may name is none of the library's own
            await heard.server._handle_event_internal(heard.server, loud, "loud", [name], "/", None)
        assert await watch(loud, {}) is False
        await watch(quiet, {})
        assert [asked.count(sid) for sid in (loud, quiet)] == [AT_ONCE, 1]

    run(app, monkeypatch, script)


def test_the_pace_of_a_socket_is_forgotten_with_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    pace = Pace()
    monkeypatch.setattr(sockets, "Pace", lambda: pace)

    async def script(heard: Heard) -> None:
        [page] = await heard.open("page")
        for is_open in (True, False):
            await heard.server.handlers["/"]["watch"](page, {})
            assert len(pace) == is_open
            await heard.server._handle_disconnect("page", "/")

    run(app, monkeypatch, script)


def test_a_member_has_so_many_sockets_and_the_oldest_end(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "EACH", 2)

    async def script(heard: Heard) -> None:
        pages = await heard.open(*"abcd")
        for sid in pages:
            await heard.server.enter_room(sid, channels.sockets_of(7))
        [other] = await heard.open("other")
        await heard.server.enter_room(other, channels.sockets_of(8))
        await asyncio.sleep(0.01)
        manager = heard.server.manager
        open_ones = [manager.is_connected(sid, "/") for sid in (*pages, other)]
        assert open_ones == [False, False, True, True, True]

    run(app, monkeypatch, script)


def test_who_was_too_fast_is_heard_again_in_time() -> None:
    moments = [0.0]
    pace = Pace(lambda: moments[0])
    assert [pace.is_kept("a") for _ in range(AT_ONCE + 1)] == [True] * AT_ONCE + [False]
    moments[0] = 1.0
    assert [pace.is_kept("a") for _ in range(A_SECOND + 1)] == [True] * A_SECOND + [False]
    pace.forget("a")
    assert len(pace) == 0


def test_a_socket_has_a_few_channels(app: Flask, cast: Cast) -> None:
    member = sign_in(app, cast, "cleo")
    page = socketio.test_client(app, flask_test_client=member)
    watching._watchables["box"] = lambda _number: True
    try:
        answers = [page.emit("watch", {"room": f"box:{n}"}, callback=True) for n in range(30)]
    finally:
        del watching._watchables["box"]
    assert answers == [True] * (watching.MOST - 1) + [False] * (31 - watching.MOST)


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rooms that were closed."""
    names: list[str] = []
    monkeypatch.setattr(live.socketio, "close_room", names.append)
    return names


def test_whose_standing_changes_is_asked_anew(app: Flask, cast: Cast, closed: list[str]) -> None:
    own = channels.sockets_of(cast.ids["cleo"])
    sign_in(app, cast, "cleo").post("/sign-out")
    assert closed == [own]
    with app.app_context():
        record(SUSPENDED, cast.ids["cleo"], actor_id=cast.ids["ada"])
        assert closed == [own]
        record(ROLE_GIVEN, cast.ids["cleo"], actor_id=cast.ids["ada"], role="moderator")
        record(CATEGORY_CHANGED, 1, actor_id=cast.ids["ada"])
        session.commit()
    assert closed[1:] == [own, own, "topic:"]
