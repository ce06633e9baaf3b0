"""The rows of a release: a small tribe with rows in every table, kept to upgrade from.

`python -m tests.migrations.dumps 0.2.0` writes `dumps/0.2.0.json` from the released checkout. Rows
are kept apart from any dialect, so that one dump is loaded into both databases; the tables are made
by the released migrations, whose files are pinned.
"""

import base64
import enum
import json
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

DUMPS = Path(__file__).parent / "dumps"
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
Rows = dict[str, list[dict[str, Any]]]


def releases() -> list[str]:
    """The releases of which there is a dump, by name."""
    return sorted(path.stem for path in DUMPS.glob("*.json"))


def read(release: str) -> tuple[str, Rows]:
    """The revision of a release's database, and its rows by table."""
    kept = json.loads((DUMPS / f"{release}.json").read_text("utf-8"))
    return kept["revision"], kept["tables"]


def load(engine: sa.Engine, rows: Rows) -> None:
    """Put rows into the tables that are there."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in metadata.sorted_tables:
            for row in in_order(table, rows.get(table.name, [])):
                values = {k: revived(table.c[k].type, v) for k, v in row.items()}
                connection.execute(table.insert(), values)
        if engine.dialect.name == "postgresql":
            raise_sequences(connection, metadata)


def in_order(table: sa.Table, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by their keys: those that refer to others of their table come after them."""
    keys = [column.name for column in table.primary_key]
    return sorted(rows, key=lambda row: [str(row[key]).rjust(12) for key in keys])


def revived(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    """A value as its column wants it."""
    if value is None or isinstance(kind, sa.JSON):
        return value
    if isinstance(kind, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, sa.LargeBinary) else value


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def raise_sequences(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Number new rows of PostgreSQL after those that are there."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            name = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
            highest = f"(SELECT coalesce(max({column.name}), 1) FROM {table.name})"
            connection.exec_driver_sql(f"SELECT setval({name}, {highest}) WHERE {name} IS NOT NULL")


def fill_empty_tables(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """One row in each table that has none, so that a dump has rows in all of them."""
    for table in metadata.sorted_tables:
        if not connection.scalar(sa.select(sa.func.count()).select_from(table)):
            row = {c.name: _sample(connection, c) for c in table.columns if not _left_out(c)}
            connection.execute(table.insert(), row)


def _left_out(column: sa.Column[Any]) -> bool:
    return bool(column.nullable) and not column.foreign_keys


def _sample(connection: sa.Connection, column: sa.Column[Any]) -> Any:
    if column.foreign_keys:
        referred = next(iter(column.foreign_keys)).column
        return connection.scalar(sa.select(referred).order_by(referred).limit(1))
    kind: Any = column.type
    kind = kind.impl if isinstance(kind, sa.TypeDecorator) else kind
    if isinstance(kind, sa.Enum):
        return kind.enum_class(kind.enums[0]) if kind.enum_class else kind.enums[0]
    if isinstance(kind, sa.JSON):
        return {}
    words = "sample"[: getattr(kind, "length", None)]
    samples = {int: 1, str: words, bool: True, float: 0.5, bytes: b"RIFF"}
    return samples.get(kind.python_type, AT if kind.python_type is datetime else AT.date())


def dump(app: Flask, path: Path, revision: str) -> None:
    """Write every row of an application's database."""
    from tribe.base import db

    tables: Rows = {}
    with app.app_context(), db.db.engine.begin() as connection:
        fill_empty_tables(connection, db.Base.metadata)
        for table in db.Base.metadata.sorted_tables:
            chosen = sa.select(table).order_by(*table.primary_key.columns)
            found = connection.execute(chosen).mappings()
            tables[table.name] = [{k: plain(v) for k, v in row.items()} for row in found]
    kept = {"revision": revision, "tables": tables}
    words = json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True)
    path.write_text(words + "\n", "utf-8")


def main() -> None:
    """Make a tribe by today's services, and dump it under a release's name."""
    from alembic.script import ScriptDirectory
    from flask_migrate import upgrade

    from tests.conftest import Cast
    from tests.world import furnish
    from tribe.app import create_app
    from tribe.base.resources import resource_dir
    from tribe.config import Settings

    with tempfile.TemporaryDirectory() as folder:
        environ = {"TRIBE_DATA_DIR": folder, "TRIBE_SECRET_KEY": "x" * 40}
        app = create_app(Settings.from_environ(environ))
        with app.app_context():
            upgrade(directory=resource_dir("migrations"))
        furnish(app, Cast(app))
        head = ScriptDirectory(resource_dir("migrations")).get_current_head()
        dump(app, DUMPS / f"{sys.argv[1]}.json", str(head))


if __name__ == "__main__":
    main()
