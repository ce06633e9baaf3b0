"""What every test stands on: a real database, the cast, and no way to the outside."""

import gc
import math
import os
import re
import shutil
import smtplib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
from argon2 import PasswordHasher
from flask import Flask, has_request_context
from flask.testing import FlaskClient
from sqlalchemy import Connection, Table, event, insert

from tests import databases, drawing, marks, postgres
from tests.locks import lost_locks, sqlite_of
from tribe import settings
from tribe.access import Role, TrustLevel
from tribe.app import create_app
from tribe.base import data_version
from tribe.base import db as database
from tribe.base.i18n import compile_catalogues
from tribe.config import Settings
from tribe.members import passwords
from tribe.members.models import Member, State
from tribe.personal_data import numbers
from tribe.setup import notice
from tribe.web.security import limiter

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
PASSWORD = "well-kept village hall"
NEEDS_TRANSACTION = re.compile(
    r"^\s*(INSERT|UPDATE|DELETE|SAVEPOINT)|\bFOR (NO KEY )?(UPDATE|SHARE)|_xact_"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Choose the databases: both, unless told otherwise."""
    parser.addoption(
        "--database",
        choices=databases.CHOICES,
        default="both",
        help="either: each test on the one that its name falls to, those about databases on both",
    )
    parser.addoption(
        "--house",
        choices=("demo", "small"),
        default="demo",
        help="what the browser sees: the demo, or in a quick run one of each thing",
    )
    parser.addoption(
        "--schema",
        choices=("upgraded", "models"),
        default="upgraded",
        help="tables as an upgrade from the first release leaves them, or as the models have them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Catalogues are compiled once, before any worker reads them."""
    marks.register(config)
    if not hasattr(config, "workerinput"):
        compile_catalogues()
        config.add_cleanup(drawing.begin())
    drawing.share()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """So that a run may choose by what tests need."""
    marks.mark(items)
    databases.choose(config, items)


def pytest_collection_finish() -> None:
    """Look seldom for garbage in cycles, which took a twentieth of a run, and not in what stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure() -> None:
    """No server outlives the tests."""
    postgres.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches the database runs on each of them."""
    if "database_name" in metafunc.fixturenames:
        names = databases.named(metafunc.config.getoption("--database"))
        metafunc.parametrize("database_name", names, scope="session")


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """What the product hashes passwords with; tests do with less of the same."""
    real = passwords._hasher
    with pytest.MonkeyPatch.context() as patch:
        quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(passwords, "_hasher", quick)
        passwords._nobodys.cache_clear()
        yield real


@pytest.fixture(autouse=True)
def no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that opens a mail connection fails."""

    def refuse(*_args: Any, **_options: Any) -> None:
        raise AssertionError("a test tried to send mail")

    monkeypatch.setattr(smtplib.SMTP, "connect", refuse)


@pytest.fixture(scope="session")
def told_demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo and its reports, to be copied; TRIBE_TEST_DEMO names a standing one."""
    from tests.demo.house import told

    if standing := os.environ.get("TRIBE_TEST_DEMO"):
        return Path(standing)
    runs = tmp_path_factory.getbasetemp()
    return told(runs.parent if hasattr(request.config, "workerinput") else runs)


@pytest.fixture
def shared() -> Path:
    """The real data beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("../shared with the real data is absent")
    return SHARED


@pytest.fixture(scope="session")
def session_app(
    request: pytest.FixtureRequest, database_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """One application for each database, its tables made once."""
    folder = tmp_path_factory.mktemp(database_name)
    environ = {"TRIBE_DATA_DIR": str(folder), "TRIBE_SECRET_KEY": "only for tests"}
    if database_name == "postgresql":
        environ["TRIBE_DATABASE_URL"] = postgres.postgresql_url(os.environ)
    limiter.enabled = True  # or the application would be built without its hooks
    app = create_app(Settings.from_environ(environ))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, GUEST_PAGES_FRESH_FOR=0)
    if database_name == "sqlite":
        with app.app_context():
            event.listen(database.db.engine, "connect", wait_for_no_disk)
            event.listen(database.db.engine, "connect", give_any_order)
    else:
        app.teardown_request(begin_transactions_again)
    with app.app_context():
        event.listen(database.db.engine, "before_cursor_execute", only_read_in_pages)
    if request.config.getoption("--schema") == "upgraded":
        upgrade_from_first_release(app)
    else:
        with app.app_context():
            database.Base.metadata.create_all(database.db.engine)
    yield app
    data_version.close(app)
    with app.app_context():
        database.session.remove()
        database.Base.metadata.drop_all(database.db.engine)
        database.db.engine.dispose()


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application for what asks no database, such as its addresses and templates."""
    folder = tmp_path_factory.mktemp("bare")
    environ = {"TRIBE_DATA_DIR": str(folder), "TRIBE_SECRET_KEY": "only for tests"}
    return create_app(Settings.from_environ(environ))


@pytest.fixture
def bare_context(bare_app: Flask) -> Iterator[None]:
    """A context for what is drawn or said without asking a database."""
    with bare_app.app_context():
        yield


def wait_for_no_disk(connection: Any, _record: Any) -> None:
    """No power cut is among these tests; those that kill a process have their own databases."""
    connection.execute("PRAGMA synchronous=OFF")


def give_any_order(connection: Any, _record: Any) -> None:
    """Rows of which no order is asked come backwards, so that whoever relies on one is found."""
    connection.execute("PRAGMA reverse_unordered_selects=ON")


def only_read_in_pages(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    """A page has no transaction on PostgreSQL: what it writes or locks belongs into `writing()`."""
    if has_request_context() and database._work.get() is database.Work.PAGE:
        assert not NEEDS_TRANSACTION.search(statement), statement


def begin_transactions_again(_error: BaseException | None) -> None:
    """A test that asked for a page within a context of its own may write in it afterwards."""
    if database.session().in_transaction():
        connection = database.session.connection()
        if connection.info.pop(database._HAD_PAGE, False):
            driver: Any = connection.connection.driver_connection
            driver.autocommit = False


def upgrade_from_first_release(app: Flask) -> None:
    """The tables of head, as they become on a database that has the first release's rows in it."""
    from flask_migrate import upgrade

    from tests.migrations.conftest import MIGRATIONS, put_release
    from tests.migrations.dumps import releases

    put_release(app, releases()[0])
    with app.app_context():
        upgrade(directory=MIGRATIONS)
        database.session.remove()
        empty(database.db.engine.dialect.name)


@pytest.fixture
def app(session_app: Flask) -> Iterator[Flask]:
    """The application on an empty database; nothing of one test is left to the next."""
    session_app.config.update(WTF_CSRF_ENABLED=False)
    limiter.enabled = False
    config = dict(session_app.config)
    yield session_app
    session_app.config.clear()
    session_app.config.update(config)
    data_version.close(session_app)
    if file := sqlite_of(session_app):
        assert lost_locks(file) is None
    with session_app.app_context():
        numbers.list_path().unlink(missing_ok=True)
        remove_files(session_app.config["SETTINGS"].files)
        database.session.remove()
        empty(database.db.engine.dialect.name)
    forget(session_app)


def remove_files(place: object) -> None:
    """Leave no file of one test to those that look through the folder of files."""
    if isinstance(place, Path) and place.is_dir():
        for child in place.iterdir():
            shutil.rmtree(child) if child.is_dir() else child.unlink()


def forget(app: Flask) -> None:
    """Let the application hold nothing of what the database had."""
    app.extensions.pop(settings.cache.EXTENSION, None)
    app.extensions.pop(notice.EXTENSION, None)


def empty(dialect: str) -> None:
    """Delete every row, and begin numbering afresh, as SQLite does after the highest left."""
    with database.db.engine.begin() as connection:
        if dialect == "postgresql":  # TRUNCATE makes new files, and takes twenty times as long
            _prepare_emptying(connection)
            connection.exec_driver_sql("SELECT pg_temp.empty()")
            connection.info["empties"] = True  # unless all of it is rolled back
            return
        cursor = connection.connection.cursor()  # by the driver: a statement for each is a tenth
        cursor.execute("PRAGMA defer_foreign_keys=ON")
        for (table,) in cursor.execute(ask_which_are_filled()).fetchall():
            cursor.execute(f"DELETE FROM {table}")


def _tables() -> list[Table]:
    return list(reversed(database.Base.metadata.sorted_tables))


def _prepare_emptying(connection: Connection) -> None:
    """On PostgreSQL: a function of this connection, whose statements are planned once.

    It deletes from tables that have rows, and sets all that numbers rows to its beginning.
    """
    if "empties" in connection.info:
        return
    tables = _tables()
    columns = [c for table in tables if (c := table.autoincrement_column) is not None]
    named = ", ".join(f"pg_get_serial_sequence('{c.table.name}', '{c.name}')" for c in columns)
    sequences = connection.exec_driver_sql(f"SELECT {named}").one()
    steps = [
        *(f"IF EXISTS (SELECT FROM {t.name}) THEN DELETE FROM {t.name}; END IF;" for t in tables),
        *(f"PERFORM setval('{name}'::regclass, 1, false);" for name in sequences),
    ]
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS "
        f"$$ BEGIN {' '.join(steps)} END $$"
    )


@cache
def ask_which_are_filled() -> str:
    """The question which tables have a row."""
    return " UNION ALL ".join(
        f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM {table.name})" for table in _tables()
    )


