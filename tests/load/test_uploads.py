"""Many large pictures at once: memory has a bound, pages answer, nothing acknowledged is lost."""

import re
import threading
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from io import BytesIO

import psutil
import pytest
from flask import Flask
from PIL import Image

from tests.conftest import Cast, sign_in
from tests.load.test_kills import Server, environ, house
from tests.serving import served
from tests.world import World
from tribe import storage
from tribe.base import db
from tribe.members.models import Avatar

__all__ = ["environ", "house"]

UPLOADS = 12
AT_ONCE = 5  # one is drawn and four wait
WHOLE = 400 * 10**6  # bytes that all processes of the server may hold meanwhile, drawing included
ONE_DRAWING = 240 * 2**20  # bytes that drawing may add to all processes of the server; two add 380
LEFT = 40 * 2**20  # bytes that may stay after
KILLS = 3


@pytest.fixture(scope="module")
def large() -> bytes:
    """A small file of forty megapixels."""
    target = BytesIO()
    Image.new("RGB", (8000, 5000), (180, 70, 40)).save(target, "PNG")
    return target.getvalue()


@dataclass
class Window:
    """A browser of one member."""

    cookie: str
    token: str = ""

    def open(self, url: str) -> None:
        """Fetch the form, as one does before one sends it."""
        request = urllib.request.Request(f"{url}/me/profile", headers={"Cookie": self.cookie})
        with urllib.request.urlopen(request, timeout=20) as answer:
            found = re.search(r'name="csrf_token" value="([^"]+)"', answer.read().decode())
            kept = answer.headers["Set-Cookie"]
        assert found
        self.token, self.cookie = found[1], kept.split(";")[0] if kept else self.cookie

    def upload(self, url: str, picture: bytes) -> tuple[int, str]:
        """Give a picture; the status and the page."""
        mark = uuid.uuid4().hex
        name = f"--{mark}\r\nContent-Disposition: form-data; name="
        token = f'{name}"csrf_token"\r\n\r\n{self.token}\r\n'
        file = f'{name}"avatar"; filename="a.png"\r\n\r\n'
        body = (token + file).encode() + picture + f"\r\n--{mark}--\r\n".encode()
        headers = {"Cookie": self.cookie, "Content-Type": f"multipart/form-data; boundary={mark}"}
        request = urllib.request.Request(f"{url}/me/profile", body, headers, method="POST")
        try:
            with urllib.request.build_opener(Stay).open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def windows(app: Flask, cast: Cast, names: list[str]) -> list[Window]:
    """A browser for each of these."""
    cookies = [sign_in(app, cast, name).get_cookie("tribe") for name in names]
    return [Window(f"tribe={cookie.value}") for cookie in cookies if cookie is not None]


class Stay(urllib.request.HTTPRedirectHandler):
    """Follow nothing: the redirect is the acknowledgement."""

    def redirect_request(self, *_about: object) -> None:
        return None


def memory(pid: int) -> int:
    """What the server and all its processes have of their own, and their share of the rest."""
    total = 0
    for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += process.memory_full_info().pss
    return total


class Watch(threading.Thread):
    """Looks at memory and at a page of others, until told to end."""

    def __init__(self, url: str, pid: int) -> None:
        super().__init__(daemon=True)
        self.url, self.pid, self.is_done = url, pid, threading.Event()
        self.most, self.slowest = 0, 0.0

    def run(self) -> None:
        while not self.is_done.wait(0.02):
            self.most = max(self.most, memory(self.pid))
            began = time.monotonic()
            with urllib.request.urlopen(f"{self.url}/topics", timeout=20) as answer:
                assert answer.status == 200
            self.slowest = max(self.slowest, time.monotonic() - began)


