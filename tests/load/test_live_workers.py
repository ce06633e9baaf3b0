"""A reply reaches every open page, whichever of several processes holds its socket, by Redis."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from websockets.sync.client import ClientConnection, connect

from tests.conftest import Cast, sign_in
from tests.household import Household, furnish
from tests.serving import free_port, wait_until_open, wait_until_ready
from tribe import db
from tribe.app import create_app
from tribe.config import Settings

READERS = 30


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis of our own."""
    path = shutil.which("redis-server")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must have redis-server")
        pytest.skip("redis-server is not installed")
    port = free_port()
    command = [path, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", tmp_path]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_until_open(port)
    yield f"redis://127.0.0.1:{port}/0"
    server.terminate()
    server.wait(10)


@pytest.fixture
def environ(tmp_path: Path, redis_url: str) -> dict[str, str]:
    return {
        "TRIBE_DATA_DIR": str(tmp_path / "data"),
        "TRIBE_SECRET_KEY": "only for tests",
        "TRIBE_REDIS_URL": redis_url,
    }


@pytest.fixture
def house(environ: dict[str, str]) -> tuple[Flask, Cast, Household]:
    """A migrated database with one of each thing."""
    command = [Path(sys.executable).parent / "tribe", "migrate"]
    subprocess.run(command, env=os.environ | environ, check=True, capture_output=True)
    app = create_app(Settings.from_environ(environ))
    cast = Cast(app)
    return app, cast, furnish(app, cast)


@pytest.fixture
def url(environ: dict[str, str], house: object) -> Iterator[str]:
    """`tribe serve` with two workers."""
    port = free_port()
    command = [Path(sys.executable).parent / "tribe", "serve", "--port", str(port)]
    server = subprocess.Popen([*command, "--workers", "2"], env=os.environ | environ)
    url = f"http://127.0.0.1:{port}"
    wait_until_ready(url, server)
    yield url
    server.send_signal(signal.SIGTERM)
    server.wait(30)


@contextmanager
def watching(url: str, room: str) -> Iterator[ClientConnection]:
    """A page that holds a socket and has asked to hear of a topic."""
    address = url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    with connect(address) as page:
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


def test_two_workers_and_redis_lose_no_message(
    url: str, house: tuple[Flask, Cast, Household]
) -> None:
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


def test_several_workers_without_redis_are_refused(tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "tribe", "serve", "--workers", "2"]
    environ = os.environ | {"TRIBE_DATA_DIR": str(tmp_path)}
    run = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "TRIBE_REDIS_URL" in run.stderr
