"""Writing an archive from one moment of the database, while others go on writing to it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from tribe import __version__
from tribe.archive import values
from tribe.archive.containers import Sink
from tribe.archive.errors import ArchiveError
from tribe.archive.manifest import MANIFEST, Column, Manifest, Table
from tribe.base import migrations
from tribe.base.db import Base, now, reading, session
from tribe.storage import StoredFile, store

BATCH = 2000  # rows in memory at a time
FILES = StoredFile.__tablename__
VERSIONS = "alembic_version"


def write_archive(sink: Sink, *, is_whole: bool) -> Manifest:
    """Write all tables, then the files that they tell of, then the manifest.

    Raises ArchiveError, and Unavailable when the files cannot be reached.
    """
    left_out = tables_made_anew() if is_whole else tables_that_stay()
    with _one_moment() as connection:
        revision = revision_of(connection)
        metadata = reflect(connection)
        writer = _Writer(connection, sink, left_out, _told_of(metadata, left_out))
        tables = tuple(
            writer.write(table) for table in in_order(metadata) if table.name not in left_out
        )
        digests = _digests(connection, metadata, writer.files)
        _refuse_broken(connection)
    manifest = Manifest(
        revision=revision,
        made_at=values.WRITE[values.Kind.MOMENT](now()),
        made_by=__version__,
        is_whole=is_whole,
        left_out=left_out,
        lost_files=tuple(_write_files(sink, digests)),
        tables=tables,
    )
    with sink.writing(MANIFEST) as file:
        file.write(manifest.to_json())
    return manifest


def tables_that_stay() -> dict[str, str]:
    """The tables that an export leaves out, and why each does."""
    found = Base.metadata.tables.items()
    return {name: table.info["stays"] for name, table in found if "stays" in table.info}


def tables_made_anew() -> dict[str, str]:
    """The tables that a backup leaves out too: they are made of what others have."""
    made = {n for n, table in Base.metadata.tables.items() if "is_made_anew" in table.info}
    return {name: why for name, why in tables_that_stay().items() if name in made}


def file_path(digest: str) -> str:
    """Where a stored file is in an archive."""
    return f"files/{digest[:2]}/{digest}"


def reflect(connection: sa.Connection) -> sa.MetaData:
    """The tables that are there, without Alembic's own and without what others are made into.

    A virtual table of SQLite is an index of other tables' rows, and so are those that it keeps.
    """
    derived = {VERSIONS}
    if connection.dialect.name == "sqlite":
        listed = connection.exec_driver_sql("PRAGMA table_list").mappings()
        derived |= {row["name"] for row in listed if row["type"] in ("virtual", "shadow")}
    metadata = sa.MetaData()
    metadata.reflect(connection, only=lambda name, _: name not in derived)
    return metadata


def in_order(metadata: sa.MetaData) -> list[sa.Table]:
    """Tables by name, each after those that it refers to, as far as that can be."""
    waiting, ordered = dict(sorted(metadata.tables.items())), []
    while waiting:
        ready = [table for table in waiting.values() if not _needed(table) & waiting.keys()]
        for table in ready or [next(iter(waiting.values()))]:  # a circle begins anywhere
            ordered.append(waiting.pop(table.name))
    return ordered


def _needed(table: sa.Table) -> set[str]:
    """The other tables that a table refers to."""
    return {key.target_fullname.partition(".")[0] for key in table.foreign_keys} - {table.name}


def revision_of(connection: sa.Connection) -> str:
    """The revision of the schema; raises ArchiveError where there is none."""
    reached = MigrationContext.configure(connection).get_current_heads()
    if len(reached) != 1:
        raise ArchiveError("there is no tribe in the database yet")
    return reached[0]


def _refuse_broken(connection: sa.Connection) -> None:
    """A copy of a database that is damaged would be noticed when it is needed."""
    try:
        migrations.check_references(connection)
    except migrations.CannotMigrate as error:
        raise ArchiveError(f"the database itself is damaged: {error}") from error


@contextmanager
def _one_moment() -> Iterator[sa.Connection]:
    """A connection that sees the database as it is now, whatever others commit meanwhile."""
    with reading():
        if session.get_bind().dialect.name == "postgresql":
            connection = session.connection(
                execution_options={
                    "isolation_level": "REPEATABLE READ",
                    "postgresql_readonly": True,
                }
            )
        else:
            connection = session.connection()  # WAL: the moment of the first read
        yield connection


@dataclass
class _Writer:
    connection: sa.Connection
    sink: Sink
    left_out: Mapping[str, str]
    files: sa.ColumnElement[bool]  # whether a file goes along

    def write(self, table: sa.Table) -> Table:
        """Write the rows of a table in the order of their keys."""
        columns = sorted((c for c in table.columns if c.computed is None), key=lambda c: c.name)
        described = tuple(Column(c.name, values.kind_of(c), _target(c)) for c in columns)
        written = Table(table.name, described, 0, "0" * 64)
        rows, digest = 0, sha256()
        with self.sink.writing(written.path) as file:
            for lines in self._lines(table, columns, described):
                content = b"".join(lines)
                digest.update(content)
                file.write(content)
                rows += len(lines)
        return Table(table.name, described, rows, digest.hexdigest())

    def _lines(
        self, table: sa.Table, columns: list[sa.Column[Any]], described: tuple[Column, ...]
    ) -> Iterator[list[bytes]]:
        names = [column.name for column in described]
        changed = [
            (number, values.WRITE[column.kind])
            for number, column in enumerate(described)
            if column.kind in values.WRITE
        ]
        is_postgresql = self.connection.dialect.name == "postgresql"
        keys = [_sorted_by(key, is_postgresql=is_postgresql) for key in table.primary_key]
        statement = sa.select(*map(self._read, columns)).order_by(*keys)
        if table.name == FILES:
            statement = statement.where(self.files)
        found = self.connection.execute(statement, execution_options={"yield_per": BATCH})
        for rows in found.partitions():
            lines = []
            for row in rows:
                told = list(row)
                for number, write in changed:
                    if told[number] is not None:
                        told[number] = write(told[number])
                lines.append(values.line_of(dict(zip(names, told, strict=True))))
            yield lines

    def _read(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """The column, or nothing where it refers to a row that is left out."""
        if any(key.column.table.name in self.left_out for key in column.foreign_keys):
            if not column.nullable:
                raise ArchiveError(f"{column} leads to a table that is left out")
            return sa.null().label(column.name)
        return column


def _target(column: sa.Column[Any]) -> str | None:
    return next((key.target_fullname for key in column.foreign_keys), None)


def _sorted_by(column: sa.Column[Any], *, is_postgresql: bool) -> sa.ColumnElement[Any]:
    """A key in an order that is the same on every database."""
    if isinstance(column.type, sa.String):
        return column.collate("C" if is_postgresql else "BINARY")
    return column


def _told_of(metadata: sa.MetaData, left_out: Mapping[str, str]) -> sa.ColumnElement[bool]:
    """That a file goes along: none of what is left out has it, or something that goes does too."""
    if FILES not in metadata.tables:
        return sa.true()
    digest = metadata.tables[FILES].c.digest
    going: list[sa.ColumnElement[bool]] = []
    staying: list[sa.ColumnElement[bool]] = []
    for table in metadata.tables.values():
        for key in table.foreign_keys:
            if key.column is digest:
                has = sa.exists().where(key.parent == digest)
                (staying if table.name in left_out else going).append(has)
    return sa.or_(sa.not_(sa.or_(sa.false(), *staying)), *going)


def _digests(
    connection: sa.Connection, metadata: sa.MetaData, goes: sa.ColumnElement[bool]
) -> list[str]:
    if FILES not in metadata.tables:
        return []
    digest = metadata.tables[FILES].c.digest
    return sorted(connection.scalars(sa.select(digest).where(goes)))


def _write_files(sink: Sink, digests: list[str]) -> Iterator[str]:
    """Write the files; gives the digests of those that are gone or damaged."""
    for digest in digests:
        try:
            content = store().get(digest)
        except FileNotFoundError:
            yield digest
            continue
        if sha256(content).hexdigest() != digest:
            yield digest
            continue
        with sink.writing(file_path(digest)) as file:
            file.write(content)
