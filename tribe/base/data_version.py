"""Which state of the database is the newest: another value after each commit of anybody."""

import os
from threading import Lock
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from tribe.base.db import db

EXTENSION = "tribe_data_version"
# What is visible to a snapshot is all of what was committed before it, and nothing else.
QUESTIONS = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()::text",
}

# Of the process that this one was forked from: to close them here is not safe.
_others: list[Any] = []


class DataVersion:
    """Asks on a connection of its own, for SQLite tells each of what others have committed."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._process = 0
        self._engine: Engine | None = None
        self._connection: Any = None

    def read(self, engine: Engine) -> object | None:
        """The version now, to be compared within this process; None where none is to be had."""
        with self._guard:
            try:
                if self._process != os.getpid() or self._engine is not engine:
                    self._open(engine)
                cursor = self._connection.cursor()
                cursor.execute(QUESTIONS[engine.dialect.name])
                found: object = cursor.fetchone()[0]
                cursor.close()
            except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error):
                self._close()
                return None
            return self._process, found

    def close(self) -> None:
        """End the connection; the next question opens another."""
        with self._guard:
            self._close()

    def _open(self, engine: Engine) -> None:
        self._close()
        pooled = engine.raw_connection()
        pooled.detach()  # it is nobody's else, and must not count among those that pages use
        self._connection = pooled.dbapi_connection
        if engine.dialect.name == "postgresql":
            self._connection.autocommit = True
        self._engine, self._process = engine, os.getpid()

    def _close(self) -> None:
        connection, self._connection, self._engine = self._connection, None, None
        if connection is not None:
            if self._process == os.getpid():
                connection.close()
            else:
                _others.append(connection)
        self._process = 0


def data_version() -> object | None:
    """The version of the application's database; None where it does not answer."""
    asked: DataVersion = current_app.extensions[EXTENSION]
    return asked.read(db.engine)


def close(app: Flask) -> None:
    """End the connection that an application asks on."""
    asked: DataVersion = app.extensions[EXTENSION]
    asked.close()


def init_app(app: Flask) -> None:
    """Give the application its own connection to ask on, opened at the first question."""
    app.extensions[EXTENSION] = DataVersion()
