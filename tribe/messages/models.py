"""Conversations, who is in them, their messages, and who may write to a member."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Long, NumberOfItsOwn, now

MAX_TITLE_LENGTH = 120


class Keeping(StrEnum):
    """What those in a conversation may take away of it."""

    FREE = "free"  # their own words, and themselves
    HELD = "held"  # nothing, until a moderator says how it ended
    KEPT = "kept"  # themselves; the words stay


class Standing(StrEnum):
    """How a member stands in a conversation."""

    IN = "in"
    ASKED = "asked"  # somebody whom they do not know writes to them
    DECLINED = "declined"
    LEFT = "left"


class WhoMayWrite(StrEnum):
    """Who may begin to write to a member."""

    EVERYBODY = "everybody"
    ASKING = "asking"  # whom they do not know may ask, by a first message
    KNOWN = "known"  # whom they took part with, or follow
    NOBODY = "nobody"


class Conversation(Base):
    """What a few members write to each other under a title."""

    __tablename__ = "conversation"
    __table_args__ = (Index("ix_conversation_last_written_at", "last_written_at"),)

    id: Mapped[NumberOfItsOwn]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LENGTH))
    keeping: Mapped[Keeping] = mapped_column(default=Keeping.FREE)
    highest_number: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime] = mapped_column(default=now)
    last_written_at: Mapped[datetime] = mapped_column(default=now)


class ConversationMember(Base):
    """A member of a conversation, and how far they have read it, a mark that only rises."""

    __tablename__ = "conversation_member"
    __table_args__ = (Index("ix_conversation_member_member", "member_id", "standing"),)

    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    standing: Mapped[Standing] = mapped_column(default=Standing.IN)
    last_read_number: Mapped[int] = mapped_column(default=0)
    is_muted: Mapped[bool] = mapped_column(default=False, server_default=false())
    since: Mapped[datetime] = mapped_column(default=now)


class PrivateMessage(Base):
    """What one member says in a conversation: their Markdown, and what was cooked from it."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "number"),
        Index("ix_message_author", "author_id", "written_at"),
    )

    id: Mapped[NumberOfItsOwn]  # acts and notices refer to it
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    source: Mapped[Long]
    html: Mapped[Long]
    text: Mapped[Long]
    cook_version: Mapped[int]
    written_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]  # by a moderator, to whom it was reported

    @property
    def is_removed(self) -> bool:
        """Whether its author has taken it away, and its words with it."""
        return self.removed_at is not None

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator took it out of sight; its words are there, for what may come back."""
        return self.hidden_at is not None


class MessageChoice(Base):
    """Who may begin to write to a member, and whether mails to them say what was written."""

    __tablename__ = "message_choice"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    who_may_write: Mapped[WhoMayWrite]
    mails_have_words: Mapped[bool] = mapped_column(default=False)
