"""What comes in by mail: reports about mails of ours, and answers to them."""

import structlog
from sqlalchemy import select

from tribe.base.db import now, session
from tribe.mail import addresses, reports
from tribe.mail.answers import keep
from tribe.mail.inbound_addresses import is_ours, is_reply, read_bounce, read_reply
from tribe.mail.models import Mail, MailState
from tribe.mail.received import Received

MAX_SIZE = 10 * 2**20  # bytes; a report returns at most what we sent
log = structlog.get_logger(__name__)


def receive(raw: bytes, recipient: str, sender: str | None = None) -> Received:
    """Take note of a message to an address of ours; the caller commits.

    `sender` is that of the envelope, empty for what a server writes by itself, None where it is
    not known. Whom and what it is about is told by a signed address or by a Message-ID, for both
    have marks that nobody else can make. Each is counted once, however often it is handed over.
    """
    if not is_ours(recipient):
        return Received.NOBODY
    if len(raw) > MAX_SIZE:
        return Received.TOO_LARGE
    if is_reply(recipient):
        found = read_reply(recipient)
        became = keep(raw, found, sender) if found is not None else Received.NOBODY
        log.info("an answer came in by mail", became=became.name)
        return became
    return _receive_report(raw, recipient)


def _receive_report(raw: bytes, recipient: str) -> Received:
    """Take note of a bounce or a complaint; each mail is counted once."""
    report = reports.parse(raw)
    mail = _find(read_bounce(recipient), report.message_id) if report is not None else None
    if report is None or mail is None:
        log.info("a message came in that is no report about a mail of ours")
        return Received.NOTHING
    if report.is_complaint:
        addresses.note_complaint(mail.address_id)
        log.warning("a mail is unwanted", mail_id=mail.id, kind=mail.kind)
        return Received.COMPLAINT
    if mail.state is MailState.SENT:
        mail.state, mail.answer, mail.ended_at = MailState.FAILED, f"bounced {report.status}", now()
        session.flush()
        addresses.score_bounce(mail.address_id, addresses.weight_of(report.status))
        log.warning("a mail came back", mail_id=mail.id, kind=mail.kind, status=report.status)
    return Received.BOUNCE


def _find(number: int | None, message_id: str) -> Mail | None:
    """The mail of a number, or else of a Message-ID; one query."""
    if number is None and not message_id:
        return None
    own = Mail.id == number if number is not None else Mail.message_id == message_id
    return session.scalar(select(Mail).where(own).with_for_update())
