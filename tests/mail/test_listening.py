"""`tribe mail serve` takes messages in by LMTP and SMTP, and says 250 once they are kept."""

import random
import signal
import smtplib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from tests.mail.servers import CONNECT, Mailbox
from tests.mail.test_answers import CLEO, answer, hall, posts, where, work
from tests.serving import TRIBE, begin, free_port
from tribe.base.db import session
from tribe.forum.models import Topic
from tribe.mail.inbound import MAX_SIZE
from tribe.mail.received import REFUSALS, Received
from tribe.postmaster.commands import mail as command
from tribe.postmaster.listening import Place

__all__ = ["hall"]
KILLS = 6


@pytest.fixture(autouse=True)
def may_connect(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the fixtures that forbid it."""
    monkeypatch.setattr(smtplib.SMTP, "connect", CONNECT)


def start(app: Flask, place: str, *options: str) -> Any:
    """`tribe mail serve` on the database of the test, once it listens."""
    settings = app.config["SETTINGS"]
    environ = {
        "TRIBE_DATA_DIR": str(settings.data_dir),
        "TRIBE_SECRET_KEY": "only for tests",
        "TRIBE_DATABASE_URL": settings.database_url,
        "TRIBE_INBOUND_ADDRESS": "in@hall.example",
    }
    session.rollback()
    begun = [TRIBE, "mail", "serve", "--listen", place, *options]
    process = begin(begun, environ, stdout=-1, text=True)
    assert "Takes messages in" in process.stdout.readline()
    return process


@contextmanager
def listening(app: Flask, place: str, *options: str) -> Iterator[Any]:
    """The same until the block ends, where it ends by itself when it is told to."""
    process = start(app, place, *options)
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()


def hand_over(client: smtplib.SMTP, raw: bytes, *recipients: str) -> tuple[int, bytes]:
    """What is answered to a message, or to the last recipient where none is taken."""
    client.ehlo_or_helo_if_needed()
    client.mail(CLEO)
    answers = [client.rcpt(one) for one in recipients]
    if all(code != 250 for code, _said in answers):
        client.rset()
        return answers[-1]
    return client.data(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def test_lmtp(hall: Topic, box: Mailbox, postal: Flask) -> None:
    recipient, port = where(hall, box), free_port()
    with listening(postal, f"127.0.0.1:{port}"), smtplib.LMTP("127.0.0.1", port) as client:
        assert hand_over(client, answer(), recipient) == (250, b"2.0.0 An answer is taken in")
        code, said = hand_over(client, answer(author="dov@example.invalid"), recipient)
        assert (code, said[:5]) == (550, b"5.7.1")
        assert hand_over(client, answer(), "dov@hall.example")[0] == 550
        code, said = hand_over(client, answer(), f"in+rpost-1-1-1-{'a' * 16}@hall.example")
        assert (code, said[:5]) == (550, b"5.1.1")
        assert hand_over(client, answer(Auto_Submitted="auto-replied"), recipient)[0] == 250
        client.mail(CLEO)
        assert [client.rcpt(recipient)[0], client.rcpt("in@hall.example")[0]] == [250, 452]
        client.rset()
        assert hand_over(client, b"x: y\r\n\r\n" + b"a" * 5_000 + b"\r\n", recipient)[0] == 550
        large = answer("word\n" * (MAX_SIZE // 5))
        assert hand_over(client, large, recipient)[0] == 552
        assert hand_over(client, answer(number=2), recipient)[0] == 250
    work()
    assert [said for _author, said in posts(hall)[2:]] == ["Yes, at eight."] * 2


def test_smtp_at_a_socket_in_the_file_system(
    hall: Topic, box: Mailbox, postal: Flask, tmp_path: Path
) -> None:
    recipient, place = where(hall, box), tmp_path / "tribe.sock"
    with listening(postal, str(place)), smtplib.LMTP(str(place)) as client:
        assert place.stat().st_mode & 0o7 == 0
        assert hand_over(client, answer(), recipient)[0] == 250
    port = free_port()
    with (
        listening(postal, f"127.0.0.1:{port}", "--smtp"),
        smtplib.SMTP("127.0.0.1", port, local_hostname="mx.example") as client,
    ):
        assert hand_over(client, answer(), recipient)[0] == 250  # known already
    work()
    assert len(posts(hall)) == 3


def test_what_was_acknowledged_is_posted_once_whoever_is_killed(
    hall: Topic, box: Mailbox, postal: Flask
) -> None:
    """A client that hands each message over until it is taken, as a mail server does."""
    recipient, port, chance = where(hall, box), free_port(), random.Random(7)  # noqa: S311
    process, kills = start(postal, f"127.0.0.1:{port}"), 0
    try:
        for number in range(15):
            taken = False
            while not taken:
                if kills < KILLS and chance.random() < 0.5:
                    process.kill()
                    process.wait(10)
                    process.stdout.close()
                    process, kills = start(postal, f"127.0.0.1:{port}"), kills + 1
                with (
                    suppress(OSError, smtplib.SMTPException),
                    smtplib.LMTP("127.0.0.1", port) as client,
                ):
                    client.ehlo_or_helo_if_needed()
                    client.mail(CLEO)
                    client.rcpt(recipient)
                    client.docmd("DATA")
                    client.send(answer(f"Number {number}", number=number) + b"\r\n.\r\n")
                    if kills < KILLS and chance.random() < 0.5:
                        time.sleep(chance.random() / 50)
                        process.kill()  # it may have been kept, and nobody was told
                    taken = client.getreply()[0] == 250
                if process.poll() is not None:
                    process.stdout.close()
                    process, kills = start(postal, f"127.0.0.1:{port}"), kills + 1
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()
    work()
    assert kills >= KILLS
    assert [said for _author, said in posts(hall)[2:]] == [f"Number {one}" for one in range(15)]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("127.0.0.1:2424", Place("127.0.0.1", 2424)),
        ("[::1]:24", Place("::1", 24)),
        ("/run/tribe/lmtp", Place(path=Path("/run/tribe/lmtp"))),
    ],
)
def test_places(written: str, place: Place) -> None:
    assert Place.parse(written) == place


@pytest.mark.parametrize("written", ["", "2424", "host:", ":24", "host:99999", "host:x", "host:²"])
def test_what_is_no_place(written: str, postal: Flask) -> None:
    with pytest.raises(ValueError, match="host:port"):
        Place.parse(written)
    said = CliRunner().invoke(command, ["serve", "--listen", written], obj=lambda: postal)
    assert said.exit_code == 2


def test_why_it_does_not_listen(hall: Topic, postal: Flask, server: Any) -> None:
    where_taken = ["serve", "--listen", f"127.0.0.1:{server.port}"]
    said = CliRunner().invoke(command, where_taken, obj=lambda: postal)
    assert (said.exit_code, "Nothing can listen" in said.output) == (1, True)


def test_a_mail_server_hands_answers_over_by_command(
    hall: Topic, box: Mailbox, postal: Flask
) -> None:
    def run(raw: bytes, *more: str) -> int:
        arguments = ["receive", "--recipient", recipient, *more]
        return CliRunner().invoke(command, arguments, input=raw, obj=lambda: postal).exit_code

    recipient = where(hall, box)
    assert run(answer()) == 0
    assert run(answer(number=2), "--sender", "") == 0  # a machine's, which is not posted
    assert run(answer(author="dov@example.invalid")) == REFUSALS[Received.FOREIGN].exit == 77
    work()
    assert len(posts(hall)) == 3
