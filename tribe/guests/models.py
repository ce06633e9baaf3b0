"""What is kept of people without an account, for as long as it serves them."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id, Long, NumberOfItsOwn, now

MAX_TITLE_LENGTH, MAX_BODY_LENGTH = 200, 4_000


class GuestFollower(Base):
    """An address that wants to hear of what is new once a week, and has proved to."""

    __tablename__ = "guest_follower"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    locale: Mapped[str | None] = mapped_column(String(5))
    told_at: Mapped[datetime] = mapped_column(default=now)  # up to when they know what is new


class GuestQuestion(Base):
    """A question that waits for a moderator; the row goes with the decision."""

    __tablename__ = "guest_question"
    __table_args__ = (Index("ix_guest_question_asked_at", "asked_at", "id"),)

    id: Mapped[NumberOfItsOwn]
    title: Mapped[str] = mapped_column(String(MAX_TITLE_LENGTH))
    body: Mapped[Long]
    email: Mapped[str | None] = mapped_column(String(254))
    locale: Mapped[str | None] = mapped_column(String(5))
    asked_at: Mapped[datetime] = mapped_column(default=now)
