"""Bounces and complaints are read, counted once, and pause an address; forged ones do nothing."""

from email import message_from_string
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Cast, sign_in
from tests.mail.conftest import send_all, use
from tests.mail.kinds import NEWS, TOKEN
from tests.mail.servers import Mailbox
from tribe import mail
from tribe.base.db import session
from tribe.mail import MailState, Recipient, addresses, outbox, reports
from tribe.mail.addresses import FORGOTTEN_AFTER
from tribe.mail.inbound import MAX_SIZE, receive
from tribe.mail.received import Received
from tribe.postmaster.commands import mail as command

HALL = "hall@hall.example"


class Sent:
    """A mail to Cleo that the server has taken."""

    def __init__(self, box: Mailbox, **about: Any) -> None:
        written = mail.enqueue(NEWS, Recipient("cleo@example.invalid"), **about)
        assert written is not None
        session.commit()
        send_all()
        self.id = written.id
        self.message = box.taken[-1]
        self.came_from = box.senders[-1]

    @property
    def state(self) -> tuple[MailState, str]:
        found = outbox.get(self.id)
        assert found is not None
        return found.state, found.answer


@pytest.fixture
def sent(postal: Flask, box: Mailbox) -> Sent:
    use(postal, postal.config["SETTINGS"].mail, inbound_address="in@hall.example")
    return Sent(box)


def fields(kind: str, *groups: dict[str, str]) -> MIMEBase:
    """A part of groups of fields, such as those of a report."""
    part = MIMEBase(*kind.split("/"))
    written = ["\n".join(f"{k}: {v}" for k, v in one.items()) + "\n" for one in groups]
    if kind.endswith("delivery-status"):  # which the library holds as messages of their own
        part.set_payload([message_from_string(one) for one in written])
    else:
        part.set_payload("\n".join(written))
    return part


