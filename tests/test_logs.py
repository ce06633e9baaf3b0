"""Logs are lines of JSON that name the request and hold nobody's words, whatever breaks."""

import asyncio
import io
import json
import logging
import re
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.conftest import Cast, sign_in
from tests.serving import TRIBE, begin, free_port, wait_until_ready
from tests.walking import walk
from tests.world import furnish
from tribe import jobs
from tribe.base import logs
from tribe.base.db import session
from tribe.base.errors import RuleBroken
from tribe.config import Settings
from tribe.forum.models import Category
from tribe.jobs import JobKind, enqueue, run_next
from tribe.live import channels
from tribe.serving.sockets import open_sockets

CANARY = "kingfisher"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged meanwhile."""
    root, level = list(logging.root.handlers), logging.root.level
    stream = io.StringIO()
    logs.configure(stream)
    yield stream
    structlog.reset_defaults()
    logging.root.handlers, logging.root.level = root, level


def told(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


Breaking = Callable[..., Flask]


@pytest.fixture
def breaking(app: Flask, another_app: Callable[..., Flask]) -> Breaking:
    """Makes applications with pages that break; settings may differ from those of the tests."""
    settings: Settings = app.config["SETTINGS"]
    return lambda **more: breakable(another_app(replace(settings, **more)))


def breakable(other: Flask) -> Flask:
    """The application with pages that break, each in a way that quotes what was typed."""
    other.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)

    @other.post("/break/<way>/<words>")
    def broken(way: str, words: str) -> str:
        typed = request.form["words"]
        if way == "database":
            session.add(Category(slug=typed, name=typed, description=typed))
            session.add(Category(slug=typed, name=typed, description=typed))
            session.flush()
        if way == "statement":
            session.execute(text("SELECT :typed FROM nowhere"), {"typed": typed})
        if way == "chain":
            try:
                int(typed)
            except ValueError as error:
                raise LookupError(typed) from error
        if way == "library":
            logging.getLogger("some.library").exception("it failed", exc_info=ValueError(typed))
        if way == "refusal":
            raise RuleBroken("events.full", capacity=typed)
        raise RuntimeError(typed)

    return other


def break_it(client: FlaskClient, way: str) -> Any:
    return client.post(f"/break/{way}/{CANARY}", data={"words": CANARY})


@pytest.mark.parametrize(
    ("way", "kinds"),
    [
        ("plain", ["RuntimeError"]),
        ("chain", ["LookupError", "ValueError"]),
        ("database", ["IntegrityError"]),
        ("statement", ["OperationalError", "ProgrammingError"]),
    ],
)
def test_what_broke_is_told_without_what_was_typed(
    breaking: Breaking, lines: io.StringIO, database_name: str, way: str, kinds: list[str]
) -> None:
    answer = break_it(breaking().test_client(), way)
    assert CANARY not in lines.getvalue()
    if way == "database" and database_name == "postgresql":
        assert answer.status_code == 409  # somebody else was first: no fault of ours
        return
    assert answer.status_code in (500, 503)
    (line,) = [one for one in told(lines) if one["level"] == "error"]
    assert line["request_id"] == answer.headers["X-Request-ID"]
    if answer.status_code == 500:
        assert line["event"] == "request failed"
        assert (line["method"], line["route"]) == ("POST", "/break/<way>/<words>")
        assert line["errors"][0]["kind"] in kinds
        assert {error["kind"] for error in line["errors"]} & set(kinds)
        assert any("test_logs.py" in place for place in line["errors"][0]["passed"])


def test_libraries_and_refusals_say_no_words_either(breaking: Breaking, lines: io.StringIO) -> None:
    client = breaking().test_client()
    break_it(client, "library")
    assert break_it(client, "refusal").status_code == 409
    assert CANARY not in lines.getvalue()
    assert [one["event"] for one in told(lines)] == ["it failed", "request failed"]


def test_a_walk_through_every_page_says_no_words(
    app: Flask, cast: Cast, lines: io.StringIO
) -> None:
    words = (f"{CANARY} {number}" for number in count())
    furnish(app, cast, words)
    pages = walk(sign_in(app, cast, "ada"), ["/"])
    assert len(pages) > 20
    assert any(CANARY in str(page.links) or CANARY in page.text for page in pages.values())
    assert CANARY not in lines.getvalue()


def test_a_failing_job_says_no_words(app: Flask, lines: io.StringIO) -> None:
    def fail(payload: dict[str, Any]) -> None:
        raise RuntimeError(payload["words"])

    jobs.register([JobKind("test.fails", fail)])
    try:
        with app.app_context():
            number = enqueue("test.fails", words=CANARY).id
            session.commit()
            assert run_next()
    finally:
        jobs.unregister("test.fails")
    assert CANARY not in lines.getvalue()
    (line,) = told(lines)
    assert (line["event"], line["job_id"], line["kind"]) == ("job failed", number, "test.fails")
    assert line["errors"][0]["kind"] == "RuntimeError"


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [
        (1, "abc-123_DEF.45", True),
        (0, "abc-123_DEF.45", False),
        (1, "short", False),
        (1, "a" * 65, False),
        (1, 'quote"and space', False),
    ],
)
def test_a_number_is_taken_from_a_proxy_of_ours_alone(
    breaking: Breaking, proxies: int, given: str, is_taken: bool
) -> None:
    client = breaking(proxies=proxies).test_client()
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    said = answer.headers["X-Request-ID"]
    assert (said == given) is is_taken
    assert is_taken or re.fullmatch(r"[0-9a-f]{16}", said)
    assert client.get("/nowhere").headers["X-Request-ID"] != said


def test_the_server_s_own_words_are_lines_of_json(tmp_path: Path) -> None:
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        server = begin(
            [TRIBE, "serve", "--port", port], {"TRIBE_DATA_DIR": str(tmp_path)}, stderr=log
        )
        try:
            wait_until_ready(f"http://127.0.0.1:{port}", server)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
    said = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert any(line["logger"] == "gunicorn.error" for line in said)
    assert all({"event", "level", "at"} <= line.keys() for line in said)


def test_sockets_say_nothing_beside_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their libraries would print each line of theirs a second time, and not as JSON."""
    own = [logging.getLogger(name) for name in ("socketio.server", "engineio.server")]
    for logger in own:
        monkeypatch.setattr(logger, "handlers", [])
        monkeypatch.setattr(logger, "level", logging.NOTSET)

    another = Flask("another")
    another.config.update(REDIS_URL="", BASE_URL=None)

    async def open_them() -> None:
        open_sockets(another, ThreadPoolExecutor(1))

    monkeypatch.setattr(channels.socketio, "server", channels.socketio.server)
    channels.init_app(another)
    asyncio.run(open_them())
    assert [logger.handlers for logger in own] == [[], []]
