"""A tribe with rows in every table and a file, and empty places to take it to."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import Cast, empty
from tests.forking import TRIBE, run
from tests.migrations.conftest import bare
from tests.migrations.dumps import fill_empty_tables, raise_sequences
from tests.snapshots import Snapshot
from tests.world import World, furnish
from tribe import storage
from tribe.archive import services
from tribe.archive.writing import in_order, reflect, tables_made_anew
from tribe.base import db as database
from tribe.config import Settings
from tribe.members.models import Avatar

Filled = tuple[Snapshot, World, Cast]
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="package")
def filled(session_app: Flask) -> Filled:
    """The rows of a small tribe with one of each thing, and a row in each table."""
    with session_app.app_context():
        database.session.remove()
        empty(database.db.engine.dialect.name)
    people = Cast(session_app)
    world = _fill(session_app, people)
    return Snapshot.take(session_app), world, people


@pytest.fixture
def full(app: Flask, filled: Filled) -> tuple[Flask, World]:
    """That tribe, as it was made."""
    snapshot, world, _people = filled
    snapshot.put_back(app)
    with app.app_context():
        database.session.remove()
        database.db.engine.dispose()
    return app, world


@pytest.fixture(scope="package")
def backed_up(
    session_app: Flask,
    filled: Filled,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A backup of that tribe, to be copied."""
    path = tmp_path_factory.mktemp("backup") / "kept.tribe"
    filled[0].put_back(session_app)
    with session_app.app_context():
        services.back_up(path)
    forget(session_app)
    return path


@pytest.fixture
def people(full: tuple[Flask, World], filled: Filled) -> Cast:
    """The six persons of that tribe."""
    return filled[2]


def _fill(app: Flask, cast: Cast) -> World:
    world = furnish(app, cast)
    with app.app_context():
        digest = storage.keep(b"a picture of Cleo", "image/webp")
        database.session.add(Avatar(member_id=cast.ids["cleo"], digest=digest))
        database.session.commit()
        with database.db.engine.begin() as connection:
            fill_empty_tables(connection, database.Base.metadata)
            if connection.dialect.name == "postgresql":
                raise_sequences(connection, database.Base.metadata)
        database.session.remove()
        database.db.engine.dispose()
    return world


@pytest.fixture
def place(session_app: Flask, tmp_path: Path, database_name: str) -> Iterator[Flask]:
    """An empty place on the same kind of database, with nothing in it at all."""
    app = bare(session_app, tmp_path / "place", database_name)
    yield app
    forget(app)


@pytest.fixture
def small_place(tmp_path: Path) -> Iterator[Flask]:
    """An empty place on SQLite, whatever the test's own database is."""
    from tribe.app import create_app

    environ = {"TRIBE_DATA_DIR": str(tmp_path / "small"), "TRIBE_SECRET_KEY": "s" * 40}
    app = create_app(Settings.from_environ(environ))
    yield app
    forget(app)


def forget(app: Flask) -> None:
    """End what an application has open."""
    with app.app_context():
        database.session.remove()
        database.db.engine.dispose()


ENDED = ("sign_in", "single_use_token")  # what a restore ends, and all sign in anew


def rows_of(app: Flask, *left_out: str) -> Rows:
    """All rows of all tables that archives have, in the order of their keys, as Python has them."""
    with app.app_context():
        with database.db.engine.connect() as connection:
            found = {
                table.name: read_all(connection, table)
                for table in in_order(reflect(connection))
                if table.name not in {*left_out, *tables_made_anew()}
            }
        forget(app)
    return found


def read_all(connection: sa.Connection, table: sa.Table) -> list[dict[str, Any]]:
    """The rows of a table through its model, so that each database gives the same values."""
    known = database.Base.metadata.tables[table.name]
    rows = [dict(row) for row in connection.execute(sa.select(known)).mappings()]
    keys = [column.name for column in known.primary_key]
    return sorted(rows, key=lambda row: [repr(row[key]).rjust(80) for key in keys])


def environ_of(app: Flask) -> dict[str, str]:
    """The variables of a command on an application's database."""
    settings = app.config["SETTINGS"]
    ours = {key: value for key, value in os.environ.items() if not key.startswith("TRIBE_")}
    return ours | {
        "TRIBE_DATA_DIR": str(settings.data_dir),
        "TRIBE_DATABASE_URL": settings.database_url.replace("+psycopg", ""),
        "TRIBE_SECRET_KEY": "only for tests, and long enough",
    }


def tribe(app: Flask, *words: object) -> "subprocess.CompletedProcess[str]":
    """Run the command to its end."""
    return run(
        [str(TRIBE), *map(str, words)],
        env=environ_of(app), capture_output=True, text=True, timeout=120,
    )  # fmt: skip


Change = Callable[[bytes], bytes]


def rewrite(path: Path, change: Change) -> None:
    """Change what a file holds."""
    path.write_bytes(change(path.read_bytes()))
