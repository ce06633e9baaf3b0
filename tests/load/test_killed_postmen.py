"""Workers that are killed amid thousands of mails: each recipient has one, and none is lost.

SMTP cannot say whether a mail whose sender died after its last line was taken. Such a mail is
handed over again with the same Message-ID, by which mailboxes know it: so the server may see a few
of them twice, at most one for each kill, and a mailbox has each once.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.mail.kinds import NEWS
from tests.mail.servers import Mailbox, smtp_server
from tests.serving import begin
from tribe import mail
from tribe.base.db import session
from tribe.mail import Mail, MailState, Recipient
from tribe.mail.kinds import EXTENSION
from tribe.mail.models import OPEN

MAILS = int(os.environ.get("TRIBE_TEST_MAILS", "600"))  # 10 000 need many minutes of a disk
KILLS = 12
SECONDS = 600  # of a machine with much else to do
MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)


@dataclass
class Counted(Mailbox):
    """A server that keeps of each message its recipient and its Message-ID."""

    got: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        found = MESSAGE_ID.search(envelope.original_content)
        assert found is not None
        self.got += [(recipient, found[1]) for recipient in envelope.rcpt_tos]
        return "250 2.0.0 taken"


@pytest.fixture
def mails() -> int:
    return MAILS


@pytest.fixture
def house(app: Flask, mails: int) -> Flask:
    """An application whose outbox holds a mail for each of so many."""
    known = dict(app.extensions[EXTENSION])
    app.extensions[EXTENSION] |= {NEWS.name: NEWS}
    with app.app_context():
        for number in range(mails):
            mail.enqueue(NEWS, Recipient(f"member{number}@example.invalid"), thing="topic-5")
        session.commit()
        session.remove()
    app.extensions[EXTENSION] = known
    return app


def start(app: Flask, port: int) -> subprocess.Popen[bytes]:
    settings = app.config["SETTINGS"]
    environ = {
        "TRIBE_DATA_DIR": str(settings.data_dir),
        "TRIBE_SECRET_KEY": "only for tests",
        "TRIBE_DATABASE_URL": settings.database_url,
        "TRIBE_BASE_URL": "https://hall.example",
        "TRIBE_MAIL_FROM": "hall@hall.example",
        "TRIBE_MAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "tests.load.postman"]
    worker: subprocess.Popen[bytes] = begin(command, environ, stderr=subprocess.DEVNULL)
    return worker


def count_open(app: Flask) -> int:
    """How many mails have not left; no lock is held between looks."""
    with app.app_context():
        found = session.scalar(select(func.count(Mail.id)).where(OPEN))
        session.remove()
        return found or 0


def test_mails_outlive_their_workers(house: Flask, mails: int) -> None:
    dice, until = random.Random(4), time.monotonic() + SECONDS  # noqa: S311
    kills, left = 0, mails
    with smtp_server(Counted()) as server:
        worker = start(house, server.port)
        try:
            while left and time.monotonic() < until:
                time.sleep(0.1 * dice.random())
                left = count_open(house)
                # as the work goes on the kills do, so that a machine twice as slow has as many
                if kills < KILLS and mails - left > (kills + dice.random()) * mails * 0.8 / KILLS:
                    worker.send_signal(signal.SIGKILL)
                    worker.wait(10)
                    kills += 1
                    worker = start(house, server.port)
        finally:
            worker.kill()
            worker.wait(10)
        got = Counter(server.box.got)  # type: ignore[attr-defined]
    assert (left, kills) == (0, KILLS)
    assert {recipient for recipient, _id in got} == {
        f"member{number}@example.invalid" for number in range(mails)
    }  # none is lost
    assert len({message_id for _recipient, message_id in got}) == len(got) == mails  # each has one
    again = sum(count - 1 for count in got.values())
    assert again <= kills  # what the server saw twice, and a mailbox knows again
    with house.app_context():
        states = session.execute(select(Mail.state, func.count(Mail.id)).group_by(Mail.state))
        assert states.all() == [(MailState.SENT, mails)]
        broken_off = select(func.count(Mail.id)).where(Mail.attempts > 1)
        assert session.scalar(broken_off), "no kill came while a mail was in hand"
        session.remove()
