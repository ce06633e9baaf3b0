"""A mail that cannot be handed over is never lost and never silent: real servers that misbehave."""

import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.mail.conftest import send_all, use
from tests.mail.kinds import BROKEN, NEWS, TOKEN
from tests.mail.servers import Mailbox, Running, smtp_server
from tribe import jobs, mail
from tribe.base.db import now, session
from tribe.config import MailServer
from tribe.jobs import Lane, run_next
from tribe.mail import Mail, MailState, Recipient, addresses, connection, sending
from tribe.mail.afterwards import SEND

CLEO = Recipient("cleo@example.invalid")
DOV = Recipient("dov@example.invalid")


def write(*recipients: Recipient) -> None:
    for recipient in recipients:
        mail.enqueue(TOKEN, recipient, token="t")
    session.commit()


def states() -> list[tuple[MailState, str]]:
    session.rollback()
    found = session.scalars(
        select(Mail).order_by(Mail.id).execution_options(populate_existing=True)
    )
    return [(one.state, one.answer) for one in found]


def later(hours: float) -> None:
    """Let every mail have been written, and every attempt been made, so long ago."""
    ago = timedelta(hours=hours)
    for one in session.scalars(select(Mail)):
        one.due_at, one.created_at = one.due_at - ago, one.created_at - ago
    session.commit()


def try_again(app: Flask) -> None:
    app.extensions.pop(sending.EXTENSION, None)
    jobs.enqueue(SEND)
    session.commit()
    send_all()


def test_a_mailbox_that_is_away_for_now_is_tried_again(postal: Flask, box: Mailbox) -> None:
    box.answers["cleo@example.invalid"] = "450 4.2.0 <cleo@example.invalid> greylisted"
    write(CLEO, DOV)
    send_all()
    assert states() == [(MailState.DEFERRED, "450 4.2.0"), (MailState.SENT, "250 2.0.0")]
    assert box.connections == 1
    box.answers.clear()
    try_again(postal)
    assert states()[0] == (MailState.DEFERRED, "450 4.2.0")  # its time has not come
    later(1)
    try_again(postal)
    assert states()[0] == (MailState.SENT, "250 2.0.0")


def test_pauses_double_up_to_an_hour_and_end_after_four_days(postal: Flask, box: Mailbox) -> None:
    pauses = [sending.pause_before(attempt) / timedelta(minutes=1) for attempt in range(2, 10)]
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    tried = sum(map(sending.pause_before, range(2, sending.ATTEMPTS + 1)), timedelta())
    assert timedelta(days=4) < tried < timedelta(days=4, hours=6)
    box.answers["cleo@example.invalid"] = "452 4.2.2 full"
    write(CLEO)
    send_all()
    session.execute(update(Mail).values(attempts=sending.ATTEMPTS - 1))
    later(1)
    try_again(postal)
    assert states() == [(MailState.FAILED, "452 4.2.2")]


def test_a_mailbox_that_is_not_there_ends_it_and_pauses_the_address(
    postal: Flask, box: Mailbox
) -> None:
    box.answers["cleo@example.invalid"] = "550 5.1.1 <cleo@example.invalid> unknown"
    write(CLEO, DOV)
    send_all()
    assert states() == [(MailState.FAILED, "550 5.1.1"), (MailState.SENT, "250 2.0.0")]
    box.answers.clear()
    write(CLEO)
    send_all()
    assert states()[-1] == (MailState.PAUSED, "paused")
    addresses.confirm_address("Cleo@example.invalid ")
    session.commit()
    try_again(postal)
    assert states()[-1] == (MailState.SENT, "250 2.0.0")


def test_a_refusal_for_the_sake_of_policy_says_nothing_of_the_address(
    postal: Flask, box: Mailbox
) -> None:
    box.answers["cleo@example.invalid"] = "550 5.7.1 we take no such thing"
    for _ in range(4):
        write(CLEO)
        send_all()
    assert set(states()) == {(MailState.FAILED, "550 5.7.1")}


def test_two_refusals_without_a_reason_pause_an_address(postal: Flask, box: Mailbox) -> None:
    box.answers["cleo@example.invalid"] = "550 no"
    for _ in range(3):
        write(CLEO)
        send_all()
    assert [code for _state, code in states()] == ["550", "550", "paused"]


