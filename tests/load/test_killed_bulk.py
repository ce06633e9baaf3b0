"""A server that is killed amid deciding on many cases at once: each is decided whole, or waits."""

import random
import re
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from http.client import HTTPConnection, HTTPException

import pytest
from flask import Flask
from flask_migrate import stamp
from sqlalchemy import func, select

from tests.conftest import Cast, sign_in
from tests.forum.conftest import Forum
from tests.load.test_kills import Server
from tests.migrations.conftest import MIGRATIONS
from tests.serving import wait_until_ready
from tribe.activity.models import Activity
from tribe.audit import AuditEntry
from tribe.base.db import session
from tribe.forum.models import Post, Topic
from tribe.mail import Mail
from tribe.moderation import services
from tribe.moderation.activities import DECIDED
from tribe.moderation.mails import STATEMENT
from tribe.moderation.models import CaseState, Decision, Finding, ModerationCase, Report, ReportKind

CASES, KILLS = 40, 8
SECONDS = 120  # that one form may take where a machine has much else to do
RULING = {"act": "forum.post.remove", "rule": "Be kind", "why": "It sells", "ground": "rules"}
UNDONE, WHOLE = (0, 0, 0, 0, 0, 0), (1, 1, 1, 1, 1, 1)


class Moderator:
    """Who marks all that waits, and sends the form by which it is decided."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            kept = answer.getheader("Set-Cookie")
            if kept:
                self.cookie = kept.split(";")[0]
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def fill_in(self) -> str:
        """The form of all pages of the queue as one, every case on them marked."""
        fields, path = list(RULING.items()), "/moderation"
        while path:
            _status, page = self._ask("GET", path)
            fields += re.findall(r'name="(seen-\d+)" value="([^"]+)"', page)
            fields += re.findall(r'name="(case)" value="(\d+)"', page)
            following = re.search(r'rel="next" href="([^"]+)"', page)
            path = unescape(following[1]) if following else ""
        fields += re.findall(r'name="(csrf_token)" value="([^"]+)"', page)[:1]
        return urllib.parse.urlencode(fields)

    def send(self, form: str) -> int | None:
        """The status of the answer; none where the server was gone before it came."""
        with suppress(OSError, HTTPException):
            return self._ask("POST", "/moderation", form)[0]
        return None


@pytest.fixture
def house(app: Flask, cast: Cast) -> Iterator[list[int]]:
    """The cases of the posts of one who sells."""
    with app.app_context():
        forum = Forum(cast)
        forum.topic("cleo", forum.room(), "Bread")
        yield bring_up(cast)


def bring_up(cast: Cast) -> list[int]:
    """Let one sell and sell, and another report each."""
    forum, topic = Forum(cast), session.scalars(select(Topic)).one()
    cleo, numbers = cast.get("cleo"), []
    for number in range(CASES):
        post = forum.reply("dov", topic, f"Buy number {number}")
        numbers.append(services.report(cleo, "post", post.id, ReportKind.SPAM).case_id)
    session.commit()
    return numbers


@pytest.fixture
def server(environ: dict[str, str], house: list[int]) -> Iterator[Server]:
    session.rollback()
    stamp(directory=MIGRATIONS)  # where the tables are those of the models
    session.rollback()
    made = Server(environ)
    try:
        come_back(made)
        yield made
    finally:
        made.stop()


def come_back(server: Server) -> None:
    wait_until_ready(f"http://127.0.0.1:{server.port}", server.process)


def made_of(cases: list[int]) -> dict[int, tuple[int, ...]]:
    """Of each case: decisions, letters, entries of the audit, activities, posts gone, reports heard
    in a case that waits no more."""
    session.rollback()
    decided = {one.id: one.case_id for one in session.scalars(select(Decision))}
    letters = session.scalars(select(Mail.message_id).where(Mail.kind == STATEMENT.name))
    mailed = [int(found[1]) for one in letters if (found := re.search(r"decision-(\d+)-made", one))]
    kind = "moderation.decided"
    entries = session.scalars(select(AuditEntry.facts).where(AuditEntry.kind == kind))
    noted = session.scalars(select(Activity.subject_id).where(Activity.kind == DECIDED.name))
    counts = [Counter(decided.values())]
    for numbers in (mailed, [one["decision"] for one in entries], list(noted)):
        assert set(numbers) <= set(decided)  # of nothing that was not decided
        counts.append(Counter(decided[number] for number in numbers))
    gone = (
        select(ModerationCase.id)
        .join(Post, Post.id == ModerationCase.subject_id)
        .where(ModerationCase.subject_type == "post", Post.deleted_at.is_not(None))
    )
    heard = (
        select(Report.case_id)
        .join(ModerationCase, ModerationCase.id == Report.case_id)
        .where(ModerationCase.state == CaseState.DECIDED, Report.finding == Finding.UPHELD)
    )
    counts += [Counter(session.scalars(chosen)) for chosen in (gone, heard)]
    return {number: tuple(count[number] for count in counts) for number in cases}


def check_each_whole_or_waiting(cases: list[int]) -> int:
    """How many are decided."""
    made = made_of(cases)
    assert set(made.values()) <= {UNDONE, WHOLE}, made
    waiting = select(ModerationCase.id).where(ModerationCase.state == CaseState.OPEN)
    assert set(session.scalars(waiting)) == {one for one, of_it in made.items() if of_it == UNDONE}
    session.rollback()
    return list(made.values()).count(WHOLE)


def begin_again(server: Server) -> None:
    """Kill all of the server now, and go on once another answers."""
    server.kill(whole=True)
    come_back(server)


class Sent(threading.Thread):
    """A form on its way; its answer, none where the server was killed before that came."""

    def __init__(self, keeper: Moderator, form: str) -> None:
        super().__init__(daemon=True)
        self.keeper, self.form = keeper, form
        self.answer: int | None = None
        self.took = 0.0
        self.start()

    def run(self) -> None:
        began = time.monotonic()
        self.answer = self.keeper.send(self.form)
        self.took = time.monotonic() - began

    def end(self) -> int | None:
        self.join(SECONDS)
        assert not self.is_alive()
        return self.answer


def test_what_is_decided_at_once_is_whole_or_waits(
    app: Flask, cast: Cast, house: list[int], server: Server
) -> None:
    signed = sign_in(app, cast, "ben").get_cookie("tribe")
    assert signed is not None
    keeper = Moderator(server.port, f"tribe={signed.value}")
    form = keeper.fill_in()
    assert form.count("&case=") == CASES
    sent = Sent(keeper, form)
    assert sent.end() == 303
    begin_again(server)  # what was acknowledged is there, whole
    assert check_each_whole_or_waiting(house) == CASES
    took, killed = sent.took, 0
    for _time in range(KILLS):
        if check_each_whole_or_waiting(house) == len(house):
            house += bring_up(cast)
            form = keeper.fill_in()
        sent = Sent(keeper, form)
        time.sleep(random.random() * took)  # noqa: S311 (chance alone)
        begin_again(server)
        is_answered = sent.end() is not None
        is_waiting = check_each_whole_or_waiting(house) == len(house) - CASES
        assert not (is_answered and is_waiting)
        killed += not is_answered and is_waiting
        took = min(took, sent.took) if is_answered else took
    assert killed, f"no form that takes {took:.2f} s was killed in {KILLS} times"
    if check_each_whole_or_waiting(house) < len(house):
        assert keeper.send(form) == 303
        assert check_each_whole_or_waiting(house) == len(house)


def test_what_is_decided_and_not_yet_answered_is_not_decided_twice(
    app: Flask, cast: Cast, house: list[int], server: Server
) -> None:
    signed = sign_in(app, cast, "ben").get_cookie("tribe")
    assert signed is not None
    keeper = Moderator(server.port, f"tribe={signed.value}")
    form = f"{keeper.fill_in()}&case={10**6}"  # which nobody has, so that a page is drawn of it
    sent = Sent(keeper, form)
    wait_until_decided(house)
    server.kill(whole=True)
    assert sent.end() in (None, 409)  # where much else is to do the page may have come by then
    come_back(server)
    for _time in range(2):
        assert check_each_whole_or_waiting(house) == CASES
        assert keeper.send(form) == 409  # each is named: it is decided
    assert check_each_whole_or_waiting(house) == CASES


def wait_until_decided(cases: list[int]) -> None:
    until = time.monotonic() + SECONDS
    chosen = select(func.count()).where(Decision.case_id.in_(cases))
    while session.scalar(chosen) != len(cases):
        session.rollback()
        assert time.monotonic() < until
        time.sleep(0.001)
    session.rollback()
