"""A server that is killed without warning loses nothing that it had said was done."""

import os
import re
import signal
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast, sign_in
from tests.forking import run
from tests.serving import TRIBE, begin, free_port
from tests.world import World, furnish
from tribe.app import create_app
from tribe.base import db
from tribe.config import Settings
from tribe.forum.models import Post, Topic

KILLS = 20


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    own = {
        "TRIBE_DATA_DIR": str(tmp_path),
        "TRIBE_SECRET_KEY": "only for tests",
        "TRIBE_DATABASE_URL": "",
        "TRIBE_REDIS_URL": "",
    }
    return dict(os.environ) | own


@pytest.fixture
def house(environ: dict[str, str]) -> Iterator[tuple[Flask, Cast, World]]:
    """A migrated database with one of each thing."""
    run([TRIBE, "migrate"], env=environ, capture_output=True).check_returncode()
    app = create_app(Settings.from_environ(environ))
    cast = Cast(app)
    things = furnish(app, cast)
    yield app, cast, things
    with app.app_context():
        db.session.remove()
        db.db.engine.dispose()


class Server:
    """`tribe serve`, which may be killed and is started again."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ, self.port = environ, free_port()
        self.start()

    def start(self) -> None:
        self.process = begin(
            [TRIBE, "serve", "--port", self.port],
            self.environ,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def kill(self, *, whole: bool) -> None:
        """Kill the process that answers, or all of the server."""
        if whole:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)
            self.start()
            return
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for child in listed.split():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


class Writer(threading.Thread):
    """A member who posts and posts, and remembers what they were told is done."""

    def __init__(self, port: int, cookie: str, topic: int, name: str) -> None:
        super().__init__(daemon=True)
        self.port, self.cookie, self.path, self.name_ = port, cookie, f"/t/{topic}/reply", name
        self.acknowledged: list[str] = []
        self.tried = 0
        self.done = threading.Event()
        self._token: str | None = None

    def run(self) -> None:
        while not self.done.is_set():
            try:
                if self._token is None:
                    self._token = self._fetch_token()
                self._post()
            except (OSError, HTTPException):
                time.sleep(0.05)

    def _ask(self, method: str, body: str | None = None) -> tuple[int, str, str | None]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=15)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, self.path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.getheader("Set-Cookie")
        finally:
            connection.close()

    def _fetch_token(self) -> str | None:
        _status, page, cookie = self._ask("GET")
        if cookie:
            self.cookie = cookie.split(";")[0]
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        return found[1] if found else None

    def _post(self) -> None:
        self.tried += 1
        words = f"word {self.tried} of {self.name_}"
        form = urllib.parse.urlencode({"body": words, "csrf_token": self._token or ""})
        status, _page, _cookie = self._ask("POST", form)
        if status == 303:
            self.acknowledged.append(words)
        elif status == 429:  # the limit on writing is real too
            self.done.wait(0.4)


def test_twenty_kills_of_the_server_lose_nothing_acknowledged(
    environ: dict[str, str], house: tuple[Flask, Cast, World]
) -> None:
    app, cast, things = house
    server = Server(environ)
    writers = []
    for name in ("ben", "cleo", "dov"):
        cookie = sign_in(app, cast, name).get_cookie("tribe")
        assert cookie is not None
        writers.append(Writer(server.port, f"tribe={cookie.value}", things.topic, name))
    try:
        for writer in writers:
            writer.start()
        for number in range(KILLS):
            wait_for_words(writers)
            server.kill(whole=number % 5 == 0)
        wait_for_words(writers)
    finally:
        for writer in writers:
            writer.done.set()
        for writer in writers:
            writer.join(20)
        server.stop()
    check_all_kept(app, things.topic, writers)


def wait_for_words(writers: list[Writer], seconds: float = 60) -> None:
    """Until some words more are acknowledged, and more are on their way."""
    before, until = sum(len(writer.acknowledged) for writer in writers), time.monotonic() + seconds
    while time.monotonic() < until:
        if sum(len(writer.acknowledged) for writer in writers) >= before + 3:
            return
        time.sleep(0.01)
    pytest.fail("the server did not come back")


def check_all_kept(app: Flask, topic_id: int, writers: list[Writer]) -> None:
    with app.app_context():
        assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        rows = db.session.execute(
            select(Post.text, Post.number).where(Post.topic_id == topic_id).order_by(Post.number)
        ).all()
        kept = [text for text, _ in rows]
        for writer in writers:
            assert set(writer.acknowledged) <= set(kept)
        # whatever was written is whole: numbers without a gap, counters that agree
        assert [number for _, number in rows] == list(range(1, len(rows) + 1))
        topic = db.session.get_one(Topic, topic_id)
        assert topic.highest_post_number == topic.posts_count == len(rows)
        said = len([text for text in kept if text.startswith("word ")])
        assert said >= sum(len(writer.acknowledged) for writer in writers) >= 3 * KILLS