@pytest.fixture
def another_app(app: Flask) -> Iterator[Callable[..., Flask]]:
    """More applications on the same database, whose connections end with the test."""
    made: list[Flask] = []

    def make(settings: Settings | None = None, **options: Any) -> Flask:
        made.append(create_app(settings or app.config["SETTINGS"], **options))
        return made[-1]

    yield make
    for one in made:
        data_version.close(one)
        with one.app_context():
            database.session.remove()
            database.db.engine.dispose()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """An application context for tests of services; requests must make their own."""
    with app.app_context():
        yield app


class Cast:
    """Ada (founder), Ben (moderator), Cleo (member), Dov (stranger), Eve (banned), Ines (analyst).

    Members by id, so that a test may read them in any context.
    """

    roles: ClassVar[dict[str, Role]] = {
        "ada": Role.ADMIN,
        "ben": Role.MODERATOR,
        "cleo": Role.MEMBER,
        "dov": Role.MEMBER,
        "eve": Role.MEMBER,
        "ines": Role.ANALYST,
    }

    def __init__(self, app: Flask) -> None:
        self.app = app
        rows = [
            {
                "name": name,
                "name_key": name,
                "email": f"{name}@example.invalid",
                "hue": hue,
                "role": role,
                "is_measured": True,
                "trust": TrustLevel.TRUSTED,
                "state": State.SUSPENDED if name == "eve" else State.ACTIVE,
            }
            for hue, (name, role) in enumerate(self.roles.items())
        ]
        adding = insert(Member).returning(Member.id, sort_by_parameter_order=True)
        with app.app_context():
            numbers = database.session.scalars(adding, rows).all()
            self.ids = dict(zip(self.roles, numbers, strict=True))
            database.session.commit()

    def get(self, name: str) -> Member:
        """One of the cast, in the present context's session."""
        return database.session.get_one(Member, self.ids[name])


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The six persons of the tests."""
    return Cast(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A guest's browser."""
    return app.test_client()


def sign_in(app: Flask, cast: Cast, name: str) -> FlaskClient:
    """A browser in which one of the cast is signed in, by a real row and cookie."""
    from tribe.members.identity import open_sign_in

    client = app.test_client()
    with app.test_request_context():
        open_sign_in(cast.get(name), "test")
        database.session.commit()
        from flask import session as cookie

        kept = dict(cookie)
    with client.session_transaction() as cookie:
        cookie.update(kept)
    return client


class Queries(list[str]):
    """The statements that were sent to the database."""


@contextmanager
def count_queries(app: Flask) -> Iterator[Queries]:
    """Collect every statement sent while the block runs; BEGIN and pragmas are not counted.

    Nor is the question for changed settings, which is asked once a second whatever is read.
    """
    queries = Queries()
    with app.app_context(), database.reading():  # the test may be writing
        engine = database.db.engine
        settings.current()
    fresh_for, settings.cache.FRESH_FOR = settings.cache.FRESH_FOR, math.inf

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            queries.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield queries
    finally:
        event.remove(engine, "before_cursor_execute", note)
        settings.cache.FRESH_FOR = fresh_for
