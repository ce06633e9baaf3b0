"""An upgrade keeps every row, whatever a migration makes anew."""

import hashlib
import stat
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import Flask
from flask_migrate import downgrade, upgrade

from tests.migrations import dumps
from tests.migrations.conftest import MIGRATIONS, put_release
from tests.serving import TRIBE, begin
from tribe.base import db as database
from tribe.base.migrations import COPIES_KEPT, CannotMigrate, alone, copy_before

RELEASED = {
    "0001_the_first_house.py": "8c217ed86fa7726f78e6d676107ffa19c33aed9e67682535c28ebd5ac7c9705e",
}
# Tables of a release that later migrations take apart, and where their rows are tested instead.
MOVED: dict[str, str] = {
    "place": "tests/settings/test_upgrade.py",
    "report_look": "tests/reports/test_upgrade.py",
}
ADDED = {"job": 1}  # rows beside those of before: the index of search is filled by a job
WAITING = 4.0  # seconds: longer than a start takes until it would copy
Counts = dict[str, int]


@pytest.fixture
def old_app(bare_app: Flask) -> Flask:
    """An application on the database of the first release, with its rows."""
    put_release(bare_app, "0.1.0")
    return bare_app


def tables() -> sa.MetaData:
    """The tables that are there, whatever the models say."""
    found = sa.MetaData()
    found.reflect(database.db.engine)
    return found


def every_row() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in the order of their keys."""
    metadata, rows = tables(), {}
    with database.db.engine.connect() as connection:
        for name, table in metadata.tables.items():
            chosen = sa.select(table).order_by(*table.primary_key.columns)
            rows[name] = [tuple(row) for row in connection.execute(chosen)]
    return rows


def count_rows() -> Counts:
    """How many rows each table has."""
    return {name: len(rows) for name, rows in every_row().items() if name != "alembic_version"}


@pytest.mark.parametrize("release", dumps.releases())
def test_a_dump_has_rows_in_every_table(bare_app: Flask, release: str) -> None:
    revision, rows = dumps.read(release)
    with bare_app.app_context():
        upgrade(directory=MIGRATIONS, revision=revision)
        assert set(tables().tables) - {"alembic_version"} == set(rows)
    assert [name for name, found in rows.items() if not found] == []


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_migration_is_never_changed(name: str) -> None:
    written = (Path(MIGRATIONS) / "versions" / name).read_bytes()
    assert hashlib.sha256(written).hexdigest() == RELEASED[name]


@pytest.mark.parametrize("release", dumps.releases())
def test_every_row_of_a_release_is_kept(bare_app: Flask, release: str) -> None:
    rows = put_release(bare_app, release)
    before = {name: len(found) for name, found in rows.items()}
    revision, _rows = dumps.read(release)
    with bare_app.app_context():
        upgrade(directory=MIGRATIONS)
        kept = count_rows()
        assert {name: kept.get(name, 0) for name in before if name not in MOVED} == {
            name: count + ADDED.get(name, 0) for name, count in before.items() if name not in MOVED
        }
        downgrade(directory=MIGRATIONS, revision=revision)
        assert count_rows() == before
        upgrade(directory=MIGRATIONS)
        assert count_rows() == kept


def test_checks_and_references_are_as_the_models_have_them(old_app: Flask) -> None:
    """A table that was made anew has lost none of its constraints."""
    with old_app.app_context():
        upgrade(directory=MIGRATIONS)
        found = sa.inspect(database.db.engine)
        for table in database.Base.metadata.sorted_tables:
            checks = {str(c.name) for c in table.constraints if isinstance(c, sa.CheckConstraint)}
            kept = {str(c["name"]) for c in found.get_check_constraints(table.name)}
            assert kept == checks, table
            there = {
                (tuple(key["constrained_columns"]), key["options"].get("ondelete"))
                for key in found.get_foreign_keys(table.name)
            }
            assert there == {
                (tuple(key.column_keys), key.ondelete) for key in table.foreign_key_constraints
            }, table


# A migration that makes a table anew


@pytest.fixture
def sketch(tmp_path: Path, old_app: Flask) -> Config:
    """A folder of migrations of the test's own, after the head of ours."""
    folder = tmp_path / "versions"
    folder.mkdir()
    with old_app.app_context():
        upgrade(directory=MIGRATIONS)
        config: Config = old_app.extensions["migrate"].migrate.get_config(MIGRATIONS)
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{MIGRATIONS}/versions\n{folder}")
    return config


REVISION = '''"""A sketch."""

import sqlalchemy as sa
from alembic import op
from alembic.script import ScriptDirectory

revision, down_revision = "sketch", "{head}"
branch_labels = depends_on = None


def upgrade():
{up}


def downgrade():
{down}
'''


def add_revision(config: Config, up: str, down: str) -> None:
    """Write a migration of the test's own."""
    from alembic.script import ScriptDirectory

    versions = str(config.get_main_option("version_locations")).split("\n")
    head = ScriptDirectory(MIGRATIONS).get_current_head()
    text = REVISION.format(head=head, up=up, down=down)
    (Path(versions[1]) / "sketch.py").write_text(text)


