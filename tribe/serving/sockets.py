"""Sockets on the loop, and what handlers and announcements in threads see of them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import socketio
from flask import Flask
from redis import Redis
from sqlalchemy.exc import SQLAlchemyError

from tribe.base.db import now, reading
from tribe.live import CHANNEL, LOGGERS, PRESENCE, REDIS_OPTIONS, SOCKETS_OF, find_closed
from tribe.live import socketio as flask_side
from tribe.live.presence import RENEWED, InRedis
from tribe.live.watching import HERE

log = logging.getLogger(__name__)
HANDSHAKE_PATIENCE = 5.0  # seconds that a thread waits for the loop
MAX_MESSAGE = 16_384  # bytes; a page asks for a channel and says no more
SOON, SHORTEST_REST = 0.2, 2.0  # seconds before who is there is told, and told again
ASKED_A_SECOND = 50  # pages of a channel that ask who is there
WITHOUT_WAITING = 64  # pages that may ask as soon as they like for what all of them heard
LOOKED = 20  # seconds between two looks at what other processes closed
LOOKED_BACK = timedelta(seconds=90)  # acts are dated before their commit
AT_ONCE, A_SECOND = 30, 2  # messages of one socket that are heard; the others are refused
EACH = 20  # sockets of a member in a process; the oldest ends, until its page is looked at


class Threads:
    """What a thread may ask of the sockets; flask-socketio calls this its server."""

    def __init__(self, app: Flask, server: socketio.AsyncServer, loop: asyncio.AbstractEventLoop):
        self.app, self.server, self.loop = app, server, loop

    def get_environ(self, sid: str, namespace: str | None = None) -> dict[str, Any] | None:
        """The request that opened a socket; None when it is closed."""
        environ: dict[str, Any] | None = self.server.get_environ(sid, namespace=namespace)
        return environ and environ | {"flask.app": self.app}

    def enter_room(self, sid: str, room: str, namespace: str | None = None) -> None:
        """Let a socket hear of what is said in a room, if its page was not left meanwhile."""
        with suppress(KeyError, ValueError):  # the manager knows it no longer, or nobody at all
            self._wait(self.server.enter_room(sid, room, namespace=namespace))

    def leave_room(self, sid: str, room: str, namespace: str | None = None) -> None:
        """The other way."""
        with suppress(KeyError, ValueError):
            self._wait(self.server.leave_room(sid, room, namespace=namespace))

    def rooms(self, sid: str, namespace: str | None = None) -> list[str]:
        """The rooms of a socket, its own among them; none where its page was left meanwhile."""
        return list(self.server.manager.joined.get(sid, ()))

    def close_room(self, room: str, namespace: str | None = None) -> None:
        """Let nobody hear any more what is said in a room, as `Closing` has it."""
        closing = self.server.close_room(room, namespace=namespace)
        asyncio.run_coroutine_threadsafe(closing, self.loop)

    def emit(self, event: str, *args: Any, **options: Any) -> None:
        """Say something to a room; whoever announces does not wait until it is said."""
        options.pop("callback", None)
        data = args[0] if len(args) == 1 else (args or None)
        saying = self.server.emit(event, data, **options)
        asyncio.run_coroutine_threadsafe(saying, self.loop)

    def _wait(self, asked: Any) -> None:
        asyncio.run_coroutine_threadsafe(asked, self.loop).result(HANDSHAKE_PATIENCE)


class OwnManager(socketio.AsyncManager):  # type: ignore[misc]
    """The sockets of one process.

    Closing a room means more here: of a member's sockets their end, of a type of things that each
    page asks anew whether it may hear of them (`again`). A page that hears of something with many
    others is told to wait longer before it asks. The rooms of each socket are known, which the
    library finds by looking through all there are.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.joined: dict[str, set[str]] = {}
        self.left: Callable[[str, str], object] = lambda _channel, _sid: None
        self.gone: Callable[[str], object] = lambda _sid: None
        self.closed: dict[str, datetime] = {}  # lately, by room

    async def emit(self, event: str, data: Any, namespace: str, **options: Any) -> None:
        """Say something to the sockets of this process; `wait` doubles with those who hear it."""
        room = options.get("to") or options.get("room")
        if isinstance(data, dict) and isinstance(room, str):
            among = sum(1 for _ in self.get_participants(namespace, room))
            if among > WITHOUT_WAITING:
                data = data | {"wait": 2 ** (among // WITHOUT_WAITING).bit_length()}
        await super().emit(event, data, namespace, **options)

    def basic_enter_room(
        self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None
    ) -> None:
        """Let a socket into a room; a member's oldest ends where they have too many."""
        super().basic_enter_room(sid, namespace, room, eio_sid=eio_sid)
        if room is not None:
            self.joined.setdefault(sid, set()).add(room)
        if room is not None and room.startswith(SOCKETS_OF):
            self._end(self._those_in(namespace, room)[:-EACH], namespace)

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        """Take a socket out of a room."""
        super().basic_leave_room(sid, namespace, room)
        left = self.joined.get(sid, set())
        was_in = room in left
        left.discard(room)  # before anybody is told: who comes at this moment looks here
        if not left:
            self.joined.pop(sid, None)
        if room is not None and was_in and room.endswith(HERE):
            self.left(room.removesuffix(HERE), sid)

    def basic_disconnect(self, sid: str, namespace: str, **options: Any) -> None:
        """Take a socket out of all there is."""
        super().basic_disconnect(sid, namespace, **options)
        self.gone(sid)

    def basic_close_room(self, room: str, namespace: str) -> None:
        """Close a room, or those of a type of things, whose name ends with a colon."""
        self.closed[room] = now()
        if room.startswith(SOCKETS_OF):
            self._end(self._those_in(namespace, room), namespace)
            return
        names = [room]
        if room.endswith(":"):
            known = self.rooms.get(namespace, {})
            names = [name for name in known if isinstance(name, str) and name.startswith(room)]
        for name in names:
            sids = self._those_in(namespace, name)
            for sid in sids:
                self.basic_leave_room(sid, namespace, name)
            again = self.emit("again", {"room": name}, namespace, room=sids, ignore_queue=True)
            self.server.start_background_task(_wait_for, again)

    def _those_in(self, namespace: str, room: str) -> list[str]:
        return [sid for sid, _page in self.get_participants(namespace, room)]

    def _end(self, sids: list[str], namespace: str) -> None:
        for sid in sids:
            self.server.start_background_task(self.server.disconnect, sid, namespace=namespace)


async def _wait_for(said: Any) -> None:
    await said


class SharedManager(socketio.AsyncRedisManager, OwnManager):  # type: ignore[misc]
    """The sockets of one process of several, which hear of each other by Redis."""


class Calls:
    """Tells those who see each other somewhere that somebody came, left or writes.

    Each of their pages then asks who is there; so the more they are, the rarer it is told.
    """

    def __init__(self, server: socketio.AsyncServer, loop: asyncio.AbstractEventLoop) -> None:
        self.server, self.loop = server, loop
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._rest: dict[str, float] = {}  # until when a channel is not told again

    def changed(self, channel: str) -> None:
        """Tell a channel in time; from any thread."""
        with suppress(RuntimeError):  # the loop has ended, and all its pages with it
            self.loop.call_soon_threadsafe(self._plan, channel)

    def _plan(self, channel: str) -> None:
        if channel not in self._due:
            at = max(self.loop.time() + SOON, self._rest.get(channel, 0.0))
            self._due[channel] = self.loop.call_at(at, self._tell, channel)

    def _tell(self, channel: str) -> None:
        del self._due[channel]
        rest = max(SHORTEST_REST, PRESENCE.count(channel) / ASKED_A_SECOND)
        self._rest[channel] = self.loop.time() + rest
        self.loop.call_later(rest, self._forget, channel)
        room, within = channel + HERE, round(rest * 500)  # milliseconds: half of the rest
        self.server.start_background_task(self.server.emit, room, {"within": within}, to=room)

    def _forget(self, channel: str) -> None:
        if self._rest.get(channel, 0.0) <= self.loop.time():
            self._rest.pop(channel, None)


def _leave(pool: Executor, channel: str, sid: str) -> None:
    with suppress(RuntimeError):  # no thread is begun any more: the server ends
        pool.submit(PRESENCE.leave, channel, sid)


async def _renew(loop: asyncio.AbstractEventLoop, pool: Executor) -> None:
    while True:
        await asyncio.sleep(RENEWED)
        await loop.run_in_executor(pool, PRESENCE.renew)


async def close_what_was_closed(app: Flask, manager: OwnManager, pool: Executor) -> None:
    """Close what acts of other processes closed, unless it was closed here since."""
    since = now() - LOOKED_BACK
    manager.closed = {room: at for room, at in manager.closed.items() if at >= since}
    if not manager.joined:
        return
    loop = asyncio.get_running_loop()
    for room, at in (await loop.run_in_executor(pool, _find_closed, app, since)).items():
        if room not in manager.closed or manager.closed[room] < at:
            manager.basic_close_room(room, "/")


def _find_closed(app: Flask, since: datetime) -> dict[str, datetime]:
    with app.app_context(), reading():
        return find_closed(since)


async def _look(app: Flask, manager: OwnManager, pool: Executor) -> None:
    while True:
        await asyncio.sleep(LOOKED)
        try:
            await close_what_was_closed(app, manager, pool)
        except SQLAlchemyError as error:
            log.warning("Nobody knows what other processes closed: %s", type(error).__name__)


class Pace:
    """How often each socket may speak: a few messages at once, and then one in a while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._said: dict[str, tuple[float, float]] = {}  # by socket: how many count still, when

    def is_kept(self, sid: str) -> bool:
        """Whether this message may be heard; it counts, unless it comes too soon."""
        moment = self.clock()
        counted, when = self._said.get(sid, (0.0, moment))
        counted = max(counted - (moment - when) * A_SECOND, 0.0)
        is_kept = counted < AT_ONCE
        self._said[sid] = (counted + is_kept, moment)
        return is_kept

    def forget(self, sid: str) -> None:
        """A socket is closed."""
        self._said.pop(sid, None)

    def __len__(self) -> int:
        """How many sockets have spoken."""
        return len(self._said)


def open_sockets(app: Flask, pool: Executor) -> socketio.AsyncServer:
    """A server of sockets on the running loop, with the handlers that features declared."""
    loop = asyncio.get_running_loop()
    redis_url = app.config["REDIS_URL"]
    manager = SharedManager(redis_url, channel=CHANNEL) if redis_url else OwnManager()
    server = socketio.AsyncServer(
        async_mode="asgi",
        client_manager=manager,
        cors_allowed_origins=app.config["BASE_URL"],
        max_http_buffer_size=MAX_MESSAGE,
        monitor_clients=False,  # each socket sees its own silence; a page reads no others'
        transports=["websocket"],
        **LOGGERS,
    )
    pace = Pace()
    for name, handler in flask_side.server.handlers.get("/", {}).items():
        server.on(name, _in_thread(handler, manager, pool, pace))
    manager.gone = pace.forget  # no handler of "disconnect", which a page might name itself
    calls = Calls(server, loop)
    PRESENCE.changed = calls.changed
    manager.left = partial(_leave, pool)
    if redis_url:
        PRESENCE.shared = InRedis(Redis.from_url(redis_url, **REDIS_OPTIONS))
        server.start_background_task(_renew, loop, pool)
    server.start_background_task(_look, app, manager, pool)
    flask_side.server = Threads(app, server, loop)
    return server


def _in_thread(
    handler: Callable[..., Any], manager: OwnManager, pool: Executor, pace: Pace
) -> Callable[..., Any]:
    loop = asyncio.get_running_loop()

    async def ask(sid: str, *args: Any) -> Any:
        if sid not in manager.joined or not pace.is_kept(sid):
            return False
        return await loop.run_in_executor(pool, partial(handler, sid, *args))

    return ask
