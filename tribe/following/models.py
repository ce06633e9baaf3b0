"""Who follows whose topics; the follower alone ever reads it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tribe.base.db import Base, now


class Follow(Base):
    """A member whose topics another wants to hear of."""

    __tablename__ = "follow"
    __table_args__ = (CheckConstraint("follower_id <> followed_id", name="others"),)

    follower_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True
    )
    followed_id: Mapped[int] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(default=now)
