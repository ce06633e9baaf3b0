"""The tables of mail: what goes out, to which addresses, what these do not want; answers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, Id, Long, now, stays


class MailState(StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    SENDING = "sending"  # a worker has it in hand, or was killed with it in hand
    DEFERRED = "deferred"  # it could not be handed over, and is tried again
    SENT = "sent"  # the server has taken it
    FAILED = "failed"  # for good: not tried again unless somebody asks
    PAUSED = "paused"  # its address is paused
    WITHDRAWN = "withdrawn"  # there was nothing to say any more, or nobody who wanted it


class PauseCause(StrEnum):
    """Why nothing goes to an address."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"


class MailAddress(Base):
    """An address that mail goes to, of a member or of a guest, and how it fared there."""

    __tablename__ = "mail_address"

    id: Mapped[Id]
    address: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    score: Mapped[int] = mapped_column(default=0)  # of bounces, the weightier the higher
    bounced_at: Mapped[datetime | None]  # the last time
    paused_at: Mapped[datetime | None]
    paused_because: Mapped[PauseCause | None]


Index(
    "ix_mail_address_paused_at",
    MailAddress.paused_at,
    sqlite_where=MailAddress.paused_at.is_not(None),
    postgresql_where=MailAddress.paused_at.is_not(None),
)


class Unsubscription(Base):
    """A kind of mail that an address does not want."""

    __tablename__ = "mail_unsubscription"

    address_id: Mapped[int] = mapped_column(
        ForeignKey("mail_address.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    unsubscribed_at: Mapped[datetime] = mapped_column(default=now)


class Mail(Base):
    """One mail to one address: what it is about, never its text, and how far it got."""

    __tablename__ = "mail"
    __table_args__ = stays("what waits holds links that open accounts, and is sent from here")

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(60))
    address_id: Mapped[int] = mapped_column(
        ForeignKey("mail_address.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(80), default="")  # of the recipient
    locale: Mapped[str | None] = mapped_column(String(5))
    zone: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]]  # what it is about; emptied once the server has it
    message_id: Mapped[str] = mapped_column(String(160), unique=True)  # what stands before the @
    parents: Mapped[list[str]] = mapped_column(JSON, default=list)  # of what it follows in a thread
    rank: Mapped[int] = mapped_column(default=1)  # what somebody waits for has 0, and goes first
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime | None]  # after which it is of no use
    lease: Mapped[str | None] = mapped_column(String(32))  # of the job that has it in hand
    answer: Mapped[str] = mapped_column(String(120), default="")  # a code of the server, or of ours
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]  # it is out of the worker's hands: sent, failed, paused…

    address: Mapped[MailAddress] = relationship(lazy="raise")


class MailReply(Base):
    """An answer that came by mail; its words are here only until they are taken or refused.

    What was refused while it was handed over has neither words nor the address of who wrote it,
    and for its refusal the name in `Received`.
    """

    __tablename__ = "mail_reply"
    __table_args__ = (
        Index("ix_mail_reply_member_received", "member_id", "received_at"),
        *stays("what came in at the old address is dealt with there"),
    )

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(String(64), unique=True)  # of Message-ID and address
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    address: Mapped[str] = mapped_column(String(254))  # that it was written from
    thing: Mapped[str] = mapped_column(String(8))
    thing_id: Mapped[int]
    text: Mapped[Long]
    left_out: Mapped[list[str]] = mapped_column(JSON, default=list)  # names of attachments
    received_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]  # when it was taken or refused
    refusal: Mapped[str] = mapped_column(String(60), default="")  # the code of why, if it was


class MailReplyFile(Base):
    """What hung on an answer, as it came; it goes with the answer's words.

    It is here and no file of the storage, so that nothing as it came outlasts its row: a picture
    may say where it was taken.
    """

    __tablename__ = "mail_reply_file"
    __table_args__ = stays("what came in at the old address is dealt with there")

    id: Mapped[Id]
    reply_id: Mapped[int] = mapped_column(
        ForeignKey("mail_reply.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary)


OPEN = Mail.ended_at.is_(None)
Index("ix_mail_open", Mail.rank, Mail.due_at, Mail.id, sqlite_where=OPEN, postgresql_where=OPEN)
Index("ix_mail_state", Mail.state, Mail.id)
Index("ix_mail_ended_at", Mail.ended_at)