def test_twelve_large_pictures_at_once(
    environ: dict[str, str], house: tuple[Flask, Cast, World], large: bytes
) -> None:
    app, cast, _things = house
    [window] = windows(app, cast, ["cleo"])
    with served(environ) as server:
        window.open(server.url)
        before = memory(server.process.pid)
        watch = Watch(server.url, server.process.pid)
        watch.start()
        with ThreadPoolExecutor(UPLOADS) as pool:
            answers = list(pool.map(lambda _: window.upload(server.url, large), range(UPLOADS)))
        watch.is_done.set()
        watch.join(20)
        after = memory(server.process.pid)
    mib = [round(number / 2**20) for number in (before, watch.most, after)]
    print(f"MiB before, at most, after: {mib}; slowest page {watch.slowest:.2f} s")  # noqa: T201
    statuses = [status for status, _page in answers]
    assert set(statuses) == {303, 503}
    assert AT_ONCE <= statuses.count(303) < UPLOADS
    assert all("Many pictures are being drawn" in page for status, page in answers if status == 503)
    assert watch.most < WHOLE
    assert watch.most - before < ONE_DRAWING
    assert after - before < LEFT
    assert 0 < watch.slowest < 5


def loaded(pid: int, name: str) -> bool:
    """Whether a process of the server holds a library, or has begun to."""
    processes = (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))
    return any(f"/{name}/" in one.path for process in processes for one in process.memory_maps())


def test_pages_hold_no_numbers_before_a_report_is_read(
    environ: dict[str, str], house: tuple[Flask, Cast, World]
) -> None:
    """numpy would stay in each process, of which most never draw a report."""
    app, cast, _things = house
    [ben, ines] = windows(app, cast, ["ben", "ines"])

    def read(path: str, window: Window) -> None:
        request = urllib.request.Request(f"{server.url}{path}", headers={"Cookie": window.cookie})
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 200

    with served(environ) as server:
        for path in ("/", "/topics", "/fidelity", "/promises", "/support", "/me/profile"):
            read(path, ben)
        for path in ("/reports", "/reports/log", "/me/measured/place"):
            read(path, ines)
        held = memory(server.process.pid)
        assert not loaded(server.process.pid, "numpy")
        read("/me/measured", ines)
        assert loaded(server.process.pid, "numpy")
        more = memory(server.process.pid) - held
    print(f"MiB before, for numbers: {held / 2**20:.0f}, {more / 2**20:.0f}")  # noqa: T201


def test_kills_lose_no_acknowledged_picture(
    environ: dict[str, str], house: tuple[Flask, Cast, World]
) -> None:
    app, cast, _things = house
    names = ["ben", "cleo", "dov"]
    server, kept = Server(environ), dict[str, int]()
    url, is_done = f"http://127.0.0.1:{server.port}", threading.Event()

    def give(name: str, window: Window) -> None:
        number = 0
        while not is_done.wait(0.3):
            with suppress(OSError, HTTPException):
                if not window.token:
                    window.open(url)
                number += 1
                if window.upload(url, shade(number))[0] == 303:
                    kept[name] = number

    givers = [
        threading.Thread(target=give, args=pair, daemon=True)
        for pair in zip(names, windows(app, cast, names), strict=True)
    ]
    try:
        for giver in givers:
            giver.start()
        for kill in range(KILLS):
            wait_for_more(kept)
            server.kill(whole=kill % 2 == 1)
        wait_for_more(kept)
        is_done.set()
        for giver in givers:
            giver.join(70)
    finally:
        is_done.set()
        server.stop()
    assert kept
    with app.app_context():
        for name in kept:
            digest = db.session.get_one(Avatar, cast.ids[name]).digest
            shown = storage.read(digest)
            assert sha256(shown).hexdigest() == digest
            assert kept[name] <= told(shown) < 64  # or one that was sent after it


def wait_for_more(kept: dict[str, int], seconds: float = 40) -> None:
    """Until somebody's upload is acknowledged again, and others are on their way."""
    before, until = sum(kept.values()), time.monotonic() + seconds
    while sum(kept.values()) == before:
        assert time.monotonic() < until, "the server did not come back"
        time.sleep(0.01)


def shade(number: int) -> bytes:
    """A picture that tells its number."""
    target = BytesIO()
    Image.new("RGB", (400, 400), (4 * number,) * 3).save(target, "PNG")
    return target.getvalue()


def told(picture: bytes) -> int:
    """The number that a drawn picture tells."""
    with Image.open(BytesIO(picture)) as image:
        grey = image.convert("L").getpixel((100, 100))
    assert isinstance(grey, int)
    return round(grey / 4)
