"""Real SMTP servers for tests: one that takes mail, and ones that stall, refuse and die."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.serving import free_port

CONNECT = smtplib.SMTP.connect  # before a fixture of every test forbids it


@dataclass
class Mailbox:
    """What a server took, and what it answers: by recipient, or to everything."""

    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)  # to RCPT, by address
    to_sender: str = ""
    to_message: str = ""
    connections: int = 0

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, said: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return said

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        envelope.mail_from, envelope.mail_options = sender, options
        return self.to_sender or "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if said := self.answers.get(address):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.to_message:
            return self.to_message
        self.senders.append(envelope.mail_from or "")
        self.recipients += envelope.rcpt_tos
        content = envelope.original_content or b""
        self.raw.append(content)
        self.taken.append(message_from_bytes(content, policy=policy.default))
        return "250 2.0.0 taken"


@dataclass(frozen=True)
class Running:
    """A server that listens, and what it took."""

    port: int
    box: Mailbox

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def smtp_server(box: Mailbox | None = None, **options: Any) -> Iterator[Running]:
    """A server on a free port until the block ends."""
    box = box or Mailbox()
    port = free_port()
    options = {"enable_SMTPUTF8": True, "decode_data": False} | options
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield Running(port, box)
    finally:
        controller.stop()
