"""A reply reaches every open page, whichever of several processes holds its socket, by Redis."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from websockets.sync.client import ClientConnection, connect

from tests.conftest import PASSWORD, Cast, sign_in
from tests.serving import begin, free_port, served, wait_until_open
from tests.world import World, furnish
from tribe.app import create_app
from tribe.base import db
from tribe.config import Settings
from tribe.live import channels as live
from tribe.live.presence import KEPT, MOST, InRedis, Presence, Present
from tribe.members.passwords import hash_password
from tribe.members.staff import end_sign_ins

READERS = 30
AT_MOST = 10.0  # seconds for a page and its form, on a machine that does other things too
TAKEN_UP_WITHIN = 40.0  # seconds after which what is said must reach everyone again


class OwnRedis:
    """A Redis of our own, which may be killed and begun again."""

    def __init__(self, path: str, folder: Path) -> None:
        self.port = free_port()
        self.command = [path, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.command += ["--dir", str(folder)]
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def begin(self) -> None:
        self.server = begin(self.command, {}, stdout=subprocess.DEVNULL)
        wait_until_open(self.port)

    def kill(self) -> None:
        self.server.kill()
        self.server.wait(10)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[OwnRedis]:
    path = shutil.which("redis-server")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have redis-server")
        pytest.skip("redis-server is not installed")
    own = OwnRedis(path, tmp_path)
    own.begin()
    yield own
    own.kill()


@pytest.fixture
def environ(tmp_path: Path, redis: OwnRedis) -> dict[str, str]:
    return {
        "TRIBE_DATA_DIR": str(tmp_path / "data"),
        "TRIBE_SECRET_KEY": "only for tests",
        "TRIBE_REDIS_URL": redis.url,
    }


@pytest.fixture
def house(environ: dict[str, str]) -> tuple[Flask, Cast, World]:
    """A migrated database with one of each thing."""
    command = [Path(sys.executable).parent / "tribe", "migrate"]
    subprocess.run(command, env=os.environ | environ, check=True, capture_output=True)
    app = create_app(Settings.from_environ(environ))
    cast = Cast(app)
    return app, cast, furnish(app, cast)


@pytest.fixture
def url(environ: dict[str, str], house: object) -> Iterator[str]:
    """`tribe serve` with two workers."""
    with served(environ, "--workers", "2") as server:
        yield server.url


@contextmanager
def watching(url: str, room: str, cookie: str = "") -> Iterator[ClientConnection]:
    """A page that holds a socket and has asked to hear of a topic."""
    address = url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    with connect(address, additional_headers={"Cookie": cookie}) as page:
        assert heard_by(page).startswith("0")
        page.send("40")
        assert heard_by(page).startswith("40")
        page.send(f'420["watch",{json.dumps({"room": room})}]')
        assert heard_by(page) == "430[true]"
        yield page


def heard_by(page: ClientConnection) -> str:
    """The next message that reaches a page."""
    return str(page.recv(timeout=15))


def reply(url: str, cookie: str, topic: int, body: str) -> None:
    """Post as a browser does: the page, its token, the form."""
    headers = {"Cookie": cookie}
    page = urllib.request.Request(f"{url}/t/{topic}/reply", headers=headers)
    with urllib.request.urlopen(page, timeout=20) as answer:
        html = answer.read().decode()
        cookie = answer.headers.get("Set-Cookie", cookie).split(";")[0]
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert token is not None
    data = urllib.parse.urlencode({"body": body, "csrf_token": token[1]}).encode()
    form = urllib.request.Request(f"{url}/t/{topic}/reply", data, {"Cookie": cookie})
    with urllib.request.urlopen(form, timeout=20) as answer:
        assert body in answer.read().decode()


def test_two_workers_and_redis_lose_no_message(url: str, house: tuple[Flask, Cast, World]) -> None:
    app, cast, things = house
    signed_in = sign_in(app, cast, "ben").get_cookie("tribe")
    assert signed_in is not None
    room = f"topic:{things.topic}"
    with ExitStack() as stack:
        pages = [stack.enter_context(watching(url, room)) for _ in range(READERS)]
        reply(url, f"tribe={signed_in.value}", things.topic, "Heard by everyone")
        heard = [json.loads(heard_by(page)[2:]) for page in pages]
    assert heard == [[room, {"number": 3, "id": things.post + 1}]] * READERS
    with app.app_context():
        db.db.engine.dispose()


def test_the_sockets_of_a_sign_in_end_with_it_in_every_process(
    url: str, house: tuple[Flask, Cast, World]
) -> None:
    app, cast, things = house
    signed_in = sign_in(app, cast, "cleo").get_cookie("tribe")
    assert signed_in is not None
    room, cookie = f"topic:{things.topic}", f"tribe={signed_in.value}"
    with ExitStack() as stack:
        theirs = [stack.enter_context(watching(url, room, cookie)) for _ in range(8)]
        guest = stack.enter_context(watching(url, room))
        with app.app_context():  # in a third process, as a command is
            end_sign_ins(cast.get("cleo"))
            db.session.commit()
        assert [heard_by(page) for page in theirs] == ["41"] * len(theirs)
        with app.app_context():
            live.ask_anew("topic")
            db.session.execute(db.db.text("SELECT 1"))
            db.session.commit()
        assert heard_by(guest) == f'42["again",{{"room":"{room}"}}]'
    with app.app_context():
        db.db.engine.dispose()


def sign_in_by_form(url: str, name: str) -> float:
    """As a browser does it: the page, and the form with its origin; the seconds that both took."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    began = time.monotonic()
    with browser.open(f"{url}/sign-in", timeout=20) as answer:
        answer.read()
    browser.addheaders = [("Origin", url)]
    form = urllib.parse.urlencode({"login": name, "password": PASSWORD}).encode()
    with browser.open(f"{url}/sign-in", form, timeout=20) as answer:
        assert f"/u/{name}" in answer.read().decode()
    return time.monotonic() - began


