"""Sockets on the loop, and what handlers and announcements in threads see of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from functools import partial
from typing import Any

import socketio
from flask import Flask

from tribe.live import CHANNEL, LOGGERS
from tribe.live import socketio as flask_side

HANDSHAKE_PATIENCE = 5.0  # seconds that a thread waits for the loop
MAX_MESSAGE = 16_384  # bytes; a page asks for a channel and says no more


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
        self._wait(self.server.leave_room(sid, room, namespace=namespace))

    def emit(self, event: str, *args: Any, **options: Any) -> None:
        """Say something to a room; whoever announces does not wait until it is said."""
        options.pop("callback", None)
        data = args[0] if len(args) == 1 else (args or None)
        saying = self.server.emit(event, data, **options)
        asyncio.run_coroutine_threadsafe(saying, self.loop)

    def _wait(self, asked: Any) -> None:
        asyncio.run_coroutine_threadsafe(asked, self.loop).result(HANDSHAKE_PATIENCE)


def open_sockets(app: Flask, pool: Executor) -> socketio.AsyncServer:
    """A server of sockets on the running loop, with the handlers that features declared."""
    loop = asyncio.get_running_loop()
    redis_url = app.config["REDIS_URL"]
    manager = redis_url and socketio.AsyncRedisManager(redis_url, channel=CHANNEL)
    server = socketio.AsyncServer(
        async_mode="asgi",
        client_manager=manager or None,
        cors_allowed_origins=app.config["BASE_URL"],
        max_http_buffer_size=MAX_MESSAGE,
        monitor_clients=False,  # each socket sees its own silence; a page reads no others'
        transports=["websocket"],
        **LOGGERS,
    )
    for name, handler in flask_side.server.handlers.get("/", {}).items():
        server.on(name, _in_thread(handler, loop, pool))
    flask_side.server = Threads(app, server, loop)
    return server


def _in_thread(
    handler: Callable[..., Any], loop: asyncio.AbstractEventLoop, pool: Executor
) -> Callable[..., Any]:
    async def ask(*args: Any) -> Any:
        return await loop.run_in_executor(pool, partial(handler, *args))

    return ask
