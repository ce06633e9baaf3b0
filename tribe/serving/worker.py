"""A worker of gunicorn that runs uvicorn's loop, with Flask in threads behind it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from flask import Flask
from gunicorn.workers.base import Worker
from socketio import AsyncServer

from tribe.serving.frames import only_understood
from tribe.serving.pages import Pages, Receive, Scope, Send, say
from tribe.serving.patience import Patient
from tribe.serving.sockets import MAX_MESSAGE, open_sockets

THREADS = 24  # pages that are drawn at once; more only wait for each other
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
BEAT = 2  # seconds between two signs of life; gunicorn kills who gives none for thirty
JOBS_GRACE = 0.5  # seconds for each lane; what is not done then is given to the next process
KEEP_ALIVE = 5  # seconds between two requests of a connection


def _site(sockets: AsyncServer, pages: Pages) -> Application:
    """Live messages by WebSocket, and everything else a page; nobody needs to poll."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        is_live = scope["path"].startswith("/socket.io/")
        if is_live and scope["type"] == "websocket":
            await sockets.handle_request(scope, only_understood(receive), send)
        elif is_live:
            await say(send, 426, b"Live messages come by WebSocket.\n", (b"upgrade", b"websocket"))
        else:
            await pages(scope, receive, send)

    return answer


class LoopServer(uvicorn.Server):
    """uvicorn, told by gunicorn's worker when to end."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the worker."""
        yield


class LoopWorker(Worker):  # type: ignore[misc]
    """One process: a loop that holds connections, and threads that draw pages."""

    def init_signals(self) -> None:
        """What the arbiter says: end now, or after what is being answered."""
        for number in self.SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGUSR1, self.handle_usr1)
        signal.signal(signal.SIGWINCH, self.handle_winch)

    def run(self) -> None:
        """Serve until told to stop."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        app: Flask = self.wsgi
        pages = Pages(
            app.wsgi_app, threads=THREADS, max_body=app.config["MAX_CONTENT_LENGTH"] or 2**20
        )
        is_live = "socketio" in app.extensions
        asgi = _site(open_sockets(app, pages.pool), pages) if is_live else pages
        self.server = LoopServer(self._config(asgi))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            loop.add_signal_handler(number, self._end)
        await self.server.serve(sockets=[listener.sock for listener in self.sockets])
        pages.pool.shutdown(cancel_futures=True)
        if "embedded_jobs" in app.extensions:
            app.extensions["embedded_jobs"].stop(JOBS_GRACE)

    def _end(self) -> None:
        self.alive = False
        self.server.should_exit = True

    def _config(self, asgi: Any) -> uvicorn.Config:
        return uvicorn.Config(
            asgi,
            http=Patient,
            ws="websockets-sansio",
            ws_max_size=MAX_MESSAGE,
            ws_ping_interval=None,  # Socket.IO has its own
            ws_per_message_deflate=False,
            lifespan="off",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # TRIBE_PROXIES says whom to believe
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=self.cfg.graceful_timeout - 2,
            callback_notify=self._beat,
            timeout_notify=BEAT,
        )

    async def _beat(self) -> None:
        self.notify()
        if self.ppid != os.getppid():
            self._end()