def test_a_message_that_is_refused_ends_it(postal: Flask, box: Mailbox) -> None:
    box.to_message = "554 5.6.0 what is this"
    write(CLEO)
    send_all()
    assert states() == [(MailState.FAILED, "554 5.6.0")]
    found = addresses.find_address("cleo@example.invalid")
    assert found is not None
    assert found.score == 0


def test_what_is_wrong_with_us_stops_all_and_loses_none(postal: Flask, box: Mailbox) -> None:
    box.to_sender = "550 5.7.1 you may not send as hall@hall.example"
    write(CLEO, DOV)
    send_all()
    assert states() == [(MailState.DEFERRED, "550 5.7.1"), (MailState.WAITING, "")]
    write(DOV)
    send_all()
    assert box.connections == 1  # it is left alone for a while
    box.to_sender = ""
    later(1)
    try_again(postal)
    assert {state for state, _code in states()} == {MailState.SENT}


def test_a_server_that_is_not_there(postal: Flask, server: Running) -> None:
    use(postal, MailServer("127.0.0.1", server.port + 1, "none"))
    write(CLEO)
    send_all()
    assert states() == [(MailState.DEFERRED, "no_connection")]


def test_a_server_that_must_encrypt_and_cannot_gets_nothing(postal: Flask, box: Mailbox) -> None:
    use(postal, MailServer("127.0.0.1", postal.config["SETTINGS"].mail.port, "starttls"))
    write(CLEO)
    send_all()
    assert (states(), box.taken) == ([(MailState.DEFERRED, "no_tls")], [])


def test_a_server_that_knows_no_passwords(postal: Flask, box: Mailbox) -> None:
    use(postal, MailServer("127.0.0.1", postal.config["SETTINGS"].mail.port, "none", "me", "word"))
    write(CLEO)
    send_all()
    assert (states(), box.taken) == ([(MailState.DEFERRED, "no_login")], [])


def test_addresses_with_any_letters_need_a_server_that_takes_them(
    postal: Flask, server: Running
) -> None:
    with smtp_server(Mailbox(), enable_SMTPUTF8=False) as plain:
        use(postal, MailServer("127.0.0.1", plain.port, "none"))
        write(Recipient("zoë@example.invalid"), CLEO)
        send_all()
        assert states() == [(MailState.FAILED, "no_utf8"), (MailState.SENT, "250 2.0.0")]


