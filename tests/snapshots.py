"""All rows and files of a tribe, kept aside and put back: quicker than making them again."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Connection, select

from tests.conftest import empty
from tribe.base import db as database
from tribe.storage import store
from tribe.storage.models import StoredFile


@dataclass(frozen=True)
class Snapshot:
    """The rows of each table as the database gives them, how far its numbers have come, files."""

    rows: dict[str, Any]
    numbers: list[tuple[str, int]]
    files: dict[str, bytes]

    @classmethod
    def take(cls, app: Flask) -> "Snapshot":
        """Everything that is committed."""
        with app.app_context(), database.db.engine.begin() as connection:
            files = _files(connection)
            if connection.dialect.name == "postgresql":
                return cls(_copied(connection), _sequences(connection), files)
            return cls(_selected(connection), [], files)  # it numbers after the highest row

    def put_back(self, app: Flask) -> None:
        """Make the tribe what it was."""
        with app.app_context():
            for digest, content in self.files.items():
                if not store().has(digest):
                    store().put(digest, content)
            database.session.remove()
            empty(database.db.engine.dialect.name)
            with database.db.engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    self._copy(connection)
                else:
                    self._insert(connection)

    def _copy(self, connection: Connection) -> None:
        cursor = _driver(connection).cursor()
        for table, lines in self.rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN") as into:
                into.write(lines)
        if self.numbers:
            numbered = ", ".join(f"setval('{name}', {last})" for name, last in self.numbers)
            cursor.execute(f"SELECT {numbered}")

    def _insert(self, connection: Connection) -> None:
        cursor = _driver(connection).cursor()
        cursor.execute("PRAGMA defer_foreign_keys=ON")
        for table, rows in self.rows.items():
            places = ", ".join("?" * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def _tables() -> list[str]:
    return [table.name for table in database.Base.metadata.sorted_tables]


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _files(connection: Connection) -> dict[str, bytes]:
    digests = connection.scalars(select(StoredFile.digest).order_by(StoredFile.digest)).all()
    return {one: b"".join(store().pieces(one)) for one in digests if store().has(one)}


def _copied(connection: Connection) -> dict[str, bytes]:
    cursor, found = _driver(connection).cursor(), {}
    for table in _tables():
        with cursor.copy(f"COPY {table} TO STDOUT") as out:
            found[table] = b"".join(map(bytes, out))
    return {table: lines for table, lines in found.items() if lines}


def _sequences(connection: Connection) -> list[tuple[str, int]]:
    said = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
    return [(name, last) for name, last in connection.exec_driver_sql(said)]


def _selected(connection: Connection) -> dict[str, list[tuple[Any, ...]]]:
    cursor = _driver(connection).cursor()
    found = {table: cursor.execute(f"SELECT * FROM {table}").fetchall() for table in _tables()}
    return {table: rows for table, rows in found.items() if rows}
