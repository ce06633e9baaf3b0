"""Times keep their zone, and writers wait for one another instead of losing updates."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import StatementError

from tests.conftest import Cast, count_queries
from tribe.base import db as database
from tribe.base.db import session
from tribe.members.models import Member
from tribe.settings import cache as held
from tribe.settings.queries import read_version


def test_a_moment_comes_back_in_utc(context: Flask, cast: Cast) -> None:
    paris = timezone(timedelta(hours=2))
    cast.get("ada").joined_at = datetime(2026, 7, 1, 12, tzinfo=paris)
    session.commit()
    session.expire_all()
    assert cast.get("ada").joined_at == datetime(2026, 7, 1, 10, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused(context: Flask, cast: Cast) -> None:
    cast.get("ada").joined_at = datetime(2026, 7, 1, 12)  # noqa: DTZ001
    with pytest.raises(StatementError, match="without a zone"):
        session.flush()
    session.rollback()


def test_concurrent_writers_lose_nothing(app: Flask, cast: Cast) -> None:
    def add_one(_turn: int) -> None:
        with app.app_context():
            row = session.execute(
                select(Member).where(Member.id == cast.ids["ada"]).with_for_update()
            ).scalar_one()
            row.hue += 1
            session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(200)))
    with app.app_context():
        assert cast.get("ada").hue == 200


def test_reading_takes_no_write_lock(app: Flask, cast: Cast) -> None:
    with app.app_context():
        cast.get("ada").hue = 7  # a writer that has not committed …
        session.flush()
        with app.test_client() as client:
            assert client.get("/").status_code == 200  # … keeps no reader waiting
        session.rollback()


def test_a_page_has_postgresql_begin_and_forget_nothing(app: Flask, database_name: str) -> None:
    """What a page prepares serves the next one; at a ROLLBACK the driver would let it go."""
    if database_name != "postgresql":
        pytest.skip("SQLite prepares nothing on a server")
    client = app.test_client()
    prepared = text(
        "SELECT name FROM pg_prepared_statements WHERE statement LIKE '%FROM category%'"
    )
    with app.app_context():
        session.remove()
        database.db.engine.dispose()
    for _ in range(7):
        assert client.get("/topics").status_code == 200
    with app.app_context():
        assert session.scalar(prepared)


def _break_off(cast: Cast) -> None:
    with database.writing():
        cast.get("ada").hue = 7
        session.flush()
        raise ZeroDivisionError


def test_what_is_written_beside_a_page_is_whole_or_not_at_all(
    app: Flask, cast: Cast, database_name: str
) -> None:
    """Also on a connection on which a page was read just before."""
    with app.test_request_context():
        database.read_only_request()
        cast.get("ada")
        with pytest.raises(ZeroDivisionError):
            _break_off(cast)
        database.end_request()
    with app.app_context():
        assert cast.get("ada").hue != 7


def test_rows_have_what_the_session_has_not_sent_yet(context: Flask, cast: Cast) -> None:
    cast.get("ada").hue = 7
    chosen = select(Member.hue).where(Member.name == "ada")
    assert [row.hue for row in database.list_rows(chosen)] == [7]
    session.rollback()


def test_sqlite_is_one_that_can_be_trusted(context: Flask) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("about SQLite alone")
    version = session.execute(text("SELECT sqlite_version()")).scalar_one()
    assert tuple(map(int, version.split("."))) >= database.SAFE_SQLITE
    session.rollback()
    url = context.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, **database.engine_options(url))  # as it is, not as tests hurry it
    database.tend(engine)
    with engine.connect() as connection:
        settings = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    engine.dispose()
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_queries_are_counted(app: Flask, cast: Cast) -> None:
    with app.app_context(), count_queries(app) as queries:
        cast.get("ben")
    assert len(queries) == 1


def test_a_connection_that_is_cut_takes_no_answer_along(app: Flask, database_name: str) -> None:
    """What was looked at is answered; that the connection is gone is for the next one to see."""
    if database_name != "postgresql":
        pytest.skip("SQLite has no connection that could be cut")
    end = text("SELECT pg_terminate_backend(:pid)")
    with app.app_context():
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        with database.db.engine.connect() as other:
            other.execute(end, {"pid": pid})
            other.commit()
    with app.app_context():
        assert session.scalar(select(1)) == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "cannot answer just now"), ("fr", "Ce lieu ne peut pas répondre pour l’instant")],
)
def test_a_connection_that_is_cut_before_a_page_asks_is_told_as_away(
    app: Flask, database_name: str, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    """Without settings of now a page is made with those of before, and then asks for its own."""
    if database_name != "postgresql":
        pytest.skip("SQLite has no connection that could be cut")

    def ask_when_cut() -> datetime | None:
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        with database.db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        return read_version()

    monkeypatch.setattr(held, "FRESH_FOR", -1)
    monkeypatch.setattr(held, "read_version", ask_when_cut)
    answer = app.test_client().get("/topics", headers={"Accept-Language": language})
    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "10")
    assert said in answer.text


@pytest.mark.parametrize("is_heard", [True, False])
def test_a_connection_that_was_cut_while_it_rested_is_left(
    context: Flask, database_name: str, monkeypatch: pytest.MonkeyPatch, is_heard: bool
) -> None:
    if database_name != "postgresql":
        pytest.skip("SQLite has no connection that could be cut")
    mine, end = text("SELECT pg_backend_pid()"), text("SELECT pg_terminate_backend(:pid, 5000)")
    url = context.config["SQLALCHEMY_DATABASE_URI"]
    engine = create_engine(url, **database.engine_options(url))
    database.tend(engine)

    def ask() -> int:
        with engine.connect() as connection:
            return int(connection.scalar(mine) or 0)

    rested = ask()
    assert ask() == rested
    session.execute(end, {"pid": rested})
    if not is_heard:  # as where a firewall has forgotten it
        monkeypatch.setattr(database, "LONG_REST", -1.0)
        monkeypatch.setattr(database, "_is_spoken_to", lambda _connection: False)
    assert ask() != rested
    engine.dispose()


def test_a_row_that_was_read_as_columns_is_the_session_s_own(context: Flask, cast: Cast) -> None:
    whose = Member.id == cast.ids["ada"]
    [row] = session.execute(select(*database.columns_of(Member).values()).where(whose))
    made = database.made_of(Member, row)
    assert made.name == cast.get("ada").name
    assert cast.get("ada") is made
    made.hue = 9
    session.commit()
    session.expire_all()
    assert session.scalar(select(Member.hue).where(whose)) == 9


def test_a_row_that_the_session_knows_stays_as_it_is(context: Flask, cast: Cast) -> None:
    held = cast.get("ada")
    [row] = session.execute(
        select(*database.columns_of(Member).values()).where(Member.id == held.id)
    )
    held.hue = 11
    assert database.made_of(Member, row) is held
    assert held.hue == 11
    session.rollback()


def test_a_row_made_of_columns_brings_no_query(context: Flask, cast: Cast) -> None:
    whose = Member.id == cast.ids["ada"]
    [row] = session.execute(select(*database.columns_of(Member).values()).where(whose))
    session.expunge_all()
    with count_queries(context) as queries:
        made = database.made_of(Member, row)
        assert session.get(Member, made.id) is made
        session.flush()
    assert not queries
