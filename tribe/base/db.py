"""The database: one Base, one session, times in UTC, and when SQLite takes its write lock."""

import secrets
import select as polling
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar, TypeVarTuple, cast

from flask import Flask, g, has_request_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    MetaData,
    Row,
    String,
    Table,
    Text,
    event,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapper,
    Session,
    make_transient_to_detached,
    mapped_column,
    scoped_session,
)
from sqlalchemy.orm.attributes import instance_dict
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlalchemy.types import TypeDecorator

from tribe.base.prepared import KNOWN
from tribe.base.turns import Turns

READER_PATIENCE = 5.0  # seconds that a statement waits for another process's lock
WRITER_PATIENCE = 5.0  # seconds that a request waits to write; then its reader is told
JOB_PATIENCE = 30.0  # seconds that a job or a command waits to write
OTHERS = 10.0  # seconds that earlier transactions are waited for: longer than a request lasts
POLL = 0.001  # seconds between two looks at another process's lock
WAY = 0.02  # seconds that a job leaves to those who look
LONG_REST = 30.0  # seconds after which a connection may have been cut without a word
_TURN = "has the turn to write"
_IN_VAIN = "waited to write in vain"
_RESTS_SINCE = "rests since"
_HAD_PAGE = "had a page last"
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


def _unforeseen() -> int:
    return secrets.randbelow(2**31 - 1) + 1


Made = TypeVar("Made")
Columns = TypeVarTuple("Columns")
Id = Annotated[int, mapped_column(primary_key=True)]
# Of what goes once it is decided: SQLite gives the number of a deleted row to the next one, and
# whoever still has the page of the first open would decide on somebody else.
NumberOfItsOwn = Annotated[
    int, mapped_column(primary_key=True, autoincrement=True, default=_unforeseen)
]
Long = Annotated[str, mapped_column(Text)]


def stays(because: str) -> tuple[dict[str, Any]]:
    """In a table's `__table_args__`: why an export of the whole tribe leaves its rows out."""
    return ({"info": {"stays": because}},)


def made_anew(because: str) -> tuple[dict[str, Any]]:
    """In a table's `__table_args__`: why backups leave its rows out too, as exports do."""
    return ({"info": {"stays": because, "is_made_anew": True}},)


def carried(because: str) -> dict[str, Any]:
    """The `info` of a column with a secret: why it goes along with an export all the same."""
    return {"carried": because}


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


class Work(StrEnum):
    """What a transaction is for."""

    WRITING = "writes, as those of jobs, commands and forms may"
    READING = "only reads"
    PAGE = "only reads, each statement for itself"


_needs_session: list[Callable[[], bool]] = []
_work: ContextVar[Work] = ContextVar("work", default=Work.WRITING)


def read_only_request() -> None:
    """From here on take no write lock; PostgreSQL is not asked to begin and end anything.

    What is read in batches (`yield_per`) needs `reading()` there.
    """
    _work.set(Work.PAGE)


def end_request() -> None:
    """Begin transactions as writers again, as jobs and commands do."""
    _work.set(Work.WRITING)


@contextmanager
def reading() -> Iterator[None]:
    """End what was begun, and read in a transaction of its own that takes no write lock."""
    session.commit()
    token = _work.set(Work.READING)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _work.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """End the reading transaction, write in one of its own, and commit it."""
    session.commit()
    token = _work.set(Work.WRITING)
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _work.reset(token)


def engine_options(url: str) -> dict[str, Any]:
    """What the engine of this database needs; `pysqlite3` brings a SQLite we can trust."""
    quiet = {
        "hide_parameters": True,  # members' words stay out of logs
        "pool_timeout": 5,
        "query_cache_size": 2_000,  # one visit to each page asks 620; of 500 it keeps few
    }
    if not url.startswith("sqlite"):
        reached = {"connect_timeout": 3}  # seconds
        return quiet | {
            "pool_size": 10, "max_overflow": 20, "connect_args": reached
        }  # fmt: skip
    import pysqlite3.dbapi2

    return quiet | {
        "module": pysqlite3.dbapi2,
        "connect_args": {"timeout": READER_PATIENCE},
        "pool_size": 10,
        "max_overflow": 90,  # a thread that waits for the write lock holds its connection
    }


