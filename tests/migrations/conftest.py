"""Databases that hold nothing, or the rows of a release."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import make_url, text

from tests.migrations import dumps
from tribe.app import create_app
from tribe.base import db as database
from tribe.base.resources import resource_dir
from tribe.config import Settings

MIGRATIONS = resource_dir("migrations")


@pytest.fixture
def bare_app(session_app: Flask, tmp_path: Path, database_name: str) -> Iterator[Flask]:
    """An application whose database holds nothing at all."""
    app = bare(session_app, tmp_path, database_name)
    yield app
    with app.app_context():
        database.session.remove()
        database.db.engine.dispose()


def bare(session_app: Flask, folder: Path, database_name: str) -> Flask:
    """An application on a new database of its own."""
    environ = {"TRIBE_DATA_DIR": str(folder), "TRIBE_SECRET_KEY": "only for tests, and long enough"}
    if database_name == "postgresql":
        url = session_app.config["SQLALCHEMY_DATABASE_URI"]
        name = f"{make_url(url).database}_bare"
        with session_app.app_context(), database.db.engine.connect() as connection:
            autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
            autocommit.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            autocommit.execute(text(f"CREATE DATABASE {name}"))
        other = make_url(url).set(database=name)
        environ["TRIBE_DATABASE_URL"] = other.render_as_string(hide_password=False)
    return create_app(Settings.from_environ(environ))


def put_release(app: Flask, release: str) -> dumps.Rows:
    """Make the database of a release, with its rows."""
    revision, rows = dumps.read(release)
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision=revision)
        dumps.load(database.db.engine, rows)
    return rows
