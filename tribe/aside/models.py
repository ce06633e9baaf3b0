"""Quarrels that were moved aside, who is in them, and how they ended."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Long, NumberOfItsOwn, now

MAX_ASKED_LENGTH, MAX_WORDS_LENGTH = 1_000, 4_000


class Outcome(StrEnum):
    """How it ended."""

    SETTLED = "settled"
    NO_AGREEMENT = "no_agreement"
    UNDONE = "undone"  # another judged that nobody was to be asked aside


class StepAside(Base):
    """Two members who were asked to talk over with a moderator what they quarrel about."""

    __tablename__ = "step_aside"
    __table_args__ = (Index("ix_step_aside_topic", "topic_id", "ended_at"),)

    id: Mapped[NumberOfItsOwn]
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"))
    conversation_id: Mapped[int] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), unique=True
    )
    moderator_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime | None]  # when they may answer in the topic again, at the latest
    ended_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    words: Mapped[Long] = mapped_column(default="")  # the moderator's, of how it ended


class StepAsideParty(Base):
    """One of the two, and what is asked of them."""

    __tablename__ = "step_aside_party"

    aside_id: Mapped[int] = mapped_column(
        ForeignKey("step_aside.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    asked: Mapped[Long]
    is_ruled: Mapped[bool] = mapped_column(default=False)  # its statement of reasons is given
    lifted_at: Mapped[datetime | None]  # their statement was undone, or its end came
