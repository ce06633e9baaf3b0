"""What stands in the place where an archive is to go: nothing, or what may not be lost."""

import time

import pysqlite3.dbapi2 as sqlite
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from tribe.archive.errors import ArchiveError
from tribe.archive.manifest import Manifest
from tribe.archive.writing import reflect
from tribe.base.db import db, session
from tribe.base.migrations import scripts

IN_USE = "others have the database open: stop tribe serve and tribe worker first"
GOING = 3.0  # seconds in which PostgreSQL notices that a process which has ended is gone


def name_of_place() -> str:
    """The database that stands here as an operator knows it, without its password."""
    url = db.engine.url
    is_file = url.get_backend_name() == "sqlite" and url.database
    return str(url.database) if is_file else url.render_as_string(hide_password=True)


def refuse_unless_known(manifest: Manifest) -> None:
    """Raise ArchiveError for the schema of a newer Tribe, or of another program's."""
    if manifest.revision not in {one.revision for one in scripts().walk_revisions()}:
        raise ArchiveError(
            f"it was made by Tribe {manifest.made_by} with the schema {manifest.revision!r}, which "
            "this Tribe does not know: install that version or a later one first"
        )


def refuse_unless_ours() -> None:
    """Raise ArchiveError where the database is another program's or a newer Tribe's."""
    with db.engine.connect() as connection:
        reached = MigrationContext.configure(connection).get_current_heads()
        if not reached and reflect(connection).tables:
            raise ArchiveError("the database has tables that are not Tribe's")
    unknown = set(reached) - {one.revision for one in scripts().walk_revisions()}
    if unknown:
        raise ArchiveError(f"a newer Tribe was here: its schema is {', '.join(sorted(unknown))}")


def refuse_unless_empty() -> None:
    """Raise ArchiveError where the database has members."""
    with db.engine.connect() as connection:
        member = reflect(connection).tables.get("member")
        if member is not None and connection.scalar(sa.select(sa.func.count()).select_from(member)):
            raise ArchiveError(
                f"there is a tribe here already, in {name_of_place()}: take an empty "
                "TRIBE_DATA_DIR or database, or restore with --replace, which keeps a copy of it"
            )


def refuse_if_used() -> None:
    """Raise ArchiveError while another process has the database open."""
    session.remove()
    db.engine.dispose()
    if db.engine.dialect.name == "postgresql":
        until = time.monotonic() + GOING
        while _has_others():
            if time.monotonic() > until:
                raise ArchiveError(IN_USE)
            time.sleep(GOING / 30)
        return
    _refuse_if_open(str(db.engine.url.database))


def _has_others() -> bool:
    with db.engine.connect() as connection:
        others = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).scalar()
    return bool(others)


def _refuse_if_open(path: str) -> None:
    """In exclusive mode SQLite opens a WAL only while nobody else has the database open."""
    raw = sqlite.connect(path, timeout=0, isolation_level=None)
    try:
        raw.execute("PRAGMA locking_mode=EXCLUSIVE")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("ROLLBACK")
    except sqlite.OperationalError as error:
        raise ArchiveError(IN_USE if "locked" in str(error) else f"{path}: {error}") from error
    finally:
        raw.close()
