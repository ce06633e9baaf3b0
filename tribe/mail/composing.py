"""A mail as a server takes it: headers and body, from its row and what its kind says now."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

from flask import current_app

from tribe.base.db import now
from tribe.base.i18n import read_by
from tribe.base.text import clean
from tribe.mail.inbound_addresses import reply_address, return_path
from tribe.mail.kinds import MailKind
from tribe.mail.models import Mail
from tribe.mail.rendering import Frame, Rendered, render
from tribe.mail.settings import MAIL_FROM
from tribe.mail.signing import sign
from tribe.settings import place, value_of


class Policy(EmailPolicy):
    """How messages are written: long words of marks and addresses of ours stay in one piece.

    The library would put a word that is longer than a line into an encoding that only titles and
    names may have (RFC 2047, 5), and nobody could unsubscribe.
    """

    WHOLE = ("message-id", "in-reply-to", "references", "list-id", "list-unsubscribe")

    def fold(self, name: str, value: Any) -> str:
        """A header with its line ends."""
        if name.lower() in self.WHOLE:
            return f"{name}: " + "\r\n ".join(str(value).split()) + "\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same, in bytes."""
        if name.lower() in self.WHOLE:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


POLICY = Policy(linesep="\r\n")
UTF8_POLICY = Policy(linesep="\r\n", utf8=True)  # RFC 6532, where the server takes it


@dataclass(frozen=True)
class Envelope:
    """A message, and between whom it goes."""

    sender: str
    recipient: str
    message: EmailMessage
    is_utf8: bool  # the server must take addresses with any letters (RFC 6531)

    def to_bytes(self) -> bytes:
        """The message with its line ends as SMTP asks."""
        return self.message.as_bytes()


def compose(mail: Mail, kind: MailKind) -> Envelope | None:
    """What its recipient is to get; None where there is nothing to say any more.

    Raises ValueError where the address cannot be written, and whatever the kind raises.
    """
    address = wire_address(mail.address.address)
    with read_by(mail.locale, mail.zone):
        letter = kind.render(mail.facts)
        if letter is None:
            return None
        answered_at = reply_address_of(mail, kind)
        said = kind.replies_to.label() if kind.replies_to is not None and answered_at else ""
        wanted = unsubscribe_url(mail, kind)
        frame = Frame(base_url(), kind.label(), wanted, said, mail.member_id is not None)
        message = _message(mail, address, render(letter, frame))
    if answered_at:
        message["Reply-To"] = _mailbox(value_of(place.NAME), answered_at)
    if frame.unsubscribe:
        _let_unsubscribe(message, kind, frame.unsubscribe)
    return Envelope(return_path(mail.id), address, message, not address.isascii())


def base_url() -> str:
    """The whole address of the place; of this machine where none is set."""
    return str(current_app.config["BASE_URL"] or "http://localhost").rstrip("/")


def unsubscribe_url(mail: Mail, kind: MailKind) -> str:
    """Where its recipient unsubscribes from a kind; empty where they cannot."""
    if kind.is_transactional:
        return ""
    return f"{base_url()}/unsubscribe/{unsubscribe_token(mail.address_id, kind.name)}"


def reply_address_of(mail: Mail, kind: MailKind) -> str | None:
    """Where its recipient answers to a mail; None where answers are not taken."""
    if kind.replies_to is None or mail.member_id is None:
        return None
    thing = kind.replies_to.name
    return reply_address(thing, mail.facts[thing], mail.address_id)


def unsubscribe_token(address_id: int, kind: str) -> str:
    """What lets whoever has it unsubscribe one address from one kind."""
    told = f"{address_id}~{kind}"
    return f"{told}~{sign('unsubscribe', told)}"


def message_domain() -> str:
    """What stands behind the @ of Message-IDs: the domain that mails are from."""
    return value_of(MAIL_FROM).rpartition("@")[2] or "localhost"


def wire_address(address: str) -> str:
    """An address as SMTP writes it, its domain in ASCII. Raises ValueError."""
    local, _at, domain = address.rpartition("@")
    if not local or not domain:
        raise ValueError("an address has something before and after its @")
    return f"{local}@{domain.encode('idna').decode('ascii')}"


def _message(mail: Mail, address: str, said: Rendered) -> EmailMessage:
    message = EmailMessage(policy=POLICY if address.isascii() else UTF8_POLICY)
    message["From"] = _mailbox(value_of(place.NAME), value_of(MAIL_FROM) or "tribe@localhost")
    message["To"] = _mailbox(mail.name, address)
    message["Subject"] = said.subject
    message["Date"] = now()
    message["Message-ID"] = _id(mail.message_id)
    if mail.parents:
        message["In-Reply-To"] = _id(mail.parents[-1])
        message["References"] = " ".join(map(_id, mail.parents))
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: let no machine answer
    message["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    message.set_content(said.text, cte="quoted-printable")
    message.add_alternative(said.html, subtype="html", cte="quoted-printable")
    return message


def _let_unsubscribe(message: EmailMessage, kind: MailKind, url: str) -> None:
    """One click without a page, as RFC 8058 has it."""
    message["List-Id"] = f"<{kind.name.replace('_', '-')}.{message_domain()}>"
    message["List-Unsubscribe"] = f"<{url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _mailbox(name: str, address: str) -> Address:
    local, _at, domain = address.rpartition("@")
    shown = " ".join(clean(name).split())
    return Address(shown, username=local, domain=domain)


def _id(local: str) -> str:
    return f"<{local}@{message_domain()}>"