def let_go_gently(app: Flask) -> None:
    """When a request ends, give its connection back, also one that was cut.

    What was answered by then stands, and is not taken back for a connection. Call it after
    `db.init_app`, whose own giving back follows.
    """

    @app.teardown_appcontext
    def give_back(_error: BaseException | None) -> None:
        try:
            session.close()
        except DBAPIError:
            session().invalidate()


def tend(engine: Engine) -> None:
    """Give every SQLite connection its pragmas and its kind of BEGIN; others are looked at."""
    if engine.dialect.name != "sqlite":
        _look_before_use(engine)
        _begin_no_more_than_needed(engine)
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
            "secure_delete=ON",  # FAST leaves the pages that become free as they were
            f"busy_timeout={int(READER_PATIENCE * 1000)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    turns = Turns()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if _work.get() is Work.WRITING:
            _begin_writing(connection, turns)
        else:
            _say(connection, "BEGIN")

    @event.listens_for(engine, "checkin")
    @event.listens_for(engine, "invalidate")
    def _on_return(_connection: Any, record: ConnectionPoolEntry, *_more: Any) -> None:
        if record.info.pop(_TURN, False):
            turns.give_back()


def _look_before_use(engine: Engine) -> None:
    """Leave connections that the server has ended, and open others in their place.

    It speaks to one that rests only to end it, so whether there is something to read tells as much
    as a question, which would cost each request as much as a query. After a long rest we ask: what
    lies between may have forgotten the connection, and says nothing.
    """

    @event.listens_for(engine, "checkin")
    def _on_checkin(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_RESTS_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _on_checkout(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        since = record.info.pop(_RESTS_SINCE, None)
        if since is None:
            return  # just opened
        try:
            is_gone = connection.closed or _is_spoken_to(connection)
            if not is_gone and time.monotonic() > since + LONG_REST:
                engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            is_gone = True
        if is_gone:
            raise DisconnectionError


def _begin_no_more_than_needed(engine: Engine) -> None:
    """Say no BEGIN for a page, and so no ROLLBACK at its end.

    Each statement sees what is committed by then, as it does in PostgreSQL's transactions too. The
    two would cost as much as two queries, and at a ROLLBACK the driver has the server forget every
    statement that it prepared: all of a page would be parsed and planned again.
    """

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        is_page = _work.get() is Work.PAGE
        if connection.info.get(_HAD_PAGE, False) != is_page:
            driver: Any = connection.connection.driver_connection
            driver.autocommit = connection.info[_HAD_PAGE] = is_page


def _is_spoken_to(connection: Any) -> bool:
    heard = polling.poll()
    heard.register(connection.fileno(), polling.POLLIN)
    return bool(heard.poll(0))


def _begin_writing(connection: Connection, turns: Turns) -> None:
    """Take the write lock: for a request within seconds in all, for a job or a command in more."""
    if not has_request_context():
        _wait_to_write(connection, turns, JOB_PATIENCE)
        return
    patience = 0.0 if g.get(_IN_VAIN) else WRITER_PATIENCE
    try:
        _wait_to_write(connection, turns, patience)
    except OperationalError:
        g.setdefault(_IN_VAIN, True)  # who reads has waited long enough
        raise


def _wait_to_write(connection: Connection, turns: Turns, patience: float) -> None:
    """Wait in turn within the process, and by asking often beside others.

    SQLite's own waiting backs off to a tenth of a second, so that who came last is often first.
    """
    until = time.monotonic() + patience
    if not connection.info.get(_TURN):
        if not turns.take(until - time.monotonic()):
            raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))
        connection.info[_TURN] = True  # given back with the connection
    try:
        _ask_until(until, connection)
    except BaseException:
        connection.info.pop(_TURN)
        turns.give_back()
        raise


