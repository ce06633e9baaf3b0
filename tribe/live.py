"""Live messages: rooms of Socket.IO that hear of something once it is committed."""

from __future__ import annotations

from collections.abc import Iterable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy import event
from sqlalchemy.orm import Session

from tribe.db import session

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_SOCKETS = 80  # of a process, of whose threads some must be left for pages
socketio = SocketIO()
_WAITING = "live_messages"


def announce(room: str, name: str, **message: Any) -> None:
    """Tell a room something when, and only when, the caller's transaction is committed."""
    session().info.setdefault(_WAITING, []).append((room, name, message))


@event.listens_for(Session, "after_commit")
def _send(committed: Session) -> None:
    if committed.in_nested_transaction():
        return  # a savepoint: all of it may still be undone
    for room, name, message in committed.info.pop(_WAITING, []):
        socketio.emit(name, message, to=room)


@event.listens_for(Session, "after_rollback")
def _forget(rolled_back: Session) -> None:
    if rolled_back.in_nested_transaction():
        return
    rolled_back.info.pop(_WAITING, None)


def init_app(app: Flask) -> None:
    """Serve WebSocket in threads; with Redis, messages reach the other processes too."""
    socketio.init_app(
        app,
        async_mode="threading",
        message_queue=app.config["REDIS_URL"],
        cors_allowed_origins=app.config["BASE_URL"],
        serve_client=False,
    )
    app.wsgi_app = _within(MOST_SOCKETS, app.wsgi_app)  # type: ignore[assignment, method-assign]


def _within(most: int, serve: WSGIApplication) -> WSGIApplication:
    """Let so many sockets be open at once, for each holds a thread that a page may need.

    A page whose socket is refused is right without it, and asks again by and by.
    """
    seats = BoundedSemaphore(most)

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith("/socket.io"):
            return serve(environ, start_response)
        if not seats.acquire(blocking=False):
            start_response("503 Service Unavailable", [("Retry-After", "60")])
            return [b""]
        try:
            return serve(environ, start_response)
        finally:
            seats.release()

    return answer
