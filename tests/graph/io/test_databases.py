"""The ledger read in columns, on both databases, gives what the rooms' own query gives."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Cast
from tests.graph.data.test_ties import same
from tests.locks import lost_locks, sqlite_of
from tribe.base.db import db, session
from tribe.graph import Interactions, Kind, Ties, UnreadableFile
from tribe.graph.io.stream import read_ledger_ties, ties_from
from tribe.ledger import services
from tribe.ledger.models import Cause
from tribe.ledger.queries import stream_interactions

pytest.importorskip("adbc_driver_sqlite", reason="the extra `columns` is not installed")
pytest.importorskip("adbc_driver_postgresql")

from tribe.graph.io.batches import collected
from tribe.graph.io.databases import Database

START = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture
def uri(context: Flask, cast: Cast, tmp_path: Path) -> str:
    """Where a ledger lies in which all kinds were recorded, and Dov takes no part in measuring.

    Of SQLite a copy: a file that we hold open may not be read by a second SQLite beside ours.
    """
    people = [cast.ids[name] for name in ("ada", "ben", "cleo", "dov", "ines")]
    kinds = [Kind.REPLY, Kind.THANKS, Kind.REACTION, Kind.MENTION, Kind.QUOTE, Kind.WELCOME]
    for number in range(60):
        one, other = people[number % 5], people[(number // 5 + 1 + number) % 5]
        at = START + timedelta(hours=7 * number)
        if one != other:
            kind = kinds[number % 6]
            services.record(kind, one, [other], cause=Cause.POST, cause_id=number, at=at)
    services.record_group(
        Kind.CO_ATTENDANCE, people, cause=Cause.EVENT, cause_id=5, at=START + timedelta(days=2)
    )
    cast.get("dov").is_measured = False
    session.commit()
    if db.engine.dialect.name == "sqlite":
        copy = tmp_path / "ledger.sqlite3"
        with closing(db.engine.raw_connection()) as raw:
            raw.cursor().execute("VACUUM INTO ?", (str(copy),))
        return f"sqlite:///{copy}"
    return db.engine.url.render_as_string(hide_password=False)


def test_a_database_that_is_open_here_is_left_alone(app: Flask, cast: Cast) -> None:
    if not (path := sqlite_of(app)):
        pytest.skip("about SQLite alone")
    with app.app_context():
        session.commit()  # a connection is open now, and goes back to the pool
    with pytest.raises(UnreadableFile, match="another process"):
        read_ledger_ties(f"sqlite:///{path}")
    assert lost_locks(path) is None


def test_two_readers_of_one_file_do_not_hinder_each_other(uri: str) -> None:
    one, other = Database(uri, Database.select(0, 20)), Database(uri, Database.select(0, 20))
    same(ties_from(one), ties_from(other))


def test_the_ledger_s_ties(uri: str, cast: Cast) -> None:
    expected = Interactions.from_rows(stream_interactions(None, None))
    assert len(expected) > 30
    ties = read_ledger_ties(uri)
    same(ties, Ties.from_interactions(expected))
    assert str(cast.ids["dov"]) not in ties.members


def test_only_what_is_new(uri: str) -> None:
    old = ties_from(Database(uri, Database.select(0, 20)))
    new = collected(Database.ledger(uri, after=20, parts=3))
    same(old.updated(new), read_ledger_ties(uri))
    assert len(collected(Database.ledger(uri, after=10_000))) == 0


def test_any_query_with_these_columns(uri: str) -> None:
    query = "SELECT 7 AS source, 9 AS target, 'reply' AS kind, 86400 AS at"
    seen: list[int] = []
    database = Database(uri, [query, query.replace("'reply'", "'stare'")], seen.append)
    ties = ties_from(database)
    assert ties.of("7") == [("9", 1.0)]
    assert [refusal.line for refusal in database.refusals] == [2]
    assert seen == [1, 2]
    with pytest.raises(UnreadableFile, match="missing: target"):
        Database(uri, "SELECT 1 AS source, 'reply' AS kind, 0 AS at")
    with pytest.raises(UnreadableFile, match="cannot be read"):
        list(Database(uri, "SELECT nonsense"))


@pytest.mark.parametrize(
    "address", ["mysql://there", "there", "sqlite:////no/where.db", "postgresql://127.0.0.1:1/x"]
)
def test_addresses_that_lead_nowhere(address: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_ledger_ties(address)
    assert caught.value.words.said_in("fr") != caught.value.words.said_in("en")


def test_without_the_driver_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "adbc_driver_sqlite.dbapi", None)
    with pytest.raises(UnreadableFile, match="install"):
        read_ledger_ties(f"sqlite:///{tmp_path}/x.db")
