"""Channels of Socket.IO that hear of something, or are closed, once it is committed."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from socketio import RedisManager
from sqlalchemy import event
from sqlalchemy.orm import Session

from tribe.base.db import session

CHANNEL = "tribe"  # of Redis, on which all processes hear of announcements
REDIS_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds: pages do not wait
socketio = SocketIO()
LOGGERS = {  # given by hand, or each would print what it says a second time, as plain lines
    "logger": logging.getLogger("socketio.server"),
    "engineio_logger": logging.getLogger("engineio.server"),
}
SOCKETS_OF = "sockets of "
_WAITING = "live_messages"


def announce(room: str, name: str, **message: Any) -> None:
    """Tell a room something when, and only when, the caller's transaction is committed."""
    session().info.setdefault(_WAITING, []).append((room, name, message))


def end_sockets(member_id: int) -> None:
    """End the open sockets of a member once it is committed; their pages ask anew what they may."""
    session().info.setdefault(_WAITING, []).append((sockets_of(member_id), None, {}))


def ask_anew(kind: str) -> None:
    """Let whoever watches things of a type ask anew whether they may, once it is committed."""
    session().info.setdefault(_WAITING, []).append((rooms_of(kind), None, {}))


def rooms_of(kind: str) -> str:
    """The channels of all things of a type, which can be closed together."""
    return f"{kind}:"


def sockets_of(member_id: int) -> str:
    """The room of a member's sockets, which nobody can ask for."""
    return f"{SOCKETS_OF}{member_id}"


@event.listens_for(Session, "after_commit")
def _send(committed: Session) -> None:
    if committed.in_nested_transaction():
        return  # a savepoint: all of it may still be undone
    for room, name, message in committed.info.pop(_WAITING, []):
        if name is None:
            socketio.close_room(room)
        else:
            socketio.emit(name, message, to=room)


@event.listens_for(Session, "after_rollback")
def _forget(rolled_back: Session) -> None:
    if rolled_back.in_nested_transaction():
        return
    rolled_back.info.pop(_WAITING, None)


def init_app(app: Flask) -> None:
    """Take announcements; with Redis, they reach other processes too.

    A serving process hands them to its loop (`tribe.serving.sockets`).
    """
    redis_url = app.config["REDIS_URL"]
    socketio.init_app(
        app,
        async_mode="threading",
        client_manager=RedisManager(
            redis_url, channel=CHANNEL, write_only=True, redis_options=REDIS_OPTIONS
        )
        if redis_url
        else None,
        cors_allowed_origins=app.config["BASE_URL"],
        serve_client=False,
        **LOGGERS,
    )
