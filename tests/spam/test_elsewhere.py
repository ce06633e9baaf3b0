"""Services elsewhere are asked where an admin says so, and what fails there stops nothing here."""

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from tests.conftest import Cast
from tribe import jobs
from tribe.access import TrustLevel
from tribe.base.db import session
from tribe.forum import services as forum
from tribe.forum.models import Category
from tribe.jobs import Job, Lane
from tribe.members import services as members
from tribe.members.models import Member
from tribe.settings import services as settings
from tribe.spam import elsewhere
from tribe.spam.models import HeldText, ListedMember

SPAM = "Look at https://a.example/x https://b.example/y https://c.example/z"


class Service:
    """Both services, which answer as they are told, and keep what they were asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.answer, self.status = b"", 200
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.asked.append(parse_qs(urlsplit(self.path).query, keep_blank_values=True))
                self._say()

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                service.asked.append(parse_qs(self.rfile.read(length).decode()))
                self._say()

            def _say(self) -> None:
                self.send_response(service.status)
                self.send_header("Content-Length", str(len(service.answer)))
                self.end_headers()
                self.wfile.write(service.answer)

            def log_message(self, *_words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    one = Service()
    monkeypatch.setattr(elsewhere, "STOPFORUMSPAM", one.address)
    monkeypatch.setattr(elsewhere, "AKISMET", one.address)
    yield one
    one.server.shutdown()
    one.server.server_close()


def work() -> None:
    session.commit()
    while jobs.run_next(Lane.PUSH):
        pass
    session.expire_all()


def join() -> Member:
    return members.join("Wren", "Wren@example.invalid", "a lantern by the door", is_measured=False)


def hold(author: Member) -> HeldText:
    room = Category(slug="hall", name="Hall", description="")
    session.add(room)
    session.flush()
    held = forum.send_topic(author, room, "Only today", SPAM)
    assert isinstance(held, HeldText)
    return held


def test_nothing_is_asked_where_nobody_said_so(
    context: Flask, cast: Cast, service: Service
) -> None:
    join()
    cast.get("cleo").trust = TrustLevel.NEW
    hold(cast.get("cleo"))
    work()
    assert service.asked == []
    assert session.scalars(select(Job).where(Job.kind.like("spam.ask%"))).all() == []


def test_an_address_that_is_listed_holds_what_its_account_sends(
    context: Flask, cast: Cast, service: Service
) -> None:
    settings.change({"spam_stopforumspam": "yes"}, None)
    service.answer = json.dumps(
        {"success": 1, "emailHash": {"appears": 1, "confidence": 97.2, "frequency": 7}}
    ).encode()
    wren = join()
    work()
    [asked] = service.asked
    digest = hashlib.md5(b"wren@example.invalid", usedforsecurity=False).hexdigest()
    assert asked["emailhash"] == [digest]
    assert "wren" not in str(asked).lower().replace(digest, "")
    assert session.get(ListedMember, wren.id) is not None
    room = Category(slug="hall", name="Hall", description="")
    session.add(room)
    session.flush()
    held = forum.send_topic(wren, room, "Hello", "An honest question")
    assert isinstance(held, HeldText)
    assert held.codes == ["listed"]


@pytest.mark.parametrize(
    "answer",
    [
        b'{"success": 1, "emailHash": {"appears": 0}}',
        b'{"success": 1, "emailHash": {"appears": 1, "confidence": 12}}',
        b'{"success": 0}',
        b"[]",
        b"<html>",
        b'{"emailHash": {"appears": 1, "confidence": "much"}}',
    ],
)
def test_an_answer_that_says_little_lists_nobody(
    context: Flask, cast: Cast, service: Service, answer: bytes
) -> None:
    service.answer = answer
    assert not elsewhere.is_listed("wren@example.invalid")


def test_akismet_gets_the_words_alone_and_moderators_read_what_it_says(
    context: Flask, cast: Cast, service: Service
) -> None:
    settings.change({"spam_akismet_key": "1234abcd"}, None)
    service.answer = b"true"
    cast.get("cleo").trust = TrustLevel.NEW
    held = hold(cast.get("cleo"))
    work()
    [asked] = service.asked
    assert (asked["api_key"], asked["user_ip"]) == (["1234abcd"], [elsewhere.NO_ADDRESS])
    assert "a.example" in asked["comment_content"][0]
    assert "cleo" not in str(asked)
    assert session.get_one(HeldText, held.id).advice == "spam"


def test_what_fails_there_stops_nothing(context: Flask, cast: Cast, service: Service) -> None:
    settings.change({"spam_akismet_key": "1234abcd", "spam_stopforumspam": "yes"}, None)
    service.status, service.answer = 500, b"true"
    join()
    cast.get("cleo").trust = TrustLevel.NEW
    held = hold(cast.get("cleo"))
    work()
    assert len(service.asked) == 2
    assert session.get_one(HeldText, held.id).advice == ""
    service.server.server_close()
    assert elsewhere.is_spam("1234abcd", "https://tribe.example", "words") is None
    assert not elsewhere.is_listed("wren@example.invalid")
    assert session.scalars(select(Job).where(Job.failed_at.is_not(None))).all() == []
