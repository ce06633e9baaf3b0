"""Live messages leave when all is committed, and sockets leave threads for pages."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from tests.conftest import Cast
from tribe import live, serving
from tribe.db import session


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was sent to rooms."""
    names: list[str] = []
    monkeypatch.setattr(live.socketio, "emit", lambda name, *_rest, **_more: names.append(name))
    return names


def test_a_savepoint_is_no_commit(context: Flask, cast: Cast, sent: list[str]) -> None:
    cast.get("cleo").bio = "tea"
    live.announce("room", "news")
    with session.begin_nested():
        cast.get("dov").bio = "bread"
    assert sent == []
    session.rollback()
    session.commit()
    assert sent == []


def test_what_is_undone_to_a_savepoint_silences_nothing_before_it(
    context: Flask, cast: Cast, sent: list[str]
) -> None:
    cast.get("cleo").bio = "tea"
    live.announce("room", "news")
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        cast.get("dov").bio = str(1 // 0)
    session.commit()
    assert sent == ["news"]


def test_sockets_beyond_the_limit_are_refused_and_pages_are_not() -> None:
    is_over, at_work = Event(), Event()

    def serve(environ: Any, start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/socket.io/":
            at_work.set()
            is_over.wait(10)
        start_response("200 OK", [])
        return [b""]

    client = Client(live._within(1, serve))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(client.get, "/socket.io/")
        at_work.wait(10)
        refused = client.get("/socket.io/")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
        assert client.get("/topics").status_code == 200
        is_over.set()
        assert first.result().status_code == 200
    assert client.get("/socket.io/").status_code == 200


def test_threads_are_left_for_pages() -> None:
    assert live.MOST_SOCKETS <= serving.THREADS - 20
