"""Live messages: rooms of Socket.IO that hear of something once it is committed."""

from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from sqlalchemy import event
from sqlalchemy.orm import Session

from tribe.db import session

socketio = SocketIO()
_WAITING = "live_messages"


def announce(room: str, name: str, **message: Any) -> None:
    """Tell a room something when, and only when, the caller's transaction is committed."""
    session().info.setdefault(_WAITING, []).append((room, name, message))


@event.listens_for(Session, "after_commit")
def _send(committed: Session) -> None:
    for room, name, message in committed.info.pop(_WAITING, []):
        socketio.emit(name, message, to=room)


@event.listens_for(Session, "after_rollback")
def _forget(rolled_back: Session) -> None:
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
