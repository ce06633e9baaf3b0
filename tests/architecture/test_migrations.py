"""One head; up, down and up again; and the models say nothing that the migrations do not."""

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, make_url, text

from tribe import db as database
from tribe.app import create_app
from tribe.config import Settings

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


@pytest.fixture
def bare_app(session_app: Flask, tmp_path: Path, database_name: str) -> Flask:
    """An application whose database holds nothing at all."""
    environ = {"TRIBE_DATA_DIR": str(tmp_path), "TRIBE_SECRET_KEY": "only for tests"}
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


def test_one_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_up_check_down_and_up_again(bare_app: Flask) -> None:
    with bare_app.app_context():
        upgrade(directory=str(MIGRATIONS))
        check(directory=str(MIGRATIONS))
        assert set(inspect(database.db.engine).get_table_names()) == {
            "alembic_version",
            *database.Base.metadata.tables,
        }
        downgrade(directory=str(MIGRATIONS), revision="base")
        assert set(inspect(database.db.engine).get_table_names()) == {"alembic_version"}
        upgrade(directory=str(MIGRATIONS))
        database.session.remove()
        database.db.engine.dispose()
