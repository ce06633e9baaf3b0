"""What deleted rows leave in the files of a database, and how it goes.

SQLite writes noughts over what is deleted (`secure_delete` in `tribe.base.db`), but its log keeps
earlier pages until it is emptied. PostgreSQL keeps earlier rows until it is told to look for them.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

SAFE_SINCE = 1  # PRAGMA user_version of a file in which nothing is left of before `secure_delete`
COPIES_FOR = timedelta(days=30)  # as backups: who is erased lives on in copies of before
PATIENCE, LONG_PATIENCE = 1000, 30_000  # milliseconds for others who read, or who write
ROOM = 2.2  # of a file's length that VACUUM may take beside it: a new one, and the log

log = structlog.get_logger(__name__)


def empty_log(engine: Engine) -> bool:
    """Write SQLite's log into its file and leave it empty; False while others still read it.

    Outside of a transaction, or it waits for itself. Always True elsewhere.
    """
    if engine.dialect.name != "sqlite":
        return True
    with _plain(engine, PATIENCE) as driver:
        return _empty(driver)


def end_orderly(engine: Engine) -> None:
    """At the end of a process: leave no log behind, and no connection."""
    try:
        empty_log(engine)
    except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error):
        log.warning("the log of the database stays until the next start", exc_info=True)
    engine.dispose()


def forget_samples(engine: Engine) -> None:
    """Throw away the values that SQLite keeps to plan by, where somebody had it ANALYZE."""
    if engine.dialect.name != "sqlite":
        return
    with _plain(engine, LONG_PATIENCE) as driver:
        asked = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'"
        if driver.execute(asked).fetchone():
            driver.execute("DELETE FROM sqlite_stat4")


def clean_tables(engine: Engine, tables: Iterable[str]) -> None:
    """Have PostgreSQL free the room of deleted rows, where it lets us and nobody is in the way."""
    if engine.dialect.name != "postgresql":
        return
    named = ", ".join(sorted(tables))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM (SKIP_LOCKED, INDEX_CLEANUP ON) {named}")
    except DBAPIError as error:  # autovacuum comes later
        log.warning("deleted rows wait for autovacuum", error=str(error.orig))


def write_anew(engine: Engine) -> bool:
    """Write SQLite's file anew, once, without what was deleted before it wrote over it.

    Whether it did. Nobody writes meanwhile; without room on the disk it is left for another day.
    """
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    if not name or name == ":memory:":
        return False
    with _plain(engine, LONG_PATIENCE) as driver:
        [since] = driver.execute("PRAGMA user_version").fetchone()
        if since >= SAFE_SINCE or not _has_room(Path(name)):
            return False
        driver.execute("VACUUM")
        driver.execute(f"PRAGMA user_version={SAFE_SINCE}")
        _empty(driver)
    return True


def drop_copies(engine: Engine, until: datetime) -> None:
    """Take away the copies of SQLite's file that upgrades kept beside it until a moment."""
    name = engine.url.database if engine.dialect.name == "sqlite" else None
    if not name or name == ":memory:":
        return
    for copy in Path(name).parent.glob(f"{Path(name).name}.before-*"):
        if copy.stat().st_mtime < until.timestamp():
            copy.unlink(missing_ok=True)


def _has_room(file: Path) -> bool:
    needed, free = int(file.stat().st_size * ROOM), shutil.disk_usage(file.parent).free
    if free < needed:
        log.warning("no room to write the database anew", needed=needed, free=free)
    return free >= needed


def _empty(driver: Any) -> bool:
    [is_busy, *_pages] = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not is_busy


@contextmanager
def _plain(engine: Engine, patience: int) -> Iterator[Any]:
    """A connection of the driver that is in no transaction, and is closed at its end."""
    pooled = engine.raw_connection()
    pooled.detach()
    driver: Any = pooled.dbapi_connection
    try:
        driver.execute(f"PRAGMA busy_timeout={patience}")
        yield driver
    finally:
        driver.close()
