"""The database: one Base, one session, times in UTC, and when SQLite takes its write lock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    Text,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, scoped_session
from sqlalchemy.types import TypeDecorator

SAFE_SQLITE = (3, 51, 3)  # below, WAL files may be reset under a reader: sqlite.org/wal.html


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: they would mean another moment on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = Annotated[int, mapped_column(primary_key=True)]
Long = Annotated[str, mapped_column(Text)]


class Base(DeclarativeBase):
    """The parent of every table, with one naming convention for its constraints."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        str: String(200),
        dict[str, Any]: JSON,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            create_constraint=True,
            length=20,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
session = cast("scoped_session[Session]", db.session)


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


_begin: ContextVar[str] = ContextVar("begin", default="BEGIN IMMEDIATE")


def read_only_request() -> None:
    """From here on take no write lock: SQLite begins its transactions deferred."""
    _begin.set("BEGIN")


def end_request() -> None:
    """Begin transactions as writers again, as jobs and commands do."""
    _begin.set("BEGIN IMMEDIATE")


@contextmanager
def writing() -> Iterator[None]:
    """End the reading transaction, write in one of its own, and commit it."""
    session.commit()
    token = _begin.set("BEGIN IMMEDIATE")
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _begin.reset(token)


def engine_options(url: str) -> dict[str, Any]:
    """What the engine of this database needs; `pysqlite3` brings a SQLite we can trust."""
    if not url.startswith("sqlite"):
        return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}
    import pysqlite3.dbapi2

    return {
        "module": pysqlite3.dbapi2,
        "connect_args": {"timeout": 15},
        "pool_size": 10,
        "max_overflow": 90,  # a thread that waits for the write lock holds its connection
    }


def tend(engine: Engine) -> None:
    """Give every SQLite connection its pragmas and its kind of BEGIN."""
    if engine.dialect.name != "sqlite":
        return
    version = engine.dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
    if version < SAFE_SQLITE:
        import warnings

        warnings.warn(f"SQLite {version} may lose WAL pages; use 3.51.3 or later", stacklevel=2)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(_begin.get())


def take_turns(subject: str) -> None:
    """Until the transaction ends, hold off others who would change the same subject.

    On SQLite those who write take turns anyway; elsewhere what one read before may be out of date.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = func.hashtextextended(subject, 0)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def insert_or(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of this database's own, which has `on_conflict_do_nothing` and `_do_update`."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
