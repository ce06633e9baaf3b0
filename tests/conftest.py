"""What every test stands on: a real database, the cast, and no way to the outside."""

import os
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from tests.postgres import postgresql_url
from tribe import db as database
from tribe.app import create_app
from tribe.config import Settings
from tribe.i18n import compile_catalogues
from tribe.members.models import Member, Role, State
from tribe.security import limiter

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
PASSWORD = "well-kept village hall"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Choose the databases: both, unless told otherwise."""
    parser.addoption("--database", choices=("sqlite", "postgresql", "both"), default="both")


def pytest_configure(config: pytest.Config) -> None:
    """Catalogues are compiled once, before any worker reads them."""
    if not hasattr(config, "workerinput"):
        compile_catalogues()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that touches the database runs on each of them."""
    if "database_name" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        names = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
        metafunc.parametrize("database_name", names, scope="session")


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
def session_app(database_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application for each database, its tables made once."""
    folder = tmp_path_factory.mktemp(database_name)
    environ = {"TRIBE_DATA_DIR": str(folder), "TRIBE_SECRET_KEY": "only for tests"}
    if database_name == "postgresql":
        environ["TRIBE_DATABASE_URL"] = postgresql_url(os.environ)
    limiter.enabled = True  # or the application would be built without its hooks
    app = create_app(Settings.from_environ(environ))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with app.app_context():
        database.Base.metadata.create_all(database.db.engine)
    yield app
    with app.app_context():
        database.session.remove()
        database.Base.metadata.drop_all(database.db.engine)
        database.db.engine.dispose()


@pytest.fixture
def app(session_app: Flask) -> Iterator[Flask]:
    """The application on an empty database; nothing of one test is left to the next."""
    session_app.config.update(WTF_CSRF_ENABLED=False)
    limiter.enabled = False
    yield session_app
    with session_app.app_context():
        database.session.remove()
        empty(database.db.engine.dialect.name)


def empty(dialect: str) -> None:
    """Delete every row, and begin numbering afresh."""
    tables = list(reversed(database.Base.metadata.sorted_tables))
    deletions = [f"DELETE FROM {table.name}" for table in tables]
    with database.db.engine.begin() as connection:
        if dialect == "postgresql":  # in a quarter of TRUNCATE's time, which makes new files
            columns = [c for table in tables if (c := table.autoincrement_column) is not None]
            starts = ", ".join(
                f"setval(pg_get_serial_sequence('{c.table.name}', '{c.name}'), 1, false)"
                for c in columns
            )
            connection.exec_driver_sql("; ".join([*deletions, f"SELECT {starts}"]))
            return
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        for deletion in deletions:
            connection.execute(text(deletion))


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
        self.ids: dict[str, int] = {}
        with app.app_context():
            for hue, (name, role) in enumerate(self.roles.items()):
                person = Member(name=name, name_key=name, email=f"{name}@example.invalid", hue=hue)
                person.role = role
                person.is_measured = True
                if name == "eve":
                    person.state = State.SUSPENDED
                database.session.add(person)
                database.session.flush()
                self.ids[name] = person.id
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
    """Collect every statement sent while the block runs; BEGIN and pragmas are not counted."""
    queries = Queries()
    with app.app_context():
        engine = database.db.engine

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            queries.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield queries
    finally:
        event.remove(engine, "before_cursor_execute", note)