def bounce(
    original: EmailMessage | None, status: str = "5.1.1", action: str = "failed", whole: bool = True
) -> bytes:
    """A notification as RFC 3464 has it, as Postfix and Exim write it."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = "MAILER-DAEMON@mx.example"
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText("I am sorry to have to inform you"))
    of_recipient = {"Final-Recipient": "rfc822; cleo@example.invalid", "Action": action}
    if status:
        of_recipient["Status"] = status
    report.attach(fields("message/delivery-status", {"Reporting-MTA": "dns; mx"}, of_recipient))
    if original is not None:
        headers = f"Message-ID: {original['Message-ID']}\nSubject: News\n"
        report.attach(MIMEMessage(original) if whole else MIMEText(headers, "rfc822-headers"))
    return report.as_bytes()


def complaint(original: EmailMessage, kind: str = "abuse") -> bytes:
    """A complaint as RFC 5965 has it."""
    report = MIMEMultipart("report", report_type="feedback-report")
    report.attach(MIMEText("This is an email abuse report"))
    report.attach(fields("message/feedback-report", {"Feedback-Type": kind, "Version": "1"}))
    report.attach(MIMEMessage(original))
    return report.as_bytes()


def is_paused() -> bool:
    found = addresses.find_address("cleo@example.invalid")
    assert found is not None
    return found.paused_at is not None


def test_a_mail_comes_back_to_an_address_of_its_own(sent: Sent) -> None:
    assert sent.came_from.startswith(f"in+b{sent.id}-")
    assert receive(bounce(None), sent.came_from) is Received.BOUNCE
    assert sent.state == (MailState.FAILED, "bounced 5.1.1")
    assert is_paused()


@pytest.mark.parametrize("whole", [True, False])
def test_a_mail_is_known_by_its_message_id(sent: Sent, whole: bool) -> None:
    assert receive(bounce(sent.message, whole=whole), HALL) is Received.BOUNCE
    assert sent.state == (MailState.FAILED, "bounced 5.1.1")


def test_one_bounce_counts_once(sent: Sent, box: Mailbox) -> None:
    for _ in range(5):
        receive(bounce(sent.message, "5.2.2"), HALL)
    assert not is_paused()
    for _ in range(3):
        receive(bounce(Sent(box).message, "5.2.2"), HALL)
    assert is_paused()


def test_old_bounces_are_forgotten(sent: Sent, box: Mailbox) -> None:
    receive(bounce(sent.message, "5.0.0"), HALL)
    found = addresses.find_address("cleo@example.invalid")
    assert found is not None
    assert found.bounced_at is not None
    found.bounced_at -= FORGOTTEN_AFTER * 1.1
    receive(bounce(Sent(box).message, "5.0.0"), HALL)
    assert not is_paused()
    receive(bounce(Sent(box).message, ""), HALL)
    assert is_paused()


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_did_not_fail_changes_nothing(sent: Sent, action: str) -> None:
    assert receive(bounce(sent.message, action=action), sent.came_from) is Received.NOTHING
    assert sent.state[0] is MailState.SENT


def test_a_refusal_for_the_sake_of_policy_is_told_and_pauses_nobody(sent: Sent) -> None:
    receive(bounce(sent.message, "5.7.1"), HALL)
    assert (sent.state, is_paused()) == ((MailState.FAILED, "bounced 5.7.1"), False)


def test_who_complains_gets_only_what_they_ask_for(sent: Sent, box: Mailbox) -> None:
    assert receive(complaint(sent.message), HALL) is Received.COMPLAINT
    assert is_paused()
    taken = len(box.taken)
    held = mail.enqueue(NEWS, Recipient("cleo@example.invalid"))
    mail.enqueue(TOKEN, Recipient("cleo@example.invalid"), token="t")
    session.commit()
    send_all()
    assert held is not None
    assert len(box.taken) == taken + 1
    found = outbox.get(held.id)
    assert found is not None
    assert found.state is MailState.PAUSED


def test_who_says_that_it_is_wanted_does_not_complain(sent: Sent) -> None:
    assert receive(complaint(sent.message, "not-spam"), HALL) is Received.NOTHING
    assert not is_paused()


def test_nobody_pauses_the_address_of_another(sent: Sent) -> None:
    """Without the mark of the address or of the Message-ID nothing happens."""
    forged = EmailMessage()
    forged["Message-ID"] = f"<topic-5.{'a' * 16}@hall.example>"
    for recipient in (HALL, "in@hall.example", f"in+b{sent.id}-{'a' * 16}@hall.example"):
        assert receive(bounce(forged), recipient) is Received.NOTHING
        assert receive(complaint(forged), recipient) is Received.NOTHING
        assert receive(bounce(None), recipient) is Received.NOTHING
    assert (sent.state[0], is_paused()) == (MailState.SENT, False)


def test_a_note_of_who_is_on_holiday_is_no_bounce(sent: Sent) -> None:
    note = EmailMessage()
    note["Auto-Submitted"] = "auto-replied"
    note.set_content("I am away until Monday")
    assert receive(note.as_bytes(), sent.came_from) is Received.NOTHING
    assert sent.state[0] is MailState.SENT


def test_where_nobody_reads_nothing_is_taken(sent: Sent) -> None:
    assert receive(bounce(sent.message), "cleo@hall.example") is Received.NOBODY
    assert receive(bounce(sent.message), "") is Received.NOBODY


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_are_no_report(raw: bytes) -> None:
    head = b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n"
    part = b"Content-Type: message/delivery-status\n\n"
    for whole in (raw, head + raw, head + part + raw + b"\n--x--", head[:-5] + raw):
        found = reports.parse(whole)
        assert found is None or len(found.message_id) <= 160


def test_a_mail_server_hands_reports_over(postal: Flask, sent: Sent, cast: Cast) -> None:
    def run(raw: bytes, recipient: str) -> int:
        arguments = ["receive", "--recipient", recipient]
        return CliRunner().invoke(command, arguments, input=raw, obj=lambda: postal).exit_code

    assert run(bounce(None), sent.came_from) == 0
    assert run(b"nothing", "nobody@hall.example") == 67  # EX_NOUSER: say so to who wrote
    assert run(b"x" * (MAX_SIZE + 1), HALL) == 65  # EX_DATAERR

    def away() -> Flask:
        raise OSError("the database is away")

    asked = ["receive", "--recipient", HALL]
    assert CliRunner().invoke(command, asked, input=b"", obj=away).exit_code == 75  # EX_TEMPFAIL
    page = sign_in(postal, cast, "ada").get("/admin/mail?state=failed").text
    assert "it came back: 5.1.1" in page
