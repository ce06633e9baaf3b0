"""What waits in the outbox, read as its recipients would, without a server."""

from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tribe.base.db import session
from tribe.mail import Mail
from tribe.mail.composing import compose
from tribe.mail.kinds import find_kind
from tribe.mail.models import OPEN


@dataclass(frozen=True)
class Read:
    """A mail as it would arrive."""

    kind: str
    to: str
    subject: str
    text: str
    html: str
    message: EmailMessage


def read_letters(kind: str = "") -> list[Read]:
    """The mails that wait, oldest first, of one kind or of all; in an application context."""
    session.rollback()  # what is in the database, and nothing else
    waiting = select(Mail).where(OPEN).order_by(Mail.id).options(joinedload(Mail.address))
    mails = session.scalars(waiting.execution_options(populate_existing=True)).all()
    return [read(mail) for mail in mails if kind in ("", mail.kind)]


def read(mail: Mail) -> Read:
    """One of them."""
    kind = find_kind(mail.kind)
    assert kind is not None
    envelope = compose(mail, kind)
    assert envelope is not None
    text, html = (
        body.get_content().replace("\r\n", "\n")
        for part in ("plain", "html")
        if (body := envelope.message.get_body((part,))) is not None
    )
    message = envelope.message
    return Read(mail.kind, envelope.recipient, str(message["Subject"]), text, html, message)
