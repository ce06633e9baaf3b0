"""The table of what happened; without anybody's words."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, Id


class Activity(Base):
    """One act.

    Persons stand in `actor_id`, in `member_id` (whom it concerns, where the subject does not say
    so) and, of what is done to an account, in `subject_id`: nowhere else, so that an erasure finds
    them all. Whom somebody turned to by it stands nowhere: that is the ledger's, by consent.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_subject", "subject_type", "subject_id"),
        Index("ix_activity_actor_at", "actor_id", "at"),
        Index("ix_activity_member", "member_id"),
        Index("ix_activity_at", "at"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    audience: Mapped[str] = mapped_column(String(30))
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]
