"""One head; up, down and up again; and the models say nothing that the migrations do not."""

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from tests.migrations.conftest import MIGRATIONS
from tribe.archive.writing import reflect
from tribe.base import db as database


def test_one_head() -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_up_check_down_and_up_again(bare_app: Flask) -> None:
    with bare_app.app_context():
        upgrade(directory=MIGRATIONS)
        check(directory=MIGRATIONS)
        with database.db.engine.connect() as connection:
            assert set(reflect(connection).tables) == {*database.Base.metadata.tables}
        downgrade(directory=MIGRATIONS, revision="base")
        assert set(inspect(database.db.engine).get_table_names()) == {"alembic_version"}
        upgrade(directory=MIGRATIONS)
        database.session.remove()
        database.db.engine.dispose()
