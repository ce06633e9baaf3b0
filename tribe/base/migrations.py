"""Migrating without losing rows: what a rebuilt table may not take with it, and a copy before."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, Engine

from tribe.base.resources import resource_dir

COPIES_KEPT = 3
LOCK = 0x7472696265  # "tribe": on PostgreSQL, who migrates holds off others who would


class CannotMigrate(RuntimeError):
    """The database was left as it was, because to migrate it would have lost something."""


def in_one_transaction(engine: Engine, migrate: Callable[[Connection], None]) -> None:
    """Run migrations, all or none of them; raises CannotMigrate where references would break.

    SQLite alters most things by making a table anew and dropping the old one, and with foreign
    keys on that deletes, or forbids to delete, all rows that refer to it (section 7 of
    sqlite.org/lang_altertable.html). So they are off, which only takes effect outside a
    transaction, and are checked at its end.
    """
    with engine.connect() as connection, _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        migrate(connection)
        check_references(connection)


def scripts() -> ScriptDirectory:
    """The migrations that this Tribe knows."""
    return ScriptDirectory(resource_dir("migrations"))


def move_within(connection: Connection, revision: str) -> None:
    """Bring the schema up or down to a revision, in the transaction of the caller."""
    extension = current_app.extensions["migrate"].migrate
    config: Config = extension.get_config(resource_dir("migrations"))
    config.attributes["connection"] = connection
    behind = {
        one.revision
        for reached in MigrationContext.configure(connection).get_current_heads()
        for one in scripts().iterate_revisions(reached, "base")
    }
    move = command.downgrade if revision in behind else command.upgrade
    move(config, revision)


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def check_references(connection: Connection) -> None:
    """Raise CannotMigrate where rows of SQLite refer to nothing."""
    if connection.dialect.name != "sqlite":
        return  # PostgreSQL checks each of them by itself
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        places = sorted({f"{row[0]} → {row[2]}" for row in broken})
        raise CannotMigrate(
            f"{len(broken)} rows would refer to nothing ({', '.join(places)}); nothing was changed"
        )


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Hold off others who would copy and migrate the same file of SQLite, until they see it done.

    The lock is on its folder: to open the file itself once more would lose what SQLite holds.
    """
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    if not name or name == ":memory:":
        yield
        return
    try:
        folder = os.open(Path(name).absolute().parent, os.O_RDONLY)
    except OSError:  # what is wrong is said where the file is opened
        yield
        return
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def copy_before(engine: Engine, revision: str) -> Path | None:
    """Copy a SQLite file as it is at a revision, beside it; None where there is no file.

    The newest copies are kept. Raises CannotMigrate when there is no room for one.
    """
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    if not name or name == ":memory:":
        return None
    target = Path(f"{name}.before-{revision}")
    draft = target.with_name(target.name + ".draft")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    raw = engine.raw_connection()
    try:
        assert raw.driver_connection is not None
        raw.driver_connection.execute("VACUUM INTO ?", (str(draft),))
    except Exception as error:
        draft.unlink(missing_ok=True)
        raise CannotMigrate(f"no copy could be made as {target}: {error}") from error
    finally:
        raw.close()
    draft.replace(target)
    _drop_old_copies(Path(name))
    return target


def keep_private(engine: Engine) -> None:
    """Let none but their owner read the files of SQLite; the first release let everyone."""
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    for path in (Path(f"{name}{ending}") for ending in ("", "-wal", "-shm")) if name else ():
        with suppress(FileNotFoundError, PermissionError):  # another's file is theirs to close
            path.chmod(0o600)


def _drop_old_copies(database: Path) -> None:
    copies = database.parent.glob(f"{database.name}.before-*")
    for old in sorted(copies, key=lambda path: path.stat().st_mtime_ns)[:-COPIES_KEPT]:
        old.unlink()