def altering(table: str, column: str, length: int) -> str:
    """A change that SQLite only makes by making the table anew."""
    return (
        f"    with op.batch_alter_table('{table}') as batch:\n"
        f"        batch.alter_column('{column}', type_=sa.String({length}))\n"
        f"        batch.add_column(sa.Column('sketched', sa.Integer))"
    )


@pytest.mark.parametrize(("table", "column"), [("post", "source"), ("member", "name")])
def test_altering_a_table_keeps_what_refers_to_it(
    sketch: Config, old_app: Flask, table: str, column: str
) -> None:
    down = (
        f"    with op.batch_alter_table('{table}') as batch:\n        batch.drop_column('sketched')"
    )
    add_revision(sketch, altering(table, column, 70_000), down)
    with old_app.app_context():
        before = every_row()
        command.upgrade(sketch, "sketch")
        assert "sketched" in tables().tables[table].columns
        after = every_row()
        changed = (table, "alembic_version")
        assert {k: v for k, v in after.items() if k not in changed} == {
            k: v for k, v in before.items() if k not in changed
        }
        assert len(after[table]) == len(before[table])
        command.downgrade(sketch, "-1")
        assert every_row() == before
        with database.db.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_migration_that_breaks_references_is_refused(sketch: Config, old_app: Flask) -> None:
    add_revision(sketch, "    op.execute('DELETE FROM member WHERE id = 4')", "    pass")
    with old_app.app_context():
        before = every_row()
        with pytest.raises((CannotMigrate, sa.exc.IntegrityError)):
            command.upgrade(sketch, "sketch")
        assert every_row() == before


def test_a_migration_that_fails_half_way_changes_nothing(sketch: Config, old_app: Flask) -> None:
    up = altering("post", "source", 70_000) + "\n    raise RuntimeError('half way')"
    add_revision(sketch, up, "    pass")
    with old_app.app_context():
        before = every_row()
        with pytest.raises(RuntimeError, match="half way"):
            command.upgrade(sketch, "sketch")
        assert every_row() == before
        assert "sketched" not in tables().tables["post"].columns


# The copy before


def copies(app: Flask) -> list[Path]:
    """The copies beside the database."""
    with app.app_context():
        name = database.db.engine.url.database
    return sorted(Path(str(name)).parent.glob("*.before-*"))


def test_a_copy_is_kept_before_an_upgrade(old_app: Flask, database_name: str) -> None:
    if database_name != "sqlite":
        pytest.skip("PostgreSQL migrates in one transaction, and has copies of its own")
    assert copies(old_app) == []
    with old_app.app_context():
        before = every_row()
        upgrade(directory=MIGRATIONS)
    (copy,) = copies(old_app)
    assert copy.name.endswith(".before-0001")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    engine = sa.create_engine(f"sqlite:///{copy}")
    with engine.connect() as connection:
        posts = connection.exec_driver_sql("SELECT count(*) FROM post").scalar()
    engine.dispose()
    assert posts == len(before["post"])
    with old_app.app_context():
        upgrade(directory=MIGRATIONS)  # nothing to do, so nothing is copied
    assert copies(old_app) == [copy]


def test_only_the_newest_copies_are_kept(old_app: Flask, database_name: str) -> None:
    if database_name != "sqlite":
        pytest.skip("copies are of files")
    with old_app.app_context():
        for number in range(COPIES_KEPT + 2):
            copy_before(database.db.engine, str(number))
    assert [copy.name[-1] for copy in copies(old_app)] == ["2", "3", "4"]


def test_without_room_for_a_copy_nothing_is_migrated(
    old_app: Flask, database_name: str, tmp_path: Path
) -> None:
    if database_name != "sqlite":
        pytest.skip("copies are of files")
    with old_app.app_context():
        database.session.remove()
        name = database.db.engine.url.database
        Path(f"{name}.before-0001.draft").mkdir()  # nothing can be written there
        with pytest.raises((CannotMigrate, OSError)):
            upgrade(directory=MIGRATIONS)
        with database.db.engine.connect() as connection:
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            assert version.scalar() == "0001"


def test_of_two_who_migrate_at_once_one_waits_and_copies_nothing(
    old_app: Flask, database_name: str
) -> None:
    if database_name != "sqlite":
        pytest.skip("copies are of files")
    with old_app.app_context():
        database.session.remove()
        engine = database.db.engine
    settings = old_app.config["SETTINGS"]
    environ = {
        "TRIBE_DATA_DIR": str(settings.data_dir),
        "TRIBE_SECRET_KEY": settings.secret_key,
        "TRIBE_DATABASE_URL": settings.database_url,
    }
    with alone(engine):
        others = [begin([TRIBE, "migrate"], environ) for _ in range(2)]
        time.sleep(WAITING)
        assert [other.poll() for other in others] == [None, None]
        assert copies(old_app) == []
    assert [other.wait(60) for other in others] == [0, 0]
    (copy,) = copies(old_app)
    kept = sa.create_engine(f"sqlite:///{copy}")
    with kept.connect() as connection:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    kept.dispose()
    assert version == "0001"