@contextmanager
def script(*lines: str, at_end: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that gives one answer after another to each line, and then does something else."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(10)

    def serve() -> None:
        while True:
            try:
                caller, _address = listening.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as said:
                caller.sendall(b"220 here\r\n")
                for line in lines:
                    said.readline()
                    caller.sendall(line.encode() + b"\r\n")
                at_end(caller)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


POLITE = ("250 here", "250 sender", "250 recipient", "354 go on")


@pytest.mark.parametrize("length", range(5))
def test_a_server_that_dies_in_the_middle(postal: Flask, box: Mailbox, length: int) -> None:
    port = postal.config["SETTINGS"].mail.port
    with script(*POLITE[:length], at_end=lambda _caller: None) as dying:
        use(postal, MailServer("127.0.0.1", dying, "none"))
        write(CLEO)
        send_all()
    assert states() == [(MailState.DEFERRED, "closed")]
    use(postal, MailServer("127.0.0.1", port, "none"))
    later(1)
    try_again(postal)
    assert (states(), len(box.taken)) == ([(MailState.SENT, "250 2.0.0")], 1)


@pytest.mark.parametrize("length", range(5))
def test_a_server_that_stalls(
    postal: Flask, box: Mailbox, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr(connection, "ASKING", 0.3)
    monkeypatch.setattr(connection, "TAKING", 0.3)
    goes_on = threading.Event()
    with script(*POLITE[:length], at_end=lambda _caller: bool(goes_on.wait(5))) as stalling:
        use(postal, MailServer("127.0.0.1", stalling, "none"))
        write(CLEO, DOV)
        began = time.monotonic()
        assert run_next(Lane.MAIL)
        assert time.monotonic() - began < 3
        goes_on.set()
    assert states() == [(MailState.DEFERRED, "timeout"), (MailState.WAITING, "")]


def test_a_server_that_talks_nonsense(postal: Flask, box: Mailbox) -> None:
    with script("what?", at_end=lambda _caller: None) as odd:
        use(postal, MailServer("127.0.0.1", odd, "none"))
        write(CLEO)
        send_all()
    assert states()[0][0] is MailState.DEFERRED


def test_a_server_that_ends_a_connection_after_some_mails_is_asked_anew(
    postal: Flask, box: Mailbox
) -> None:
    before = box.handle_MAIL

    async def at_most_two(*told: object) -> str:
        if box.connections == 1 and len(box.taken) == 2:
            return "421 4.7.0 enough for now"
        return await before(*told)  # type: ignore[arg-type]

    box.handle_MAIL = at_most_two  # type: ignore[method-assign, assignment]
    write(CLEO, DOV, Recipient("ines@example.invalid"))
    send_all()
    assert {state for state, _code in states()} == {MailState.SENT}
    assert box.connections == 2


def test_what_cannot_be_written_fails_alone_and_quotes_nobody(
    postal: Flask, box: Mailbox, lines: io.StringIO
) -> None:
    mail.enqueue(BROKEN, CLEO)
    write(DOV)
    send_all()
    broken, sent = states()
    assert sent == (MailState.SENT, "250 2.0.0")
    assert broken[0] is MailState.FAILED
    assert broken[1].startswith("KeyError in ")
    assert "KeyError" in lines.getvalue()
    assert "example" not in broken[1] + lines.getvalue()


def test_what_is_too_late_or_unwanted_or_over_is_not_sent(postal: Flask, box: Mailbox) -> None:
    mail.enqueue(TOKEN, CLEO, until=now() - timedelta(seconds=1), token="t")
    mail.enqueue(NEWS, CLEO, is_gone=True)
    unwanted = mail.enqueue(NEWS, DOV)
    assert unwanted is not None
    addresses.unsubscribe(unwanted.address_id, NEWS.name)
    session.commit()
    send_all()
    assert states() == [
        (MailState.FAILED, "too_late"),
        (MailState.WITHDRAWN, "nothing_to_say"),
        (MailState.WITHDRAWN, "unsubscribed"),
    ]
    assert mail.enqueue(NEWS, DOV) is None
    assert mail.enqueue(TOKEN, DOV, token="t") is not None
    addresses.resubscribe(unwanted.address_id, NEWS.name)
    assert mail.enqueue(NEWS, DOV) is not None
    assert box.taken == []


def test_nothing_is_tried_before_all_is_set_up(postal: Flask, box: Mailbox) -> None:
    write(CLEO)
    use(postal, None)
    assert mail.why_not_sending() == "mail.no_server"
    send_all()
    assert states() == [(MailState.WAITING, "")]


def test_a_mail_that_another_has_taken_over_is_left_to_them(postal: Flask, box: Mailbox) -> None:
    write(CLEO)
    [one] = session.scalars(select(Mail))
    session.execute(update(Mail).values(state=MailState.SENDING, lease="theirs"))
    session.commit()
    session.expunge(one)
    one.lease = "ours"
    sending.settle(sending.Verdict(one, MailState.SENT, "250"))
    session.commit()
    assert states() == [(MailState.SENDING, "")]


def test_a_mail_in_hand_is_taken_up_once_the_lease_of_its_job_has_ended(
    postal: Flask, box: Mailbox
) -> None:
    write(CLEO)
    job = jobs.claim(Lane.MAIL)
    assert job is not None
    session.execute(update(Mail).values(state=MailState.SENDING, lease=job.lease, attempts=1))
    jobs.enqueue(SEND)
    session.commit()
    assert run_next(Lane.MAIL)
    assert states() == [(MailState.SENDING, "")]  # who has it in hand is alive
    job.leased_until = now() - timedelta(seconds=1)  # and now was killed
    session.commit()
    send_all()
    assert (states(), len(box.taken)) == ([(MailState.SENT, "250 2.0.0")], 1)
