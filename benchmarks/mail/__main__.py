"""How many mails a second leave the outbox, beside a bare loop of smtplib with the same bytes.

    python -m benchmarks.mail [--mails 500] [--rounds 3] [--postgresql URL]

Each round fills the outbox with mails of a kind that says of a post whom it answers, has the job
send them all to a server of its own process on this machine, then lets smtplib send as many of the
same message by one connection. Printed: mails a second of each, what a mail costs this process, and
the quickest rounds of both compared.
"""

import argparse
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask_migrate import upgrade
from sqlalchemy import delete, func, select

from tribe import mail
from tribe.app import create_app
from tribe.base.db import now, session
from tribe.base.resources import resource_dir
from tribe.config import Settings
from tribe.forum.mails import ADDRESSED
from tribe.forum.models import Category
from tribe.forum.services.posting import create_topic, reply
from tribe.jobs import Lane, run_next
from tribe.mail import Mail, MailState, outbox
from tribe.mail.composing import compose
from tribe.members.models import Member
from tribe.members.names import name_key

WORDS = "Bread wants time, and who bakes wants company. " * 12


@contextmanager
def server(port: int) -> Iterator[None]:
    """A server that takes all, in its own process."""
    command = [sys.executable, "-m", "benchmarks.mail.sink", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        try:
            yield
        finally:
            process.kill()


def seed(mails: int) -> int:
    """A topic whose beginner is answered, and as many members; the number of the answer."""
    names = [f"member{number}" for number in range(mails)]
    members = [
        Member(name=one, name_key=name_key(one), email=f"{one}@example.invalid") for one in names
    ]
    hall = Category(slug="hall", name="Hall")
    session.add_all([*members, hall])
    session.flush()
    topic = create_topic(members[0], hall, "Bread on Saturday", WORDS)
    post = reply(members[1], topic, WORDS)
    session.commit()
    return post.id


def fill(post_id: int, number: int) -> None:
    """A mail to each member, due now."""
    for member in session.scalars(select(Member).where(Member.id != 2)):
        thing = f"round-{number}-post-{post_id}"
        facts = {"post": post_id, "member": member.id, "is_named": False}
        written = mail.enqueue(ADDRESSED, mail.Recipient.of(member), thing=thing, **facts)
        assert written is not None
        written.due_at = now()
    session.commit()


@dataclass(frozen=True)
class Cost:
    """What one mail took, in milliseconds: of the clock, and of this process's processor."""

    clock: float
    cpu: float

    def __str__(self) -> str:
        """As it is printed."""
        return f"{1000 / self.clock:.0f} a second, {self.cpu:.2f} ms of the processor"


def costs(work: Callable[[], int]) -> Cost:
    """What each of the mails took that a piece of work says to have sent."""
    clock, cpu = time.perf_counter(), time.process_time()
    sent = work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    return Cost(clock / sent * 1000, cpu / sent * 1000)


def send_ours() -> int:
    """Let the job send what waits; how many mails that were."""
    while run_next(Lane.MAIL):
        pass
    session.rollback()
    return session.scalar(select(func.count(Mail.id)).where(Mail.state == MailState.SENT)) or 0


def send_bare(port: int, message: bytes, number: int) -> int:
    """Let smtplib send one message so often."""
    with smtplib.SMTP("127.0.0.1", port) as client:
        for one in range(number):
            client.sendmail("hall@hall.example", f"member{one}@example.invalid", message)
    return number


def main() -> None:
    """Seed, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgresql", default="", metavar="URL", help="an empty database")
    chosen = parser.parse_args()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, server(port):
        environ = {
            "TRIBE_DATA_DIR": folder,
            "TRIBE_SECRET_KEY": "only for benchmarks",
            "TRIBE_BASE_URL": "https://hall.example",
            "TRIBE_MAIL_URL": f"smtp://127.0.0.1:{port}",
            "TRIBE_MAIL_FROM": "hall@hall.example",
            "TRIBE_INBOUND_ADDRESS": "in@hall.example",
        }
        if chosen.postgresql:
            environ["TRIBE_DATABASE_URL"] = chosen.postgresql
        with create_app(Settings.from_environ(environ)).app_context():
            upgrade(directory=resource_dir("migrations"))
            compare(chosen.mails, chosen.rounds, port)


def compare(mails: int, rounds: int, port: int) -> None:
    """Each in turn, so that what else the machine does falls on both."""
    post_id = seed(mails)
    ours: list[Cost] = []
    bare: list[Cost] = []
    for number in range(rounds):
        fill(post_id, number)
        first = session.scalars(select(Mail).order_by(Mail.id.desc()).limit(1)).one()
        found = outbox.get(first.id)
        assert found is not None
        envelope = compose(found, ADDRESSED)
        assert envelope is not None
        session.rollback()
        raw = envelope.to_bytes()
        ours.append(costs(send_ours))
        bare.append(costs(lambda raw=raw: send_bare(port, raw, mails - 1)))
        print(f"ours {ours[-1]}; bare {bare[-1]}")
        session.execute(delete(Mail))
        session.commit()
    clock, cpu = (
        min(getattr(one, name) for one in ours) / min(getattr(one, name) for one in bare)
        for name in ("clock", "cpu")
    )
    print(f"the best of each: {clock:.1f} times as long, {cpu:.1f} times as much of the processor")


if __name__ == "__main__":
    main()
