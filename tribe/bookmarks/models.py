"""What members put aside."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, NumberOfItsOwn, now

MAX_NOTE_LENGTH = 500


class Bookmark(Base):
    """A thing that a member put aside for themselves; nobody else ever sees it, nor how many."""

    __tablename__ = "bookmark"
    __table_args__ = (
        UniqueConstraint("member_id", "subject_type", "subject_id"),
        Index("ix_bookmark_member_made", "member_id", "made_at", "id"),
        Index("ix_bookmark_subject", "subject_type", "subject_id"),
        Index("ix_bookmark_remind_at", "remind_at"),
    )

    id: Mapped[NumberOfItsOwn]  # acts and notices refer to it
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    note: Mapped[str] = mapped_column(String(MAX_NOTE_LENGTH), default="")
    made_at: Mapped[datetime] = mapped_column(default=now)
    remind_at: Mapped[datetime | None]
