"""Nothing changes by any method but POST: each route by each other method, all tables compared."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_request_context, request
from sqlalchemy import event, select
from sqlalchemy.engine import Connection

from tests.architecture.places import places
from tests.conftest import Cast, sign_in
from tests.world import furnish
from tribe import settings
from tribe.base import db as database
from tribe.base.db import Base, db, session
from tribe.base.turns import Turns

METHODS = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "GET")
ACTORS = ("-", "cleo", "ben", "ada", "ines")
FORM = {"body": "Other words", "title": "Another title", "status": "going", "is_measured": ""}
# of reading, which a GET may add to
RECORDS = {"moderation_look", "topic_member", "conversation_member", "audit_entry", "notice"}
# pages whose reading is kept
MARKED = {
    "forum.topic",
    "accounts.sessions",
    "notices.follow",
    "bookmarks.thing",
    "messages.conversation",
    "reports.report",
}
MARKED |= {"personal_data.data", "moderation.case", "moderation.pieces"}
MARKED |= {"events.event", "rituals.ritual"}  # whose reader was told of them
SOURCES = Path(__file__).parents[2] / "tribe"


READS = ("SELECT", "BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "SET", "WITH", "SHOW")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that is sent and could change something."""
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.lstrip().startswith(READS):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def rows_of_tables(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with app.app_context():
        return {
            table.name: [tuple(row) for row in session.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


def assert_reading(entries: list[tuple[object, ...]]) -> None:
    """Nothing is told by new entries of the audit but that somebody read a report."""
    assert all("reports.report.read" in entry for entry in entries), entries


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The views that began to write, and would have waited for whoever writes."""
    found: list[str] = []
    begin_writing = database._begin_writing

    def note(connection: Connection, turns: Turns) -> None:
        if has_request_context():
            found.append(request.endpoint or request.path)
        begin_writing(connection, turns)

    monkeypatch.setattr(database, "_begin_writing", note)
    monkeypatch.setattr(settings.cache, "FRESH_FOR", -1)  # as on a quiet place
    return found


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("method", METHODS)
def test_only_post_changes_anything_and_who_reads_waits_for_no_writer(
    app: Flask, cast: Cast, method: str, actor: str, begun: list[str]
) -> None:
    world = furnish(app, cast)
    client = app.test_client() if actor == "-" else sign_in(app, cast, actor)
    begun.clear()
    allowed = RECORDS if method == "GET" else set()
    before = rows_of_tables(app)
    with statements(app) as sent:
        for rule in app.url_map.iter_rules():
            if rule.endpoint == "static":
                continue
            for address in places(rule, world):
                answer = client.open(address, method=method, data=FORM if method != "GET" else None)
                assert answer.status_code != 500, (method, address)
                assert method != "HEAD" or answer.data == b"", address
                if not sent:
                    continue
                sent.clear()  # it may have changed something; else no table need be read
                after = rows_of_tables(app)
                changed = {name for name, rows in after.items() if rows != before[name]}
                assert changed <= allowed, (method, address, changed)
                assert_reading(after["audit_entry"][len(before["audit_entry"]) :])
                before = after
    assert {name for name, rows in rows_of_tables(app).items() if rows != before[name]} <= allowed
    assert method != "GET" or set(begun) <= MARKED


@pytest.mark.parametrize("path", ["/join", "/sign-in", "/rituals/new", "/t/new", "/events/new"])
@pytest.mark.parametrize("actor", ["-", "cleo"])
def test_head_answers_as_get(app: Flask, cast: Cast, path: str, actor: str) -> None:
    client = app.test_client() if actor == "-" else sign_in(app, cast, actor)
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.location) == (get.status_code, get.location)


def test_views_ask_in_one_place_whether_a_form_was_sent() -> None:
    comparing = re.compile(r"\.method\s*(==|!=|in\b|not in\b)")
    views = [*SOURCES.rglob("views.py"), *SOURCES.rglob("views/*.py")]
    assert views
    assert not [path for path in views if comparing.search(path.read_text())]
