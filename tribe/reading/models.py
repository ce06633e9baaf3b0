"""Up to when a member has read what was new."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base


class ReadingMark(Base):
    """A moment before which nothing is new to a member; it only rises, and by their own press."""

    __tablename__ = "reading_mark"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    read_until: Mapped[datetime]
