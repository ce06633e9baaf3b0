"""What is missing around a process is said in one sentence, or on a page with words."""

import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3  # the same library, or closing its file would drop our locks
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe.app import MAX_BODY_LENGTH
from tribe.base import db
from tribe.base.turns import Turns
from tribe.cli import main
from tribe.members.models import Member
from tribe.settings import cache

NOBODY = "127.0.0.1:1"
COMMANDS = [
    ["migrate"],
    ["serve", "--port", "8999"],
    ["worker"],
    ["report"],
    ["member", "add", "Ada", "--email", "a@b.example"],
]


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name in ("TRIBE_DATABASE_URL", "TRIBE_REDIS_URL", "TRIBE_BASE_URL", "TRIBE_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRIBE_DATA_DIR", str(tmp_path))
    return CliRunner()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TRIBE_SECRET_KEY", "a"),
        ("TRIBE_BASE_URL", "https://"),
        ("TRIBE_BASE_URL", "https://tribe.example/below"),
        ("TRIBE_DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3"),
        ("TRIBE_DATABASE_URL", f"postgresql://u:hidden@{NOBODY}/tribe"),
        ("TRIBE_DATABASE_URL", "postgresql://h:port/tribe"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch, command: list[str], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    result = runner.invoke(main, command)
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: {name}: ")
    assert len(result.output.splitlines()) == 1
    assert "hidden" not in result.output


@pytest.mark.parametrize("command", [["serve", "--port", "8999"], ["worker"]])
def test_a_redis_that_does_not_answer_is_named(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("TRIBE_REDIS_URL", f"redis://{NOBODY}/0")
    result = runner.invoke(main, command)
    assert (result.exit_code, result.output) == (
        1,
        f"Error: TRIBE_REDIS_URL: {NOBODY} does not answer\n",
    )


def test_a_damaged_file_is_named(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "tribe.sqlite3").write_text("no database at all, but words " * 100)
    result = runner.invoke(main, ["migrate"])
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: TRIBE_DATA_DIR: {tmp_path}/tribe.sqlite3 is no SQLite")


def test_what_is_written_is_for_its_owner_alone(runner: CliRunner, tmp_path: Path) -> None:
    assert runner.invoke(main, ["migrate"]).exit_code == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes["tribe.sqlite3"] == modes["secret_key"] == 0o600
    assert all(mode & 0o077 == 0 for mode in modes.values())


def test_a_database_that_all_could_read_is_closed_to_them(
    runner: CliRunner, tmp_path: Path
) -> None:
    assert runner.invoke(main, ["migrate"]).exit_code == 0
    (tmp_path / "tribe.sqlite3").chmod(0o644)  # as the first release left it
    assert runner.invoke(main, ["migrate"]).exit_code == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes["tribe.sqlite3"] == 0o600
    assert all(mode & 0o077 == 0 for mode in modes.values())


def test_a_body_that_is_too_large_is_a_page(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"login": "x" * (MAX_BODY_LENGTH + 1)})
    assert answer.status_code == 413
    assert "This is too large" in answer.text


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Another process writes, and does not end."""
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows")
    path = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.rollback()
    other.close()


def test_a_locked_database_is_a_page_within_seconds(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "WRITER_PATIENCE", 0.3)
    browser = sign_in(app, cast, "cleo")
    with locked(app):
        began = time.monotonic()
        answer = browser.post("/sign-out")
        assert time.monotonic() - began < 5
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "10"
        assert "This place cannot answer just now" in answer.text
        assert browser.get("/topics").status_code == 200  # who reads waits for nobody
    assert browser.post("/sign-out").status_code == 303


def test_a_request_waits_once_for_the_lock(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = []
    wait = db._wait_to_write

    def watch(connection: Connection, turns: Turns, patience: float) -> None:
        waits.append(patience)
        wait(connection, turns, patience)

    monkeypatch.setattr(db, "_wait_to_write", watch)
    monkeypatch.setattr(db, "WRITER_PATIENCE", 0.1)
    monkeypatch.setattr(cache, "FRESH_FOR", -1.0)  # settings are asked for before the view is
    browser = sign_in(app, cast, "cleo")
    waits.clear()
    with locked(app):
        assert browser.post("/sign-out").status_code == 503
    assert (waits[0], set(waits[1:])) == (0.1, {0.0})
    assert len(waits) == 2  # and the page that says so asks for no lock


def test_a_full_disk_is_a_page_with_what_was_typed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        engine = db.db.engine
    if engine.dialect.name != "sqlite":
        pytest.skip("SQLite has a limit that stands for the disk")

    def fill(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # as large as it is, and no larger

    furnish(app, cast)
    browser = sign_in(app, cast, "cleo")
    raw = engine.raw_connection()
    raw.cursor().execute("VACUUM")  # or pages that earlier tests have left would take the words
    raw.close()
    event.listen(engine, "begin", fill)
    try:
        for language, words in (("en", "cannot answer just now"), ("fr", "ne peut pas répondre")):
            answer = browser.post(
                "/t/1/reply", data={"body": "many " * 6000}, headers={"Accept-Language": language}
            )
            assert (answer.status_code, words in answer.text) == (503, True)
            assert "many many" in answer.text
        assert browser.get("/topics").status_code == 200
    finally:
        event.remove(engine, "begin", fill)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=4294967294")
        engine.dispose()
    assert browser.post("/t/1/reply", data={"body": "many " * 6000}).status_code == 303


def test_requests_wait_for_seconds_and_no_longer() -> None:
    assert db.WRITER_PATIENCE + db.READER_PATIENCE <= 10


@pytest.mark.parametrize("error", [OperationalError, DatabaseError])
def test_a_database_that_is_away_is_a_page_too(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, error: type[DatabaseError]
) -> None:
    browser = sign_in(app, cast, "cleo")

    def away(*_parts: object, **_options: object) -> None:
        raise error("SELECT", {}, Exception("gone"))

    for asked in ("execute", "connection"):  # by entities, and by columns
        monkeypatch.setattr(Session, asked, away)
    answer = browser.get("/topics")
    assert answer.status_code == 503
    assert "This place cannot answer just now" in answer.text


def test_a_wrong_statement_is_our_fault(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> str:
        raise ProgrammingError("SELECT", {}, Exception("no such column"))

    monkeypatch.setitem(app.view_functions, "forum.topics", wrong)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    assert app.test_client().get("/topics").status_code == 500


def test_no_words_of_members_stand_in_errors(context: Flask, cast: Cast) -> None:
    twin = Member(name="Cleo", name_key="cleo", email="private@example.invalid", hue=1)
    db.session.add(twin)
    with pytest.raises(Exception, match="hide_parameters") as caught:
        db.session.flush()
    db.session.rollback()
    assert "private@" not in str(caught.value)


def test_turns_are_taken_in_order() -> None:
    from threading import Thread

    turns, order = Turns(), list[int]()
    assert turns.take(0)

    def wait(number: int) -> None:
        assert turns.take(10)
        order.append(number)
        turns.give_back()

    threads = []
    for number in range(8):
        threads.append(Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(turns._waiting) <= number:
            time.sleep(0.001)
    turns.give_back()
    for thread in threads:
        thread.join(10)
    assert order == list(range(8))
    assert turns.take(0)
    assert not turns.take(0.01)
    turns.give_back()
    assert turns.take(0)


@pytest.mark.parametrize(
    "command",
    [
        ["jobs", "retry"],
        ["jobs", "discard"],
        ["mail", "retry"],
        ["mail", "discard"],
        ["mail", "show"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("number", ["2147483648", "9" * 40, "-1", "٣x", "1e9"])
def test_a_number_that_no_row_has_is_refused_before_the_database_is_asked(
    runner: CliRunner, tmp_path: Path, command: list[str], number: str
) -> None:
    result = runner.invoke(main, [*command, "--", number])
    assert result.exit_code == 2
    assert [line for line in result.output.splitlines() if line.startswith("Error: ")]
    assert number in result.output
    assert not (tmp_path / "tribe.sqlite3").exists()
