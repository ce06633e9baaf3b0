"""What moderators put off, or have done."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tribe.base.db import Base, now
from tribe.members.models import Member

MAX_KEY_LENGTH, MAX_WORDS_LENGTH = 120, 500


class MarkState(StrEnum):
    """Why a task does not stand on the desk."""

    SNOOZED = "snoozed"
    DONE = "done"


class DeskMark(Base):
    """That a task is put off or done, by whom, and until when it does not stand on the desk."""

    __tablename__ = "desk_mark"
    __table_args__ = (Index("ix_desk_mark_state", "state", "at"),)

    source: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(MAX_KEY_LENGTH), primary_key=True)
    state: Mapped[MarkState]
    title: Mapped[str] = mapped_column(String(200))  # as it stood there
    address: Mapped[str] = mapped_column(String(500))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    words: Mapped[str] = mapped_column(String(MAX_WORDS_LENGTH), default="")
    at: Mapped[datetime] = mapped_column(default=now)
    until: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise")
