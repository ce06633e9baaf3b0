"""Every form that the database undoes for another's sake is answered as if nothing had been.

On PostgreSQL one of two that wait for each other is undone. The first test lets that happen to each
form of the table of permissions at its commit, when its view has done all that it does; the second
has another connection wait in a circle with some of them.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import psycopg
import pytest
from flask import Flask, has_request_context, request
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from tests.architecture.test_permissions import TABLE, fill, worlds
from tests.conftest import Cast, sign_in
from tests.world import World
from tribe.base.db import Base, db, session
from tribe.live.channels import socketio
from tribe.web.hits import Hits
from tribe.web.security import limiter

__all__ = ["worlds"]
Worlds = Callable[[bool], tuple[World, Cast]]
Prepared = Callable[[str], Callable[[], "Outcome"]]
DONE = [route for route, (_address, _sent, allowed) in TABLE.items() if allowed]
MADE = re.compile(r"[\w-]{30,}|\d+")  # tokens, and numbers: those of an undone row do not come back
WRITES = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)")
HELD_BY_WHO_WAITS = """
    SELECT held.relation::regclass FROM pg_locks asks JOIN pg_locks held USING (pid)
    WHERE asks.relation = %s::regclass AND NOT asks.granted AND held.granted
    AND held.mode = 'RowExclusiveLock' AND held.relation <> asks.relation
    AND held.relation IN (SELECT oid FROM pg_class WHERE relkind = 'r')
"""
UNDONE = "DO $$ BEGIN RAISE EXCEPTION 'undone' USING ERRCODE = '{}'; END $$"
ACTS = [
    "/p/<int:post_id>/hide",
    "/p/<int:post_id>/delete",
    "/t/<int:topic_id>/close",
    "/t/<int:topic_id>/remove",
    "/t/<int:topic_id>/aside",
    "/events/<int:event_id>/cancel",
    "/rituals/<slug>/<any(rest, wake, retire):turn>",
    "/moderation/held/<int:held_id>/publish",
    "/moderation/cases/<int:case_id>",
]


class Outcome(NamedTuple):
    """What a form led to."""

    status: int
    location: str
    said: str
    heard: str  # the rooms of open pages
    rows: dict[str, int]
    hits: list[tuple[str, int]]  # what limits have counted


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What open pages are told."""
    told: list[str] = []
    monkeypatch.setattr(socketio, "emit", lambda name, _what, **_to: told.append(name))
    return told


@pytest.fixture
def prepared(
    app: Flask, worlds: Worlds, heard: list[str], monkeypatch: pytest.MonkeyPatch
) -> Prepared:
    """A form of the table, to be sent in a world that is as new."""
    with app.app_context():
        if session.get_bind().dialect.name != "postgresql":
            pytest.skip("on SQLite who writes takes turns, and nobody is undone")

    monkeypatch.setattr(limiter, "enabled", True)

    def by_the_first_who_may(route: str) -> Callable[[], Outcome]:
        address, sent, allowed = TABLE[route]
        house, people = worlds(not route.startswith("/setup"))
        client = app.test_client() if allowed[0] == "-" else sign_in(app, people, allowed[0])
        data = {key: fill(value, house) for key, value in sent.items()}

        def send() -> Outcome:
            heard.clear()
            limiter.reset()
            answer = client.post(fill(address, house), data=data)
            location = plain(answer.headers.get("Location", ""))
            with client.session_transaction() as cookie:
                said = plain(cookie.get("_flashes", []))
            return Outcome(answer.status_code, location, said, plain(heard), count(app), hits())

        return send

    return by_the_first_who_may


def plain(told: object) -> str:
    return MADE.sub("", str(told))


def hits() -> list[tuple[str, int]]:
    held = cast(Hits, limiter.storage)
    return sorted((key, window.hits) for key, window in held._windows.items())


def count(app: Flask) -> dict[str, int]:
    with app.app_context():
        tables = Base.metadata.sorted_tables
        counted = [select(func.count()).select_from(one).scalar_subquery() for one in tables]
        numbers = session.execute(select(*counted)).one()
        return {one.name: n for one, n in zip(tables, numbers, strict=True)}


@contextmanager
def commits(undone: int = 0, code: str = "40P01") -> Iterator[list[str]]:
    """Those of forms; so many of the first fail, as the server says it of one that it undoes."""
    tried: list[str] = []

    def note(committing: Session) -> None:
        if not has_request_context() or committing.in_nested_transaction():
            return
        tried.append(request.path)
        if len(tried) <= undone:
            committing.flush()
            committing.execute(text(UNDONE.format(code)))

    event.listen(Session, "before_commit", note)
    try:
        yield tried
    finally:
        event.remove(Session, "before_commit", note)


@contextmanager
def written(app: Flask) -> Iterator[list[str]]:
    """The tables that are written meanwhile, in the order in which they are."""
    tables: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if found := WRITES.match(statement):
            tables.append(found[1])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield tables
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("route", DONE)
def test_no_form_does_anything_twice(prepared: Prepared, route: str) -> None:
    send = prepared(route)
    with commits() as committed:
        undisturbed = send()
    send = prepared(route)
    with commits(undone=1) as tried:
        assert send() == undisturbed
    assert len(tried) == len(committed) + bool(committed)


def test_what_is_undone_again_and_again_is_said(prepared: Prepared) -> None:
    send = prepared("/p/<int:post_id>/hide")
    with commits(undone=99) as tried:
        assert send().status == 503
    assert len(tried) == 3


def test_what_cannot_be_told_apart_from_what_others_did_is_undone_too(prepared: Prepared) -> None:
    send = prepared("/p/<int:post_id>/hide")
    with commits(undone=1, code="40001") as tried:
        assert send().status == 303
    assert len(tried) == 2


@contextmanager
def held_in_a_circle(app: Flask, table: str) -> Iterator[Future[bool]]:
    """Another connection holds a table, and waits for what those hold who wait for it."""
    with app.app_context():
        url = db.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    is_held = threading.Event()

    def wait() -> bool:
        with psycopg.connect(url) as other:
            other.execute(f"LOCK TABLE {table} IN SHARE MODE")
            is_held.set()
            until = time.monotonic() + 20
            while (found := other.execute(HELD_BY_WHO_WAITS, [table]).fetchone()) is None:
                if time.monotonic() > until:
                    return False
                time.sleep(0.01)
            other.execute(f"LOCK TABLE {found[0]} IN SHARE MODE")
        return True

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait)
        assert is_held.wait(20)
        yield waiting


@pytest.mark.parametrize("route", ACTS)
def test_a_form_that_waits_in_a_circle_is_answered(
    app: Flask, prepared: Prepared, route: str
) -> None:
    send = prepared(route)
    with written(app) as tables:
        undisturbed = send()
    last = list(dict.fromkeys(tables))[-1]
    send = prepared(route)
    with held_in_a_circle(app, last) as waiting, written(app) as tables:
        assert send() == undisturbed
        assert waiting.result()
    assert tables[: tables.index(tables[0], 1)].count(last) <= 1  # it waited there, and began anew