def _ask_until(until: float, connection: Connection) -> None:
    """Ask for the write lock again and again, until a moment of the monotonic clock."""
    _say(connection, "PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                _say(connection, "BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                if "locked" not in str(error.orig) or time.monotonic() > until:
                    raise
            time.sleep(POLL)
    finally:
        _say(connection, f"PRAGMA busy_timeout={int(READER_PATIENCE * 1000)}")


def _say(connection: Connection, words: str) -> None:
    """Say to SQLite what has no rows and no parameters, in a tenth of the time of a statement.

    Raises OperationalError, as a statement would.
    """
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(words)
    except connection.dialect.loaded_dbapi.OperationalError as error:
        raise OperationalError(words, None, error) from error


def give_way(worked: float) -> None:
    """Between batches that took so many seconds, let other processes write.

    On SQLite they look for the lock now and then, and would find it taken again each time; within a
    process writers have turns.
    """
    if session.get_bind().dialect.name == "sqlite":
        time.sleep(min(WAY, worked / 4))


def list_rows(
    statement: TypedReturnsRows[*Columns], given: Mapping[str, Any] | None = None
) -> Sequence[Row[*Columns]]:
    """The rows of a statement that selects columns, and no entities.

    What a session does for entities costs twice as much as the query of a page. Where what it reads
    depends on the reader (`read_by_session`), it goes its way all the same.
    """
    if any(is_needed() for is_needed in _needs_session):
        return session.execute(statement, given).all()
    held = session()
    if held.autoflush:
        held.flush()
    return KNOWN.execute(held.connection(), statement, given or {})


def write_row(statement: Executable, given: Mapping[str, Any]) -> Sequence[Row[Any]]:
    """Write one row by a kept statement of a table; what it says that it returns.

    Costs a third of what the session's `execute` does. Rows that the session holds already do not
    hear of it.
    """
    held = session()
    if held.autoflush:
        held.flush()
    return KNOWN.write(held.connection(), statement, given)


def made_of(entity: type[Made], values: Sequence[Any]) -> Made:
    """The row of a table that stands in `columns_of` it, in the session as if it had loaded it.

    A fifth of what a session's own loading costs; one that it knows already stays as it is.
    """
    mapper, columns = inspect(entity), columns_of(cast("Hashable", entity))
    told = dict(zip(columns, values, strict=True))
    key = mapper.identity_key_from_primary_key([told[one.key] for one in mapper.primary_key])
    known: Made | None = session.identity_map.get(key)
    if known is not None:
        return known
    made: Made = mapper.class_manager.new_instance()
    instance_dict(made).update(told)
    make_transient_to_detached(made)
    session.add(made)
    return made


@cache
def columns_of(entity: Hashable) -> dict[str, Any]:
    """All columns of a table, by the names of what they are mapped to."""
    mapper: Mapper[Any] = inspect(entity)
    return {one.key: getattr(entity, one.key) for one in mapper.column_attrs}


def read_by_session(is_needed: Callable[[], bool]) -> Callable[[], bool]:
    """Let all rows come by the session while this is so: its listeners change statements then."""
    _needs_session.append(is_needed)
    return is_needed


def take_turns(subject: str) -> None:
    """Until the transaction ends, hold off others who would change the same subject.

    On SQLite those who write take turns anyway; elsewhere what one read before may be out of date.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = func.hashtextextended(subject, 0)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def read_anew() -> None:
    """Ask the database again for all rows that were read before, once they are looked at.

    For who waited until others let go of what they hold: what was read before may be out of date.
    What hangs on them, such as the author of a post, stays as it was loaded. On SQLite who writes
    has read nothing that another could have changed since.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    session.flush()
    for one in list(session.identity_map.values()):
        session.expire(one, [column.key for column in inspect(one).mapper.column_attrs])


def outlast_others() -> None:
    """Wait until the transactions that had begun by now have ended; commits, and raises nothing.

    What they looked at before may be out of date by our last commit. One that takes longer than
    any request is not waited for. On SQLite who writes looks while nobody else can write.
    """
    session.commit()
    if session.get_bind().dialect.name != "postgresql":
        return
    moment, until = session.scalar(select(func.clock_timestamp())), time.monotonic() + OTHERS
    earlier = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND xact_start < :moment AND pid <> pg_backend_pid()"
    )
    while session.scalar(earlier, {"moment": moment}) and time.monotonic() < until:
        session.commit()  # what is asked of the server's activity stays the same in a transaction
        time.sleep(POLL * 20)
    session.commit()


def insert_or(table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of this database's own, which has `on_conflict_do_nothing` and `_do_update`.

    Into the table itself: what the mapping does for many rows costs more than one row.
    """
    return _insert(session.get_bind().dialect.name, cast("Table", table.__table__))


def insert_missing(table: type[Base], returning: str = "") -> Executable:
    """An INSERT of the rows that are not there yet, and a column of those; made once, and kept."""
    dialect = session.get_bind().dialect.name
    return _insert_missing(dialect, cast("Table", table.__table__), returning)


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _insert_missing(dialect: str, table: Table, returning: str) -> Executable:
    added = _insert(dialect, table).on_conflict_do_nothing()
    return added.returning(table.c[returning]) if returning else added
