"""Putting the rows of an archive into a database, in the one transaction of its caller."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from tribe.archive.checking import Row, read_rows
from tribe.archive.containers import Source
from tribe.archive.errors import ArchiveError, Flaw
from tribe.archive.manifest import Manifest, Table
from tribe.archive.writing import reflect

BATCH = 1000  # rows of one statement
Numbered = tuple[int, Row]


class Refused(Exception):
    """The database refuses some lines; what was begun is to be undone."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__(f"{len(flaws)} lines")
        self.flaws = flaws


def empty_tables(connection: sa.Connection) -> None:
    """Delete every row of every table; foreign keys are off, or gone with all at once."""
    tables = list(reflect(connection).tables.values())
    if not tables:
        return
    if connection.dialect.name == "postgresql":
        names = ", ".join(_quoted(connection, table.name) for table in tables)
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY")
        return
    for table in tables:
        connection.execute(table.delete())


def load_rows(
    connection: sa.Connection,
    source: Source,
    manifest: Manifest,
    left_out: Mapping[str, set[int]],
) -> None:
    """Insert all rows but those of some lines.

    Raises Refused with the lines that the database refuses, and ArchiveError where the tables are
    not those of the archive.
    """
    metadata = reflect(connection)
    told = {table.name for table in manifest.tables} | manifest.left_out.keys()
    if lacking := sorted(metadata.tables.keys() - told):
        raise ArchiveError(f"it has nothing of the table {lacking[0]}")
    flaws: list[Flaw] = []
    with _without_references(connection):
        for one in manifest.tables:
            table = _table_of(metadata, one)
            skipped = left_out.get(one.path, set())
            rows = ((line, row) for line, row in read_rows(source, one) if line not in skipped)
            flaws += _insert(connection, table, one, rows)
        if flaws:
            raise Refused(flaws)
    _raise_sequences(connection, metadata)


def _table_of(metadata: sa.MetaData, told: Table) -> sa.Table:
    table = metadata.tables.get(told.name)
    if table is None or {c.name for c in told.columns} - {c.name for c in table.columns}:
        raise ArchiveError(f"the table {told.name} is another one in this Tribe")
    return table


def _insert(
    connection: sa.Connection, table: sa.Table, told: Table, rows: Iterator[tuple[int, Row | str]]
) -> Iterator[Flaw]:
    while batch := list(islice(rows, BATCH)):
        wrong = [Flaw(told.path, row, line) for line, row in batch if isinstance(row, str)]
        yield from wrong
        fit = [(line, row) for line, row in batch if not isinstance(row, str)]
        if fit and _why_refused(connection, table, [row for _line, row in fit]) is not None:
            yield from _insert_singly(connection, table, told, fit)


def _insert_singly(
    connection: sa.Connection, table: sa.Table, told: Table, rows: list[Numbered]
) -> Iterator[Flaw]:
    for line, row in rows:
        why = _why_refused(connection, table, [row])
        if why is not None:
            yield Flaw(told.path, why, line)


def _why_refused(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> str | None:
    """Insert rows, all or none; None when they are in. What is said quotes no value."""
    try:
        with connection.begin_nested():
            connection.execute(table.insert(), rows)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return f"the database refuses it: {_said(error)}"
    except (StatementError, OverflowError, UnicodeEncodeError):
        return "has a value that the database cannot hold"
    return None


def _said(error: DBAPIError) -> str:
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if constraint:
        return f"by the rule {constraint}"
    return str(error.orig).splitlines()[0]


@contextmanager
def _without_references(connection: sa.Connection) -> Iterator[None]:
    """Take PostgreSQL's foreign keys away while rows come in any order, and make them again.

    SQLite's are off already, for whoever migrates.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    keys = connection.exec_driver_sql(
        "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE contype = 'f' "
        "AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
    ).all()
    for table, name, _definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _raise_sequences(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Number new rows after those that came."""
    if connection.dialect.name != "postgresql":
        return
    for table in metadata.tables.values():
        column: sa.Column[Any] | None = table.autoincrement_column
        if column is not None:
            highest = connection.scalar(sa.select(sa.func.max(column)))
            sequence = sa.func.pg_get_serial_sequence(_quoted(connection, table.name), column.name)
            if highest is not None:
                connection.execute(sa.select(sa.func.setval(sequence, highest)))


def _quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)