def test_a_redis_that_dies_takes_no_page_with_it_and_is_taken_up_again(
    url: str, house: tuple[Flask, Cast, World], redis: OwnRedis
) -> None:
    app, cast, things = house
    signed_in = sign_in(app, cast, "ben").get_cookie("tribe")
    assert signed_in is not None
    with app.app_context():
        cast.get("cleo").password_hash = hash_password(PASSWORD)
        db.session.commit()
    room, cookie = f"topic:{things.topic}", f"tribe={signed_in.value}"
    sign_in_by_form(url, "cleo")
    redis.kill()
    for _ in range(4):  # each of the workers, in some order
        assert sign_in_by_form(url, "cleo") < AT_MOST
        began = time.monotonic()
        reply(url, cookie, things.topic, "Said without Redis")
        assert time.monotonic() - began < AT_MOST
    redis.begin()
    with ExitStack() as stack:
        pages = [stack.enter_context(watching(url, room)) for _ in range(READERS)]
        wait_until_all_hear(pages, lambda: reply(url, cookie, things.topic, "With Redis again"))
    with app.app_context():
        db.db.engine.dispose()


def wait_until_all_hear(pages: list[ClientConnection], say: Callable[[], None]) -> None:
    """Say something until one saying has reached every page; workers look for Redis at times."""
    until = time.monotonic() + TAKEN_UP_WITHIN
    while time.monotonic() < until:
        say()
        heard = [_newest(page) for page in pages]
        if None not in heard and len(set(heard)) == 1:
            return
    pytest.fail("not every page hears what is said")


def _newest(page: ClientConnection) -> str | None:
    """The last of the messages that reach a page within a second; None when none does."""
    newest = None
    with suppress(TimeoutError):
        while True:
            newest = str(page.recv(timeout=0.3 if newest else 1))
    return newest


def test_who_is_there_is_told_by_redis_and_ends_by_itself(redis: OwnRedis) -> None:
    asked = Redis.from_url(redis.url)
    one, other = Presence(), Presence()
    one.shared = other.shared = InRedis(asked)
    one.enter("topic:1", "a", 7)
    one.write("topic:1", "a")
    other.enter("topic:1", "b", 8)
    assert other.find("topic:1") == Present(frozenset({7, 8}), frozenset({7}))
    assert all(0 < asked.ttl(key) <= KEPT for key in asked.keys("tribe:*"))
    one.shared.add("tribe:here:topic:1", range(100, 500), KEPT)
    assert asked.zcard("tribe:here:topic:1") == MOST
    one.leave("topic:1", "a")
    assert other.find("topic:1").writing_ids == frozenset()
    asked.zadd("tribe:here:topic:2", {"9": time.time() - 1})  # of a process that said no more
    assert other.find("topic:2") == Present()
    redis.kill()
    assert other.find("topic:1") == Present(frozenset({8}))


def test_several_workers_without_redis_are_refused(tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "tribe", "serve", "--workers", "2"]
    environ = os.environ | {"TRIBE_DATA_DIR": str(tmp_path)}
    run = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "TRIBE_REDIS_URL" in run.stderr
